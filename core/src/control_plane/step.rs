//! One step in progress: what was touched, and what the host will be told.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::control_plane::{ControlPlane, Effect, Effects, LogEvent, Owner};
use crate::deployment::{Berth, Consequence, Deployment, ReplicaId, ReplicaState, Turn};
use crate::queue::QueueId;
use crate::rid::LiveDeploymentRid;
use crate::time::Timestamp;

/// One step in progress.
pub(super) struct Step<'a> {
    pub(super) plane: &'a mut ControlPlane,
    pub(super) now: Timestamp,
    /// Deployments whose replicas are to be looked at again.
    pub(super) pending: BTreeSet<LiveDeploymentRid>,
    /// Deployments that may look different after the step.
    touched: BTreeSet<LiveDeploymentRid>,
    /// Queues in which a replica may now be admitted.
    pub(super) open_queues: BTreeSet<QueueId>,
    /// Deployments whose swap's old replica has gone.
    pub(super) free_swaps: BTreeSet<LiveDeploymentRid>,
    /// Deployments of which it is not known whether the cluster could hold them.
    pub(super) unreviewed: BTreeSet<LiveDeploymentRid>,
    pub(super) actions: Effects,
    logs: Effects,
}

impl<'a> Step<'a> {
    pub(super) fn new(plane: &'a mut ControlPlane) -> Self {
        Self {
            now: plane.now,
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

    /// Lets a deployment do something, carries out what follows, and has it looked at again.
    pub(super) fn with<R>(
        &mut self,
        rid: &LiveDeploymentRid,
        act: impl FnOnce(&mut Deployment, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let result = self.quietly_with(rid, act);
        self.pending.insert(rid.clone());
        result
    }

    /// The same without having it looked at again.
    pub(super) fn quietly_with<R>(
        &mut self,
        rid: &LiveDeploymentRid,
        act: impl FnOnce(&mut Deployment, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let deployment = self.plane.deployments.get_mut(rid)?;
        let mut turn = Turn {
            now: self.now,
            policy: &self.plane.policy,
            limits: &self.plane.limits,
            counters: &mut self.plane.counters,
            consequences: Vec::new(),
        };
        let result = act(deployment, &mut turn);
        let consequences = turn.consequences;
        if !self.touched.contains(rid) {
            self.touched.insert(rid.clone());
        }
        for consequence in consequences {
            self.carry_out(rid, consequence);
        }
        Some(result)
    }

    pub(super) fn log(&mut self, event: LogEvent) {
        self.logs.push(Effect::Log { event });
    }

    fn carry_out(&mut self, rid: &LiveDeploymentRid, consequence: Consequence) {
        match consequence {
            Consequence::Enqueued { replica, order } => {
                self.enqueue(rid, replica, order);
                self.unreviewed.insert(rid.clone());
            }
            Consequence::Withdrawn { replica, order } => self.withdraw(replica, order),
            Consequence::Launch { replica } => {
                let launch = self.plane.launch(rid, replica);
                launch.into_iter().for_each(|effect| self.actions.push(effect));
            }
            Consequence::Stop { replica, attempt, grace_ms } => {
                self.actions.push(Effect::Stop { replica, attempt, grace_ms });
            }
            Consequence::Kill { replica, attempt } => {
                self.actions.push(Effect::Kill { replica, attempt });
            }
            Consequence::Freed { replica, berth } => self.free(rid, replica, berth),
            Consequence::StopUnconfirmed { replica, attempt } => {
                self.log(LogEvent::StopUnconfirmed { replica, attempt });
            }
        }
    }

    /// Puts a replica into the queue that pays for it. Without such a queue it waits nowhere, until
    /// its project has one.
    pub(super) fn enqueue(&mut self, rid: &LiveDeploymentRid, replica: ReplicaId, order: u64) {
        let queue = self.plane.charge_of(rid, replica).map(|charge| charge.queue);
        if let Some(queue) = &queue {
            self.plane.queues.enqueue(queue, (order, replica));
            self.open_queues.insert(queue.clone());
        }
        let owner = Owner { deployment: rid.clone(), waits_in: queue };
        self.plane.owners.insert(replica, owner);
    }

    pub(super) fn withdraw(&mut self, replica: ReplicaId, order: u64) {
        let owner = self.plane.owners.remove(&replica);
        if let Some(queue) = owner.and_then(|owner| owner.waits_in) {
            self.plane.queues.withdraw(&queue, (order, replica));
            self.open_queues.insert(queue);
        }
    }

    fn free(&mut self, rid: &LiveDeploymentRid, replica: ReplicaId, berth: Option<Berth>) {
        self.plane.owners.remove(&replica);
        let swap = self.plane.deployments.get(rid).and_then(|deployment| deployment.swap);
        if swap.is_some_and(|swap| swap.victim == replica) {
            self.free_swaps.insert(rid.clone());
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
        for rid in core::mem::take(&mut self.touched) {
            self.quietly_with(&rid, |deployment, turn| {
                deployment.update_reported_version();
                let routes = deployment.routes();
                if deployment.shown.routes != routes {
                    deployment.shown.routes.clone_from(&routes);
                    effects.push(Effect::SetRoutes { deployment: deployment.rid.clone(), routes });
                }
                let (status, reason) = deployment.status(turn);
                if deployment.shown.status != Some((status, reason)) {
                    deployment.shown.status = Some((status, reason));
                    statuses.push(Effect::Status {
                        deployment: deployment.rid.clone(),
                        status,
                        reason,
                    });
                }
            });
            self.plane.schedule(&rid);
        }
        effects.append(self.actions);
        effects.append(statuses);
        effects.append(self.logs);
        effects
    }
}

impl ControlPlane {
    /// The effect that starts a replica in its place.
    pub(super) fn launch(&self, rid: &LiveDeploymentRid, replica: ReplicaId) -> Option<Effect> {
        let deployment = self.deployments.get(rid)?;
        let replica = deployment.replicas.get(&replica)?;
        let berth = replica.berth.as_ref().filter(|_| replica.is(ReplicaState::Starting))?;
        Some(Effect::Launch {
            replica: replica.id,
            attempt: replica.attempt,
            deployment: rid.clone(),
            node: berth.placement.node.clone(),
            devices: berth.placement.devices.clone(),
            template: deployment.template(replica.generation)?.clone(),
        })
    }

    /// Notes when to look at a deployment again.
    pub(super) fn schedule(&mut self, rid: &LiveDeploymentRid) {
        let Some(deployment) = self.deployments.get_mut(rid) else {
            return;
        };
        let turn = Turn {
            now: self.now,
            policy: &self.policy,
            limits: &self.limits,
            counters: &mut self.counters,
            consequences: Vec::new(),
        };
        let deadline = deployment.deadline(&turn);
        let earlier = core::mem::replace(&mut deployment.wake_at, deadline);
        if earlier == deadline {
            return;
        }
        if let Some(earlier) = earlier {
            self.deadlines.remove(&(earlier, rid.clone()));
        }
        if let Some(deadline) = deadline {
            self.deadlines.insert((deadline, rid.clone()));
        }
    }
}
