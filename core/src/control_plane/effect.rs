//! Everything the host must do.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::{self, Vec};
use core::slice;

use serde::{Deserialize, Serialize};

use crate::api::LiveDeploymentStatus;
use crate::cluster::NodeId;
use crate::deployment::{Attempt, Reason, ReplicaId, Template};
use crate::rid::LiveDeploymentRid;

/// What the host must do after a step, in this order.
///
/// Carrying an effect out more than once is harmless: `(replica, attempt)` names each launch.
#[must_use = "the host has to carry the effects out"]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many effects there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The effects in order.
    pub fn iter(&self) -> slice::Iter<'_, Effect> {
        self.0.iter()
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }

    pub(crate) fn append_some(&mut self, effect: Option<Effect>) {
        self.0.extend(effect);
    }

    pub(crate) fn append(&mut self, mut later: Self) {
        self.0.append(&mut later.0);
    }
}

impl IntoIterator for Effects {
    type Item = Effect;
    type IntoIter = vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Effects {
    type Item = &'a Effect;
    type IntoIter = slice::Iter<'a, Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One thing the host must do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Effect {
    /// Start a replica. Answered by `ReplicaReady`, or `ReplicaExited`.
    Launch {
        /// The replica.
        replica: ReplicaId,
        /// Which try this is, from 1.
        attempt: Attempt,
        /// The deployment it serves.
        deployment: LiveDeploymentRid,
        /// Where it runs.
        node: NodeId,
        /// The numbers of the node's GPUs that are its own.
        devices: Vec<u32>,
        /// What it runs.
        template: Arc<Template>,
    },
    /// Have a replica end by itself. Answered by `ReplicaStopped`.
    Stop {
        /// The replica.
        replica: ReplicaId,
        /// The attempt to stop.
        attempt: Attempt,
        /// How long it may take; the control plane asks for a `Kill` after that.
        grace_ms: u64,
    },
    /// End a replica at once. Answered by `ReplicaStopped`.
    Kill {
        /// The replica.
        replica: ReplicaId,
        /// The attempt to end.
        attempt: Attempt,
    },
    /// Send requests to these replicas and no others.
    SetRoutes {
        /// The deployment.
        deployment: LiveDeploymentRid,
        /// Its routes, the preferred ones first.
        routes: Vec<Route>,
    },
    /// A deployment's status has changed.
    Status {
        /// The deployment.
        deployment: LiveDeploymentRid,
        /// What it is now.
        status: LiveDeploymentStatus,
        /// Why.
        reason: Reason,
    },
    /// Something worth a line in the log, with nothing to do.
    Log {
        /// What.
        event: LogEvent,
    },
}

/// Where requests may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Route {
    /// The replica.
    pub replica: ReplicaId,
    /// 0 is preferred while it has room; then 1, and so on.
    pub priority: u32,
    /// The most requests at once.
    pub max_in_flight: u32,
}

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LogEvent {
    /// News of a replica or attempt that is no longer current; it was ignored.
    StaleEvent {
        /// The replica that the news was of.
        replica: ReplicaId,
        /// The attempt that the news was of.
        attempt: Attempt,
    },
    /// A replica was told to end and then killed, yet its stop was never confirmed; what it holds
    /// stays reserved.
    StopUnconfirmed {
        /// The replica.
        replica: ReplicaId,
        /// Its attempt.
        attempt: Attempt,
    },
    /// A replica was moved: its replacement serves on the other node.
    MoveDone {
        /// The replica that left.
        replica: ReplicaId,
        /// Where its replacement runs.
        to: NodeId,
    },
    /// A replica stays where it is: its replacement found no place in time, failed, or the
    /// deployment changed or lost a replica meanwhile.
    MoveGivenUp {
        /// The replica that was to leave.
        replica: ReplicaId,
        /// Where its replacement was to run.
        to: NodeId,
    },
    /// A replica's process ended.
    ReplicaExited {
        /// The replica.
        replica: ReplicaId,
        /// Its attempt.
        attempt: Attempt,
        /// What the host knew of the cause.
        reason: String,
    },
}
