//! Everybody calls at once: a deployment grows, wakes, and is replaced in the middle of it.

use liveberth_core::control_plane::Input;
use liveberth_core::deployment::{Reason, ReplicaState};
use liveberth_core::rid::LiveDeploymentRid;
use serde_json::json;

use crate::world::{MINUTE, SECOND, World};

const THREADS: u64 = 4;

/// What the deployment would have to do at once, from now on for so long; what starts gets ready
/// after a while.
fn call(world: &mut World, rid: &LiveDeploymentRid, demand: u64, millis: u64) {
    for second in 0..millis / (10 * SECOND) {
        let ready = u64::from(world.report(rid).ready_replicas);
        let running = demand.min(ready * THREADS);
        world.sample(rid, running, demand - running);
        world.pass(10 * SECOND);
        if second % 3 == 2 {
            world.get_ready(rid);
        }
        world.confirm_stops(rid);
    }
}

fn desired(world: &World, rid: &LiveDeploymentRid) -> u32 {
    world.report(rid).desired_replicas
}

#[test]
fn a_burst_adds_a_replica_a_minute_up_to_the_most_and_gives_them_back_after_it() {
    let mut world = World::with_nodes();
    let minutes = |value: u32| json!({"value": value, "unit": "MINUTES"});
    let configuration = json!({
        "maxReplicas": 4, "threadCount": THREADS,
        "scalingConfiguration": {
            "scaleUpLoadThreshold": 0.75, "scaleUpDelay": minutes(1), "scaleDownDelay": minutes(5),
        },
    });
    let rid = world.create("a", configuration);
    world.get_ready(&rid);
    let mut grown = Vec::new();
    for _ in 0..6 {
        call(&mut world, &rid, 100, MINUTE);
        grown.push(desired(&world, &rid));
    }
    assert!(grown.is_sorted() && grown.windows(2).all(|pair| pair[1] - pair[0] <= 1), "{grown:?}");
    assert_eq!(grown.last(), Some(&4));
    let mut shrunk = Vec::new();
    for _ in 0..40 {
        call(&mut world, &rid, 1, MINUTE);
        shrunk.push(desired(&world, &rid));
    }
    assert!(shrunk.is_sorted_by(|one, next| one >= next), "{shrunk:?}");
    assert_eq!(shrunk.last(), Some(&1));
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 1);
}

#[test]
fn a_burst_shorter_than_the_delay_changes_nothing() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"maxReplicas": 4, "threadCount": THREADS}));
    world.get_ready(&rid);
    for _ in 0..10 {
        call(&mut world, &rid, 100, 50 * SECOND);
        call(&mut world, &rid, 2, 20 * SECOND);
    }
    assert_eq!(desired(&world, &rid), 1);
}

#[test]
fn a_cold_start_is_waited_for_and_only_then_answered_with_more() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 0, "threadCount": THREADS}));
    world.get_ready(&rid);
    call(&mut world, &rid, 0, 30 * MINUTE);
    assert_eq!(world.report(&rid).reason, Reason::ScaledToZero);
    world.step(Input::RequestArrived { rid: rid.clone() });
    for _ in 0..18 {
        world.sample(&rid, 0, 100);
        world.pass(10 * SECOND);
        assert_eq!(desired(&world, &rid), 1, "nobody is there yet who could be called busy");
    }
    world.get_ready(&rid);
    call(&mut world, &rid, 100, 5 * MINUTE);
    assert_eq!(desired(&world, &rid), 3);
}

#[test]
fn a_replace_in_a_burst_keeps_the_number_and_serves_on() {
    let mut world = World::with_nodes();
    let configuration = json!({"maxReplicas": 3, "threadCount": THREADS});
    let rid = world.create("a", configuration.clone());
    world.get_ready(&rid);
    call(&mut world, &rid, 100, 5 * MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 3);

    let mut other = configuration;
    other["environmentVariables"] = json!({"COLOUR": "blue"});
    world.replace(&rid, other);
    for _ in 0..20 {
        call(&mut world, &rid, 100, 30 * SECOND);
        assert_eq!((desired(&world, &rid), world.report(&rid).ready_replicas >= 3), (3, true));
    }
    let report = world.report(&rid);
    let is_new = |generation| generation == report.generation;
    assert!(report.replicas.iter().all(|replica| is_new(replica.generation)));
}

#[test]
fn new_bounds_in_a_burst_hold_at_once() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"maxReplicas": 3, "threadCount": THREADS}));
    world.get_ready(&rid);
    call(&mut world, &rid, 100, 5 * MINUTE);
    world.replace(&rid, json!({"maxReplicas": 2, "threadCount": THREADS}));
    assert_eq!(desired(&world, &rid), 2);
    call(&mut world, &rid, 100, 5 * MINUTE);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
}
