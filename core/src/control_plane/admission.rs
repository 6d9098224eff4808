//! Admission: quota and a node together, in the order of the queue.

use crate::cluster::Demand;
use crate::control_plane::step::Step;
use crate::control_plane::{ControlPlane, DeploymentKey};
use crate::deployment::{Berth, Deployment, Replica, ReplicaId, ReplicaState};
use crate::placement::{Placement, Request};
use crate::queue::{QueueId, Standing, Ticket};

/// Whether a replica got its place.
enum Outcome {
    Admitted,
    /// It waits for something of its own; others need not wait for it.
    PassedOver,
    QueueFull,
    NoRoom,
}

impl Step<'_> {
    /// Gives places to replicas that wait: first to those whose swap's old replica has gone, whatever
    /// their queue, lest another queue takes the room.
    pub(super) fn admit_waiting(&mut self) {
        let open_queues = core::mem::take(&mut self.open_queues);
        self.admit_swaps();
        open_queues.iter().for_each(|queue| self.admit_from(queue));
    }

    /// Gives places to the replicas that wait in a queue, until one has to wait and holds up the
    /// rest.
    ///
    /// Only the first of those that need the same is looked at: if it does not fit, nor do they.
    fn admit_from(&mut self, id: &QueueId) {
        let mut last = None;
        while let Some(ticket) = self.next_contender(id, last) {
            last = Some(ticket);
            let (_, replica) = ticket;
            let outcome = self.try_to_admit(replica);
            let has_to_wait = matches!(outcome, Outcome::QueueFull | Outcome::NoRoom);
            if has_to_wait && self.is_held_up_by(id, ticket) {
                break;
            }
        }
    }

    fn next_contender(&self, id: &QueueId, last: Option<Ticket>) -> Option<Ticket> {
        self.plane.queues.get(id)?.waiting().next_head_after(last)
    }

    /// A replica whose swap's old replica has gone gets its place before any other. If it does not
    /// fit after all, it waits like the others.
    fn admit_swaps(&mut self) {
        let free_swaps = core::mem::take(&mut self.free_swaps);
        for key in self.plane.roster.in_order(free_swaps) {
            let Some(deployment) = self.plane.roster.get(key) else {
                continue;
            };
            let Some(swap) = deployment.swap else {
                continue;
            };
            let waits = |replica: &Replica| replica.is(ReplicaState::Queued);
            if deployment.replicas.get(swap.beneficiary).is_some_and(waits) {
                let _ = self.try_to_admit(swap.beneficiary);
            }
            self.with(key, |deployment, _| deployment.swap = None);
        }
    }

    fn is_held_up_by(&self, id: &QueueId, ticket: Ticket) -> bool {
        self.plane.queues.get(id).is_some_and(|queue| {
            let class = queue.waiting().class_of(ticket);
            class.is_some_and(|class| queue.is_held_up_by(class))
        })
    }

    fn try_to_admit(&mut self, replica: ReplicaId) -> Outcome {
        let Some((key, deployment)) = self.owner(replica) else {
            return Outcome::PassedOver;
        };
        if deployment.standing(self.now) != Standing::Contends {
            return Outcome::PassedOver;
        }
        match self.find_berth(key, replica) {
            Ok(berth) => self.admit(key, replica, berth),
            Err(outcome) => {
                self.note_room(key, replica, matches!(outcome, Outcome::NoRoom));
                outcome
            }
        }
    }

    fn find_berth(&mut self, key: DeploymentKey, replica: ReplicaId) -> Result<Berth, Outcome> {
        let charge = self.plane.charge_of(key, replica).ok_or(Outcome::PassedOver)?;
        let resources = self.plane.resources_of(key, replica).ok_or(Outcome::PassedOver)?;
        let ControlPlane { cluster, scheduler, roster, queues, .. } = &mut *self.plane;
        let queue = queues.get(&charge.queue).ok_or(Outcome::PassedOver)?;
        if !queue.affords(charge.amount) {
            return Err(Outcome::QueueFull);
        }
        let deployment = roster.get(key).ok_or(Outcome::PassedOver)?;
        let request = Request {
            preferred_gpu_type: deployment.gpu_type,
            ..Request::new(&queue.spec.compute_groups, &resources)
        };
        let placement = match deployment.node_bound_to(replica) {
            Some(node) => request.place_on(cluster, node),
            None => scheduler.place(cluster, &request),
        };
        Ok(Berth { placement: placement.ok_or(Outcome::NoRoom)?, charge })
    }

    /// Takes quota and room together and launches the replica there.
    fn admit(&mut self, key: DeploymentKey, replica: ReplicaId, berth: Berth) -> Outcome {
        let Some(resources) = self.plane.resources_of(key, replica) else {
            return Outcome::PassedOver;
        };
        let Placement { node, .. } = &berth.placement;
        let reservation = berth.placement.reservation(&resources);
        if self.plane.cluster.reserve(node, replica, reservation).is_err() {
            return Outcome::NoRoom;
        }
        self.plane.scheduler.learn(Demand::from(&resources));
        self.plane.queues.add_charge(&berth.charge);
        if let Some(waiting) = self.plane.roster.replica(key, replica) {
            self.plane.queues.withdraw(&berth.charge.queue, waiting.ticket());
        }
        let gpu_type = self.plane.gpu_type_at(&berth.placement);
        self.with(key, |deployment, turn| {
            deployment.keep_to(gpu_type);
            deployment.admit(replica, berth, turn);
        });
        Outcome::Admitted
    }

    /// Notes whether it was a node that a replica lacked when it was its turn.
    fn note_room(&mut self, key: DeploymentKey, replica: ReplicaId, found_no_room: bool) {
        let known = self.plane.roster.replica(key, replica).map(|it| it.found_no_room);
        if known != Some(found_no_room) {
            self.quietly_with(key, |deployment, _| {
                if let Some(replica) = deployment.replicas.get_mut(replica) {
                    replica.found_no_room = found_no_room;
                }
            });
        }
    }

    fn owner(&self, replica: ReplicaId) -> Option<(DeploymentKey, &Deployment)> {
        let key = self.plane.roster.owner_of(replica)?;
        Some((key, self.plane.roster.get(key)?))
    }
}
