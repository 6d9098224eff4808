//! The small worlds that are explored whole.

use anyhow::Result;
use liveberth_core::control_plane::{ControlPlane, Input};
use liveberth_core::deployment::LifecyclePolicy;
use liveberth_core::limits::Limits;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::time::Timestamp;
use serde_json::{Value, json};

use crate::model::budget::Budget;

/// A small world: what there is, what may happen how often, and what must come of it.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) queues: Vec<Value>,
    pub(crate) nodes: Vec<Value>,
    pub(crate) deployments: Vec<Plan>,
    pub(crate) budget: Budget,
    pub(crate) policy: LifecyclePolicy,
    pub(crate) goal: Goal,
}

/// A deployment: its first configuration, and those that a user may put in its place.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) configurations: Vec<Value>,
}

/// What comes of every state once the host answers everything and nobody does anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Every deployment has what it wants, all of it ready, and nothing else.
    Converges,
    /// Every deployment serves; one without spare room may do so in its old form.
    Serves,
}

/// How often the host looks at the clock. Timeouts are few of these, so that few ages tell states
/// apart.
const CLOCK_MS: u64 = 10;

/// When a host whose clock is that coarse wakes up, if it was asked to at that moment.
pub(crate) fn wake_after(moment: Timestamp) -> Timestamp {
    let ticks = moment.as_millis().div_ceil(CLOCK_MS);
    Timestamp::from_millis(ticks.saturating_mul(CLOCK_MS))
}

/// Timeouts that are short, and not in the order of the real ones: that only adds to what is
/// explored.
fn quick_policy() -> LifecyclePolicy {
    LifecyclePolicy {
        load_staleness_ms: 0,
        progress_deadline_ms: 19,
        start_timeout_ms: 20,
        backoff_base_ms: 10,
        backoff_cap_ms: 20,
        backoff_reset_ms: 10,
        fail_threshold_per_replica: 2,
        fail_threshold_cap: 4,
        unready_timeout_ms: 10,
        drain_grace_ms: 10,
        stop_timeout_ms: 10,
        surge_wait_ms: 10,
        ..LifecyclePolicy::default()
    }
}

fn cpu_queue(limit: u64) -> Value {
    json!({"id": "cpu", "kind": "VCPU", "limit": limit * 1_000, "computeGroups": ["nodes"]})
}

fn node(id: &str, cpus: u64, gpus: &[&str]) -> Value {
    json!({
        "id": id, "computeGroup": "nodes", "cpu": cpus * 1_000, "memory": 1_u64 << 40,
        "gpus": gpus,
    })
}

/// A configuration: its bounds and its size. Scaling takes no time, so that any load sample acts.
fn configuration(least: u32, most: u32, cpus: u32) -> Value {
    let now = json!({"value": 0, "unit": "SECONDS"});
    json!({
        "minReplicas": least, "maxReplicas": most, "cpu": cpus, "memory": "1GiB",
        "threadCount": 1, "sources": [], "environmentVariables": {},
        "scalingConfiguration": {
            "scaleUpLoadThreshold": 0.75, "scaleUpDelay": now, "scaleDownDelay": now,
        },
    })
}

fn gpu_queue(limit: u64) -> Value {
    json!({"id": "gpu", "kind": "VGPU", "limit": limit, "computeGroups": ["nodes"]})
}

/// One replica with a GPU of any type; a user may ask for one type, or for two GPUs.
fn plan_with_gpu() -> Plan {
    let with_gpu = |gpu: Value| {
        let mut configuration = configuration(1, 1, 1);
        configuration.as_object_mut().map(|members| members.insert("gpu".into(), gpu));
        configuration
    };
    let gpus = [json!({"count": 1}), json!({"count": 1, "type": "A100"}), json!({"count": 2})];
    Plan { configurations: gpus.into_iter().map(with_gpu).collect() }
}

fn plan(least: u32, most: u32, cpus: u32) -> Plan {
    Plan { configurations: vec![configuration(least, most, cpus)] }
}

/// Every scope.
pub(crate) fn all() -> Vec<Scope> {
    let mut scopes = specified();
    scopes.extend(larger());
    scopes
}

fn base() -> Scope {
    Scope {
        name: "",
        summary: "",
        queues: vec![cpu_queue(1)],
        nodes: vec![node("a", 1, &[])],
        deployments: vec![plan(1, 1, 1)],
        budget: Budget { failures: 1, commands: 2, node_losses: 0, moves: 0 },
        policy: quick_policy(),
        goal: Goal::Converges,
    }
}

/// The scopes of the specification, in its order.
fn specified() -> Vec<Scope> {
    let base = base();
    let bigger_surge = vec![plan(1, 1, 2), plan(1, 1, 1)];
    vec![
        Scope {
            name: "A",
            summary: "spare room, one deployment of 0 to 2 replicas, a node is lost",
            queues: vec![cpu_queue(4)],
            nodes: vec![node("a", 2, &[]), node("b", 2, &[])],
            deployments: vec![plan(0, 2, 1)],
            budget: Budget { failures: 2, commands: 3, node_losses: 1, moves: 0 },
            ..base.clone()
        },
        Scope {
            name: "B",
            summary: "two deployments and room for one more replica",
            queues: vec![cpu_queue(4)],
            nodes: vec![node("a", 4, &[])],
            deployments: vec![plan(1, 2, 1), plan(1, 1, 1)],
            ..base.clone()
        },
        Scope {
            name: "C",
            summary: "a full queue: 2 replicas and 1, so that rollouts swap",
            queues: vec![cpu_queue(3)],
            nodes: vec![node("a", 3, &[])],
            deployments: vec![plan(2, 2, 1), plan(1, 1, 1)],
            goal: Goal::Serves,
            ..base.clone()
        },
        Scope {
            name: "E",
            summary: "a surge too big for the room there is does not hold up the queue",
            queues: vec![cpu_queue(3)],
            nodes: vec![node("a", 3, &[])],
            deployments: bigger_surge,
            budget: Budget { failures: 0, commands: 3, node_losses: 0, moves: 0 },
            goal: Goal::Serves,
            ..base.clone()
        },
        Scope {
            name: "F",
            summary: "2 replicas fill the queue: rollouts finish by swaps",
            queues: vec![cpu_queue(2)],
            nodes: vec![node("a", 2, &[])],
            deployments: vec![plan(2, 2, 1)],
            ..base.clone()
        },
        Scope {
            name: "G",
            summary: "1 replica fills the queue: rollouts wait and the old version serves",
            goal: Goal::Serves,
            ..base.clone()
        },
        Scope {
            name: "H",
            summary: "as G, with downtime allowed: rollouts finish",
            policy: LifecyclePolicy { allow_downtime_swap: true, ..quick_policy() },
            ..base
        },
    ]
}

fn larger() -> Vec<Scope> {
    let base = base();
    vec![
        Scope {
            name: "moves",
            summary: "replicas move between two nodes, either of which may be cordoned",
            queues: vec![cpu_queue(3)],
            nodes: vec![node("a", 2, &[]), node("b", 1, &[])],
            deployments: vec![plan(1, 2, 1)],
            budget: Budget { failures: 1, commands: 1, node_losses: 1, moves: 2 },
            ..base.clone()
        },
        Scope {
            name: "gpus",
            summary: "two deployments, two queues, GPUs of two types, nodes that are lost",
            queues: vec![cpu_queue(2), gpu_queue(2)],
            nodes: vec![node("a", 4, &["T4", "T4"]), node("b", 4, &["A100"])],
            deployments: vec![plan_with_gpu(), plan(1, 2, 1)],
            budget: Budget { failures: 1, commands: 2, node_losses: 1, moves: 0 },
            goal: Goal::Serves,
            ..base
        },
    ]
}

impl Scope {
    /// The world at the beginning.
    pub(crate) fn found(&self) -> Result<ControlPlane> {
        let mut plane =
            ControlPlane::new(Limits::default(), self.policy.clone(), PlacementPolicy::BestFit)?;
        for input in self.founding_inputs() {
            let input: Input = serde_json::from_value(input)?;
            let _ = plane.step(Timestamp::ZERO, input)?;
        }
        Ok(plane)
    }

    fn founding_inputs(&self) -> Vec<Value> {
        let project = "ri.projects.main.project.p";
        let queue_of_kind = |kind: &str| {
            let found = self.queues.iter().find(|queue| queue["kind"] == kind);
            found.map(|queue| queue["id"].clone())
        };
        let queues = json!({"vcpu": queue_of_kind("VCPU"), "vgpu": queue_of_kind("VGPU")});
        let mut inputs = Vec::new();
        for queue in &self.queues {
            inputs.push(json!({"type": "queueSet", "queue": queue}));
        }
        inputs.push(json!({"type": "projectSet", "project": project, "queues": queues}));
        for node in &self.nodes {
            inputs.push(json!({"type": "nodeUp", "node": node}));
        }
        for (number, plan) in self.deployments.iter().enumerate() {
            let target = json!({
                "type": "direct", "modelRid": "ri.models.main.model.m",
                "branch": format!("branch-{number}"),
            });
            inputs.push(json!({
                "type": "versionPublished", "target": target, "sequence": 1,
                "version": "ri.models.main.model-version.1",
            }));
            inputs.push(json!({
                "type": "create", "project": project, "target": target,
                "rid": format!("ri.foundry-ml-live.main.live-deployment.{number}"),
                "configuration": plan.configurations.first(),
            }));
        }
        inputs
    }
}
