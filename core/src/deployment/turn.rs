//! One step as a deployment sees it: the time, the rules, and what follows for the rest of the world.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::control_plane::LogEvent;
use crate::deployment::replica::Berth;
use crate::deployment::{Attempt, LifecyclePolicy, ReplicaId};
use crate::limits::Limits;
use crate::queue::Ticket;
use crate::time::Timestamp;

/// The numbers that are handed out once and never again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Counters {
    next_replica: u64,
    next_order: u64,
}

impl Default for Counters {
    fn default() -> Self {
        Self { next_replica: 1, next_order: 1 }
    }
}

impl Counters {
    pub(crate) fn replica(&mut self) -> ReplicaId {
        let id = ReplicaId(self.next_replica);
        self.next_replica = self.next_replica.saturating_add(1);
        id
    }

    pub(crate) fn order(&mut self) -> u64 {
        let order = self.next_order;
        self.next_order = self.next_order.saturating_add(1);
        order
    }
}

/// What a deployment may use while it decides.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pub(crate) now: Timestamp,
    /// The time of the step before.
    pub(crate) earlier: Timestamp,
    pub(crate) policy: &'a LifecyclePolicy,
    pub(crate) limits: &'a Limits,
    pub(crate) counters: &'a mut Counters,
    pub(crate) consequences: Vec<Consequence>,
    /// Whether a replica has come or changed since somebody last asked.
    pub(crate) has_changed_replicas: bool,
}

/// What follows outside the deployment from what happened inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Consequence {
    /// There is another replica, which needs a place.
    Created { replica: ReplicaId },
    /// A replica waits no longer and is gone.
    Withdrawn { ticket: Ticket },
    /// A replica is to be started where its place is.
    Launch { replica: ReplicaId },
    /// A replica is to end.
    Stop { replica: ReplicaId, attempt: Attempt, grace_ms: u64 },
    /// A replica is to end at once.
    Kill { replica: ReplicaId, attempt: Attempt },
    /// A replica is gone; what it held is free.
    Freed { replica: ReplicaId, berth: Option<Berth> },
    /// Something worth a line in the log.
    Noted { event: LogEvent },
}
