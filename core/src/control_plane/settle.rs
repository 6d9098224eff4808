//! What follows from an input, until nothing more does.

use alloc::vec::Vec;

use crate::cluster::Demand;
use crate::control_plane::step::Step;
use crate::control_plane::{ControlPlane, DeploymentKey};
use crate::deployment::{Charge, Deployment, Replica, ReplicaId, ReplicaState};
use crate::placement::Request;
use crate::queue::{Class, Queue, QueueId, Ticket};
use crate::resources::Resources;

/// More rounds than any input needs; the model of the specification needs three.
const MAX_ROUNDS: u32 = 8;

impl Step<'_> {
    /// Reconciles deployments and admits replicas in turn until nothing changes.
    pub(super) fn settle(&mut self) {
        for _ in 0..MAX_ROUNDS {
            if self.pending.is_empty() && self.open_queues.is_empty() && self.unreviewed.is_empty()
            {
                return;
            }
            let reconciled = self.reconcile_pending();
            self.review_feasibility();
            self.admit_waiting();
            // Only now is it known which rollouts found no spare room.
            reconciled.into_iter().for_each(|key| self.consider_swap(key));
        }
        debug_assert!(self.pending.is_empty(), "a step did not settle");
    }

    /// Answers which deployments that were.
    fn reconcile_pending(&mut self) -> Vec<DeploymentKey> {
        let pending = core::mem::take(&mut self.pending);
        let pending = self.plane.roster.in_order(pending);
        for &key in &pending {
            self.quietly_with(key, Deployment::reconcile);
            self.wait(key);
        }
        pending
    }

    /// Notes which deployments no node could ever hold, or no queue pay for.
    fn review_feasibility(&mut self) {
        for key in core::mem::take(&mut self.unreviewed) {
            let infeasible = !self.plane.is_feasible(key);
            let deployment = self.plane.roster.get(key);
            if deployment.is_some_and(|deployment| deployment.infeasible != infeasible) {
                self.with(key, |deployment, _| deployment.infeasible = infeasible);
                self.wait(key);
            }
        }
    }

    /// Has an old replica make way for a new one, if the rollout waits and the new one fits there.
    fn consider_swap(&mut self, key: DeploymentKey) {
        let swap = self.quietly_with(key, |deployment, turn| deployment.wanted_swap(turn));
        let Some(swap) = swap.flatten() else {
            return;
        };
        if self.plane.would_fit_in_place_of(key, swap.beneficiary, swap.victim).unwrap_or(false) {
            self.with(key, |deployment, turn| deployment.begin_swap(swap, turn));
        } else {
            self.quietly_with(key, |deployment, turn| deployment.postpone_swap(turn));
        }
    }
}

impl ControlPlane {
    /// What a replica needs.
    pub(super) fn resources_of(&self, key: DeploymentKey, replica: ReplicaId) -> Option<Resources> {
        let deployment = self.roster.get(key)?;
        let replica = deployment.replicas.get(replica)?;
        Some(deployment.template(replica.generation)?.resources)
    }

    /// What a replica is charged, and where.
    pub(super) fn charge_of(&self, key: DeploymentKey, replica: ReplicaId) -> Option<Charge> {
        let resources = self.resources_of(key, replica)?;
        self.queues.charge(&self.roster.get(key)?.project, &resources)
    }

    /// The turns of a deployment's waiting replicas.
    pub(super) fn tickets_of(&self, key: DeploymentKey) -> Vec<Ticket> {
        let replicas = self.roster.get(key).into_iter().flat_map(|it| it.replicas.iter());
        replicas.filter(|it| it.is(ReplicaState::Queued)).map(Replica::ticket).collect()
    }

    /// Where a deployment's waiting replicas wait, and as what.
    pub(super) fn waiting_of(&self, key: DeploymentKey) -> Option<(QueueId, Vec<(Ticket, Class)>)> {
        let deployment = self.roster.get(key)?;
        let mut waiting = deployment.new_replicas().filter(|it| it.is(ReplicaState::Queued));
        waiting.next()?;
        let resources = deployment.template(deployment.generation)?.resources;
        let charge = self.queues.charge(&deployment.project, &resources)?;
        let standing = deployment.standing(self.now);
        let waiting = deployment.new_replicas().filter(|it| it.is(ReplicaState::Queued));
        let tickets = waiting.map(|replica| {
            let node = deployment.node_bound_to(replica.id).cloned();
            (replica.ticket(), Class { resources, node, surge: replica.surge, standing })
        });
        Some((charge.queue, tickets.collect()))
    }

    /// Whether an empty cluster and an empty queue could take a replica of the target generation.
    fn is_feasible(&self, key: DeploymentKey) -> bool {
        self.roster.get(key).is_some_and(|deployment| {
            let template = deployment.template(deployment.generation);
            template.is_some_and(|template| {
                let charge = self.queues.charge(&deployment.project, &template.resources);
                let queue = charge.and_then(|charge| self.queues.get(&charge.queue));
                queue.is_some_and(|queue| self.could_ever_run(queue, &template.resources))
            })
        })
    }

    /// Whether an empty cluster and the queue, if it were empty, could take a replica.
    pub(super) fn could_ever_run(&self, queue: &Queue, resources: &Resources) -> bool {
        queue.spec.kind.amount_of(resources) <= queue.spec.limit
            && self.cluster.could_ever_hold(&queue.spec.compute_groups, &Demand::from(resources))
    }

    /// Whether `newcomer` could be admitted if `leaver` were gone, without being charged more.
    fn would_fit_in_place_of(
        &self,
        key: DeploymentKey,
        newcomer: ReplicaId,
        leaver: ReplicaId,
    ) -> Option<bool> {
        let resources = self.resources_of(key, newcomer)?;
        let charge = self.charge_of(key, newcomer)?;
        let deployment = self.roster.get(key)?;
        let berth = deployment.replicas.get(leaver)?.berth.as_ref()?;
        if charge.queue != berth.charge.queue || charge.amount > berth.charge.amount {
            return None;
        }
        let queue = self.queues.get(&charge.queue)?;
        // A limit that was lowered since would keep the newcomer out.
        if queue.usage().saturating_sub(berth.charge.amount)
            > queue.spec.limit.checked_sub(charge.amount)?
        {
            return None;
        }
        let request = Request::new(&queue.spec.compute_groups, &resources);
        Some(request.would_fit_without(&self.cluster, &berth.placement.node, leaver))
    }
}
