//! Switching off and on.

use liveberth_core::api::DeploymentState::*;
use liveberth_core::control_plane::{Effect, Input, LogEvent};
use liveberth_core::deployment::{LifecyclePolicy, Reason, ReplicaState};
use serde_json::json;

use crate::world::{MINUTE, World};

#[test]
fn a_disabled_deployment_takes_no_requests_and_gives_everything_back_in_the_end() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 2}));
    world.get_ready(&rid);
    world.disable(&rid);
    assert_eq!(world.status(&rid), (Disabled, false, Reason::Disabled));
    let routes = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::SetRoutes { routes, .. } => Some(routes.len()),
        _ => None,
    });
    assert_eq!(routes, Some(0));
    assert_eq!(world.usage("cpu"), 2_000);
    world.finish_stopping(&rid);
    assert_eq!(world.usage("cpu"), 0);
    assert!(world.report(&rid).replicas.is_empty());
}

#[test]
fn requests_may_finish_for_five_minutes() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    let (replica, _) = world.replicas(&rid, ReplicaState::Ready)[0];
    world.disable(&rid);
    world.sample_in_flight(&rid, 1, &[(replica, 1)]);
    world.pass(5 * MINUTE - 1);
    assert_eq!(world.replicas(&rid, ReplicaState::Draining).len(), 1);
    world.pass(1);
    assert_eq!(world.replicas(&rid, ReplicaState::Stopping).len(), 1);
}

#[test]
fn a_replica_that_does_not_stop_is_killed_then_reported_and_keeps_what_it_holds() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.disable(&rid);
    world.sample(&rid, 0, 0);
    world.pass(MINUTE);
    assert!(matches!(world.effects.last(), Some(Effect::Kill { .. })));
    world.pass(MINUTE);
    assert!(matches!(
        world.effects.last(),
        Some(Effect::Log { event: LogEvent::StopUnconfirmed { .. } })
    ));
    world.pass(24 * 60 * MINUTE);
    assert_eq!(world.usage("cpu"), 1_000);
    let (replica, attempt) = world.replicas(&rid, ReplicaState::Stopping)[0];
    world.step(Input::ReplicaStopped { replica, attempt });
    assert_eq!(world.usage("cpu"), 0);
}

#[test]
fn a_kill_that_comes_as_late_as_the_report_is_reported_at_the_next_moment() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.disable(&rid);
    world.sample(&rid, 0, 0);
    world.now = world.now.saturating_add(2 * MINUTE);
    world.step(Input::Tick);
    assert!(matches!(world.effects.last(), Some(Effect::Kill { .. })));
    world.pass(1);
    assert!(matches!(
        world.effects.last(),
        Some(Effect::Log { event: LogEvent::StopUnconfirmed { .. } })
    ));
}

#[test]
fn start_brings_fresh_replicas_while_old_ones_still_stop() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.disable(&rid);
    world.start(&rid);
    assert_eq!(world.status(&rid), (Starting, false, Reason::Starting));
    assert_eq!(world.replicas(&rid, ReplicaState::Draining).len(), 1);
    world.let_it_settle(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
    assert_eq!(world.report(&rid).replicas.len(), 1);
}

#[test]
fn start_takes_the_version_published_while_it_was_off() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.disable(&rid);
    world.publish("a");
    world.start(&rid);
    world.let_it_settle(&rid);
    let version = world.api(&rid).model_version.model_version_rid;
    assert_eq!(version.as_str(), "ri.models.main.model-version.v2");
}

#[test]
fn disabling_twice_and_starting_what_runs_change_nothing() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    let before = world.report(&rid);
    world.start(&rid);
    assert_eq!(world.report(&rid), before);
    world.disable(&rid);
    let before = world.report(&rid);
    world.disable(&rid);
    assert_eq!(world.report(&rid), before);
}

#[test]
fn sources_change_only_while_it_is_off() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"sources": ["ri.magritte.main.source.a"]}));
    let other = crate::world::configuration(json!({"sources": []}));
    let replace = Input::Replace { rid: rid.clone(), configuration: other };
    assert_eq!(world.try_step(replace.clone()).unwrap_err().code(), "sources_in_use");
    world.disable(&rid);
    world.step(replace);
    assert!(world.api(&rid).runtime_configuration.sources().is_empty());
    assert_eq!(world.status(&rid).0, Disabled);
}

#[test]
fn a_grace_of_no_time_ends_at_the_next_moment() {
    let policy = LifecyclePolicy { drain_grace_ms: 0, ..LifecyclePolicy::default() };
    let mut world = World::with_policy(policy);
    world.node("cpu-1", "cpu-nodes", 8_000, &[]);
    let rid = world.create("a", json!({}));
    world.get_ready(&rid);
    world.disable(&rid);
    world.pass(1);
    assert_eq!(world.replicas(&rid, ReplicaState::Stopping).len(), 1);
}

#[test]
fn a_host_that_comes_back_is_told_again_what_was_to_start_and_to_stop() {
    let mut world = World::with_nodes();
    let first = world.create("a", json!({}));
    world.disable(&first);
    let second = world.create("b", json!({}));
    let (stopping, _) = world.replicas(&first, ReplicaState::Stopping)[0];
    let (starting, _) = world.replicas(&second, ReplicaState::Starting)[0];
    let again = |effect: Effect| match effect {
        Effect::Stop { replica, .. } => Some(("stop", replica)),
        Effect::Kill { replica, .. } => Some(("kill", replica)),
        Effect::Launch { replica, .. } => Some(("launch", replica)),
        _ => None,
    };
    let told =
        |world: &World| -> Vec<_> { world.plane.resume().into_iter().filter_map(again).collect() };
    let expected = vec![("stop", stopping), ("launch", starting)];
    assert_eq!(told(&world), expected);
    world.pass(MINUTE);
    let expected = vec![("kill", stopping), ("launch", starting)];
    assert_eq!(told(&world), expected);
}
