//! What happens to replicas, carried out: the transition table with its consequences.

use alloc::vec::Vec;

use crate::control_plane::LogEvent;
use crate::deployment::replica::StopStage;
use crate::deployment::{
    Attempt, Berth, Consequence, Deployment, FailureCause, Replica, ReplicaEvent, ReplicaId,
    ReplicaState, Transition, Turn, transition,
};

impl Deployment {
    /// Whether news of this attempt is news at all.
    pub(crate) fn is_current(&self, replica: ReplicaId, attempt: Attempt) -> bool {
        self.replicas.get(replica).is_some_and(|replica| {
            replica.attempt == attempt && replica.state != ReplicaState::Queued
        })
    }

    /// Gives a waiting replica its place and launches it.
    pub(crate) fn admit(&mut self, id: ReplicaId, berth: Berth, turn: &mut Turn<'_>) {
        if let Some(replica) = self.replicas.get_mut(id) {
            replica.berth = Some(berth);
            replica.found_no_room = false;
            replica.surge = false;
        }
        self.apply(id, ReplicaEvent::Admitted, turn);
    }

    /// Lets an event happen to a replica; an unknown replica is left alone.
    pub(crate) fn apply(&mut self, id: ReplicaId, event: ReplicaEvent, turn: &mut Turn<'_>) {
        let Some(replica) = self.replicas.get(id) else {
            return;
        };
        let transition = transition(replica.state, event);
        let order = replica.order;
        turn.has_changed_replicas |= transition != Transition::Ignored;
        self.note_setback(id, transition);
        match transition {
            Transition::Ignored => {}
            Transition::Launched | Transition::Retried => self.launch(id, turn),
            Transition::Served => self.serve(id, turn),
            Transition::Suspended => self.enter(id, ReplicaState::Unready, turn),
            Transition::Failed => self.fail(id, FailureCause::of(event), turn),
            Transition::Overdue => {
                self.kill(id, turn);
                self.fail(id, FailureCause::of(event), turn);
            }
            Transition::FailedForGood => self.fail_for_good(id, turn),
            Transition::Drained => self.enter(id, ReplicaState::Draining, turn),
            Transition::Replaced => {
                self.inherited_orders.insert(order);
                self.enter(id, ReplicaState::Draining, turn);
            }
            Transition::Cancelled | Transition::EndedItself => self.end(id, 0, turn),
            Transition::Ended => self.end(id, turn.policy.stop_timeout_ms, turn),
            Transition::Escalated => self.escalate(id, turn),
            Transition::Forgiven => self.forgive(id),
            Transition::Gone => self.remove(id, turn),
            Transition::Lost => {
                self.inherited_orders.insert(order);
                self.remove(id, turn);
            }
        }
    }

    /// Ends the draining replicas that have no requests left.
    pub(crate) fn finish_draining(&mut self, turn: &mut Turn<'_>) {
        let drained =
            |replica: &&Replica| replica.is(ReplicaState::Draining) && replica.in_flight == 0;
        let drained: Vec<ReplicaId> =
            self.replicas.iter().filter(drained).map(|it| it.id).collect();
        for replica in drained {
            self.end(replica, turn.policy.stop_timeout_ms, turn);
        }
    }

    /// Takes note that a replica's process ended, and why.
    pub(crate) fn exit(
        &mut self,
        id: ReplicaId,
        event: ReplicaEvent,
        reason: &str,
        turn: &mut Turn<'_>,
    ) {
        let failures = self.streak;
        self.apply(id, event, turn);
        if let Some(failure) = self.last_failure.as_mut().filter(|_| self.streak > failures) {
            failure.cause = FailureCause::Exited { reason: reason.into() };
        }
    }

    fn enter(&mut self, id: ReplicaId, state: ReplicaState, turn: &Turn<'_>) {
        if let Some(replica) = self.replicas.get_mut(id) {
            replica.enter(state, turn.now);
        }
    }

    fn launch(&mut self, id: ReplicaId, turn: &mut Turn<'_>) {
        let Some(replica) = self.replicas.get_mut(id) else {
            return;
        };
        replica.attempt = Attempt(replica.attempt.0.saturating_add(1));
        replica.enter(ReplicaState::Starting, turn.now);
        turn.consequences.push(Consequence::Launch { replica: id });
    }

    fn serve(&mut self, id: ReplicaId, turn: &Turn<'_>) {
        // Who only answers again is no progress.
        let is_progress = |replica: &Replica| {
            replica.is(ReplicaState::Starting) && replica.generation == self.generation
        };
        if self.replicas.get(id).is_some_and(is_progress) {
            self.progress_at = Some(turn.now);
        }
        self.enter(id, ReplicaState::Ready, turn);
        self.latched = None;
        self.ever_ready = true;
        self.waking = false;
    }

    fn end(&mut self, id: ReplicaId, grace_ms: u64, turn: &mut Turn<'_>) {
        let Some(replica) = self.replicas.get_mut(id) else {
            return;
        };
        replica.enter(ReplicaState::Stopping, turn.now);
        let attempt = replica.attempt;
        turn.consequences.push(Consequence::Stop { replica: id, attempt, grace_ms });
    }

    pub(super) fn kill(&self, id: ReplicaId, turn: &mut Turn<'_>) {
        if let Some(replica) = self.replicas.get(id) {
            turn.consequences.push(Consequence::Kill { replica: id, attempt: replica.attempt });
        }
    }

    /// A replica that does not end when asked is killed; if even that is not confirmed, that is
    /// reported once, and what it holds stays held: it may still be using it.
    fn escalate(&mut self, id: ReplicaId, turn: &mut Turn<'_>) {
        let Some(replica) = self.replicas.get_mut(id) else {
            return;
        };
        let attempt = replica.attempt;
        let (stage, consequence) = match replica.stop {
            StopStage::Asked => (StopStage::Killed, Consequence::Kill { replica: id, attempt }),
            StopStage::Killed | StopStage::Reported => {
                let event = LogEvent::StopUnconfirmed { replica: id, attempt };
                (StopStage::Reported, Consequence::Noted { event })
            }
        };
        replica.stop = stage;
        turn.consequences.push(consequence);
    }

    fn remove(&mut self, id: ReplicaId, turn: &mut Turn<'_>) {
        let Some(replica) = self.replicas.remove(id) else {
            return;
        };
        turn.consequences.push(if replica.is(ReplicaState::Queued) {
            Consequence::Withdrawn { ticket: replica.ticket() }
        } else {
            Consequence::Freed { replica: id, berth: replica.berth }
        });
        self.forget_unused_templates();
    }

    fn forget_unused_templates(&mut self) {
        let target = self.generation;
        let replicas = &self.replicas;
        self.templates.retain(|generation, _| {
            *generation == target || replicas.iter().any(|it| it.generation == *generation)
        });
    }
}
