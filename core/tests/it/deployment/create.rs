//! A deployment is created and serves.

use liveberth_core::api::DeploymentState::*;
use liveberth_core::control_plane::{Effect, Input, StepError};
use liveberth_core::deployment::{Reason, ReplicaState};
use serde_json::json;

use crate::world::{PROJECT, World, configuration, rid, target};

#[test]
fn a_new_deployment_starts_one_replica_and_becomes_active() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    assert_eq!(world.status(&rid), (Starting, false, Reason::Starting));
    assert_eq!(world.replicas(&rid, ReplicaState::Starting).len(), 1);
    world.get_ready(&rid);
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
}

#[test]
fn a_minimum_of_three_is_active_with_the_first_ready_replica() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"minReplicas": 3}));
    let (replica, attempt) = world.replicas(&rid, ReplicaState::Starting)[0];
    let effects = world.step(Input::ReplicaReady { replica, attempt });
    assert_eq!(world.status(&rid), (Active, true, Reason::Serving));
    assert!(matches!(&effects[0], Effect::SetRoutes { routes, .. } if routes.len() == 1));
    assert!(matches!(effects[1], Effect::Status { .. }));
}

#[test]
fn a_launch_names_the_node_the_devices_and_what_to_run() {
    let mut world = World::with_nodes();
    world.create("a", json!({"gpu": {"count": 2}, "threadCount": 7}));
    let launches = world.effects.iter().filter(|it| matches!(it, Effect::Launch { .. }));
    let [Effect::Launch { node, devices, template, .. }] = launches.collect::<Vec<_>>()[..] else {
        panic!("one launch");
    };
    assert_eq!(node.as_str(), "gpu-1");
    assert_eq!(*devices, [0, 1]);
    assert_eq!(template.threads, 7);
    assert_eq!(template.resources.cpu.0, 1_000);
}

#[test]
fn the_default_resources_are_filled_in() {
    let mut world = World::with_nodes();
    let bare = json!({
        "minReplicas": 1, "maxReplicas": 1, "sources": [], "environmentVariables": {},
    });
    world.publish("a");
    world.step(Input::Create {
        rid: rid("a"),
        project: PROJECT.parse().unwrap(),
        target: target("a"),
        configuration: serde_json::from_value(bare).unwrap(),
    });
    let Some(Effect::Launch { template, .. }) =
        world.effects.iter().find(|it| matches!(it, Effect::Launch { .. }))
    else {
        panic!("a launch");
    };
    assert_eq!(template.resources.cpu.0, 1_000);
    assert_eq!(template.resources.memory.0, 4 << 30);
    assert_eq!(template.threads, 32);
}

#[test]
fn one_deployment_a_branch() {
    let mut world = World::with_nodes();
    let existing = world.create("a", json!({}));
    let refused = world.try_step(Input::Create {
        rid: rid("b"),
        project: PROJECT.parse().unwrap(),
        target: target("a"),
        configuration: configuration(json!({})),
    });
    assert!(matches!(refused, Err(StepError::TargetTaken { existing: it, .. }) if it == existing));
}

#[test]
fn what_is_not_there_is_refused_by_its_code() {
    let mut world = World::with_nodes();
    world.publish("a");
    let project = PROJECT.parse().unwrap();
    let other = "ri.projects.main.project.other".parse().unwrap();
    let create = |project, branch| Input::Create {
        rid: rid("a"),
        project,
        target: target(branch),
        configuration: configuration(json!({})),
    };
    let cases = [
        (create(other, "a"), "project_not_found"),
        (create(project, "b"), "no_version"),
        (Input::Disable { rid: rid("x") }, "deployment_not_found"),
        (Input::Start { rid: rid("x") }, "deployment_not_found"),
        (Input::RequestArrived { rid: rid("x") }, "deployment_not_found"),
        (Input::NodeDown { node: "x".into() }, "node_not_found"),
    ];
    for (input, code) in cases {
        assert_eq!(world.try_step(input).unwrap_err().code(), code);
    }
}

#[test]
fn the_version_shown_before_the_first_ready_replica_is_the_newest() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({}));
    world.publish("a");
    assert_eq!(
        world.api(&rid).model_version.model_version_rid.as_str(),
        "ri.models.main.model-version.v2"
    );
}

#[test]
fn later_replicas_get_the_gpu_type_of_the_first_where_there_is_room() {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"gpu": {"count": 1}}));
    world.get_ready(&rid);
    // One GPU, which the best fit would fill up first.
    world.node("gpu-0", "gpu-nodes", 4_000, &["A100"]);
    world.replace(&rid, json!({"minReplicas": 2, "gpu": {"count": 1}}));
    let report = world.report(&rid);
    let nodes = report.replicas.iter().map(|it| it.placement.as_ref().unwrap().node.as_str());
    assert_eq!(nodes.collect::<Vec<_>>(), ["gpu-1", "gpu-1"]);
    let other = world.create("b", json!({"gpu": {"count": 1}}));
    assert_eq!(world.report(&other).replicas[0].placement.as_ref().unwrap().node.as_str(), "gpu-0");
}

#[test]
fn more_replicas_than_the_limits_permit_are_refused_since_each_takes_memory() {
    let mut world = World::with_nodes();
    let running = world.create("a", json!({}));
    let many = configuration(json!({"minReplicas": 1_001, "maxReplicas": i32::MAX}));
    let refused =
        StepError::TooManyReplicas { replicas: i32::MAX.unsigned_abs(), max_replicas: 1_000 };
    let replace = Input::Replace { rid: running, configuration: many.clone() };
    assert_eq!(world.try_step(replace), Err(refused.clone()));
    world.publish("b");
    let (rid, project) = (rid("b"), PROJECT.parse().unwrap());
    let create = Input::Create { rid, project, target: target("b"), configuration: many };
    assert_eq!(world.try_step(create), Err(refused));
}
