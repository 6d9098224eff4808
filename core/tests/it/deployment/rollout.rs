//! A change of what replicas run reaches them without loss of service.

use liveberth_core::api::DeploymentState::*;
use liveberth_core::control_plane::{Effect, Input};
use liveberth_core::deployment::{LifecyclePolicy, Reason, ReplicaState};
use serde_json::json;

use crate::world::{self, MINUTE, PROJECT, SECOND, World, configuration, target};

#[test]
fn a_new_configuration_rolls_with_one_replica_more_and_never_one_less() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 2, "threadCount": 8}));
    assert_eq!(world.status(&rid), (Active, true, Reason::RollingOut));
    assert_eq!(world.replicas(&rid, ReplicaState::Starting).len(), 1);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
    world.let_it_settle(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
    let report = world.report(&rid);
    assert_eq!(report.replicas.len(), 2);
    assert!(report.replicas.iter().all(|it| it.generation == report.generation));
}

#[test]
fn a_change_of_bounds_alone_rolls_nothing() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    let before = world.report(&rid);
    world.replace(&rid, json!({"minReplicas": 1, "maxReplicas": 2}));
    assert_eq!(world.report(&rid), before);
    world.replace(&rid, json!({"minReplicas": 2, "maxReplicas": 2}));
    assert_eq!(world.report(&rid).generation, before.generation);
    assert_eq!(world.report(&rid).desired_replicas, 2);
}

#[test]
fn a_replace_that_changes_nothing_does_nothing() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    let effects = world.effects.len();
    world.replace(&rid, json!({}));
    assert_eq!(world.effects.len(), effects);
}

#[test]
fn new_replicas_are_preferred_while_both_serve() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.publish("a");
    let (replica, attempt) = world.replicas(&rid, ReplicaState::Starting)[0];
    let effects = world.step(Input::ReplicaReady { replica, attempt });
    let Effect::SetRoutes { routes, .. } = &effects[0] else { panic!("routes first") };
    assert_eq!(routes[0].replica, replica);
    assert_eq!(routes.iter().map(|it| it.priority).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn the_version_shown_is_the_one_that_serves() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.publish("a");
    let shown = |world: &World| world.api(&rid).model_version.model_version_rid.to_string();
    assert_eq!(shown(&world), "ri.models.main.model-version.v1");
    world.get_ready(&rid);
    assert_eq!(shown(&world), "ri.models.main.model-version.v2");
}

#[test]
fn a_version_that_overtakes_another_skips_it() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.publish("a");
    world.publish("a");
    assert_eq!(world.report(&rid).generation.0, 3);
    world.let_it_settle(&rid);
    let launched = world.effects.iter().filter(|it| matches!(it, Effect::Launch { .. })).count();
    assert_eq!(launched, 3);
    assert_eq!(world.report(&rid).replicas.len(), 1);
}

#[test]
fn a_rollout_that_does_not_get_ready_leaves_the_old_replicas_serving() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 2, "threadCount": 8}));
    world.pass(10 * MINUTE + 1);
    assert_eq!(world.status(&rid), (Active, true, Reason::RolloutStalled));
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
    world.replace(&rid, json!({"minReplicas": 2}));
    world.let_it_settle(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_rollout_in_a_full_queue_swaps_one_replica_after_a_minute() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2, "cpu": 2}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 2, "cpu": 2, "threadCount": 8}));
    assert_eq!(world.status(&rid), (Active, true, Reason::WaitingForCapacity));
    world.pass(MINUTE - SECOND);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
    world.pass(SECOND);
    assert_eq!(world.replicas(&rid, ReplicaState::Draining).len(), 1);
    world.let_it_settle(&rid);
    world.pass(MINUTE);
    world.let_it_settle(&rid);
    let report = world.report(&rid);
    assert!(report.replicas.iter().all(|it| it.generation == report.generation));
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn no_other_queue_takes_the_place_that_a_swap_has_freed() {
    let mut world = World::empty();
    for queue in ["early", "late"] {
        world.queue(queue, "VCPU", 4_000, &["cpu-nodes"]);
    }
    let others = "ri.projects.main.project.q";
    world.project(PROJECT, json!({"vcpu": "late"}));
    world.project(others, json!({"vcpu": "early"}));
    world.node("cpu-1", "cpu-nodes", 2_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.publish("b");
    let other = world::rid("b");
    world.step(Input::Create {
        rid: other.clone(),
        project: others.parse().unwrap(),
        target: target("b"),
        configuration: configuration(json!({})),
    });
    world.replace(&rid, json!({"minReplicas": 2, "threadCount": 8}));
    world.pass(MINUTE);
    world.let_it_settle(&rid);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
    assert_eq!(world.report(&other).replicas[0].state, ReplicaState::Queued);
}

#[test]
fn no_replica_makes_way_when_room_comes_in_time() {
    let mut world = World::empty();
    world.queue("cpu", "VCPU", 64_000, &["cpu-nodes"]);
    world.node("cpu-1", "cpu-nodes", 2_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 2, "threadCount": 8}));
    world.now = world.now.saturating_add(MINUTE);
    world.node("cpu-2", "cpu-nodes", 8_000, &[]);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
    assert!(!world.replicas(&rid, ReplicaState::Starting).is_empty());
}

#[test]
fn where_there_is_room_no_rollout_swaps_however_little_it_waits() {
    let policy = LifecyclePolicy { surge_wait_ms: 0, ..LifecyclePolicy::default() };
    let mut world = World::with_policy(policy);
    world.node("cpu-1", "cpu-nodes", 20_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 2, "threadCount": 8}));
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
}

#[test]
fn a_single_replica_in_a_full_queue_keeps_serving_its_old_form() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"cpu": 4}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"cpu": 4, "threadCount": 8}));
    world.pass(24 * 60 * MINUTE);
    assert_eq!(world.status(&rid), (Active, true, Reason::WaitingForCapacity));
}

#[test]
fn with_downtime_allowed_even_a_single_replica_is_swapped() {
    let policy = LifecyclePolicy { allow_downtime_swap: true, ..LifecyclePolicy::default() };
    let mut world = World::with_policy(policy);
    world.node("cpu-1", "cpu-nodes", 4_000, &[]);
    let rid = world.create("a", json!({"cpu": 4}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"cpu": 4, "threadCount": 8}));
    world.pass(MINUTE);
    world.let_it_settle(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
    assert_eq!(world.report(&rid).replicas[0].generation.0, 2);
}

#[test]
fn a_rollout_that_waits_does_not_block_other_deployments() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"cpu": 2}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"cpu": 3}));
    assert_eq!(world.status(&rid).2, Reason::WaitingForCapacity);
    let other = world.create("b", json!({"cpu": 2}));
    assert_eq!(world.replicas(&other, ReplicaState::Starting).len(), 1);
}

#[test]
fn lower_bounds_during_a_rollout_take_the_surge_back() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 4, "maxReplicas": 4, "cpu": 0.5}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 4, "maxReplicas": 8, "cpu": 0.25}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 8, "maxReplicas": 8, "cpu": 0.25}));
    world.replace(&rid, json!({"minReplicas": 2, "maxReplicas": 8, "cpu": 0.25}));
    world.replace(&rid, json!({"minReplicas": 2, "maxReplicas": 2, "cpu": 0.25}));
    let live = |it: &&liveberth_core::control_plane::ReplicaReport| it.state.is_live();
    assert!(world.report(&rid).replicas.iter().filter(live).count() <= 4);
    world.let_it_settle(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_pause_after_a_crash_is_no_wait_for_room() {
    let policy = LifecyclePolicy { backoff_base_ms: MINUTE, ..LifecyclePolicy::default() };
    let mut world = World::with_policy(policy);
    world.node("cpu-1", "cpu-nodes", 2_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.node("cpu-2", "cpu-nodes", 2_000, &[]);
    world.publish("a");
    world.crash(&rid, ReplicaState::Starting);
    world.step(Input::NodeDown { node: "cpu-2".into() });
    world.node("cpu-2", "cpu-nodes", 2_000, &[]);
    world.pass(MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2, "no replica made way");
    assert_eq!(world.replicas(&rid, ReplicaState::Starting).len(), 1);
}

#[test]
fn a_rollout_goes_on_in_the_step_in_which_it_is_no_longer_stalled() {
    let policy = LifecyclePolicy {
        progress_deadline_ms: 19 * SECOND,
        start_timeout_ms: 20 * SECOND,
        stop_timeout_ms: 10 * SECOND,
        load_staleness_ms: 0,
        ..LifecyclePolicy::default()
    };
    let mut world = World::with_policy(policy);
    world.node("cpu-1", "cpu-nodes", 8_000, &[]);
    let at_once = json!({"value": 0, "unit": "SECONDS"});
    let rid = world.create(
        "a",
        json!({
            "minReplicas": 0, "maxReplicas": 2, "threadCount": 1,
            "scalingConfiguration": {
                "scaleUpLoadThreshold": 0.75, "scaleUpDelay": at_once, "scaleDownDelay": at_once,
            },
        }),
    );
    world.get_ready(&rid);
    world.publish("a");
    world.sample(&rid, 1, 1_000);
    let (newer, attempt) = world.replicas(&rid, ReplicaState::Starting)[0];
    world.step(Input::ReplicaReady { replica: newer, attempt });
    // The host looks at its clock so late that the deadline and the timeout have both passed.
    world.now = world.now.saturating_add(20 * SECOND);
    world.step(Input::Tick);
    world.step(Input::ReplicaUnready { replica: newer, attempt });
    let before = world.plane.clone();
    let (older, attempt) = world.replicas(&rid, ReplicaState::Ready)[0];
    world.step(Input::ReplicaReady { replica: older, attempt });
    assert!(world.plane == before, "something was left to do");
}

#[test]
fn nobody_makes_way_where_the_queue_would_not_pay_for_the_newcomer() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2, "cpu": 2}));
    world.get_ready(&rid);
    world.queue("cpu", "VCPU", 3_000, &["cpu-nodes"]);
    world.replace(&rid, json!({"minReplicas": 2, "cpu": 2, "threadCount": 8}));
    world.pass(60 * MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
    world.queue("cpu", "VCPU", 4_000, &["cpu-nodes"]);
    world.pass(MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Draining).len(), 1);
}

#[test]
fn who_replaces_a_lost_replica_in_a_rollout_holds_the_queue() {
    let mut world = World::empty();
    world.queue("cpu", "VCPU", 8_000, &["cpu-nodes"]);
    world.node("cpu-1", "cpu-nodes", 2_000, &[]);
    world.node("cpu-2", "cpu-nodes", 2_000, &[]);
    let rid = world.create("a", json!({"minReplicas": 2, "cpu": 2}));
    world.get_ready(&rid);
    world.replace(&rid, json!({"minReplicas": 2, "cpu": 2, "threadCount": 8}));
    let younger = world.create("b", json!({"cpu": 1}));
    let (lost, _) = world.replicas(&rid, ReplicaState::Ready)[0];
    let report = world.report(&rid);
    let lost = report.replicas.iter().find(|it| it.replica == lost).unwrap();
    world.step(Input::NodeDown { node: lost.placement.clone().unwrap().node });
    world.node("cpu-3", "cpu-nodes", 1_000, &[]);
    assert_eq!(world.replicas(&younger, ReplicaState::Starting), [], "an older request waits");
    world.node("cpu-4", "cpu-nodes", 2_000, &[]);
    assert_eq!(world.replicas(&rid, ReplicaState::Starting).len(), 1);
    assert_eq!(world.replicas(&younger, ReplicaState::Starting).len(), 1);
}
