//! Moving a ready replica to another node: its replacement starts there first.
//!
//! While it runs, the replica that leaves counts among the old ones, so the rules of a rollout carry
//! the move out: its replacement is surge, and it drains once the replacement is ready and enough
//! others are.

use serde::{Deserialize, Serialize};

use crate::cluster::NodeId;
use crate::control_plane::LogEvent;
use crate::deployment::{
    Consequence, Deployment, Generation, Replica, ReplicaEvent, ReplicaId, ReplicaState,
    Transition, Turn,
};
use crate::time::Timestamp;

/// A replica on its way to another node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlannedMove {
    /// The replica that leaves.
    pub(crate) leaver: ReplicaId,
    /// Its replacement, from the moment it is created.
    pub(crate) newcomer: Option<ReplicaId>,
    /// Where the replacement runs.
    pub(crate) to: NodeId,
    pub(crate) since: Timestamp,
    /// The generation that both belong to.
    pub(crate) generation: Generation,
    /// Whether the deployment lost a replica meanwhile.
    pub(crate) broken: bool,
}

impl Deployment {
    /// Begins to move a ready replica.
    pub(crate) fn begin_move(&mut self, replica: ReplicaId, to: NodeId, now: Timestamp) {
        self.planned_move = Some(PlannedMove {
            leaver: replica,
            newcomer: None,
            to,
            since: now,
            generation: self.generation,
            broken: false,
        });
    }

    /// Whether a rollout, a swap or a move runs.
    pub(crate) fn is_replacing_replicas(&self) -> bool {
        self.is_rolling() || self.swap.is_some() || self.planned_move.is_some()
    }

    /// Whether the replica is about to be replaced on another node.
    pub(super) fn is_leaving(&self, replica: &Replica) -> bool {
        self.planned_move.as_ref().is_some_and(|it| it.leaver == replica.id)
    }

    /// The node that a replica is bound to.
    pub(crate) fn node_bound_to(&self, replica: ReplicaId) -> Option<&NodeId> {
        let planned = self.planned_move.as_ref()?;
        (planned.newcomer == Some(replica)).then_some(&planned.to)
    }

    /// Takes a new replica for the replacement that a move waits for.
    pub(super) fn bind_newcomer(&mut self, replica: ReplicaId) {
        if let Some(planned) = &mut self.planned_move {
            planned.newcomer = planned.newcomer.or(Some(replica));
        }
    }

    /// Notes what may end a move: its replacement fails, or the deployment loses a replica.
    pub(super) fn note_setback(&mut self, replica: ReplicaId, transition: Transition) {
        let is_ready = self.replicas.get(replica).is_some_and(|it| it.is(ReplicaState::Ready));
        let counts = is_ready || transition == Transition::Lost;
        if let Some(planned) = &mut self.planned_move
            && transition.is_setback()
            && (counts || planned.newcomer == Some(replica))
        {
            planned.broken = true;
        }
    }

    /// Ends a move that has reached its end, or cannot reach it any more.
    ///
    /// A replacement that serves already stays, and what is then too much leaves like any surplus.
    pub(super) fn review_move(&mut self, turn: &mut Turn<'_>) {
        let Some(planned) = &self.planned_move else {
            return;
        };
        let leaver = self.replicas.get(planned.leaver).filter(|it| it.state.is_live());
        let is_hopeless = planned.broken
            || !self.enabled
            || planned.generation != self.generation
            || self.has_waited_too_long(planned, turn)
            || (planned.newcomer.is_some() && self.newcomer().is_none());
        if leaver.is_some() && !is_hopeless {
            return;
        }
        let (replica, to) = (planned.leaver, planned.to.clone());
        let event = if leaver.is_none() && !is_hopeless {
            LogEvent::MoveDone { replica, to }
        } else {
            LogEvent::MoveGivenUp { replica, to }
        };
        let useless = self.newcomer().filter(|it| !it.is(ReplicaState::Ready)).map(|it| it.id);
        turn.consequences.push(Consequence::Noted { event });
        self.planned_move = None;
        if let Some(newcomer) = useless {
            self.apply(newcomer, ReplicaEvent::Retired, turn);
        }
    }

    /// When a move is given up because its replacement found no place.
    pub(super) fn move_deadline(&self, surge_wait_ms: u64) -> Option<Timestamp> {
        let planned = self.planned_move.as_ref()?;
        let waits = self.newcomer().is_none_or(|it| it.is(ReplicaState::Queued));
        waits.then(|| planned.since.saturating_add(surge_wait_ms))
    }

    fn has_waited_too_long(&self, planned: &PlannedMove, turn: &Turn<'_>) -> bool {
        let wait_ms = turn.policy.surge_wait_ms;
        self.move_deadline(wait_ms).is_some() && turn.now.millis_since(planned.since) >= wait_ms
    }

    fn newcomer(&self) -> Option<&Replica> {
        let newcomer = self.planned_move.as_ref()?.newcomer?;
        self.replicas.get(newcomer).filter(|it| it.state.is_live())
    }
}
