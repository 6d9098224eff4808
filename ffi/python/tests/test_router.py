"""Requests on their way to the replicas of a control plane."""

from __future__ import annotations

import unittest

import liveberth
from liveberth import Error, Forward, Refusal, Refuse, Router, Status, Tell, TimeOut, Wait
from test_typed import PROJECT, REQUEST, RID, Host


class RouterTest(unittest.TestCase):
    def setUp(self) -> None:
        self.host = Host()
        plane = self.host.plane
        report = liveberth.report_of_create_request(REQUEST)
        self.host.carry_out(1000, plane.create(1000, RID, PROJECT, report))
        self.router = Router(inference_timeout_ms=60_000, sample_interval_ms=1000)
        self.router.take(2000, plane.resume_effects())

    def test_a_request_goes_to_a_replica_and_the_control_plane_hears_of_it(self) -> None:
        [forward] = (it for it in self.router.arrived(2000, 1, RID) if isinstance(it, Forward))
        self.assertEqual(forward.request, 1)
        self.assertGreater(forward.replica, 0)
        self.assertEqual(len(self.router), 1)
        [tell] = (it for it in self.router.tick(3000) if isinstance(it, Tell))
        self.assertEqual(tell.deployment, RID)
        self.host.carry_out(3000, self.host.plane.tell(3000, tell))
        self.router.finished(3000, 1)
        self.assertEqual(len(self.router), 0)
        self.assertTrue(self.router)

    def test_a_request_that_takes_too_long_is_over(self) -> None:
        self.router.arrived(2000, 1, RID)
        found = self.router.tick(62_000)
        self.assertIn(1, [it.request for it in found if isinstance(it, TimeOut)])
        self.assertEqual(len(self.router), 0)

    def test_requests_wait_and_are_refused(self) -> None:
        self.router.arrived(2000, 1, RID)
        for router, status in (
            (Router(), Status.DEPLOYMENT_NOT_FOUND),
            (self.router, Status.REQUEST_NOT_NEW),
        ):
            with self.assertRaises(Error) as caught:
                router.arrived(2000, 1, RID)
            self.assertEqual(caught.exception.status, status)
        self.assertIsNone(Router().next_wake())
        with self.assertRaises(OverflowError):
            self.router.tick(-1)
        self.router.take(4000, self.host.plane.disable(4000, RID))
        [refused] = self.router.arrived(4000, 2, RID)
        self.assertEqual(refused, Refuse(2, Refusal.DISABLED))
        self.router.take(5000, self.host.plane.start(5000, RID))
        self.assertIn(Wait(3), self.router.arrived(5000, 3, RID))


if __name__ == "__main__":
    unittest.main()
