//! What the control plane tells of its state beyond the API: why a deployment is where it is,
//! where its replicas run, how full the queues are.

use alloc::vec::Vec;

use serde::Serialize;

use crate::api::LiveDeploymentStatus;
use crate::cluster::{NodeId, NodeSpec};
use crate::deployment::{Attempt, Failure, Generation, Reason, ReplicaId, ReplicaState};
use crate::placement::explain::Explanation;
use crate::queue::{QueueId, QueueKind, QueueSpec};
use crate::rid::{LiveDeploymentRid, ModelVersionRid};
use crate::time::Timestamp;

/// A deployment's status with everything that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentReport {
    /// The deployment.
    pub rid: LiveDeploymentRid,
    /// Its status, as the API shows it.
    #[serde(flatten)]
    pub status: LiveDeploymentStatus,
    /// Why it is in that state.
    pub reason: Reason,
    /// How many replicas are wanted.
    pub desired_replicas: u32,
    /// How many are ready.
    pub ready_replicas: u32,
    /// The generation that is rolled out or running.
    pub generation: Generation,
    /// The model version of that generation.
    pub target_version: ModelVersionRid,
    /// Failures of that generation since it last had a ready replica for long.
    pub failures_in_a_row: u32,
    /// The last of those failures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<Failure>,
    /// What the deployment's oldest waiting replica waits for, if one waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitingReport>,
    /// When a failed replica is tried again, if one waits for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<Timestamp>,
    /// The moment after which the deployment counts as failed unless a replica is ready by then;
    /// absent while one is, or while none has a place yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails_after: Option<Timestamp>,
    /// The replica that is on its way to another node, if one is.
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    pub planned_move: Option<MoveReport>,
    /// Every replica, in the order of their identifiers.
    pub replicas: Vec<ReplicaReport>,
}

/// A waiting replica: what it waits for, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WaitingReport {
    /// The replica.
    pub replica: ReplicaId,
    /// Since when.
    pub since: Timestamp,
    /// What it lacks.
    pub waits_for: WaitsFor,
    /// Its place in the queue; absent where the project has no queue for it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub position: Option<PositionReport>,
    /// How it stands to the nodes: what keeps it off each, and the nearest changes with which it would
    /// start. Absent where the project has no queue for it, and where it is bound to a node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Explanation>,
}

/// What a waiting replica lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum WaitsFor {
    /// Its project has no queue of this kind.
    Queue {
        /// The kind.
        kind: QueueKind,
    },
    /// The queue could not pay for it even if it were empty.
    HigherLimit {
        /// By how much the limit is too low: millicores or GPUs.
        missing: u64,
    },
    /// No node of the queue's compute groups could hold it even if it were empty.
    LargerNode,
    /// A replica of its generation failed for good: the configuration or the version has to change.
    Change,
    /// One failed, and the deployment tries again later.
    Pause {
        /// When.
        until: Timestamp,
    },
    /// The queue is full.
    Quota {
        /// How much has to become free: millicores or GPUs.
        missing: u64,
    },
    /// The queue would pay for it, but no node has room now.
    Room,
    /// Others are ahead in the queue.
    Turn,
}

/// Where a waiting replica stands in its queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PositionReport {
    /// The queue.
    pub queue: QueueId,
    /// Replicas ahead of it in the queue.
    pub ahead: u64,
    /// What the replica is charged: millicores of a vCPU queue, GPUs of a vGPU queue.
    pub charge: u64,
    /// What the queue's replicas are charged together.
    pub usage: u64,
    /// What they may be charged together.
    pub limit: u64,
}

/// A replica on its way to another node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MoveReport {
    /// The replica that leaves once its replacement serves.
    pub replica: ReplicaId,
    /// The replacement, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<ReplicaId>,
    /// Where the replacement runs.
    pub to: NodeId,
    /// When the move began.
    pub since: Timestamp,
}

/// One replica.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplicaReport {
    /// The replica.
    pub replica: ReplicaId,
    /// Its generation.
    pub generation: Generation,
    /// The current attempt, 0 while it waits in the queue.
    pub attempt: Attempt,
    /// What it is doing.
    pub state: ReplicaState,
    /// Since when.
    pub since: Timestamp,
    /// Failures of this replica in a row.
    pub restarts: u32,
    /// When it is tried again, while it pauses after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
    /// Where it runs, once it has a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementReport>,
}

/// Where a replica runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacementReport {
    /// The node.
    pub node: NodeId,
    /// The numbers of its GPUs on that node.
    pub devices: Vec<u32>,
}

/// One node and what runs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeReport {
    /// The node.
    pub node: NodeSpec,
    /// Whether it is there.
    pub up: bool,
    /// Whether it takes no new replicas.
    pub cordoned: bool,
    /// The replicas on it, in the order of their identifiers.
    pub replicas: Vec<PlacedReplica>,
}

/// A replica on a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacedReplica {
    /// The replica.
    pub replica: ReplicaId,
    /// The deployment it serves.
    pub deployment: LiveDeploymentRid,
    /// The numbers of its GPUs.
    pub devices: Vec<u32>,
}

/// One queue and how full it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueReport {
    /// The queue.
    pub queue: QueueSpec,
    /// What its replicas are charged together.
    pub usage: u64,
    /// How many replicas wait.
    pub waiting: u64,
}
