//! Requests for deployments that sleep or have failed.

use liveberth_core::api::{DeploymentState, LiveDeploymentStatus};
use liveberth_core::control_plane::{Input, Route};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::routing::{Decision, Refusal, RequestId, Router, RoutingPolicy};
use liveberth_core::time::Timestamp;

use crate::world::rid;

#[test]
fn a_failed_deployment_is_called_again_although_the_last_call_changed_nothing() {
    let policy = RoutingPolicy::default();
    let (mut router, rid) = (Router::new(policy).unwrap(), rid("a"));
    let status = LiveDeploymentStatus { state: DeploymentState::Failed, is_ready: false };
    let _ = router.set_status(Timestamp::ZERO, &rid, status);
    let interval_ms = policy.sample_interval_ms;
    let arrivals = [(0, true), (1, false), (interval_ms - 1, false), (interval_ms, true)];
    for (request, (at, is_called)) in (0..).map(RequestId).zip(arrivals) {
        let decisions = router.arrived(Timestamp::from_millis(at), request, &rid).unwrap();
        let refused = Decision::Refuse { request, refusal: Refusal::Failed };
        let call = Decision::Tell { input: Input::RequestArrived { rid: rid.clone() }.into() };
        let expected: Vec<Decision> =
            [refused].into_iter().chain(is_called.then_some(call)).collect();
        assert_eq!(decisions.into_iter().collect::<Vec<_>>(), expected, "at {at}");
    }
}

#[test]
fn at_the_end_of_time_a_load_is_told_once() {
    let (mut router, rid) = (Router::new(RoutingPolicy::default()).unwrap(), rid("a"));
    let before = Timestamp::from_millis(u64::MAX - 5);
    let route = Route { replica: ReplicaId(1), priority: 0, max_in_flight: 1 };
    let _ = router.set_routes(before, &rid, &[route]);
    let status = LiveDeploymentStatus { state: DeploymentState::Active, is_ready: true };
    let _ = router.set_status(before, &rid, status);
    let told = router.tick(Timestamp::from_millis(u64::MAX));
    assert_eq!(told.into_iter().count(), 1);
}
