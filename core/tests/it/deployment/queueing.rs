//! Replicas wait for quota and for room.

use std::collections::BTreeMap;

use liveberth_core::api::DeploymentState::*;
use liveberth_core::control_plane::{Input, WaitsFor};
use liveberth_core::deployment::{Reason, ReplicaState};
use liveberth_core::placement::explain::Cause;
use liveberth_core::quantity::MilliCpu;
use serde_json::json;

use crate::world::{MINUTE, PROJECT, World};

#[test]
fn a_full_queue_makes_the_next_wait_for_ever_without_failing() {
    let mut world = World::with_nodes();
    let first = world.create("a", json!({"cpu": 4}));
    let second = world.create("b", json!({"cpu": 1}));
    world.pass(24 * 60 * MINUTE);
    assert_eq!(world.status(&second), (Starting, false, Reason::QueueFull));
    let waiting = world.report(&second).waiting.unwrap();
    assert_eq!(waiting.waits_for, WaitsFor::Quota { missing: 1_000 });
    let position = waiting.position.unwrap();
    assert_eq!(
        (position.ahead, position.charge, position.usage, position.limit),
        (0, 1_000, 4_000, 4_000)
    );
    assert_eq!(waiting.capacity.unwrap().changes, [], "the queue pays for nothing more");
    world.disable(&first);
    world.finish_stopping(&first);
    world.get_ready(&second);
    assert_eq!(world.status(&second), (Active, true, Reason::Serving));
}

#[test]
fn who_waits_for_the_whole_queue_needs_no_higher_limit_and_has_no_next_try() {
    let mut world = World::with_nodes();
    world.create("a", json!({"cpu": 1}));
    let second = world.create("b", json!({"cpu": 4}));
    let report = world.report(&second);
    assert_eq!(report.waiting.unwrap().waits_for, WaitsFor::Quota { missing: 1_000 });
    assert_eq!(report.next_try_at, None, "it waits for others, not for a time");
    assert_eq!(report.fails_after, None, "who waits for others does not fail");
}

#[test]
fn a_start_has_a_time_by_which_it_fails_until_it_has_failed() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    let fails_after = world.report(&rid).fails_after.unwrap();
    assert_eq!(fails_after.as_millis(), world.now.as_millis() + 10 * MINUTE);
    world.pass(10 * MINUTE + 1);
    assert_eq!(world.status(&rid).0, Failed);
    assert_eq!(world.report(&rid).fails_after, None);
    world.get_ready(&rid);
    assert_eq!(world.report(&rid).fails_after, None);
}

#[test]
fn what_a_project_may_ask_for_is_what_its_queues_and_their_nodes_have() {
    let mut world = World::with_nodes();
    world.node("gpu-2", "gpu-nodes", 16_000, &["A100"; 8]);
    let project = "ri.projects.main.project.p".parse().unwrap();
    let limits = serde_json::to_value(world.plane.limits_of(&project).unwrap()).unwrap();
    assert_eq!(limits["gpus"], json!({"T4": 4, "A100": 4}), "the queue's limit of 4 counts too");
    assert_eq!(limits["largestNode"]["cpu"], 8_000);
    assert_eq!(limits["largestGpuNode"]["cpu"], 32_000);
    assert_eq!(world.plane.limits_of(&"ri.projects.main.project.q".parse().unwrap()), None);
}

#[test]
fn the_head_of_a_strict_queue_blocks_a_younger_one_that_would_fit() {
    let mut world = World::with_nodes();
    world.create("a", json!({"cpu": 3}));
    let second = world.create("b", json!({"cpu": 2}));
    let third = world.create("c", json!({"cpu": 1}));
    assert_eq!(world.replicas(&second, ReplicaState::Queued).len(), 1);
    assert_eq!(world.replicas(&third, ReplicaState::Queued).len(), 1);
    assert_eq!(world.ahead_of(&third), 1);
    world.best_effort("cpu");
    assert_eq!(world.replicas(&second, ReplicaState::Queued).len(), 1);
    assert_eq!(world.replicas(&third, ReplicaState::Starting).len(), 1);
}

#[test]
fn a_full_node_is_told_apart_from_a_full_queue() {
    let mut world = World::empty();
    world.node("cpu-1", "cpu-nodes", 2_000, &[]);
    world.create("a", json!({"cpu": 2}));
    let second = world.create("b", json!({"cpu": 2}));
    assert_eq!(world.status(&second), (Starting, false, Reason::NoCapacity));
    let waiting = world.report(&second).waiting.unwrap();
    assert_eq!(waiting.waits_for, WaitsFor::Room);
    let capacity = waiting.capacity.unwrap();
    assert_eq!((capacity.nodes, capacity.fitting), (1, 0));
    assert_eq!(capacity.causes, BTreeMap::from([(Cause::CpuInUse, 1)]));
    assert_eq!(capacity.closest[0].cpu, Some(MilliCpu(2_000)));
    assert_eq!(capacity.changes, [], "nothing is left on the only node");
    world.node("cpu-2", "cpu-nodes", 2_000, &[]);
    assert_eq!(world.status(&second), (Starting, false, Reason::Starting));
}

#[test]
fn what_could_never_run_fails_and_blocks_nobody() {
    let mut world = World::with_nodes();
    let too_large = world.create("a", json!({"cpu": 5}));
    let other = world.create("b", json!({}));
    assert_eq!(world.status(&too_large), (Failed, false, Reason::Infeasible));
    assert_eq!(world.replicas(&other, ReplicaState::Starting).len(), 1);
    world.queue("cpu", "VCPU", 8_000, &["cpu-nodes"]);
    assert_eq!(world.status(&too_large), (Starting, false, Reason::Starting));
}

#[test]
fn a_gpu_type_that_no_node_has_is_infeasible_until_one_comes() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"gpu": {"count": 1, "type": "H100"}}));
    assert_eq!(world.status(&rid), (Failed, false, Reason::Infeasible));
    world.node("gpu-2", "gpu-nodes", 32_000, &["H100"]);
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
    assert_eq!(world.usage("gpu"), 1);
    assert_eq!(world.usage("cpu"), 0);
}

#[test]
fn a_project_without_a_gpu_queue_runs_no_gpus_until_it_has_one() {
    let mut world = World::with_nodes();
    world.project(PROJECT, json!({"vcpu": "cpu", "vgpu": null}));
    let rid = world.create("a", json!({"gpu": {"count": 1}}));
    assert_eq!(world.status(&rid), (Failed, false, Reason::Infeasible));
    world.project(PROJECT, json!({"vcpu": "cpu", "vgpu": "gpu"}));
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_lower_limit_evicts_nobody_and_admits_nobody() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 3}));
    world.get_ready(&rid);
    world.queue("cpu", "VCPU", 1_000, &["cpu-nodes"]);
    assert_eq!(world.usage("cpu"), 3_000);
    let second = world.create("b", json!({}));
    assert_eq!(world.status(&second).2, Reason::QueueFull);
    world.replace(&rid, json!({"minReplicas": 1, "maxReplicas": 1}));
    world.finish_stopping(&rid);
    assert_eq!(world.status(&second).2, Reason::QueueFull);
    world.disable(&rid);
    world.finish_stopping(&rid);
    assert_eq!(world.replicas(&second, ReplicaState::Starting).len(), 1);
}

#[test]
fn the_replacement_of_a_lost_replica_goes_ahead_of_younger_requests() {
    let mut world = World::empty();
    world.node("cpu-1", "cpu-nodes", 2_000, &[]);
    world.node("cpu-2", "cpu-nodes", 2_000, &[]);
    let first = world.create("a", json!({"cpu": 2}));
    let second = world.create("b", json!({"cpu": 2}));
    let third = world.create("c", json!({"cpu": 2}));
    world.get_ready(&first);
    world.get_ready(&second);
    let node = world.report(&first).replicas[0].placement.clone().unwrap().node;
    world.step(Input::NodeDown { node });
    assert_eq!(world.ahead_of(&first), 0);
    assert_eq!(world.ahead_of(&third), 1);
}

#[test]
fn a_replica_that_backs_off_does_not_block_the_queue() {
    let mut world = World::with_nodes();
    let first = world.create("a", json!({"minReplicas": 1, "cpu": 2}));
    let (replica, attempt) = world.replicas(&first, ReplicaState::Starting)[0];
    world.exit(replica, attempt, false);
    let second = world.create("b", json!({"cpu": 2}));
    assert_eq!(world.replicas(&second, ReplicaState::Starting).len(), 1);
}
