//! One replica: its states and what it holds.

use core::fmt;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::deployment::LifecyclePolicy;
use crate::placement::Placement;
use crate::queue::{QueueId, Ticket};
use crate::time::Timestamp;

/// Counts the replicas of a control plane, over all deployments, from 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ReplicaId(pub u64);

/// Counts the launches of a replica, from 1; 0 before the first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Attempt(pub u32);

/// Counts the templates of a deployment, from 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Generation(pub u32);

/// What a replica is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReplicaState {
    /// It waits in its resource queue and holds nothing.
    Queued,
    /// It has a place and was launched.
    Starting,
    /// It serves.
    Ready,
    /// It stopped answering; no new requests go there.
    Unready,
    /// It failed, keeps its place and waits for the next attempt.
    Backoff,
    /// It takes no new requests and finishes those it has.
    Draining,
    /// It was told to end; its place is held until that is confirmed.
    Stopping,
}

impl ReplicaState {
    /// Whether the replica holds quota and room on a node.
    pub const fn holds(self) -> bool {
        !matches!(self, Self::Queued)
    }

    /// Whether the replica serves, or may yet.
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Draining | Self::Stopping)
    }
}

impl fmt::Display for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One replica of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Replica {
    pub(crate) id: ReplicaId,
    pub(crate) generation: Generation,
    pub(crate) attempt: Attempt,
    pub(crate) state: ReplicaState,
    pub(crate) since: Timestamp,
    /// Its turn in the queue; smaller is earlier.
    pub(crate) order: u64,
    /// Whether it waits for room beyond what the deployment had before its rollout.
    pub(crate) surge: bool,
    /// Whether the queue would have paid for it, but no node had room when it was last its turn.
    pub(crate) found_no_room: bool,
    /// What it holds; there exactly when the state [holds](ReplicaState::holds) anything.
    pub(crate) berth: Option<Berth>,
    pub(crate) in_flight: u32,
    /// Failures in a row.
    pub(crate) restarts: u32,
    /// When Backoff ends, as states of version 2 and before have it; it follows from the rest.
    #[serde(default, rename = "retryAt", skip_serializing)]
    _retry_at: Obsolete,
    /// How hard it has been told to stop.
    pub(crate) stop: StopStage,
}

/// A member of states that earlier versions saved; any value will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Obsolete;

impl<'de> Deserialize<'de> for Obsolete {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|IgnoredAny| Self)
    }
}

/// What an admitted replica holds: quota and room, always both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Berth {
    pub(crate) placement: Placement,
    pub(crate) charge: Charge,
}

/// What a queue charges for a replica: millicores of a vCPU queue, GPUs of a vGPU queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Charge {
    pub(crate) queue: QueueId,
    pub(crate) amount: u64,
}

/// How hard a stopping replica has been told to stop.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum StopStage {
    /// It was asked to, or not yet.
    #[default]
    Asked,
    /// It was killed.
    Killed,
    /// It was reported that even the kill was not confirmed.
    Reported,
}

impl Replica {
    /// A replica that waits for its turn.
    pub(crate) fn queued(
        id: ReplicaId,
        generation: Generation,
        order: u64,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            generation,
            attempt: Attempt::default(),
            state: ReplicaState::Queued,
            since: now,
            order,
            surge: false,
            found_no_room: false,
            berth: None,
            in_flight: 0,
            restarts: 0,
            _retry_at: Obsolete,
            stop: StopStage::Asked,
        }
    }

    pub(crate) fn enter(&mut self, state: ReplicaState, now: Timestamp) {
        self.state = state;
        self.since = now;
    }

    /// When it is tried again, while it pauses after a failure.
    pub(crate) fn retry_at(&self, policy: &LifecyclePolicy) -> Option<Timestamp> {
        let pause_ms = policy.backoff_ms(self.restarts);
        self.is(ReplicaState::Backoff).then(|| self.since.saturating_add(pause_ms))
    }

    /// Its turn in the queue.
    pub(crate) const fn ticket(&self) -> Ticket {
        (self.order, self.id)
    }

    pub(crate) fn is(&self, state: ReplicaState) -> bool {
        self.state == state
    }
}
