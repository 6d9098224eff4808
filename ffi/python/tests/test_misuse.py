"""What cannot be meant is refused before it comes to the library."""

from __future__ import annotations

import copy
import pickle
import unittest

import liveberth
from liveberth import AdmissionOrder, ControlPlane, Limits, Node, Queue, QueueKind, Router


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
