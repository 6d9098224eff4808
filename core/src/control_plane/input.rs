//! Everything the world can tell the control plane.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize};

use crate::api::DirectTarget;
use crate::cluster::{NodeId, NodeSpec};
use crate::config::RuntimeConfiguration;
use crate::deployment::{Attempt, ReplicaId};
use crate::queue::{EnrollmentLimits, ProjectQueues, QueueSpec};
use crate::rid::{LiveDeploymentRid, ModelVersionRid, ProjectRid};

/// One thing that happened, or that a user asked for.
///
/// Commands (the first four) come authorised and checked: see [`config::check`](crate::config).
/// Everything else is news from the host. News of a replica carries its attempt, so that a late
/// answer about an earlier attempt is recognised and ignored.
///
/// As JSON it is an object tagged by `type`: `{"type": "replicaReady", "replica": 3, "attempt": 1}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Input {
    /// A user creates a deployment. The host makes its identifier.
    Create {
        /// The new deployment's identifier, never used before.
        rid: LiveDeploymentRid,
        /// The project whose queues pay for it.
        project: ProjectRid,
        /// What to deploy.
        target: DirectTarget,
        /// With what resources.
        configuration: RuntimeConfiguration,
    },
    /// A user replaces a deployment's configuration.
    Replace {
        /// The deployment.
        rid: LiveDeploymentRid,
        /// The configuration from now on.
        configuration: RuntimeConfiguration,
    },
    /// A user switches a deployment off.
    Disable {
        /// The deployment.
        rid: LiveDeploymentRid,
    },
    /// A user switches a deployment on, or has a failed one try again.
    Start {
        /// The deployment.
        rid: LiveDeploymentRid,
    },

    /// A replica answers its readiness probe.
    ReplicaReady {
        /// The replica.
        replica: ReplicaId,
        /// The attempt that is ready.
        attempt: Attempt,
    },
    /// A replica no longer answers its readiness probe.
    ReplicaUnready {
        /// The replica.
        replica: ReplicaId,
        /// The attempt that is not ready.
        attempt: Attempt,
    },
    /// A replica's process ended by itself, or could not be started.
    ReplicaExited {
        /// The replica.
        replica: ReplicaId,
        /// The attempt that ended.
        attempt: Attempt,
        /// What the host knows of the cause; shown to users as it is.
        reason: String,
        /// Whether another try may help; `false` for a missing image, a bad entry point.
        retryable: bool,
    },
    /// A replica is gone for certain and holds nothing on its node any more.
    ReplicaStopped {
        /// The replica.
        replica: ReplicaId,
        /// The attempt that stopped.
        attempt: Attempt,
    },

    /// A node is there, for the first time, again, or with another shape.
    NodeUp {
        /// The node.
        node: NodeSpec,
    },
    /// A node is gone, and with it every replica on it.
    NodeDown {
        /// The node.
        node: NodeId,
    },
    /// Nothing new is placed on a node, or is again; what runs there stays.
    Cordon {
        /// The node.
        node: NodeId,
        /// Whether the node is closed to new replicas.
        on: bool,
    },
    /// A ready replica is to run on another node: its replacement starts there first.
    Move {
        /// The replica.
        replica: ReplicaId,
        /// The node where its replacement runs.
        to: NodeId,
    },
    /// A queue exists, or has changed.
    QueueSet {
        /// The queue.
        queue: QueueSpec,
    },
    /// The enrollment's limits have changed.
    EnrollmentSet {
        /// The limits from now on.
        limits: EnrollmentLimits,
    },
    /// A project exists, or is charged to other queues.
    ProjectSet {
        /// The project.
        project: ProjectRid,
        /// Its queues; both must exist.
        queues: ProjectQueues,
    },
    /// A model version was published on a branch.
    VersionPublished {
        /// The model and its branch.
        target: DirectTarget,
        /// The version.
        version: ModelVersionRid,
        /// Its place in the branch's history: a lower or equal one than known is old news.
        sequence: u64,
    },
    /// What a deployment is working on.
    LoadSample {
        /// The deployment.
        rid: LiveDeploymentRid,
        /// Requests that replicas work on now.
        running: u64,
        /// Requests that wait for a free replica.
        queued: u64,
        /// Requests in flight on each replica; one that is left out has none.
        in_flight: Vec<InFlight>,
    },
    /// A request came for a deployment that has no replicas.
    RequestArrived {
        /// The deployment.
        rid: LiveDeploymentRid,
    },
    /// Time has passed: due at [`next_wake`](super::ControlPlane::next_wake), harmless at any time.
    #[serde(deserialize_with = "nothing_else")]
    Tick,
}

/// How many requests a replica works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InFlight {
    /// The replica.
    pub replica: ReplicaId,
    /// Its requests.
    pub requests: u32,
}

/// Of an input that has no members: serde overlooks whatever members such a variant is given.
fn nothing_else<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    Nothing::deserialize(deserializer).map(|Nothing {}| ())
}
