//! Admission: quota and a node together, in the order of the queue.

use crate::cluster::Demand;
use crate::control_plane::ControlPlane;
use crate::control_plane::step::Step;
use crate::deployment::{Berth, Charge, Deployment, ReplicaId};
use crate::placement::{Placement, Request};
use crate::queue::{AdmissionOrder, QueueId};
use crate::rid::LiveDeploymentRid;

/// Whether a replica got its place.
enum Outcome {
    Admitted,
    /// It waits for something of its own; others need not wait for it.
    PassedOver,
    QueueFull,
    NoRoom,
}

impl Step<'_> {
    /// Gives places to the replicas that wait in a queue, until one has to wait and holds up the
    /// rest.
    pub(super) fn admit_from(&mut self, id: &QueueId) {
        self.admit_swaps(id);
        let mut last = None;
        while let Some(ticket) = self.plane.queues.get(id).and_then(|it| it.next_after(last)) {
            last = Some(ticket);
            let (_, replica) = ticket;
            let outcome = self.try_to_admit(replica);
            let has_to_wait = matches!(outcome, Outcome::QueueFull | Outcome::NoRoom);
            if has_to_wait && self.holds_up_others(id, replica) {
                break;
            }
        }
    }

    /// A replica whose swap's old replica has gone gets its place before any other. If it does not
    /// fit after all, it waits like the others.
    fn admit_swaps(&mut self, id: &QueueId) {
        for rid in core::mem::take(&mut self.free_swaps) {
            let swap = self.plane.deployments.get(&rid).and_then(|deployment| deployment.swap);
            let Some(swap) = swap else {
                continue;
            };
            if self.plane.queue_of(&rid).as_ref() != Some(id) {
                self.free_swaps.insert(rid);
                continue;
            }
            if self.is_waiting(&rid, swap.beneficiary) {
                let _ = self.try_to_admit(swap.beneficiary);
            }
            self.with(&rid, |deployment, _| deployment.swap = None);
        }
    }

    /// Under strict order a waiting replica holds up those behind it, unless it is a surge: a
    /// rollout never blocks a queue.
    fn holds_up_others(&self, id: &QueueId, replica: ReplicaId) -> bool {
        let order = self.plane.queues.get(id).map(|queue| queue.spec.order);
        let is_surge = self
            .owner(replica)
            .and_then(|deployment| deployment.replicas.get(&replica))
            .is_some_and(|replica| replica.surge);
        order == Some(AdmissionOrder::StrictFifo) && !is_surge
    }

    fn try_to_admit(&mut self, replica: ReplicaId) -> Outcome {
        let Some(deployment) = self.owner(replica) else {
            return Outcome::PassedOver;
        };
        let is_pausing = self.now < deployment.next_start_at;
        if is_pausing || deployment.halted || deployment.infeasible {
            return Outcome::PassedOver;
        }
        let rid = deployment.rid.clone();
        let outcome = self.find_berth(&rid, replica);
        let found_no_room = matches!(outcome, Err(Outcome::NoRoom));
        match outcome {
            Ok(berth) => self.admit(&rid, replica, berth),
            Err(outcome) => {
                self.note_room(&rid, replica, found_no_room);
                outcome
            }
        }
    }

    fn find_berth(
        &mut self,
        rid: &LiveDeploymentRid,
        replica: ReplicaId,
    ) -> Result<Berth, Outcome> {
        let charge = self.affordable(rid, replica)?;
        let resources = self.plane.resources_of(rid, replica).ok_or(Outcome::PassedOver)?;
        let ControlPlane { cluster, scheduler, deployments, queues, .. } = &mut *self.plane;
        let deployment = deployments.get(rid).ok_or(Outcome::PassedOver)?;
        let queue = queues.get(&charge.queue).ok_or(Outcome::PassedOver)?;
        let request = Request {
            preferred_gpu_type: deployment.gpu_type,
            ..Request::new(&queue.spec.compute_groups, &resources)
        };
        let placement = scheduler.place(cluster, &request);
        Ok(Berth { placement: placement.ok_or(Outcome::NoRoom)?, charge })
    }

    fn affordable(&self, rid: &LiveDeploymentRid, replica: ReplicaId) -> Result<Charge, Outcome> {
        let charge = self.plane.charge_of(rid, replica).ok_or(Outcome::PassedOver)?;
        let queue = self.plane.queues.get(&charge.queue).ok_or(Outcome::PassedOver)?;
        if queue.affords(charge.amount) { Ok(charge) } else { Err(Outcome::QueueFull) }
    }

    /// Takes quota and room together and launches the replica there.
    fn admit(&mut self, rid: &LiveDeploymentRid, replica: ReplicaId, berth: Berth) -> Outcome {
        let Some(resources) = self.plane.resources_of(rid, replica) else {
            return Outcome::PassedOver;
        };
        let Placement { node, .. } = &berth.placement;
        let reservation = berth.placement.reservation(&resources);
        if self.plane.cluster.reserve(node, replica, reservation).is_err() {
            return Outcome::NoRoom;
        }
        self.plane.scheduler.learn(Demand::from(&resources));
        self.plane.queues.add_charge(&berth.charge);
        self.leave_queue(rid, replica);
        let gpu_type = self.plane.gpu_type_at(&berth.placement);
        self.with(rid, |deployment, turn| {
            deployment.keep_to(gpu_type);
            deployment.admit(replica, berth, turn);
        });
        Outcome::Admitted
    }

    fn leave_queue(&mut self, rid: &LiveDeploymentRid, replica: ReplicaId) {
        let waiting = self.plane.deployments.get(rid).and_then(|it| it.replicas.get(&replica));
        let order = waiting.map(|replica| replica.order);
        let queue = self.plane.owners.get_mut(&replica).and_then(|owner| owner.waits_in.take());
        if let (Some(order), Some(queue)) = (order, queue) {
            self.plane.queues.withdraw(&queue, (order, replica));
        }
    }

    fn note_room(&mut self, rid: &LiveDeploymentRid, replica: ReplicaId, found_no_room: bool) {
        self.quietly_with(rid, |deployment, _| {
            if let Some(replica) = deployment.replicas.get_mut(&replica) {
                replica.found_no_room = found_no_room;
            }
        });
    }

    fn owner(&self, replica: ReplicaId) -> Option<&Deployment> {
        let owner = self.plane.owners.get(&replica)?;
        self.plane.deployments.get(&owner.deployment)
    }
}
