"""A deployment's life, and what is made of mistakes."""

from __future__ import annotations

import contextlib
import copy
import gc
import io
import json
import pickle
import threading
import unittest
from typing import Any

import liveberth
from liveberth import ControlPlane, Status
from repository import SCENARIO, readme_example, resident_bytes

RID: str = SCENARIO["rid"]
NEWS = {"launch": "replicaReady", "stop": "replicaStopped"}


def step(plane: ControlPlane, now_ms: int, message: dict[str, Any]) -> None:
    """Takes one step and at once carries out what it asks for."""
    for effect in json.loads(plane.step(now_ms, json.dumps(message))):
        if effect["type"] in NEWS:
            news = {"type": NEWS[effect["type"]]}
            step(plane, now_ms, {**news, **{key: effect[key] for key in ("replica", "attempt")}})


def let_time_pass(plane: ControlPlane, now_ms: int) -> int:
    """Lets time pass until nothing waits for it any more."""
    while (wake_ms := plane.next_wake()) is not None:
        assert wake_ms > now_ms, "a wake-up lies ahead"
        now_ms = wake_ms
        step(plane, now_ms, {"type": "tick"})
    return now_ms


def active() -> ControlPlane:
    """A control plane whose one deployment is active."""
    plane = ControlPlane()
    for message in SCENARIO["platform"]:
        step(plane, 0, message)
    step(plane, 1000, SCENARIO["create"])
    return plane


class Life(unittest.TestCase):
    def assert_state(self, plane: ControlPlane, state: str) -> None:
        self.assertEqual(json.loads(plane.deployment(RID))["status"]["state"], state)

    def test_a_deployment_is_created_restarted_disabled_and_started(self) -> None:
        with active() as plane:
            self.assert_state(plane, "ACTIVE")
            saved = plane.save()
        with ControlPlane.restore(saved) as plane:
            self.assertEqual(plane.save(), saved)
            self.assertIn('"type":"setRoutes"', plane.resume())
            step(plane, 3000, SCENARIO["disable"])
            self.assert_state(plane, "DISABLED")
            now_ms = let_time_pass(plane, 3000)
            self.assertNotIn('"usage":2', plane.queues())
            step(plane, now_ms, SCENARIO["start"])
            self.assert_state(plane, "ACTIVE")

    def test_everything_can_be_read(self) -> None:
        with active() as plane:
            self.assertEqual(json.loads(plane.list())[0]["rid"], RID)
            self.assertIn(RID, plane.nodes())
            self.assertIn('"usage":2', plane.queues())
            self.assertIn('"readyReplicas":2', plane.status(RID))
            self.assertIn('"gpus":{"T4":2}', plane.limits(SCENARIO["project"]))
            too_many = {"minReplicas": 0, "maxReplicas": 1, "gpu": {"count": 9}}
            asked = {"project": SCENARIO["project"], "runtimeConfiguration": too_many}
            self.assertIn('"startsNow":false', plane.what_if(json.dumps(asked)))
            fewer = {**too_many, "gpu": {"count": 1}}
            deployments = [{"project": SCENARIO["project"], "runtimeConfiguration": fewer}]
            compared = {"deployments": deployments, "placementPolicies": ["best-fit"]}
            self.assertIn('"best-fit"', plane.compare(json.dumps(compared)))
            asked = {"type": "fewestNodes", "steps": 1}
            self.assertIn('"unplaced":[]', plane.repack(json.dumps(asked)))


class Mistakes(unittest.TestCase):
    def test_a_refusal_carries_its_status_code_and_message(self) -> None:
        with active() as plane:
            before = plane.save()
            with self.assertRaises(liveberth.Error) as raised:
                plane.step(2000, json.dumps(SCENARIO["create"]))
            self.assertEqual(raised.exception.status, Status.DEPLOYMENT_EXISTS)
            self.assertEqual(raised.exception.code, "deployment_exists")
            self.assertIn(f"`{RID}`", raised.exception.message)
            self.assertIn(raised.exception.message, str(raised.exception))
            self.assertEqual(plane.save(), before)

    def test_an_error_can_be_pickled(self) -> None:
        error = liveberth.Error(Status.ZERO, "zero", "a message")
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((again.status, str(again)), (Status.ZERO, "zero: a message"))

    def test_what_is_closed_says_so(self) -> None:
        plane = ControlPlane()
        plane.close()
        plane.close()
        calls = [
            lambda: plane.step(0, '{"type": "tick"}'),
            lambda: plane.status(RID),
            lambda: plane.deployment(RID),
            lambda: plane.limits(RID),
            lambda: plane.limits_of(RID),
            lambda: plane.tick(0),
            lambda: plane.deployment_status(RID),
            plane.resume_effects,
            plane.next_wake,
            plane.list,
            plane.nodes,
            plane.queues,
            plane.resume,
            plane.save,
            plane.__enter__,
        ]
        for call in calls:
            with self.assertRaisesRegex(ValueError, "the control plane is closed"):
                call()

    def test_a_time_that_is_none_is_refused(self) -> None:
        with ControlPlane() as plane:
            for now_ms in (-1, 2**64):
                with self.assertRaises(OverflowError):
                    plane.step(now_ms, '{"type": "tick"}')
            with self.assertRaises(TypeError):
                plane.step(0.5, '{"type": "tick"}')  # type: ignore[arg-type]

    def test_settings_and_saved_states_that_cannot_be_read_are_refused(self) -> None:
        for make in (ControlPlane, ControlPlane.restore):
            with self.assertRaises(liveberth.Error) as raised:
                make("{")
            self.assertEqual(raised.exception.status, Status.MALFORMED)

    def test_two_objects_never_own_one_handle(self) -> None:
        with ControlPlane() as plane:
            for duplicate in (copy.copy, copy.deepcopy, pickle.dumps):
                with self.assertRaisesRegex(TypeError, "cannot be copied"):
                    duplicate(plane)

    def test_threads_take_turns_and_may_close(self) -> None:
        plane = active()
        ends: list[str] = []

        def use() -> None:
            try:
                for _ in range(500):
                    plane.step(3000, '{"type": "tick"}')
                    plane.status(RID)
                ends.append("done")
            except ValueError as error:
                ends.append(str(error))

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        plane.close()
        for thread in threads:
            thread.join()
        self.assertEqual(len(ends), 4)
        self.assertLessEqual(set(ends), {"done", "the control plane is closed"})

    def test_what_nobody_closed_is_freed(self) -> None:
        def make(planes: int) -> int:
            for _ in range(planes):
                active()
            gc.collect()
            return resident_bytes() or 0

        before = make(300)
        self.assertLess(make(3_000) - before, 4 << 20)


class Readme(unittest.TestCase):
    def test_the_examples_print_what_they_say(self) -> None:
        examples = {"README.md": "/gpu/count\n", "python/README.md": "[]\ndeployment_not_found\n"}
        for readme, wanted in examples.items():
            printed = io.StringIO()
            with self.subTest(readme):
                with contextlib.redirect_stdout(printed):
                    exec(compile(readme_example(readme), readme, "exec"), {})
                self.assertEqual(printed.getvalue(), wanted)


if __name__ == "__main__":
    unittest.main()
