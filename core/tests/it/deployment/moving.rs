//! A replica moves to another node: its replacement starts there first. A cordoned node takes
//! nothing new.

use liveberth_core::api::DeploymentState::*;
use liveberth_core::control_plane::{Effect, Input, LogEvent, StepError, WaitsFor};
use liveberth_core::deployment::{Attempt, Reason, ReplicaId, ReplicaState};
use liveberth_core::rid::LiveDeploymentRid;
use serde_json::json;

use crate::world::{MINUTE, World};

/// One replica that serves on `cpu-1`, and `cpu-2` beside it.
fn with_two_nodes(document: serde_json::Value) -> (World, LiveDeploymentRid, ReplicaId) {
    let mut world = World::empty();
    world.node("cpu-1", "cpu-nodes", 4_000, &[]);
    let rid = world.create("a", document);
    world.get_ready(&rid);
    world.node("cpu-2", "cpu-nodes", 4_000, &[]);
    let (replica, _) = world.replicas(&rid, ReplicaState::Ready)[0];
    (world, rid, replica)
}

fn try_to_move(world: &mut World, replica: ReplicaId, to: &str) -> Result<(), StepError> {
    world.try_step(Input::Move { replica, to: to.into() }).map(drop)
}

fn cordon(world: &mut World, node: &str, on: bool) {
    world.step(Input::Cordon { node: node.into(), on });
}

fn node_of(world: &World, rid: &LiveDeploymentRid, replica: ReplicaId) -> String {
    let report = world.report(rid);
    let replica = report.replicas.into_iter().find(|it| it.replica == replica).unwrap();
    replica.placement.unwrap().node.to_string()
}

fn last_move(world: &World) -> Option<LogEvent> {
    let logs = world.effects.iter().rev().filter_map(|effect| match effect {
        Effect::Log { event } => Some(event.clone()),
        _ => None,
    });
    let is_of_move = |event: &LogEvent| {
        matches!(event, LogEvent::MoveDone { .. } | LogEvent::MoveGivenUp { .. })
    };
    logs.into_iter().find(is_of_move)
}

fn done(replica: ReplicaId) -> Option<LogEvent> {
    Some(LogEvent::MoveDone { replica, to: "cpu-2".into() })
}

fn given_up(replica: ReplicaId) -> Option<LogEvent> {
    Some(LogEvent::MoveGivenUp { replica, to: "cpu-2".into() })
}

#[test]
fn the_replacement_serves_before_the_old_replica_leaves() {
    let (mut world, rid, leaver) = with_two_nodes(json!({}));
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    let (newcomer, _) = world.replicas(&rid, ReplicaState::Starting)[0];
    assert_eq!(node_of(&world, &rid, newcomer), "cpu-2");
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
    let planned = world.report(&rid).planned_move.unwrap();
    assert_eq!((planned.replica, planned.replacement), (leaver, Some(newcomer)));
    world.get_ready(&rid);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready), [(newcomer, Attempt(1))]);
    assert_eq!(world.replicas(&rid, ReplicaState::Draining), [(leaver, Attempt(1))]);
    assert_eq!(last_move(&world), done(leaver));
    world.finish_stopping(&rid);
    assert_eq!(world.report(&rid).planned_move, None);
    assert_eq!(world.report(&rid).replicas.len(), 1);
    assert_eq!(world.usage("cpu"), 1_000);
}

#[test]
fn only_one_of_several_replicas_is_replaced() {
    let (mut world, rid, leaver) = with_two_nodes(json!({"minReplicas": 3}));
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    world.let_it_settle(&rid);
    assert_eq!(last_move(&world), done(leaver));
    let ready = world.replicas(&rid, ReplicaState::Ready);
    let on_second = ready.iter().filter(|it| node_of(&world, &rid, it.0) == "cpu-2").count();
    assert_eq!((ready.len(), on_second), (3, 1));
}

#[test]
fn a_move_that_finds_no_quota_is_given_up_after_a_minute_and_blocks_nobody() {
    let (mut world, rid, leaver) = with_two_nodes(json!({"cpu": 3}));
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    let waiting = world.report(&rid).waiting.unwrap();
    assert_eq!(waiting.waits_for, WaitsFor::Quota { missing: 2_000 });
    let other = world.create("b", json!({}));
    assert_eq!(world.replicas(&other, ReplicaState::Starting).len(), 1);
    world.pass(MINUTE - 1);
    assert!(world.report(&rid).planned_move.is_some());
    world.pass(1);
    assert_eq!(last_move(&world), given_up(leaver));
    assert_eq!(world.replicas(&rid, ReplicaState::Ready), [(leaver, Attempt(1))]);
    assert_eq!(world.report(&rid).replicas.len(), 1);
}

#[test]
fn a_move_to_a_node_without_room_is_given_up() {
    let (mut world, rid, leaver) = with_two_nodes(json!({}));
    cordon(&mut world, "cpu-2", true);
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    assert_eq!(world.report(&rid).waiting.unwrap().waits_for, WaitsFor::Room);
    world.pass(MINUTE);
    assert_eq!(last_move(&world), given_up(leaver));
}

#[test]
fn a_replacement_that_crashes_ends_the_move_and_the_old_replica_stays() {
    let (mut world, rid, leaver) = with_two_nodes(json!({}));
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    world.crash(&rid, ReplicaState::Starting);
    assert_eq!(last_move(&world), given_up(leaver));
    world.let_it_settle(&rid);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready), [(leaver, Attempt(1))]);
    assert_eq!(world.report(&rid).replicas.len(), 1);
}

#[test]
fn a_change_of_the_deployment_ends_the_move() {
    let document = json!({"minReplicas": 1, "maxReplicas": 2});
    let (mut world, rid, leaver) = with_two_nodes(document.clone());
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    world.publish("a");
    assert_eq!(last_move(&world), given_up(leaver));
    world.let_it_settle(&rid);

    let (mut world, rid, leaver) = with_two_nodes(document);
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    world.disable(&rid);
    assert_eq!(last_move(&world), given_up(leaver));
}

#[test]
fn a_deployment_that_loses_a_replica_meanwhile_keeps_what_it_has() {
    let (mut world, rid, leaver) = with_two_nodes(json!({"minReplicas": 2}));
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    let other = world.replicas(&rid, ReplicaState::Ready)[1];
    world.exit(other.0, other.1, true);
    assert_eq!(last_move(&world), given_up(leaver));
    assert!(world.replicas(&rid, ReplicaState::Ready).contains(&(leaver, Attempt(1))));
}

#[test]
fn the_loss_of_the_node_that_it_leaves_is_a_loss_like_any_other() {
    let (mut world, rid, leaver) = with_two_nodes(json!({}));
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    world.step(Input::NodeDown { node: "cpu-1".into() });
    world.let_it_settle(&rid);
    let ready = world.replicas(&rid, ReplicaState::Ready);
    assert_eq!(ready.len(), 1);
    assert_eq!(node_of(&world, &rid, ready[0].0), "cpu-2");
}

#[test]
fn what_cannot_move_is_refused_by_its_code() {
    let (mut world, rid, leaver) = with_two_nodes(json!({}));
    let mut code = |replica, to| try_to_move(&mut world, replica, to).unwrap_err().code();
    assert_eq!(code(leaver, "nowhere"), "node_not_found");
    assert_eq!(code(ReplicaId(99), "cpu-2"), "replica_not_found");
    try_to_move(&mut world, leaver, "cpu-2").unwrap();
    assert_eq!(try_to_move(&mut world, leaver, "cpu-2").unwrap_err().code(), "move_conflict");
    let (newcomer, _) = world.replicas(&rid, ReplicaState::Starting)[0];
    let refused = try_to_move(&mut world, newcomer, "cpu-2").unwrap_err();
    assert_eq!(refused.code(), "replica_not_ready");
    world.let_it_settle(&rid);
    world.publish("a");
    let (serving, _) = world.replicas(&rid, ReplicaState::Ready)[0];
    assert_eq!(try_to_move(&mut world, serving, "cpu-1").unwrap_err().code(), "move_conflict");
    let unknown = world.try_step(Input::Cordon { node: "nowhere".into(), on: true });
    assert_eq!(unknown.unwrap_err().code(), "node_not_found");
}

#[test]
fn a_cordoned_node_keeps_what_it_runs_and_gets_nothing_new() {
    let (mut world, rid, replica) = with_two_nodes(json!({}));
    cordon(&mut world, "cpu-1", true);
    cordon(&mut world, "cpu-2", true);
    assert_eq!(world.replicas(&rid, ReplicaState::Ready), [(replica, Attempt(1))]);
    let other = world.create("b", json!({}));
    assert_eq!(world.status(&other), (Starting, false, Reason::NoCapacity));
    assert_eq!(world.report(&other).waiting.unwrap().waits_for, WaitsFor::Room);
    cordon(&mut world, "cpu-1", false);
    assert_eq!(world.replicas(&other, ReplicaState::Starting).len(), 1);
}

#[test]
fn a_node_is_emptied_by_a_cordon_and_moves() {
    let (mut world, rid, _) = with_two_nodes(json!({"minReplicas": 2}));
    cordon(&mut world, "cpu-1", true);
    for (replica, _) in world.replicas(&rid, ReplicaState::Ready) {
        try_to_move(&mut world, replica, "cpu-2").unwrap();
        world.let_it_settle(&rid);
    }
    let first = world.plane.nodes().into_iter().find(|it| it.node.id.as_str() == "cpu-1").unwrap();
    assert!(first.cordoned && first.replicas.is_empty());
    assert_eq!(world.replicas(&rid, ReplicaState::Ready).len(), 2);
}
