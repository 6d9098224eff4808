"""What cannot be meant is refused before it comes to the library."""

from __future__ import annotations

import contextlib
import copy
import pickle
import threading
import unittest
from typing import Any, Callable

import liveberth
from liveberth import AdmissionOrder, Cluster, ControlPlane, Limits, Node, Queue, QueueKind, Router


class Calls(unittest.TestCase):
    def test_a_call_from_inside_a_call_is_refused_and_does_no_harm(self) -> None:
        plane, cluster, router = ControlPlane(), Cluster(), Router()
        calls: dict[Callable[[Any], object], tuple[Callable[[], object], ...]] = {
            plane.tick: (plane.close, plane.save, plane.__enter__, lambda: plane.tick(1)),
            lambda number: cluster.release("n", number): (lambda: cluster.node_down("n"),),
            router.tick: (router.__len__, router.next_wake, lambda: router.tick(1)),
        }
        for outer, inner in calls.items():
            number = Interrupted(inner)
            # Of its own, as it might wait for ever.
            thread = threading.Thread(target=quietly, args=(outer, number), daemon=True)
            thread.start()
            thread.join(60)
            self.assertFalse(thread.is_alive(), "a call waits for the one that it is in")
            self.assertEqual([str(error) for error in number.errors], [INSIDE] * len(inner))
        self.assertEqual(len(plane.tick(2)), 0)
        self.assertEqual(len(router), 0)
        plane.close()


INSIDE = "a call from inside another one on the same object"


class Interrupted:
    """A number that calls what it is given to, as a signal handler might just then."""

    def __init__(self, calls: tuple[Callable[[], object], ...]) -> None:
        self.calls = calls
        self.errors: list[RuntimeError] = []

    def __index__(self) -> int:
        for call in self.calls:
            try:
                call()
            except RuntimeError as error:
                self.errors.append(error)
        return 1


def quietly(call: Callable[[Any], object], argument: object) -> None:
    """Makes a call that the library may refuse."""
    with contextlib.suppress(liveberth.Error):
        call(argument)


class Copies(unittest.TestCase):
    def test_nothing_that_owns_memory_of_the_library_can_be_copied(self) -> None:
        report = liveberth.report_of_runtime_configuration("{}")
        with ControlPlane() as plane:
            effects = plane.tick(0)
            owned = (Limits()._owned, report._owned, effects._owned, plane, Router())
            for owner in owned:
                self.assertRaises(TypeError, copy.copy, owner)
            for holder in (*owned, Limits(), report):
                self.assertRaises(TypeError, copy.deepcopy, holder)
                self.assertRaises(TypeError, pickle.dumps, holder)


class Numbers(unittest.TestCase):
    def test_a_number_that_does_not_fit_is_refused_and_never_taken_for_another(self) -> None:
        queue = Queue("q", QueueKind.VCPU, -1, AdmissionOrder.STRICT_FIFO, ("g",))
        with ControlPlane() as plane:
            before = plane.save()
            for call in (
                lambda: plane.replica_ready(1, 1, 2**32 + 1),
                lambda: plane.replica_ready(1, 2**64 + 1, 1),
                lambda: plane.tick(-1),
                lambda: plane.queue_set(0, queue),
                lambda: plane.enrollment_set(0, vcpu=-1),
                lambda: plane.node_up(0, Node("n", "g", -1000, 1)),
                lambda: plane.load_sample(0, "a", 1, in_flight={1: 2**32}),
                lambda: Router(max_pending_requests=-1),
            ):
                self.assertRaises(OverflowError, call)
            self.assertEqual(plane.save(), before)


if __name__ == "__main__":
    unittest.main()
