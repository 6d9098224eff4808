//! One step in progress: what was touched, and what the host will be told.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::control_plane::{ControlPlane, DeploymentKey, Effect, Effects, LogEvent};
use crate::deployment::{Berth, Consequence, Deployment, ReplicaId, ReplicaState, Turn};
use crate::queue::{QueueId, Ticket};
use crate::rid::LiveDeploymentRid;
use crate::time::Timestamp;

/// One step in progress.
pub(super) struct Step<'a> {
    pub(super) plane: &'a mut ControlPlane,
    pub(super) now: Timestamp,
    /// The time of the step before.
    earlier: Timestamp,
    /// Deployments whose replicas are to be looked at again.
    pub(super) pending: BTreeSet<DeploymentKey>,
    /// Deployments that may look different after the step.
    touched: BTreeSet<DeploymentKey>,
    /// Queues in which a replica may now be admitted.
    pub(super) open_queues: BTreeSet<QueueId>,
    /// Deployments whose swap's old replica has gone.
    pub(super) free_swaps: BTreeSet<DeploymentKey>,
    /// Deployments of which it is not known whether the cluster could hold them.
    pub(super) unreviewed: BTreeSet<DeploymentKey>,
    pub(super) actions: Effects,
    logs: Effects,
}

impl<'a> Step<'a> {
    /// Begins a step at a time that the plane has not seen yet, or at the latest that it has.
    pub(super) fn new(plane: &'a mut ControlPlane, now: Timestamp) -> Self {
        let earlier = plane.now;
        plane.now = earlier.max(now);
        Self {
            now: plane.now,
            earlier,
            plane,
            pending: BTreeSet::new(),
            touched: BTreeSet::new(),
            open_queues: BTreeSet::new(),
            free_swaps: BTreeSet::new(),
            unreviewed: BTreeSet::new(),
            actions: Effects::default(),
            logs: Effects::default(),
        }
    }

    /// The same as [`with`](Self::with), for a deployment that an input names.
    pub(super) fn with_named<R>(
        &mut self,
        rid: &LiveDeploymentRid,
        act: impl FnOnce(&mut Deployment, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let key = self.plane.roster.key_of(rid)?;
        self.with(key, act)
    }

    /// Lets a deployment do something, carries out what follows, and has it looked at again.
    pub(super) fn with<R>(
        &mut self,
        key: DeploymentKey,
        act: impl FnOnce(&mut Deployment, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let result = self.quietly_with(key, act);
        self.pending.insert(key);
        result
    }

    /// The same without having it looked at again.
    pub(super) fn quietly_with<R>(
        &mut self,
        key: DeploymentKey,
        act: impl FnOnce(&mut Deployment, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let deployment = self.plane.roster.get_mut(key)?;
        let mut turn = Turn {
            now: self.now,
            earlier: self.earlier,
            policy: &self.plane.policy,
            limits: &self.plane.limits,
            counters: &mut self.plane.counters,
            consequences: Vec::new(),
            has_changed_replicas: false,
        };
        let result = act(deployment, &mut turn);
        let consequences = turn.consequences;
        self.touched.insert(key);
        for consequence in consequences {
            self.carry_out(key, consequence);
        }
        Some(result)
    }

    pub(super) fn log(&mut self, event: LogEvent) {
        self.logs.push(Effect::Log { event });
    }

    fn carry_out(&mut self, key: DeploymentKey, consequence: Consequence) {
        match consequence {
            Consequence::Created { replica } => {
                self.plane.roster.own(replica, key);
                self.unreviewed.insert(key);
            }
            Consequence::Withdrawn { ticket } => {
                self.withdraw(key, ticket);
                self.plane.roster.disown(ticket.1);
            }
            Consequence::Launch { replica } => {
                let launch = self.plane.launch(key, replica);
                launch.into_iter().for_each(|effect| self.actions.push(effect));
            }
            Consequence::Stop { replica, attempt, grace_ms } => {
                self.actions.push(Effect::Stop { replica, attempt, grace_ms });
            }
            Consequence::Kill { replica, attempt } => {
                self.actions.push(Effect::Kill { replica, attempt });
            }
            Consequence::Freed { replica, berth } => self.free(key, replica, berth),
            Consequence::Noted { event } => self.log(event),
        }
    }

    /// Has a deployment's queued replicas wait as what they are now.
    ///
    /// Whether a waiting replica holds up others depends on its deployment, so a change may let
    /// others through.
    pub(super) fn wait(&mut self, key: DeploymentKey) {
        self.open_queues.extend(self.plane.wait(key));
    }

    pub(super) fn withdraw(&mut self, key: DeploymentKey, ticket: Ticket) {
        let deployment = self.plane.roster.get(key);
        if let Some(queue) = deployment.and_then(|deployment| deployment.waits_in.clone()) {
            self.plane.queues.withdraw(&queue, ticket);
            self.open_queues.insert(queue);
        }
    }

    fn free(&mut self, key: DeploymentKey, replica: ReplicaId, berth: Option<Berth>) {
        self.plane.roster.disown(replica);
        let swap = self.plane.roster.get(key).and_then(|deployment| deployment.swap);
        if swap.is_some_and(|swap| swap.victim == replica) {
            self.free_swaps.insert(key);
        }
        let Some(Berth { placement, charge }) = berth else {
            return;
        };
        self.plane.queues.remove_charge(&charge);
        self.plane.cluster.release(&placement.node, replica);
        self.open_queues.insert(charge.queue);
        if let Some(node) = self.plane.cluster.node(&placement.node) {
            let group = node.spec().compute_group.clone();
            self.open_queues_of(&group);
        }
    }

    /// Says what has changed, and notes when to look again.
    pub(super) fn finish(mut self) -> Effects {
        let mut effects = Effects::default();
        let mut statuses = Effects::default();
        let touched = core::mem::take(&mut self.touched);
        for key in self.plane.roster.in_order(touched) {
            self.quietly_with(key, |deployment, turn| {
                deployment.update_reported_version();
                effects.append_some(deployment.show_routes());
                statuses.append_some(deployment.show_status(turn));
            });
            self.plane.schedule(key);
            self.plane.note_whether_given_up(key);
        }
        effects.append(self.actions);
        effects.append(statuses);
        effects.append(self.logs);
        effects
    }
}

impl ControlPlane {
    /// Has a deployment's queued replicas wait in the queue that pays for them; that queue, if it
    /// is not as before. Without such a queue they wait nowhere, until their project has one.
    pub(super) fn wait(&mut self, key: DeploymentKey) -> Option<QueueId> {
        let waiting = self.waiting_of(key);
        self.roster.get_mut(key)?.waits_in = waiting.as_ref().map(|(queue, _)| queue.clone());
        let (queue, tickets) = waiting?;
        let mut has_changed = false;
        for (ticket, class) in tickets {
            has_changed |= self.queues.enqueue(&queue, ticket, class);
        }
        has_changed.then_some(queue)
    }

    /// The effect that starts a replica in its place.
    pub(super) fn launch(&self, key: DeploymentKey, replica: ReplicaId) -> Option<Effect> {
        let deployment = self.roster.get(key)?;
        let replica = deployment.replicas.get(replica)?;
        let berth = replica.berth.as_ref().filter(|_| replica.is(ReplicaState::Starting))?;
        Some(Effect::Launch {
            replica: replica.id,
            attempt: replica.attempt,
            deployment: deployment.rid.clone(),
            node: berth.placement.node.clone(),
            devices: berth.placement.devices.to_vec(),
            template: deployment.template(replica.generation)?.clone(),
        })
    }

    /// Notes whether a deployment is to be looked at when the cluster or a queue has changed, although
    /// none of its replicas waits.
    pub(super) fn note_whether_given_up(&mut self, key: DeploymentKey) {
        if self.roster.get(key).is_some_and(Deployment::is_given_up) {
            self.given_up.insert(key);
        } else {
            self.given_up.remove(&key);
        }
    }

    /// Notes when to look at a deployment again.
    pub(super) fn schedule(&mut self, key: DeploymentKey) {
        let Some(deployment) = self.roster.get_mut(key) else {
            return;
        };
        let deadline = deployment.deadline(self.now, &self.policy);
        let earlier = core::mem::replace(&mut deployment.wake_at, deadline);
        if earlier == deadline {
            return;
        }
        if let Some(earlier) = earlier {
            self.deadlines.remove(&(earlier, key));
        }
        if let Some(deadline) = deadline {
            self.deadlines.insert((deadline, key));
        }
    }
}
