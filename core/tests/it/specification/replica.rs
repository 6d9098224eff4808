//! §5: the replica table.

use liveberth_core::deployment::ReplicaState::*;
use liveberth_core::deployment::{Attempt, FailReason, ReplicaId, ReplicaState};

use super::state::{Action, Deployment, Millis, Replica, Specification, count};

/// What can happen to a replica.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Event {
    Admit { node: usize },
    Ready,
    Unready,
    Exited { retryable: bool },
    Retire,
    Timer,
    Stopped,
    NodeDown,
}

impl Specification {
    /// News from the host: heard if it is of the current attempt.
    pub(super) fn hear(&mut self, id: ReplicaId, attempt: Attempt, event: Event) {
        let is_current = |it: &&Replica| it.attempt == attempt && it.state != Queued;
        let owner = self.owner(id);
        if let Some(number) = owner
            && self.deployments[&number].replica(id).filter(is_current).is_some()
        {
            self.happen(number, id, event);
        }
    }

    pub(super) fn owner(&self, id: ReplicaId) -> Option<usize> {
        let owner = self.deployments.iter().find(|(_, it)| it.replica(id).is_some());
        owner.map(|(number, _)| *number)
    }

    pub(super) fn take_node_down(&mut self, node: usize) {
        self.nodes[node].up = false;
        for number in self.deployments.keys().copied().collect::<Vec<_>>() {
            let there = |it: &&Replica| it.node == Some(node);
            let lost: Vec<_> =
                self.deployments[&number].replicas.iter().filter(there).map(|it| it.id).collect();
            lost.into_iter().for_each(|id| self.happen(number, id, Event::NodeDown));
        }
    }

    /// One cell of the table.
    pub(super) fn happen(&mut self, number: usize, id: ReplicaId, event: Event) {
        let now = self.now;
        let deployment = self.deployments.get_mut(&number).unwrap();
        let target = deployment.generation;
        let at = deployment.replicas.iter().position(|it| it.id == id).unwrap();
        let replica = &mut deployment.replicas[at];
        match (replica.state, event) {
            (Queued, Event::Admit { node }) => {
                replica.node = Some(node);
                replica.surge = false;
                self.launch(number, id);
            }
            (Backoff, Event::Timer) => self.launch(number, id),
            (Queued, Event::Retire) | (Draining | Stopping, Event::Stopped | Event::NodeDown) => {
                deployment.replicas.remove(at);
            }
            (Starting, Event::Ready) => {
                replica.enter(Ready, now);
                if replica.generation == target {
                    deployment.progress_at = Some(now);
                }
                deployment.serve();
            }
            (Unready, Event::Ready) => {
                replica.enter(Ready, now);
                deployment.serve();
            }
            (Ready, Event::Unready) => replica.enter(Unready, now),
            (Starting | Ready | Unready, Event::Exited { retryable: true } | Event::Stopped) => {
                self.fail(number, id);
            }
            (Starting | Ready | Unready, Event::Exited { retryable: false }) => {
                self.fail(number, id);
                self.halt(number, id);
            }
            (Starting, Event::Timer) => {
                let kill = Action::Kill(id, replica.attempt);
                self.actions.push(kill);
                self.fail(number, id);
            }
            (Ready, Event::Timer) => {
                replica.restarts = 0;
                if replica.generation == target {
                    deployment.streak = 0;
                }
            }
            (Starting | Backoff, Event::Retire)
            | (Draining, Event::Exited { .. } | Event::Timer) => {
                let stop = Action::Stop(id, replica.attempt);
                replica.enter(Stopping, now);
                self.actions.push(stop);
            }
            (Ready | Unready, Event::Retire) => replica.enter(Draining, now),
            (Unready, Event::Timer) => {
                replica.enter(Draining, now);
                let order = replica.order;
                deployment.inherited.push(order);
            }
            (Stopping, Event::Timer) => {
                let kill = Action::Kill(id, replica.attempt);
                replica.stop_stage += 1;
                self.actions.extend((replica.stop_stage == 1).then_some(kill));
            }
            (Starting | Ready | Unready | Backoff, Event::NodeDown) => {
                let order = replica.order;
                deployment.inherited.push(order);
                deployment.replicas.remove(at);
            }
            _ => {}
        }
    }

    fn launch(&mut self, number: usize, id: ReplicaId) {
        let now = self.now;
        let replica = self.replica_mut(number, id);
        replica.attempt.0 += 1;
        replica.enter(Starting, now);
        let launch = Action::Launch(id, replica.attempt);
        self.actions.push(launch);
    }

    /// `fail()`.
    fn fail(&mut self, number: usize, id: ReplicaId) {
        let now = self.now;
        let (base, cap) = (self.policy.backoff_base_ms, self.policy.backoff_cap_ms);
        let replica = self.replica_mut(number, id);
        replica.restarts += 1;
        replica.enter(Backoff, now);
        let doubled = (1..replica.restarts).fold(base, |pause, _| cap.min(pause * 2));
        replica.backoff_until = now + doubled.min(cap);
        let (until, generation) = (replica.backoff_until, replica.generation);
        let threshold = self.fail_threshold(number);
        let deployment = self.deployments.get_mut(&number).unwrap();
        if generation == deployment.generation {
            deployment.streak += 1;
            deployment.next_start_at = deployment.next_start_at.max(until);
            if deployment.streak >= threshold && count(deployment.ready()) == 0 {
                deployment.latched = Some(FailReason::CrashLoop);
            }
        }
    }

    /// Another try cannot help.
    fn halt(&mut self, number: usize, id: ReplicaId) {
        let now = self.now;
        let replica = self.replica_mut(number, id);
        replica.enter(Stopping, now);
        replica.stop_stage = 1;
        let (kill, generation) = (Action::Kill(id, replica.attempt), replica.generation);
        self.actions.push(kill);
        let deployment = self.deployments.get_mut(&number).unwrap();
        if generation == deployment.generation {
            deployment.halted = true;
            if count(deployment.ready()) == 0 {
                deployment.latched = Some(FailReason::Permanent);
            }
        }
    }

    fn replica_mut(&mut self, number: usize, id: ReplicaId) -> &mut Replica {
        let deployment = self.deployments.get_mut(&number).unwrap();
        deployment.replicas.iter_mut().find(|it| it.id == id).unwrap()
    }

    pub(super) fn fail_threshold(&self, number: usize) -> u64 {
        let each = u64::from(self.policy.fail_threshold_per_replica);
        let most = u64::from(self.policy.fail_threshold_cap);
        most.min(each * self.deployments[&number].desired.max(1))
    }
}

impl Replica {
    fn enter(&mut self, state: ReplicaState, now: Millis) {
        self.state = state;
        self.since = now;
    }
}

impl Deployment {
    fn serve(&mut self) {
        self.latched = None;
        self.ever_ready = true;
        self.waking = false;
    }
}
