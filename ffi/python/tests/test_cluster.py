"""Placement without deployments."""

from __future__ import annotations

import copy
import json
import unittest

from liveberth import Cluster, Error, Gpu, Node, Placement, Request, Status

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

    def test_what_cannot_be_is_refused(self) -> None:
        self.refused(Status.UNKNOWN_NUMBER, "place", 1, Request(1, 1, ("g",), gpu_share=1001))
        self.refused(Status.UNKNOWN_NAME, "place", 1, Request(1, 1, ("g",), gpu_types=("T5",)))
        with self.assertRaises(Error):
            Cluster("worst")
        with self.assertRaises(TypeError):
            copy.copy(self.cluster)


if __name__ == "__main__":
    unittest.main()
