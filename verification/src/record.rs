//! The control plane's saved state as a reader of its JSON sees it.
//!
//! Nothing here is shared with the core but the JSON, so what the checks say of a record is not said
//! by the code under test. A member that this reader does not know is an error: a state that is only
//! half read would be compared wrongly.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use liveberth_core::api::{DirectTarget, LiveDeploymentStatus};
use liveberth_core::cluster::{NodeId, NodeSpec};
use liveberth_core::control_plane::{ControlPlane, Route};
use liveberth_core::deployment::{
    Attempt, FailReason, Generation, LifecyclePolicy, Reason, ReplicaId, ReplicaState, Template,
};
use liveberth_core::gpu::{GpuRequest, GpuType};
use liveberth_core::placement::Placement;
use liveberth_core::queue::{ProjectQueues, QueueId, QueueSpec};
use liveberth_core::rid::{LiveDeploymentRid, ModelVersionRid, ProjectRid};
use liveberth_core::time::{Timestamp, WireDuration};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Record {
    #[serde(rename = "version")]
    _version: IgnoredAny,
    pub(crate) now: Timestamp,
    #[serde(rename = "limits")]
    _limits: IgnoredAny,
    pub(crate) policy: LifecyclePolicy,
    #[serde(rename = "placementPolicy")]
    _placement_policy: IgnoredAny,
    #[serde(rename = "scheduler")]
    _scheduler: IgnoredAny,
    pub(crate) nodes: Vec<Node>,
    pub(crate) queues: Vec<QueueSpec>,
    #[serde(rename = "enrollment")]
    _enrollment: IgnoredAny,
    pub(crate) projects: BTreeMap<ProjectRid, ProjectQueues>,
    #[serde(rename = "branches")]
    _branches: IgnoredAny,
    pub(crate) deployments: Vec<Deployment>,
    pub(crate) counters: BTreeMap<String, u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Node {
    pub(crate) node: NodeSpec,
    pub(crate) up: bool,
    #[serde(default)]
    pub(crate) cordoned: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Deployment {
    pub(crate) rid: LiveDeploymentRid,
    pub(crate) project: ProjectRid,
    pub(crate) target: DirectTarget,
    pub(crate) enabled: bool,
    pub(crate) epoch: u32,
    pub(crate) configuration: Configuration,
    pub(crate) version: ModelVersionRid,
    pub(crate) version_sequence: u64,
    pub(crate) generation: Generation,
    pub(crate) templates: BTreeMap<Generation, Template>,
    pub(crate) desired: u32,
    pub(crate) autoscaler: Autoscaler,
    pub(crate) streak: u32,
    pub(crate) latched: Option<FailReason>,
    pub(crate) halted: bool,
    #[serde(default)]
    pub(crate) last_failure: Option<Value>,
    pub(crate) next_start_at: Timestamp,
    pub(crate) progress_at: Option<Timestamp>,
    pub(crate) below_minimum_since: Option<Timestamp>,
    pub(crate) ever_ready: bool,
    pub(crate) waking: bool,
    pub(crate) reported_version: ModelVersionRid,
    pub(crate) swap: Option<Swap>,
    #[serde(default)]
    pub(crate) planned_move: Option<PlannedMove>,
    pub(crate) surge_blocked_since: Option<Timestamp>,
    pub(crate) infeasible: bool,
    pub(crate) gpu_type: Option<GpuType>,
    pub(crate) replicas: BTreeMap<ReplicaId, Replica>,
    pub(crate) shown: Shown,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Configuration {
    pub(crate) min_replicas: u32,
    pub(crate) max_replicas: u32,
    pub(crate) cpu: Option<f64>,
    pub(crate) memory: Option<String>,
    pub(crate) gpu: Option<GpuRequest>,
    pub(crate) thread_count: Option<u32>,
    pub(crate) scaling_configuration: Option<ScalingConfiguration>,
    pub(crate) sources: BTreeSet<String>,
    pub(crate) environment_variables: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ScalingConfiguration {
    pub(crate) scale_up_load_threshold: f64,
    pub(crate) scale_up_delay: WireDuration,
    pub(crate) scale_down_delay: WireDuration,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Autoscaler {
    pub(crate) sample: Option<Sample>,
    pub(crate) over_since: Option<Timestamp>,
    pub(crate) under_since: Option<Timestamp>,
    pub(crate) quiet_since: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Sample {
    pub(crate) at: Timestamp,
    pub(crate) running: u64,
    pub(crate) queued: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Swap {
    pub(crate) victim: ReplicaId,
    pub(crate) beneficiary: ReplicaId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlannedMove {
    pub(crate) leaver: ReplicaId,
    pub(crate) newcomer: Option<ReplicaId>,
    pub(crate) to: NodeId,
    pub(crate) since: Timestamp,
    pub(crate) generation: Generation,
    pub(crate) broken: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Shown {
    pub(crate) status: Option<(LiveDeploymentStatus, Reason)>,
    pub(crate) routes: Vec<Route>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Replica {
    pub(crate) id: ReplicaId,
    pub(crate) generation: Generation,
    pub(crate) attempt: Attempt,
    pub(crate) state: ReplicaState,
    pub(crate) since: Timestamp,
    pub(crate) order: u64,
    pub(crate) surge: bool,
    pub(crate) found_no_room: bool,
    pub(crate) berth: Option<Berth>,
    pub(crate) in_flight: u32,
    pub(crate) restarts: u32,
    pub(crate) stop: StopStage,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Berth {
    pub(crate) placement: Placement,
    pub(crate) charge: Charge,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Charge {
    pub(crate) queue: QueueId,
    pub(crate) amount: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum StopStage {
    Asked,
    Killed,
    Reported,
}

impl Record {
    pub(crate) fn of(plane: &ControlPlane) -> Result<Self> {
        let saved = serde_json::to_vec(&plane.save())?;
        serde_json::from_slice(&saved).context("the saved state has members that are not known")
    }

    pub(crate) fn deployment(&self, rid: &LiveDeploymentRid) -> Option<&Deployment> {
        self.deployments.iter().find(|deployment| deployment.rid == *rid)
    }

    pub(crate) fn replicas(&self) -> impl Iterator<Item = (&Deployment, &Replica)> {
        self.deployments
            .iter()
            .flat_map(|deployment| deployment.replicas.values().map(move |it| (deployment, it)))
    }

    /// The replica and its deployment.
    pub(crate) fn replica(&self, id: ReplicaId) -> Option<(&Deployment, &Replica)> {
        self.replicas().find(|(_, replica)| replica.id == id)
    }

    pub(crate) fn queue(&self, id: &QueueId) -> Option<&QueueSpec> {
        self.queues.iter().find(|queue| queue.id == *id)
    }

    /// What the replicas that hold something of a queue are charged together.
    pub(crate) fn usage(&self, queue: &QueueId) -> u64 {
        let berths = self.replicas().filter_map(|(_, replica)| replica.berth.as_ref());
        berths.filter(|it| it.charge.queue == *queue).map(|it| it.charge.amount).sum()
    }

    /// What a replica is, or would be, charged, and where.
    pub(crate) fn charge(&self, deployment: &Deployment, replica: &Replica) -> Option<Charge> {
        let resources = deployment.templates.get(&replica.generation)?.resources;
        let queues = self.projects.get(&deployment.project)?;
        Some(match resources.gpu {
            Some(gpu) => Charge { queue: queues.vgpu.clone()?, amount: gpu.count.into() },
            None => Charge { queue: queues.vcpu.clone(), amount: resources.cpu.0 },
        })
    }
}

impl Deployment {
    /// Replicas of the target generation that serve, or may yet: `N`.
    pub(crate) fn new_replicas(&self) -> impl Iterator<Item = &Replica> {
        self.live().filter(|replica| !self.is_old(replica))
    }

    /// Replicas of earlier generations, or that another is about to replace: `O`.
    pub(crate) fn old_replicas(&self) -> impl Iterator<Item = &Replica> {
        self.live().filter(|replica| self.is_old(replica))
    }

    fn is_old(&self, replica: &Replica) -> bool {
        let leaver = self.planned_move.as_ref().map(|planned| planned.leaver);
        replica.generation != self.generation || leaver == Some(replica.id)
    }

    /// Whether a rollout, a swap or a move runs.
    pub(crate) fn is_replacing_replicas(&self) -> bool {
        self.old_replicas().next().is_some() || self.swap.is_some() || self.planned_move.is_some()
    }

    /// `N` and `O`.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Replica> {
        self.replicas.values().filter(|replica| !replica.is_leaving())
    }

    pub(crate) fn ready(&self) -> impl Iterator<Item = &Replica> {
        self.replicas.values().filter(|replica| replica.state == ReplicaState::Ready)
    }
}

impl Replica {
    pub(crate) fn is_leaving(&self) -> bool {
        matches!(self.state, ReplicaState::Draining | ReplicaState::Stopping)
    }
}

/// Replicas above `desired` that a rollout may have.
pub(crate) fn max_surge(policy: &LifecyclePolicy, desired: u32) -> u32 {
    let hundredths = desired.saturating_mul(policy.max_surge_percent);
    hundredths.div_ceil(100).max(1)
}
