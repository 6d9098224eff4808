//! Replicas follow the load.

use liveberth_core::api::DeploymentState::*;
use liveberth_core::control_plane::{ControlPlane, Input};
use liveberth_core::deployment::{LifecyclePolicy, Reason, ReplicaState};
use liveberth_core::rid::LiveDeploymentRid;
use serde_json::json;

use crate::world::{MINUTE, SECOND, World};

/// The same load, sampled every ten seconds.
fn keep_up(world: &mut World, rid: &LiveDeploymentRid, running: u64, queued: u64, millis: u64) {
    for _ in 0..millis / (10 * SECOND) {
        world.sample(rid, running, queued);
        world.pass(10 * SECOND);
    }
    world.sample(rid, running, queued);
}

#[test]
fn a_high_load_adds_one_replica_a_minute() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"threadCount": 4}));
    world.get_ready(&rid);
    keep_up(&mut world, &rid, 3, 0, MINUTE - 10 * SECOND);
    assert_eq!(world.report(&rid).desired_replicas, 1);
    keep_up(&mut world, &rid, 3, 0, 10 * SECOND);
    assert_eq!(world.report(&rid).desired_replicas, 2);
}

#[test]
fn a_break_in_the_load_starts_the_minute_anew() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"threadCount": 4}));
    world.get_ready(&rid);
    keep_up(&mut world, &rid, 4, 0, 50 * SECOND);
    world.sample(&rid, 2, 0);
    keep_up(&mut world, &rid, 4, 0, 50 * SECOND);
    assert_eq!(world.report(&rid).desired_replicas, 1);
}

#[test]
fn requests_that_wait_while_threads_are_free_add_no_replica() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"threadCount": 4}));
    world.get_ready(&rid);
    keep_up(&mut world, &rid, 2, 100, 3 * MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 1);
}

#[test]
fn other_scaling_rules_start_the_minute_anew_and_other_bounds_do_not() {
    let minute = json!({"value": 1, "unit": "MINUTES"});
    let rules = |threshold: f64| {
        json!({
            "scaleUpLoadThreshold": threshold, "scaleUpDelay": minute, "scaleDownDelay": minute,
        })
    };
    for (most, threshold, desired) in [(3, 0.75, 2), (2, 0.5, 1)] {
        let mut world = World::with_nodes();
        let document = |most: u32, threshold| {
            json!({
                "maxReplicas": most, "threadCount": 4, "scalingConfiguration": rules(threshold),
            })
        };
        let rid = world.create("a", document(2, 0.75));
        world.get_ready(&rid);
        keep_up(&mut world, &rid, 4, 0, 50 * SECOND);
        world.replace(&rid, document(most, threshold));
        keep_up(&mut world, &rid, 4, 0, 10 * SECOND);
        assert_eq!(world.report(&rid).desired_replicas, desired);
    }
}

#[test]
fn a_replica_on_its_way_is_waited_for_unless_it_would_not_be_enough() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"threadCount": 4}));
    world.get_ready(&rid);
    keep_up(&mut world, &rid, 4, 0, 3 * MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 2);
    keep_up(&mut world, &rid, 4, 100, MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 3);
}

#[test]
fn an_idle_deployment_rests_and_wakes_at_the_first_request() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 0}));
    world.get_ready(&rid);
    keep_up(&mut world, &rid, 0, 0, 30 * MINUTE);
    assert_eq!(world.status(&rid), (Active, false, Reason::ScaledToZero));
    world.finish_stopping(&rid);
    assert_eq!(world.usage("cpu"), 0);
    world.step(Input::RequestArrived { rid: rid.clone() });
    assert_eq!(world.status(&rid), (Active, false, Reason::WakingFromZero));
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_constant_load_does_not_swing() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 4, "maxReplicas": 4, "threadCount": 4}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 1, "maxReplicas": 4, "threadCount": 4}));
    for _ in 0..4 {
        keep_up(&mut world, &rid, 7, 0, 30 * MINUTE);
        world.finish_stopping(&rid);
    }
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 3);
    assert_eq!(world.report(&rid).desired_replicas, 3);
}

#[test]
fn a_load_at_the_lower_threshold_takes_no_replica_away() {
    let half = serde_json::from_value(json!(0.5)).unwrap();
    let policy = LifecyclePolicy { scale_down_load_threshold: half, ..LifecyclePolicy::default() };
    let mut world = World::with_policy(policy);
    world.node("cpu-1", "cpu-nodes", 8_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 4, "maxReplicas": 4, "threadCount": 4}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 1, "maxReplicas": 4, "threadCount": 4}));
    keep_up(&mut world, &rid, 8, 0, 31 * MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 4);
    keep_up(&mut world, &rid, 7, 0, 31 * MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 3);
}

#[test]
fn an_old_sample_says_nothing() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"threadCount": 4}));
    world.get_ready(&rid);
    world.sample(&rid, 4, 0);
    world.pass(10 * MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 2, "the minute passed while it was fresh");
    world.pass(60 * MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 2);
}

#[test]
fn the_replica_with_the_fewest_requests_goes_first() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    let ready = world.replicas(&rid, ReplicaState::Ready);
    world.sample_in_flight(&rid, 3, &[(ready[0].0, 1), (ready[1].0, 2)]);
    world.replace(&rid, json!({"minReplicas": 1, "maxReplicas": 1}));
    assert_eq!(world.replicas(&rid, ReplicaState::Draining), [ready[0]]);
}

#[test]
fn a_crash_loop_that_nobody_calls_rests() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 0}));
    for _ in 0..3 {
        world.pass(5 * MINUTE);
        world.crash(&rid, ReplicaState::Starting);
    }
    assert_eq!(world.status(&rid), (Failed, false, Reason::CrashLoop));
    world.pass(60 * MINUTE);
    assert_eq!(world.report(&rid).desired_replicas, 0);
    assert_eq!(world.status(&rid), (Failed, false, Reason::CrashLoop));
}

#[test]
fn a_call_that_is_refused_does_not_keep_a_crash_loop_up_for_ever() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 0}));
    for _ in 0..3 {
        world.pass(5 * MINUTE);
        world.crash(&rid, ReplicaState::Starting);
    }
    world.pass(60 * MINUTE);
    world.confirm_stops(&rid);
    world.step(Input::RequestArrived { rid: rid.clone() });
    assert_eq!(world.report(&rid).desired_replicas, 1, "it is tried once more");
    world.pass(30 * MINUTE - 1);
    assert_eq!(world.report(&rid).desired_replicas, 1);
    world.pass(1);
    assert_eq!(world.report(&rid).desired_replicas, 0, "nobody has called since");
}

#[test]
fn who_fails_after_a_long_quiet_rests_at_the_next_moment() {
    let mut world = World::with_nodes();
    let soon = json!({"value": 1, "unit": "MINUTES"});
    let rid = world.create(
        "a",
        json!({
            "minReplicas": 0,
            "scalingConfiguration": {
                "scaleUpLoadThreshold": 0.75, "scaleUpDelay": soon, "scaleDownDelay": soon,
            },
        }),
    );
    world.pass(10 * MINUTE + 1);
    assert_eq!(world.status(&rid), (Failed, false, Reason::ProgressDeadline));
    assert_eq!(world.report(&rid).desired_replicas, 1, "it failed at this moment");
    world.pass(1);
    assert_eq!(world.report(&rid).desired_replicas, 0);
    assert_eq!(world.replicas(&rid, ReplicaState::Stopping).len(), 1);
    assert_eq!(world.status(&rid), (Failed, false, Reason::ProgressDeadline));
}

#[test]
fn what_could_never_run_and_rests_hears_that_it_could() {
    let mut world = World::empty();
    let now = json!({"value": 0, "unit": "SECONDS"});
    let rid = world.create(
        "a",
        json!({
            "minReplicas": 0,
            "scalingConfiguration": {
                "scaleUpLoadThreshold": 0.75, "scaleUpDelay": now, "scaleDownDelay": now,
            },
        }),
    );
    world.sample(&rid, 0, 0);
    assert_eq!(world.status(&rid), (Failed, false, Reason::Infeasible));
    assert_eq!(world.report(&rid).desired_replicas, 0);
    let saved = world.plane.save();
    world.plane = ControlPlane::restore(saved).unwrap();
    world.node("cpu-1", "cpu-nodes", 8_000, &[]);
    assert_eq!(world.status(&rid), (Active, false, Reason::ScaledToZero));
}
