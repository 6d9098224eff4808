//! What follows from an input, until nothing more does.

use crate::cluster::Demand;
use crate::control_plane::ControlPlane;
use crate::control_plane::step::Step;
use crate::deployment::{Charge, Deployment, Replica, ReplicaId, ReplicaState};
use crate::placement::Request;
use crate::queue::QueueId;
use crate::resources::Resources;
use crate::rid::LiveDeploymentRid;

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
            self.reconcile_pending();
            self.review_feasibility();
            for queue in core::mem::take(&mut self.open_queues) {
                self.admit_from(&queue);
            }
        }
        debug_assert!(self.pending.is_empty(), "a step did not settle");
    }

    fn reconcile_pending(&mut self) {
        for rid in core::mem::take(&mut self.pending) {
            self.quietly_with(&rid, Deployment::reconcile);
            self.consider_swap(&rid);
            self.open_queue_if_waiting(&rid);
        }
    }

    /// Whether a waiting replica holds up others depends on its deployment, so whatever happens to
    /// that may let others through.
    fn open_queue_if_waiting(&mut self, rid: &LiveDeploymentRid) {
        let deployment = self.plane.deployments.get(rid);
        let waits = |replica: &Replica| replica.is(ReplicaState::Queued);
        if deployment.is_some_and(|it| it.new_replicas().any(waits)) {
            let queue = self.plane.queue_of(rid);
            self.open_queues.extend(queue);
        }
    }

    /// Notes which deployments no node could ever hold, or no queue pay for.
    fn review_feasibility(&mut self) {
        for rid in core::mem::take(&mut self.unreviewed) {
            let infeasible = !self.plane.is_feasible(&rid);
            let changed = self
                .plane
                .deployments
                .get(&rid)
                .is_some_and(|deployment| deployment.infeasible != infeasible);
            if changed {
                self.with(&rid, |deployment, _| deployment.infeasible = infeasible);
                let queue = self.plane.queue_of(&rid);
                self.open_queues.extend(queue);
            }
        }
    }

    /// Has an old replica make way for a new one, if the rollout waits and the new one fits there.
    fn consider_swap(&mut self, rid: &LiveDeploymentRid) {
        let Some(swap) = self.quietly_with(rid, |deployment, turn| deployment.wanted_swap(turn))
        else {
            return;
        };
        let Some(swap) = swap else {
            return;
        };
        if self.plane.would_fit_in_place_of(rid, swap.beneficiary, swap.victim) {
            self.with(rid, |deployment, turn| deployment.begin_swap(swap, turn));
        } else {
            self.quietly_with(rid, |deployment, turn| deployment.postpone_swap(turn));
        }
    }
}

impl ControlPlane {
    /// What a replica needs.
    pub(super) fn resources_of(
        &self,
        rid: &LiveDeploymentRid,
        replica: ReplicaId,
    ) -> Option<Resources> {
        let deployment = self.deployments.get(rid)?;
        let replica = deployment.replicas.get(&replica)?;
        Some(deployment.template(replica.generation)?.resources)
    }

    /// What a replica is charged, and where.
    pub(super) fn charge_of(&self, rid: &LiveDeploymentRid, replica: ReplicaId) -> Option<Charge> {
        let resources = self.resources_of(rid, replica)?;
        self.queues.charge(&self.deployments.get(rid)?.project, &resources)
    }

    /// The queue in which replicas of the target generation wait.
    pub(super) fn queue_of(&self, rid: &LiveDeploymentRid) -> Option<QueueId> {
        let deployment = self.deployments.get(rid)?;
        let resources = &deployment.template(deployment.generation)?.resources;
        Some(self.queues.charge(&deployment.project, resources)?.queue)
    }

    /// Whether an empty cluster and an empty queue could take a replica of the target generation.
    fn is_feasible(&self, rid: &LiveDeploymentRid) -> bool {
        let Some(deployment) = self.deployments.get(rid) else {
            return false;
        };
        let Some(template) = deployment.template(deployment.generation) else {
            return false;
        };
        let Some(charge) = self.queues.charge(&deployment.project, &template.resources) else {
            return false;
        };
        self.queues.get(&charge.queue).is_some_and(|queue| {
            let groups = &queue.spec.compute_groups;
            charge.amount <= queue.spec.limit
                && self.cluster.could_ever_hold(groups, &Demand::from(&template.resources))
        })
    }

    /// Whether `newcomer` could be admitted if `leaver` were gone, without being charged more.
    fn would_fit_in_place_of(
        &self,
        rid: &LiveDeploymentRid,
        newcomer: ReplicaId,
        leaver: ReplicaId,
    ) -> bool {
        let (Some(resources), Some(charge)) =
            (self.resources_of(rid, newcomer), self.charge_of(rid, newcomer))
        else {
            return false;
        };
        let Some(deployment) = self.deployments.get(rid) else {
            return false;
        };
        let Some(berth) = deployment.replicas.get(&leaver).and_then(|it| it.berth.clone()) else {
            return false;
        };
        if charge.queue != berth.charge.queue || charge.amount > berth.charge.amount {
            return false;
        }
        let Some(queue) = self.queues.get(&charge.queue) else {
            return false;
        };
        let request = Request::new(&queue.spec.compute_groups, &resources);
        request.would_fit_without(&self.cluster, &berth.placement.node, leaver)
    }
}

impl Step<'_> {
    /// Whether a replica waits in a queue.
    pub(super) fn is_waiting(&self, rid: &LiveDeploymentRid, replica: ReplicaId) -> bool {
        self.plane
            .deployments
            .get(rid)
            .and_then(|deployment| deployment.replicas.get(&replica))
            .is_some_and(|replica| replica.is(ReplicaState::Queued))
    }
}
