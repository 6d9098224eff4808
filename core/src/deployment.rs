//! A live deployment: its data, and how its replicas come and go.
//!
//! One concern a file. [`transition`](ReplicaEvent) is the replica state machine as a table and
//! `events` carries it out; `rollout` decides which replicas there should be; `failure` counts what
//! goes wrong; `status` says how all of it looks from outside; `timer` knows when to look again.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::api::{DirectTarget, LiveDeploymentStatus};
use crate::autoscaler::Autoscaler;
use crate::config::RuntimeConfiguration;
use crate::control_plane::Route;
use crate::gpu::GpuType;
use crate::queue::{QueueId, Standing};
use crate::rid::{LiveDeploymentRid, ModelVersionRid, ProjectRid};
use crate::time::Timestamp;

mod command;
mod events;
mod failure;
mod planned_move;
mod policy;
mod replica;
mod replicas;
mod rollout;
mod scaling;
mod status;
mod swap;
mod template;
mod timer;
mod transition;
mod turn;

pub(crate) use command::PublishedVersion;
pub use failure::{FailReason, Failure, FailureCause};
pub(crate) use planned_move::PlannedMove;
pub use policy::{LifecyclePolicy, PolicyError};
pub use replica::{Attempt, Generation, ReplicaId, ReplicaState};
pub(crate) use replica::{Berth, Charge, Replica, StopStage};
pub(crate) use replicas::Replicas;
pub use status::Reason;
pub(crate) use swap::Swap;
pub use template::Template;
pub use transition::{ReplicaEvent, Transition, transition};
pub(crate) use turn::{Consequence, Counters, Turn};

/// A live deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Deployment {
    pub(crate) rid: LiveDeploymentRid,
    pub(crate) project: ProjectRid,
    pub(crate) target: DirectTarget,
    pub(crate) enabled: bool,
    /// Counts how often it was created or started.
    pub(crate) epoch: u32,
    /// As last accepted.
    pub(crate) configuration: RuntimeConfiguration,
    /// The newest version published on the branch, and its place in the branch's history.
    pub(crate) version: ModelVersionRid,
    pub(crate) version_sequence: u64,
    /// The generation that replicas should have.
    pub(crate) generation: Generation,
    /// The target generation's template and those of every replica that is left of others.
    pub(crate) templates: BTreeMap<Generation, Arc<Template>>,
    /// How many replicas are wanted; the autoscaler's output.
    pub(crate) desired: u32,
    pub(crate) autoscaler: Autoscaler,
    /// Failures in a row of the target generation.
    pub(crate) streak: u32,
    /// Why it shows as failed until something changes.
    pub(crate) latched: Option<FailReason>,
    /// Whether more replicas of the target generation would be of no use.
    pub(crate) halted: bool,
    /// What went wrong last with a replica of the target generation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_failure: Option<Failure>,
    /// No replica starts before.
    pub(crate) next_start_at: Timestamp,
    /// Since when replicas have been starting without one getting ready; absent while none starts.
    pub(crate) progress_at: Option<Timestamp>,
    /// Since when it has had fewer ready replicas than its configuration's minimum.
    pub(crate) below_minimum_since: Option<Timestamp>,
    pub(crate) ever_ready: bool,
    /// Whether it was woken from zero and has not been ready since.
    pub(crate) waking: bool,
    /// The version that the API shows.
    pub(crate) reported_version: ModelVersionRid,
    pub(crate) swap: Option<Swap>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) planned_move: Option<PlannedMove>,
    /// Since when a rollout has been waiting for spare room.
    pub(crate) surge_blocked_since: Option<Timestamp>,
    /// Whether no node could ever hold a replica of the target generation, or no queue pay for it.
    pub(crate) infeasible: bool,
    /// The GPU type that the target generation keeps to where its configuration names none.
    pub(crate) gpu_type: Option<GpuType>,
    pub(crate) replicas: Replicas,
    /// What the host was last told.
    pub(crate) shown: Shown,
    /// Turns in the queue that replacements of lost replicas take over within the step.
    #[serde(skip)]
    pub(crate) inherited_orders: BTreeSet<u64>,
    /// The queue in which its queued replicas wait.
    #[serde(skip)]
    pub(crate) waits_in: Option<QueueId>,
    /// When the control plane looks at it again.
    #[serde(skip)]
    pub(crate) wake_at: Option<Timestamp>,
}

/// What the host was last told of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Shown {
    pub(crate) status: Option<(LiveDeploymentStatus, Reason)>,
    pub(crate) routes: Vec<Route>,
}

impl Deployment {
    /// The template of a generation that still has replicas, or is wanted.
    pub(crate) fn template(&self, generation: Generation) -> Option<&Arc<Template>> {
        self.templates.get(&generation)
    }

    /// Replicas of the target generation that serve, or may yet: `N`.
    pub(crate) fn new_replicas(&self) -> impl Iterator<Item = &Replica> {
        self.live_replicas().filter(|replica| !self.is_old(replica))
    }

    /// Replicas of earlier generations, or on their way to another node, that serve or may yet: `O`.
    pub(crate) fn old_replicas(&self) -> impl Iterator<Item = &Replica> {
        self.live_replicas().filter(|replica| self.is_old(replica))
    }

    /// Whether replicas of an earlier generation are left to take over from.
    pub(crate) fn is_rolling(&self) -> bool {
        self.live_replicas().any(|replica| replica.generation < self.generation)
    }

    fn is_old(&self, replica: &Replica) -> bool {
        replica.generation < self.generation || self.is_leaving(replica)
    }

    /// `N` ∪ `O`.
    pub(crate) fn live_replicas(&self) -> impl Iterator<Item = &Replica> {
        self.replicas.iter().filter(|replica| replica.state.is_live())
    }

    /// Whether its waiting replicas could be admitted if there were room.
    pub(crate) fn standing(&self, now: Timestamp) -> Standing {
        if self.infeasible {
            Standing::Infeasible
        } else if self.halted || now < self.next_start_at {
            Standing::Pauses
        } else {
            Standing::Contends
        }
    }

    /// The same without what the control plane notes here for itself.
    pub(crate) fn without_index(&self) -> Self {
        Self { waits_in: None, wake_at: None, ..self.clone() }
    }

    /// Ready replicas of any generation.
    pub(crate) fn ready_replicas(&self) -> impl Iterator<Item = &Replica> {
        self.replicas.iter().filter(|replica| replica.is(ReplicaState::Ready))
    }

    pub(crate) fn ready_count(&self) -> u32 {
        count(self.ready_replicas())
    }
}

/// How many there are; a deployment has far fewer replicas than a `u32` counts.
pub(crate) fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
