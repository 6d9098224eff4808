//! What users, operators and chance come up with.

use anyhow::Result;
use liveberth_core::control_plane::Input;
use liveberth_core::deployment::ReplicaState;
use oorandom::Rand64;
use serde_json::{Value, json};

use crate::record::{Deployment, Record, Replica};

pub(crate) const PROJECT: &str = "ri.projects.main.project.p";

/// How many branches there are to deploy.
pub(crate) const BRANCHES: u64 = 10;

/// Something that somebody does next, or that befalls a node or a replica.
pub(crate) fn next(record: &Record, version: u64, random: &mut Rand64) -> Result<Input> {
    let input = match random.rand_range(0..100) {
        0..3 => create(random),
        3..10 => json!({
            "type": "replace", "rid": rid(random), "configuration": configuration(random),
        }),
        10..14 => json!({"type": "disable", "rid": rid(random)}),
        14..21 => json!({"type": "start", "rid": rid(random)}),
        21..29 => json!({
            "type": "versionPublished", "target": target(random.rand_range(0..BRANCHES)),
            "version": format!("ri.models.main.model-version.{version}"), "sequence": version,
        }),
        29..37 => json!({"type": "requestArrived", "rid": rid(random)}),
        37..70 => json!({
            "type": "loadSample", "rid": rid(random), "inFlight": [],
            "running": pick(random, &[0, 0, 0, 1, 4, 8]), "queued": pick(random, &[0, 0, 0, 5]),
        }),
        70..72 => json!({
            "type": "queueSet", "queue": queue("cpu", "VCPU", 1_000 * random.rand_range(6..20)),
        }),
        72..74 => json!({
            "type": "queueSet", "queue": queue("gpu", "VGPU", random.rand_range(2..8)),
        }),
        74..81 => return trouble_with_a_replica(record, random),
        81..84 => json!({"type": "nodeDown", "node": node_id(random)}),
        84..90 => json!({"type": "nodeUp", "node": node(random.rand_range(0..NODES))}),
        90..94 => json!({
            "type": "cordon", "node": node_id(random), "on": random.rand_range(0..3) == 0,
        }),
        _ => return movement(record, random),
    };
    Ok(serde_json::from_value(input)?)
}

/// A ready replica crashes or stops answering.
fn trouble_with_a_replica(record: &Record, random: &mut Rand64) -> Result<Input> {
    let Some((_, replica)) = any_ready(record, random) else {
        return Ok(Input::Tick);
    };
    let (replica, attempt) = (replica.id, replica.attempt);
    Ok(if random.rand_range(0..2) == 0 {
        Input::ReplicaUnready { replica, attempt }
    } else {
        Input::ReplicaExited { replica, attempt, reason: "gone".into(), retryable: true }
    })
}

fn movement(record: &Record, random: &mut Rand64) -> Result<Input> {
    let Some((_, replica)) = any_ready(record, random) else {
        return Ok(Input::Tick);
    };
    let to = serde_json::from_value(node_id(random))?;
    Ok(Input::Move { replica: replica.id, to })
}

fn any_ready<'a>(record: &'a Record, random: &mut Rand64) -> Option<(&'a Deployment, &'a Replica)> {
    let ready: Vec<_> =
        record.replicas().filter(|(_, it)| it.state == ReplicaState::Ready).collect();
    let count = u64::try_from(ready.len()).ok().filter(|count| *count > 0)?;
    ready.get(usize::try_from(random.rand_range(0..count)).ok()?).copied()
}

fn create(random: &mut Rand64) -> Value {
    let number = random.rand_range(0..BRANCHES);
    json!({
        "type": "create", "rid": rid_of(number), "project": PROJECT, "target": target(number),
        "configuration": configuration(random),
    })
}

fn configuration(random: &mut Rand64) -> Value {
    let least = random.rand_range(0..4);
    let delay = |value: u64| json!({"value": value, "unit": "SECONDS"});
    let scaling = (random.rand_range(0..2) == 0).then(|| {
        json!({
            "scaleUpLoadThreshold": 0.75, "scaleUpDelay": delay(10), "scaleDownDelay": delay(30),
        })
    });
    let gpu = (random.rand_range(0..3) == 0).then(|| {
        let count = random.rand_range(1..3);
        match pick(random, &[None, Some("T4"), Some("A100")]) {
            Some(gpu_type) => json!({"count": count, "type": gpu_type}),
            None => json!({"count": count}),
        }
    });
    json!({
        "minReplicas": least, "maxReplicas": (least + random.rand_range(0..3)).max(1),
        "cpu": pick(random, &[1, 1, 2, 30]), "memory": "1GiB", "threadCount": 4,
        "sources": [], "environmentVariables": {}, "scalingConfiguration": scaling, "gpu": gpu,
    })
}

pub(crate) fn queue(id: &str, kind: &str, limit: u64) -> Value {
    json!({"id": id, "kind": kind, "limit": limit, "computeGroups": ["nodes"]})
}

pub(crate) const NODES: u64 = 5;

pub(crate) fn node(number: u64) -> Value {
    let gpus: &[&str] = match number {
        0 => &["T4", "T4"],
        1 => &["A100", "A100", "T4"],
        _ => &[],
    };
    json!({
        "id": format!("node-{number}"), "computeGroup": "nodes", "cpu": 4_000,
        "memory": 1_u64 << 36, "gpus": gpus,
    })
}

fn node_id(random: &mut Rand64) -> Value {
    format!("node-{}", random.rand_range(0..NODES)).into()
}

pub(crate) fn target(number: u64) -> Value {
    json!({
        "type": "direct", "modelRid": "ri.models.main.model.m",
        "branch": format!("branch-{number}"),
    })
}

fn rid(random: &mut Rand64) -> String {
    rid_of(random.rand_range(0..BRANCHES))
}

fn rid_of(number: u64) -> String {
    format!("ri.foundry-ml-live.main.live-deployment.{number}")
}

fn pick<T: Copy + Default>(random: &mut Rand64, choices: &[T]) -> T {
    let count = u64::try_from(choices.len()).unwrap_or(1);
    let at = usize::try_from(random.rand_range(0..count)).unwrap_or_default();
    choices.get(at).copied().unwrap_or_default()
}
