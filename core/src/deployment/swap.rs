//! Rolling out without spare room: one old replica makes way for a new one.

use serde::{Deserialize, Serialize};

use crate::deployment::{Deployment, Replica, ReplicaEvent, ReplicaId, ReplicaState, Turn};
use crate::queue::Standing;

/// An old replica that leaves so that a new one gets its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Swap {
    pub(crate) victim: ReplicaId,
    pub(crate) beneficiary: ReplicaId,
}

impl Deployment {
    /// The swap that would help, if the rollout has waited long enough for spare room and enough
    /// replicas go on serving. Whether the new one fits in the old one's place is not looked at.
    pub(crate) fn wanted_swap(&self, turn: &Turn<'_>) -> Option<Swap> {
        let waited = turn.now.millis_since(self.surge_blocked_since?);
        let may_lose_one = self.ready_count() >= 2 || turn.policy.allow_downtime_swap;
        if self.swap.is_some() || waited < turn.policy.surge_wait_ms || !may_lose_one {
            return None;
        }
        Some(Swap {
            victim: self.old_servers().first()?.id,
            beneficiary: self.waiting_surge().min_by_key(|it| it.order)?.id,
        })
    }

    /// Sends the old replica away and keeps its place for the new one.
    pub(crate) fn begin_swap(&mut self, swap: Swap, turn: &mut Turn<'_>) {
        self.apply(swap.victim, ReplicaEvent::Retired, turn);
        self.swap = Some(swap);
        self.surge_blocked_since = None;
    }

    /// Has the rollout wait for spare room once more before a swap is thought of again.
    pub(crate) fn postpone_swap(&mut self, turn: &Turn<'_>) {
        if self.wanted_swap(turn).is_some() {
            self.surge_blocked_since = Some(turn.now);
        }
    }

    /// Forgets a swap whose new replica waits no longer, and notes since when a rollout waits.
    pub(super) fn review_swap(&mut self, turn: &Turn<'_>) {
        let waits =
            |id: ReplicaId| self.replicas.get(id).is_some_and(|it| it.is(ReplicaState::Queued));
        self.swap = self.swap.filter(|swap| self.enabled && waits(swap.beneficiary));
        // Who pauses after a failure does not wait for room.
        let is_blocked = self.swap.is_none()
            && self.is_rolling()
            && self.standing(turn.now) == Standing::Contends
            && self.waiting_surge().next().is_some();
        self.surge_blocked_since =
            if is_blocked { self.surge_blocked_since.or(Some(turn.now)) } else { None };
    }

    fn waiting_surge(&self) -> impl Iterator<Item = &Replica> {
        self.new_replicas().filter(|it| it.is(ReplicaState::Queued) && it.surge)
    }
}
