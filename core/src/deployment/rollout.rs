//! Which replicas there should be: rolling from old generations to the target, never fewer ready
//! than wanted.

use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::deployment::{
    Consequence, Deployment, Replica, ReplicaEvent, ReplicaId, ReplicaState, Turn, count,
};
use crate::sort;

/// What one pass retires may leave room for another to create; more passes than any state needs.
const MOST_PASSES: u32 = 8;

impl Deployment {
    /// Brings the replicas as close to what is wanted as can be now. Doing it again changes nothing.
    pub(crate) fn reconcile(&mut self, turn: &mut Turn<'_>) {
        for _ in 0..MOST_PASSES {
            // What the clocks say decides whether a rollout is stalled.
            self.update_clocks(turn);
            if !self.comes_closer(turn) {
                break;
            }
        }
        self.inherited_orders.clear();
        self.review_swap(turn);
        self.latch(turn);
    }

    /// One pass over what may be done; whether anything was.
    fn comes_closer(&mut self, turn: &mut Turn<'_>) -> bool {
        turn.has_changed_replicas = false;
        self.review_move(turn);
        if self.enabled {
            self.clamp_desired();
            self.retire_old_replicas_that_do_not_serve(turn);
            self.retire_surplus(turn);
            self.create_missing(turn);
            self.mark_surge();
            self.retire_old_servers(turn);
            self.retire_excess_surge(turn);
        } else {
            let all: Vec<ReplicaId> = self.live_replicas().map(|replica| replica.id).collect();
            self.retire(all, turn);
        }
        turn.has_changed_replicas
    }

    /// Whether the new generation does not get ready while an old one serves.
    pub(super) fn is_stalled(&self, turn: &Turn<'_>) -> bool {
        self.is_rolling() && (self.has_failed_too_often(turn) || self.is_progress_overdue(turn))
    }

    /// Desired within the configuration's bounds; zero stays zero where the minimum allows it.
    pub(super) fn clamp_desired(&mut self) {
        let (least, most) = (self.configuration.min_replicas(), self.configuration.max_replicas());
        self.desired = self.desired.clamp(least, most);
    }

    fn retire(&mut self, replicas: impl IntoIterator<Item = ReplicaId>, turn: &mut Turn<'_>) {
        for replica in replicas {
            self.apply(replica, ReplicaEvent::Retired, turn);
        }
    }

    /// Old replicas that never served go. Those that stopped answering go too, except that while
    /// nothing is ready as many as are wanted may still recover.
    fn retire_old_replicas_that_do_not_serve(&mut self, turn: &mut Turn<'_>) {
        let kept = if self.ready_count() == 0 { self.desired } else { 0 };
        let unready = self.old_replicas().filter(|replica| replica.is(ReplicaState::Unready));
        let hopeless = count(unready).saturating_sub(kept);
        let hopeless = usize::try_from(hopeless).unwrap_or(usize::MAX);
        let victims: Vec<ReplicaId> = self
            .old_replicas()
            .filter(|replica| !matches!(replica.state, ReplicaState::Ready | ReplicaState::Unready))
            .chain(
                self.old_replicas()
                    .filter(|replica| replica.is(ReplicaState::Unready))
                    .take(hopeless),
            )
            .map(|replica| replica.id)
            .collect();
        self.retire(victims, turn);
    }

    /// More new replicas than wanted: those that serve least go first. A stalled rollout keeps one
    /// replica trying.
    fn retire_surplus(&mut self, turn: &mut Turn<'_>) {
        let mut replicas: Vec<&Replica> = self.new_replicas().collect();
        sort::sort_by_key(&mut replicas, |replica| usefulness(replica));
        let surplus = count(replicas.iter()).saturating_sub(self.desired);
        let not_ready = count(replicas.iter().filter(|it| !it.is(ReplicaState::Ready)));
        let idle_tries = if self.is_stalled(turn) { not_ready.saturating_sub(1) } else { 0 };
        let victims = usize::try_from(surplus.max(idle_tries)).unwrap_or(usize::MAX);
        let victims: Vec<ReplicaId> = replicas.iter().take(victims).map(|it| it.id).collect();
        self.retire(victims, turn);
    }

    /// Creates what is missing of the target generation, as far as the surge allows.
    fn create_missing(&mut self, turn: &mut Turn<'_>) {
        if self.halted {
            return;
        }
        let new = count(self.new_replicas());
        let old = count(self.old_replicas());
        let most = self.desired.saturating_add(turn.policy.max_surge(self.desired));
        let room = most.saturating_sub(new).saturating_sub(old);
        let mut missing = self.desired.saturating_sub(new).min(room);
        if self.is_stalled(turn) {
            let not_ready = count(self.new_replicas().filter(|it| !it.is(ReplicaState::Ready)));
            missing = missing.min(1_u32.saturating_sub(not_ready));
        }
        self.replicas.reserve(missing);
        for _ in 0..missing {
            self.create(turn);
        }
    }

    fn create(&mut self, turn: &mut Turn<'_>) {
        let id = turn.counters.replica();
        let order = self.inherited_orders.pop_first().unwrap_or_else(|| turn.counters.order());
        self.replicas.push(Replica::queued(id, self.generation, order, turn.now));
        self.bind_newcomer(id);
        turn.consequences.push(Consequence::Created { replica: id });
        turn.has_changed_replicas = true;
    }

    /// A waiting replica is surge while the deployment already has as many as it wants. A surge
    /// replica never holds up the queue.
    fn mark_surge(&mut self) {
        let takes_over = self.old_replicas().next().is_some();
        let placed = count(self.live_replicas().filter(|replica| replica.state.holds()));
        let surge = takes_over && placed >= self.desired;
        let newcomer = self.planned_move.as_ref().and_then(|planned| planned.newcomer);
        for replica in self.replicas.iter_mut() {
            if replica.is(ReplicaState::Queued) {
                replica.surge = surge || newcomer == Some(replica.id);
            }
        }
    }

    /// Old replicas go as new ones have taken over, those with the fewest requests first.
    fn retire_old_servers(&mut self, turn: &mut Turn<'_>) {
        let spare = self.ready_count().saturating_sub(self.desired);
        let spare = usize::try_from(spare).unwrap_or(usize::MAX);
        let mut victims: Vec<ReplicaId> =
            self.old_servers().into_iter().take(spare).map(|replica| replica.id).collect();
        if self.ready_count() >= self.desired {
            let unready = self.old_replicas().filter(|it| it.is(ReplicaState::Unready));
            victims.extend(unready.map(|replica| replica.id));
        }
        self.retire(victims, turn);
    }

    /// Fewer are wanted than when the rollout began: new replicas that do not serve yet go until the
    /// surge is what the smaller number allows.
    fn retire_excess_surge(&mut self, turn: &mut Turn<'_>) {
        let old = count(self.old_replicas());
        let most = self.desired.max(old).saturating_add(turn.policy.max_surge(self.desired));
        let excess = count(self.live_replicas()).saturating_sub(most);
        let mut victims: Vec<&Replica> =
            self.new_replicas().filter(|replica| !replica.is(ReplicaState::Ready)).collect();
        sort::sort_by_key(&mut victims, |replica| usefulness(replica));
        let excess = usize::try_from(excess).unwrap_or(usize::MAX);
        let victims: Vec<ReplicaId> = victims.iter().take(excess).map(|it| it.id).collect();
        self.retire(victims, turn);
    }

    /// The old replicas that serve, in the order in which they go.
    pub(super) fn old_servers(&self) -> Vec<&Replica> {
        let mut servers: Vec<&Replica> =
            self.old_replicas().filter(|replica| replica.is(ReplicaState::Ready)).collect();
        sort::sort_by_key(&mut servers, |replica| (replica.in_flight, replica.id));
        servers
    }
}

/// How much a replica is worth keeping; the least useful goes first.
fn usefulness(replica: &Replica) -> (u8, u32, Reverse<ReplicaId>) {
    let rank = match replica.state {
        ReplicaState::Queued => 0,
        ReplicaState::Backoff => 1,
        ReplicaState::Unready => 2,
        ReplicaState::Starting => 3,
        ReplicaState::Ready | ReplicaState::Draining | ReplicaState::Stopping => 4,
    };
    let in_flight = if replica.is(ReplicaState::Ready) { replica.in_flight } else { 0 };
    (rank, in_flight, Reverse(replica.id))
}
