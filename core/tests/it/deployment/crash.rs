//! Replicas fail, and are tried again.

use liveberth_core::api::DeploymentState::*;
use liveberth_core::control_plane::{Effect, Input};
use liveberth_core::deployment::{Attempt, FailureCause, Reason, ReplicaId, ReplicaState};
use serde_json::json;

use crate::world::{MINUTE, SECOND, World};

#[test]
fn the_only_replica_crashes_and_comes_back_after_a_pause() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.crash(&rid, ReplicaState::Ready);
    assert_eq!(world.status(&rid), (Starting, false, Reason::Restarting));
    world.pass(10 * SECOND - 1);
    assert_eq!(world.replicas(&rid, ReplicaState::Backoff).len(), 1);
    world.pass(1);
    assert_eq!(world.replicas(&rid, ReplicaState::Starting)[0].1, Attempt(2));
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_crash_among_several_degrades() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.crash(&rid, ReplicaState::Ready);
    assert_eq!(world.status(&rid), (Degraded, true, Reason::ReplicasUnhealthy));
}

#[test]
fn a_crash_loop_fails_after_three_crashes_and_does_not_flicker() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    for _ in 0..2 {
        world.crash(&rid, ReplicaState::Starting);
        assert_eq!(world.status(&rid).0, Starting);
        world.pass(5 * MINUTE);
    }
    world.crash(&rid, ReplicaState::Starting);
    assert_eq!(world.status(&rid), (Failed, false, Reason::CrashLoop));
    world.pass(5 * MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Starting).len(), 1);
    assert_eq!(world.status(&rid), (Failed, false, Reason::CrashLoop));
    world.get_ready(&rid);
    assert_eq!(world.status(&rid).0, Active);
}

#[test]
fn start_retries_a_failed_deployment_at_once() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    for _ in 0..3 {
        world.pass(5 * MINUTE);
        world.crash(&rid, ReplicaState::Starting);
    }
    assert_eq!(world.status(&rid).0, Failed);
    world.start(&rid);
    assert_eq!(world.replicas(&rid, ReplicaState::Starting).len(), 1);
    assert_eq!(world.status(&rid), (Starting, false, Reason::Restarting));
}

#[test]
fn a_failure_that_no_attempt_can_mend_fails_at_once() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    let (replica, attempt) = world.replicas(&rid, ReplicaState::Starting)[0];
    world.exit(replica, attempt, false);
    assert_eq!(world.status(&rid), (Failed, false, Reason::Permanent));
    world.finish_stopping(&rid);
    assert!(world.report(&rid).replicas.is_empty());
    world.replace(&rid, json!({"cpu": 2}));
    world.get_ready(&rid);
    assert_eq!(world.status(&rid).0, Active);
}

#[test]
fn after_a_failure_for_good_who_waits_has_no_next_try() {
    let mut world = World::empty();
    world.node("cpu-1", "cpu-nodes", 2_000, &[]);
    world.node("cpu-2", "cpu-nodes", 2_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2, "cpu": 2}));
    let [first, second] = world.replicas(&rid, ReplicaState::Starting)[..] else {
        panic!("both start");
    };
    world.exit(first.0, first.1, true);
    world.step(Input::NodeDown { node: "cpu-1".into() });
    assert_eq!(world.report(&rid).next_try_at, Some(world.now.saturating_add(10 * SECOND)));
    world.exit(second.0, second.1, false);
    assert_eq!(world.replicas(&rid, ReplicaState::Queued).len(), 1);
    assert_eq!(world.report(&rid).next_try_at, None);
}

#[test]
fn after_a_failure_for_good_the_loss_of_the_last_replica_fails_the_deployment() {
    let mut world = World::with_nodes();
    world.node("cpu-2", "cpu-nodes", 8_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    let (replica, attempt) = world.replicas(&rid, ReplicaState::Ready)[0];
    world.exit(replica, attempt, false);
    assert!(world.status(&rid).1, "the other serves");
    for node in ["cpu-1", "cpu-2"] {
        world.step(Input::NodeDown { node: node.into() });
    }
    assert!(world.report(&rid).replicas.is_empty());
    assert_eq!(world.status(&rid), (Failed, false, Reason::Permanent));
    for node in ["cpu-1", "cpu-2"] {
        world.node(node, "cpu-nodes", 8_000, &[]);
    }
    assert_eq!(world.status(&rid), (Failed, false, Reason::Permanent), "nothing more is started");
    world.start(&rid);
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_replica_that_never_gets_ready_fails_the_deployment_but_may_still_make_it() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.pass(10 * MINUTE);
    assert_eq!(world.status(&rid).0, Starting);
    world.pass(1);
    assert_eq!(world.status(&rid), (Failed, false, Reason::ProgressDeadline));
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_start_that_takes_too_long_is_killed_and_tried_again() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.pass(60 * MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Backoff).len(), 1);
    world.pass(10 * SECOND);
    assert_eq!(world.replicas(&rid, ReplicaState::Starting)[0].1, Attempt(2));
}

#[test]
fn a_replica_that_stays_unready_is_replaced() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    let (replica, attempt) = world.replicas(&rid, ReplicaState::Ready)[0];
    world.step(Input::ReplicaUnready { replica, attempt });
    assert_eq!(world.status(&rid).0, Starting);
    world.pass(2 * MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Draining).len(), 1);
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn ten_minutes_of_service_make_up_for_earlier_failures() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.crash(&rid, ReplicaState::Starting);
    world.pass(10 * SECOND);
    world.get_ready(&rid);
    assert_eq!(world.report(&rid).failures_in_a_row, 1);
    world.pass(10 * MINUTE);
    assert_eq!(world.report(&rid).failures_in_a_row, 0);
}

#[test]
fn replicas_of_a_lost_node_are_replaced_at_once_and_that_is_no_failure() {
    let mut world = World::with_nodes();
    world.node("cpu-2", "cpu-nodes", 8_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.step(Input::NodeDown { node: "cpu-1".into() });
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
    assert_eq!(world.report(&rid).failures_in_a_row, 0);
    assert_eq!(world.usage("cpu"), 2_000);
}

#[test]
fn late_and_repeated_news_changes_nothing() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.crash(&rid, ReplicaState::Starting);
    world.pass(10 * SECOND);
    let (replica, attempt) = world.replicas(&rid, ReplicaState::Starting)[0];
    let before = world.report(&rid);
    world.step(Input::ReplicaReady { replica, attempt: Attempt(1) });
    world.exit(replica, Attempt(1), true);
    assert_eq!(world.report(&rid), before);
    assert_eq!(world.stale_events(), 2);
    world.step(Input::ReplicaReady { replica, attempt });
    let before = world.report(&rid);
    world.step(Input::ReplicaReady { replica, attempt });
    assert_eq!(world.report(&rid), before);
}

#[test]
fn long_service_makes_up_for_what_failed_before_and_not_for_what_fails_later() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.pass(11 * MINUTE);
    world.crash(&rid, ReplicaState::Ready);
    for failures in 2..6 {
        world.pass(5 * MINUTE);
        world.crash(&rid, ReplicaState::Starting);
        assert_eq!(world.report(&rid).failures_in_a_row, failures);
    }
}

#[test]
fn a_replica_that_only_answers_again_is_no_progress_of_a_rollout() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.publish("a");
    world.get_ready(&rid);
    assert_eq!(world.replicas(&rid, ReplicaState::Starting).len(), 1, "the second one");
    let newest = *world.replicas(&rid, ReplicaState::Ready).last().unwrap();
    world.pass(9 * MINUTE);
    world.step(Input::ReplicaUnready { replica: newest.0, attempt: newest.1 });
    world.step(Input::ReplicaReady { replica: newest.0, attempt: newest.1 });
    world.pass(MINUTE + 1);
    assert_eq!(world.status(&rid), (Active, true, Reason::RolloutStalled));
}

#[test]
fn a_failure_is_the_reason_whichever_replica_it_was() {
    for failed in 0..2 {
        let mut world = World::with_nodes();
        let rid = world.create("a", json!({"minReplicas": 2}));
        let (replica, attempt) = world.replicas(&rid, ReplicaState::Starting)[failed];
        world.exit(replica, attempt, true);
        assert_eq!(world.status(&rid), (Starting, false, Reason::Restarting));
    }
}

#[test]
fn the_last_failure_says_which_attempt_and_why() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    let (replica, _) = world.replicas(&rid, ReplicaState::Starting)[0];
    let last = |world: &World| {
        let failure = world.report(&rid).last_failure.unwrap();
        assert_eq!((failure.replica, failure.at), (replica, world.now));
        (failure.attempt, failure.cause)
    };
    world.crash(&rid, ReplicaState::Starting);
    let reason = "exit code 1".into();
    assert_eq!(last(&world), (Attempt(1), FailureCause::Exited { reason }));
    world.pass(10 * SECOND);
    world.pass(60 * MINUTE);
    assert_eq!(last(&world), (Attempt(2), FailureCause::StartTimedOut));
    world.pass(20 * SECOND);
    let (_, attempt) = world.replicas(&rid, ReplicaState::Starting)[0];
    world.step(Input::ReplicaStopped { replica, attempt });
    assert_eq!(last(&world), (Attempt(3), FailureCause::Stopped));
}

#[test]
fn what_a_late_tick_finds_overdue_happens_in_the_order_of_the_deadlines() {
    let mut world = World::with_nodes();
    let first = world.create("a", json!({}));
    world.pass(SECOND);
    world.create("b", json!({}));
    world.pass(SECOND);
    world.replace(&first, json!({"minReplicas": 2}));
    world.now = world.now.saturating_add(120 * MINUTE);
    let effects = world.step(Input::Tick);
    let killed = effects.iter().filter_map(|effect| match effect {
        Effect::Kill { replica, .. } => Some(*replica),
        _ => None,
    });
    assert_eq!(killed.collect::<Vec<_>>(), [1, 2, 3].map(ReplicaId));
}

#[test]
fn long_service_makes_up_for_the_failures_of_the_other_replicas() {
    for (served_ms, expected) in [(10 * MINUTE, Starting), (10 * MINUTE - 1, Failed)] {
        let mut world = World::with_nodes();
        let rid = world.create("a", json!({"minReplicas": 2}));
        let (steady, attempt) = world.replicas(&rid, ReplicaState::Starting)[0];
        world.step(Input::ReplicaReady { replica: steady, attempt });
        let end = world.now.saturating_add(served_ms);
        for pause in [10, 20, 40, 80, 160] {
            world.crash(&rid, ReplicaState::Starting);
            world.pass(pause * SECOND);
        }
        world.pass(end.as_millis() - world.now.as_millis());
        world.exit(steady, attempt, true);
        assert_eq!(world.status(&rid).0, expected);
    }
}
