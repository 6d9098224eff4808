"""A deployment's life by typed calls."""

from __future__ import annotations

import json
import unittest
from typing import Callable

import liveberth
from liveberth import (
    AdmissionOrder,
    ControlPlane,
    Effect,
    Effects,
    Gpu,
    Launch,
    Log,
    LogKind,
    Node,
    Queue,
    QueueKind,
    Reason,
    Route,
    SetRoutes,
    State,
    Status,
    StatusChange,
)
from repository import SCENARIO

RID: str = SCENARIO["rid"]
PROJECT: str = SCENARIO["project"]
MODEL = "ri.models.main.model.1"
VERSION = "ri.models.main.model-version.1"
CONFIGURATION = {
    "minReplicas": 2,
    "maxReplicas": 2,
    "gpu": {"count": 1, "type": "T4"},
    "environmentVariables": {"TOKEN": "hidden"},
}
TARGET = {"type": "direct", "modelRid": MODEL, "branch": "main"}
REQUEST = json.dumps({"deploymentType": TARGET, "runtimeConfiguration": CONFIGURATION})


class Host:
    """Carries out at once what a control plane asks for, in its order, and keeps it."""

    def __init__(self) -> None:
        self.done: list[Effect] = []
        self.plane = ControlPlane()
        gpus = (Gpu(2, "T4"),)
        node = Node("node-1", "gpu", 16_000, 64 << 30, gpus, zone="a", labels={"disk": "ssd"})
        strict, best = AdmissionOrder.STRICT_FIFO, AdmissionOrder.BEST_EFFORT
        self.carry_out(0, self.plane.node_up(0, node))
        self.carry_out(0, self.plane.enrollment_set(0, vcpu=16_000))
        for queue in (
            Queue("cpu", QueueKind.VCPU, 16_000, strict, ("gpu",)),
            Queue("gpu", QueueKind.VGPU, 3, best, ("gpu",)),
        ):
            self.carry_out(0, self.plane.queue_set(0, queue))
        self.carry_out(0, self.plane.project_set(0, PROJECT, "cpu", "gpu"))
        self.carry_out(0, self.plane.version_published(0, MODEL, "main", VERSION, 1))

    def carry_out(self, now_ms: int, effects: Effects) -> None:
        while effects:
            effect = effects.pop(0)
            self.done.append(effect)
            if isinstance(effect, Launch):
                effects += self.plane.replica_ready(now_ms, effect.replica, effect.attempt)
            elif isinstance(effect, (liveberth.Stop, liveberth.Kill)):
                effects += self.plane.replica_stopped(now_ms, effect.replica, effect.attempt)

    def standing(self) -> tuple[State, Reason, int]:
        status = self.plane.deployment_status(RID)
        return status.state, status.reason, status.ready_replicas


class TypedLife(unittest.TestCase):
    def setUp(self) -> None:
        self.host = Host()
        limits = self.host.plane.limits_of(PROJECT)
        self.report = liveberth.report_of_create_request(REQUEST, limits)

    def tearDown(self) -> None:
        self.host.plane.close()

    def test_a_deployment_is_created_and_disabled(self) -> None:
        host, plane = self.host, self.host.plane
        host.carry_out(1000, plane.create(1000, RID, PROJECT, self.report))
        self.assertEqual(host.standing(), (State.ACTIVE, Reason.SERVING, 2))
        self.assertIsNone(plane.deployment_status(RID).fails_after_ms)
        launches = [it for it in host.done if isinstance(it, Launch)]
        assert self.report.configuration is not None
        resources = self.report.configuration.resources
        wanted = Launch(1, 1, RID, "node-1", (0,), VERSION, resources)
        self.assertEqual((len(launches), launches[0]), (2, wanted))
        self.assertIn(StatusChange(RID, State.ACTIVE, Reason.SERVING, True), host.done)
        self.assertIn(SetRoutes(RID, (Route(1, 0, 32), Route(2, 0, 32))), host.done)
        self.assertTrue(plane.resume_effects())

        host.carry_out(1300, plane.disable(1300, RID))
        now_ms = 1300
        while (wake_ms := plane.next_wake()) is not None:
            now_ms = wake_ms
            host.carry_out(now_ms, plane.tick(now_ms))
        self.assertEqual(host.standing(), (State.DISABLED, Reason.DISABLED, 0))
        stops = [it for it in host.done if isinstance(it, liveberth.Stop)]
        self.assertEqual({it.grace_ms for it in stops}, {60_000})
        host.carry_out(now_ms, plane.start(now_ms, RID))
        self.assertEqual(host.standing(), (State.ACTIVE, Reason.SERVING, 2))

    def test_news_of_replicas_and_nodes_change_the_status(self) -> None:
        host, plane = self.host, self.host.plane
        steps: list[Callable[[], Effects]] = [
            lambda: plane.create(1, RID, PROJECT, self.report),
            lambda: plane.replace(1, RID, self.report),
            lambda: plane.load_sample(2, RID, 3, in_flight={1: 2, 2: 1}),
            lambda: plane.load_sample(2, RID, 0),
            lambda: plane.request_arrived(2, RID),
            lambda: plane.replica_unready(2, 1, 1),
        ]
        for step in steps:
            host.carry_out(2, step())
        self.assertEqual(host.standing(), (State.DEGRADED, Reason.REPLICAS_UNHEALTHY, 1))
        host.carry_out(2, plane.replica_ready(2, 1, 1))
        host.carry_out(2, plane.cordon(2, "node-1", True))
        host.carry_out(2, plane.cordon(2, "node-1", False))
        host.carry_out(2, plane.replica_exited(2, 99, 1, "out of memory", True))
        self.assertEqual(host.done[-1], Log(LogKind.STALE_EVENT, 99, 1, "", ""))
        host.carry_out(3, plane.node_down(3, "node-1"))
        self.assertEqual(host.standing(), (State.STARTING, Reason.NO_CAPACITY, 0))
        host.carry_out(4, plane.take(4, json.dumps(SCENARIO["disable"])))
        self.assertEqual(host.standing(), (State.DISABLED, Reason.DISABLED, 0))

    def test_a_refusal_carries_its_status(self) -> None:
        plane = self.host.plane
        refused = liveberth.report_of_create_request("{}")
        unknown = Node("n", "g", 1, 1, (Gpu(1, "T5"),))
        refusals: list[tuple[Callable[[], object], Status]] = [
            (lambda: plane.create(1, RID, PROJECT, refused), Status.NOT_ACCEPTED),
            (lambda: plane.disable(1, RID), Status.DEPLOYMENT_NOT_FOUND),
            (lambda: plane.deployment_status(RID), Status.DEPLOYMENT_NOT_FOUND),
            (lambda: plane.move(1, 7, "node-1"), Status.REPLICA_NOT_FOUND),
            (lambda: plane.limits_of("ri.a.b.c.d"), Status.PROJECT_NOT_FOUND),
            (lambda: plane.node_up(1, unknown), Status.UNKNOWN_NAME),
        ]
        for refusal, status in refusals:
            with self.assertRaises(liveberth.Error) as raised:
                refusal()
            self.assertEqual(raised.exception.status, status)

    def test_what_a_newer_library_says_is_unknown(self) -> None:
        self.assertEqual((State(99), Reason(99)), (State.UNKNOWN, Reason.UNKNOWN))
        self.assertEqual(Status(99), Status.UNNUMBERED)


if __name__ == "__main__":
    unittest.main()
