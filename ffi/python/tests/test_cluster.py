"""Placement without deployments."""

from __future__ import annotations

import copy
import json
import unittest

from liveberth import (
    Cluster,
    Error,
    Gpu,
    Node,
    Placement,
    Request,
    Status,
    ZoneMode,
    ZonePreference,
)

NODE = Node("n", "g", 8000, 1 << 30, (Gpu(1, "T4"), Gpu(2, "A100")), labels={"disk": "ssd"})
PAIR = Request(1000, 1 << 20, ("g",), gpus=2, gpu_types=("A100",), labels={"disk": "ssd"})


class ClusterTest(unittest.TestCase):
    def setUp(self) -> None:
        self.cluster = Cluster("best-fit")
        self.cluster.set_node(NODE)

    def refused(self, status: Status, call: str, *arguments: object) -> None:
        with self.assertRaises(Error) as caught:
            getattr(self.cluster, call)(*arguments)
        self.assertEqual(caught.exception.status, status)

    def test_a_place_is_found_and_given_back(self) -> None:
        self.assertEqual(self.cluster.place(1, PAIR), Placement("n", (1, 2)))
        self.refused(Status.NO_ROOM, "place", 2, PAIR)
        self.assertIn('"gpus_in_use":1', self.cluster.explain(PAIR))
        self.cluster.release("n", 1)
        self.refused(Status.REPLICA_NOT_FOUND, "release", "n", 1)
        share = Request(1000, 1 << 20, ("g",), gpu_share=500)
        self.cluster.cordon("n", True)
        self.refused(Status.NO_ROOM, "place", 2, share)
        self.cluster.cordon("n", False)
        self.assertEqual(len(self.cluster.place(2, share).devices), 1)
        self.cluster.node_down("n")
        self.refused(Status.NODE_NOT_FOUND, "node_down", "m")

    def test_questions_change_nothing(self) -> None:
        placed = json.loads(self.cluster.what_if(PAIR, replicas=2))
        self.assertIn("[1, 2]", json.dumps(placed))
        self.assertIn('"unplaced":1', self.cluster.repack(PAIR, replicas=2, steps=10))
        self.assertEqual(self.cluster.place(1, PAIR).node, "n")

    def test_a_request_has_preferences(self) -> None:
        cluster = Cluster("first-fit")
        for zone in ("a", "b"):
            gpus = (Gpu(1, "T4"), Gpu(1, "A100"))
            cluster.set_node(Node(zone, "g", 8000, 1 << 30, gpus, zone=zone))

        def place(replica: int, mode: ZoneMode) -> Placement:
            zones = ZonePreference(mode, {"a": 1})
            request = Request(1, 1, ("g",), gpus=1, preferred_gpu_type="A100", zones=zones)
            return cluster.place(replica, request)

        self.assertEqual(place(1, ZoneMode.SPREAD), Placement("b", (1,)))
        self.assertEqual(place(2, ZoneMode.PACK), Placement("a", (1,)))
        self.assertEqual(place(3, ZoneMode.PACK), Placement("a", (0,)))
        with self.assertRaises(Error) as caught:
            place(1, ZoneMode.SPREAD)
        self.assertEqual(caught.exception.status, Status.REPLICA_EXISTS)

    def test_what_cannot_be_is_refused(self) -> None:
        self.refused(Status.UNKNOWN_NUMBER, "place", 1, Request(1, 1, ("g",), gpu_share=1001))
        self.refused(Status.UNKNOWN_NAME, "place", 1, Request(1, 1, ("g",), gpu_types=("T5",)))
        with self.assertRaises(Error):
            Cluster("worst")
        with self.assertRaises(TypeError):
            copy.copy(self.cluster)


if __name__ == "__main__":
    unittest.main()
