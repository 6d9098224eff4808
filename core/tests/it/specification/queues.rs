//! §8: who gets a place.

use liveberth_core::deployment::ReplicaId;
use liveberth_core::deployment::ReplicaState::Queued;
use liveberth_core::gpu::GpuType;
use liveberth_core::queue::{AdmissionOrder, QueueKind};

use super::replica::Event;
use super::state::{Node, Queue, Replica, Shape, Specification};

impl Specification {
    pub(super) fn set_queue(&mut self, kind: QueueKind, limit: u64, order: AdmissionOrder) {
        for queue in self.queues.iter_mut().filter(|it| it.kind == kind) {
            (queue.limit, queue.order) = (limit, order);
        }
    }

    /// §8.1: what holds a place is charged.
    pub(super) fn usage(&self, queue: &Queue) -> u64 {
        let replicas = self.deployments.values().flat_map(|it| &it.replicas);
        let held = replicas.filter(|it| it.state != Queued && queue.pays_for(&it.template.shape));
        held.map(|it| queue.charge(&it.template.shape)).sum()
    }

    /// The replicas that wait in a queue, the first in turn first.
    pub(super) fn waiting(&self, queue: &Queue) -> Vec<(usize, ReplicaId)> {
        let all = self.deployments.iter().flat_map(|(number, deployment)| {
            deployment.newer().map(move |replica| (*number, replica))
        });
        let mut waiting: Vec<(usize, &Replica)> = all
            .filter(|(_, it)| it.state == Queued && queue.pays_for(&it.template.shape))
            .collect();
        waiting.sort_by_key(|(_, it)| (it.order, it.id));
        waiting.into_iter().map(|(number, it)| (number, it.id)).collect()
    }

    /// §8.2.
    pub(super) fn admit_all(&mut self) {
        let queues = self.queues.clone();
        queues.iter().for_each(|queue| self.admit_swaps(queue));
        for queue in queues {
            for (number, id) in self.waiting(&queue) {
                if !self.contends(number) || self.try_to_admit(&queue, number, id) {
                    continue;
                }
                let is_surge = self.deployments[&number].replica(id).is_some_and(|it| it.surge);
                if !is_surge && queue.order == AdmissionOrder::StrictFifo {
                    break;
                }
            }
        }
    }

    /// Whose swap's old replica is gone comes before any other, once.
    fn admit_swaps(&mut self, queue: &Queue) {
        for number in self.deployments.keys().copied().collect::<Vec<_>>() {
            let deployment = &self.deployments[&number];
            let swap = deployment.swap.filter(|it| deployment.replica(it.victim).is_none());
            if let Some(swap) = swap.filter(|_| queue.pays_for(&deployment.template.shape)) {
                if self.contends(number) {
                    self.try_to_admit(queue, number, swap.beneficiary);
                }
                self.deployments.get_mut(&number).unwrap().swap = None;
            }
        }
    }

    /// Whether its waiting replicas could be admitted if there were room.
    pub(super) fn contends(&self, number: usize) -> bool {
        let deployment = &self.deployments[&number];
        self.now >= deployment.next_start_at && !deployment.halted && self.is_feasible(number)
    }

    /// Quota and a node, or neither.
    fn try_to_admit(&mut self, queue: &Queue, number: usize, id: ReplicaId) -> bool {
        let deployment = &self.deployments[&number];
        let shape = deployment.template.shape;
        if self.usage(queue) + queue.charge(&shape) > queue.limit {
            return false;
        }
        let Some(node) = self.place(&shape, deployment.gpu_type, None) else {
            return false;
        };
        if shape.gpus > 0 && deployment.gpu_type.is_none() {
            let gpu_type = self.nodes[node].gpu_type;
            self.deployments.get_mut(&number).unwrap().gpu_type = Some(gpu_type);
        }
        self.happen(number, id, Event::Admit { node });
        true
    }

    /// First fit, of the type that is kept to if it fits at all; `without` is counted as gone.
    fn place(
        &self,
        shape: &Shape,
        kept: Option<GpuType>,
        without: Option<ReplicaId>,
    ) -> Option<usize> {
        let with_type = |gpu_type| Shape { gpu_type, ..*shape };
        let kept = kept.filter(|_| shape.gpus > 0 && shape.gpu_type.is_none());
        let shapes = kept.map(|it| with_type(Some(it))).into_iter().chain([*shape]);
        let fits = |shape: &Shape, at: usize| {
            let node = &self.nodes[at];
            let (cores, gpus) = self.used(at, without);
            node.up
                && !node.cordoned
                && node.suits(shape)
                && cores + shape.cores <= node.cores
                && gpus + shape.gpus <= node.gpus
        };
        shapes.into_iter().find_map(|shape| (0..self.nodes.len()).find(|at| fits(&shape, *at)))
    }

    fn used(&self, node: usize, without: Option<ReplicaId>) -> (u64, u64) {
        let replicas = self.deployments.values().flat_map(|it| &it.replicas);
        let there = replicas.filter(|it| it.node == Some(node) && Some(it.id) != without);
        there.fold((0, 0), |(cores, gpus), it| {
            (cores + it.template.shape.cores, gpus + it.template.shape.gpus)
        })
    }

    /// §8.3: whether an empty queue and an empty cluster could ever take a replica.
    pub(super) fn is_feasible(&self, number: usize) -> bool {
        let shape = self.deployments[&number].template.shape;
        let paid = |it: &Queue| it.pays_for(&shape) && it.charge(&shape) <= it.limit;
        let could_hold = |it: &Node| {
            it.known && it.suits(&shape) && shape.cores <= it.cores && shape.gpus <= it.gpus
        };
        self.queues.iter().any(paid) && self.nodes.iter().any(could_hold)
    }

    /// §6.4, (b) and (c).
    pub(super) fn fits_in_place_of(&self, newcomer: &Replica, leaver: &Replica) -> bool {
        let (shape, earlier) = (newcomer.template.shape, leaver.template.shape);
        let queue = self.queues.iter().find(|it| it.pays_for(&shape)).unwrap();
        let afterwards = self.usage(queue).saturating_sub(queue.charge(&earlier));
        queue.pays_for(&earlier)
            && queue.charge(&shape) <= queue.charge(&earlier)
            && afterwards + queue.charge(&shape) <= queue.limit
            && self.place(&shape, None, Some(leaver.id)).is_some()
    }
}

impl Queue {
    fn pays_for(&self, shape: &Shape) -> bool {
        (self.kind == QueueKind::Vgpu) == (shape.gpus > 0)
    }

    fn charge(&self, shape: &Shape) -> u64 {
        if self.kind == QueueKind::Vgpu { shape.gpus } else { shape.cores }
    }
}

impl Node {
    pub(super) const fn come_up(&mut self) {
        self.up = true;
        self.known = true;
    }

    fn suits(&self, shape: &Shape) -> bool {
        shape.gpus == 0 || shape.gpu_type.is_none_or(|wanted| wanted == self.gpu_type)
    }
}
