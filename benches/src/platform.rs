//! A control plane with deployments that serve.

use liveberth_core::control_plane::{ControlPlane, Effect, Effects, Input, ReplicaReport};
use liveberth_core::deployment::LifecyclePolicy;
use liveberth_core::limits::Limits;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::time::Timestamp;
use oorandom::Rand32;
use serde_json::{Value, json};

use crate::cluster::{COMPUTE_GROUP, nodes};

const PROJECT: &str = "ri.compass.main.folder.benches";

/// The time of every input: nothing measured here waits.
pub const NOW: Timestamp = Timestamp::ZERO;

/// A platform on which `count` deployments serve, each with one replica.
pub fn serving(random: &mut Rand32, count: usize) -> ControlPlane {
    let mut plane = founded(random, count);
    for input in (0..count).flat_map(|number| [publish(number), create(number)]) {
        feed(&mut plane, input);
    }
    plane
}

/// A platform that has room for `count` deployments, and none yet.
pub fn founded(random: &mut Rand32, count: usize) -> ControlPlane {
    let mut plane = ControlPlane::new(
        Limits::default(),
        LifecyclePolicy::default(),
        PlacementPolicy::default(),
    )
    .expect("the defaults can be lived by");
    let nodes = nodes(random, count.max(10)).into_iter();
    let inputs = nodes.map(|node| Input::NodeUp { node }).chain([queue(), project()]);
    for input in inputs {
        feed(&mut plane, input);
    }
    plane
}

/// Takes an input, and has whatever it launches get ready at once.
pub fn feed(plane: &mut ControlPlane, input: Input) {
    for effect in step(plane, input) {
        if let Effect::Launch { replica, attempt, .. } = effect {
            feed(plane, Input::ReplicaReady { replica, attempt });
        }
    }
}

/// Gives each of the first `count` deployments two replicas more.
pub fn grow(plane: &mut ControlPlane, count: usize) {
    for number in 0..count {
        let configuration = configuration(3);
        let replace =
            json!({"type": "replace", "rid": rid(number), "configuration": configuration});
        feed(plane, input(replace));
    }
}

/// News of one replica after the other: each stops answering and answers again.
pub fn replica_events(plane: &ControlPlane, count: usize) -> Vec<Input> {
    let reports = plane.deployments().into_iter().filter_map(|it| plane.report(&it.rid));
    let replicas = reports.flat_map(|report| report.replicas);
    let of_replica = |it: ReplicaReport| {
        let (replica, attempt) = (it.replica, it.attempt);
        [Input::ReplicaUnready { replica, attempt }, Input::ReplicaReady { replica, attempt }]
    };
    let events: Vec<Input> = replicas.flat_map(of_replica).collect();
    events.iter().cycle().take(count).cloned().collect()
}

/// One step that must not be refused.
pub fn step(plane: &mut ControlPlane, input: Input) -> Effects {
    plane.step(NOW, input).expect("the platform takes the input")
}

/// The first version of a deployment's model.
pub fn publish(number: usize) -> Input {
    input(json!({
        "type": "versionPublished",
        "target": target(number),
        "version": format!("ri.models.main.model-version.{number}"),
        "sequence": 1,
    }))
}

/// A new deployment of its own model.
pub fn create(number: usize) -> Input {
    input(json!({
        "type": "create",
        "rid": rid(number),
        "project": PROJECT,
        "target": target(number),
        "configuration": configuration(1),
    }))
}

/// One replica's worth, and up to three of them.
pub(crate) fn configuration(min_replicas: u32) -> Value {
    json!({
        "minReplicas": min_replicas, "maxReplicas": 3, "cpu": 1.0, "memory": "256MiB",
        "threadCount": 32, "sources": [], "environmentVariables": {},
    })
}

/// A deployment that works at nearly all it can.
pub fn load(number: usize) -> Input {
    input(
        json!({"type": "loadSample", "rid": rid(number), "running": 30, "queued": 4, "inFlight": []}),
    )
}

pub(crate) fn rid(number: usize) -> String {
    format!("ri.foundry-ml-live.main.live-deployment.{number}")
}

pub(crate) fn target(number: usize) -> Value {
    json!({"type": "direct", "modelRid": format!("ri.models.main.model.{number}"), "branch": "master"})
}

fn queue() -> Input {
    input(json!({
        "type": "queueSet",
        "queue": {"id": "cpu", "kind": "VCPU", "limit": 1_000_000_000, "computeGroups": [COMPUTE_GROUP]},
    }))
}

fn project() -> Input {
    input(json!({"type": "projectSet", "project": PROJECT, "queues": {"vcpu": "cpu"}}))
}

pub(crate) fn input(document: Value) -> Input {
    serde_json::from_value(document).expect("an input")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deployment_of_a_platform_serves() {
        let plane = serving(&mut Rand32::new(crate::SEED), 20);
        for number in 0..20 {
            let rid = rid(number).parse().unwrap();
            let deployment = plane.deployment(&rid).unwrap();
            assert!(deployment.status.is_ready, "{deployment:?}");
        }
    }
}
