//! One replica: its states and what it holds.

use core::fmt;

use serde::{Deserialize, Serialize};

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
