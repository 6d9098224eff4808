//! One node's state: what is idle, and who holds the rest.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use crate::cluster::{DoesNotFit, NodeSpec};
use crate::deployment::ReplicaId;
use crate::gpu::GpuType;
use crate::quantity::{MemoryBytes, MilliCpu};

/// A node and what is reserved on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    spec: NodeSpec,
    up: bool,
    idle: Idle,
    reservations: BTreeMap<ReplicaId, Reservation>,
}

/// What nobody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// Processor time.
    pub cpu: MilliCpu,
    /// Memory.
    pub memory: MemoryBytes,
    /// By device number, whether the GPU is idle.
    gpus: Vec<bool>,
}

/// What one replica holds on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// Processor time.
    pub cpu: MilliCpu,
    /// Memory.
    pub memory: MemoryBytes,
    /// The numbers of its GPUs, ascending.
    pub devices: Vec<u32>,
}

impl Node {
    /// An empty node that is up.
    pub fn new(spec: NodeSpec) -> Self {
        let idle = Idle { cpu: spec.cpu, memory: spec.memory, gpus: vec![true; spec.gpus.len()] };
        Self { spec, up: true, idle, reservations: BTreeMap::new() }
    }

    /// The node as the host described it.
    pub const fn spec(&self) -> &NodeSpec {
        &self.spec
    }

    /// Whether the node is there.
    pub const fn is_up(&self) -> bool {
        self.up
    }

    /// What nobody holds.
    pub const fn idle(&self) -> &Idle {
        &self.idle
    }

    /// Who holds what, in the order of the replicas' identifiers.
    pub const fn reservations(&self) -> &BTreeMap<ReplicaId, Reservation> {
        &self.reservations
    }

    /// The numbers of the idle GPUs of a type, ascending.
    pub fn idle_devices(&self, gpu_type: GpuType) -> impl Iterator<Item = u32> {
        let types = self.spec.gpus.iter();
        (0_u32..)
            .zip(types.zip(&self.idle.gpus))
            .filter(move |(_, (of_type, idle))| **of_type == gpu_type && **idle)
            .map(|(device, _)| device)
    }

    /// How many GPUs are idle, of any type.
    pub fn idle_gpu_count(&self) -> usize {
        self.idle.gpus.iter().filter(|idle| **idle).count()
    }

    pub(super) fn reshaped(&self, spec: NodeSpec) -> Result<Self, DoesNotFit> {
        let keeps_its_gpus =
            self.reservations.values().flat_map(|held| &held.devices).all(|&device| {
                usize::try_from(device).is_ok_and(|at| spec.gpus.get(at) == self.spec.gpus.get(at))
            });
        if !keeps_its_gpus {
            return Err(DoesNotFit);
        }
        let mut node = Self::new(spec);
        for (&replica, reservation) in &self.reservations {
            node.reserve(replica, reservation.clone())?;
        }
        Ok(node)
    }

    pub(super) fn take_down(&mut self) -> Vec<ReplicaId> {
        let lost = self.reservations.keys().copied().collect();
        *self = Self { up: false, ..Self::new(self.spec.clone()) };
        lost
    }

    pub(super) fn reserve(
        &mut self,
        replica: ReplicaId,
        reservation: Reservation,
    ) -> Result<(), DoesNotFit> {
        if !self.up || self.reservations.contains_key(&replica) {
            return Err(DoesNotFit);
        }
        self.idle = self.idle.without(&reservation).ok_or(DoesNotFit)?;
        self.reservations.insert(replica, reservation);
        Ok(())
    }

    pub(super) fn release(&mut self, replica: ReplicaId) -> Option<Reservation> {
        let reservation = self.reservations.remove(&replica)?;
        self.idle.give_back(&reservation);
        Some(reservation)
    }
}

impl Idle {
    /// What is left after a reservation; `None` if it does not fit.
    fn without(&self, reservation: &Reservation) -> Option<Self> {
        let cpu = self.cpu.checked_sub(reservation.cpu)?;
        let memory = self.memory.checked_sub(reservation.memory)?;
        let mut gpus = self.gpus.clone();
        for &device in &reservation.devices {
            let idle = gpus.get_mut(usize::try_from(device).ok()?)?;
            if !core::mem::take(idle) {
                return None;
            }
        }
        Some(Self { cpu, memory, gpus })
    }

    /// The sums cannot pass the node's own size: only what was taken is given back.
    fn give_back(&mut self, reservation: &Reservation) {
        self.cpu = self.cpu.checked_add(reservation.cpu).unwrap_or(self.cpu);
        self.memory = self.memory.checked_add(reservation.memory).unwrap_or(self.memory);
        for &device in &reservation.devices {
            if let Some(idle) = usize::try_from(device).ok().and_then(|at| self.gpus.get_mut(at)) {
                *idle = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node() -> Node {
        Node::new(NodeSpec {
            id: "node-1".into(),
            compute_group: "gpu".into(),
            cpu: MilliCpu(4_000),
            memory: MemoryBytes(1_000),
            gpus: vec![GpuType::T4, GpuType::T4, GpuType::A100],
        })
    }

    fn reservation(cpu: u64, devices: &[u32]) -> Reservation {
        Reservation { cpu: MilliCpu(cpu), memory: MemoryBytes(10), devices: devices.to_vec() }
    }

    #[test]
    fn what_was_reserved_comes_back() {
        let empty = node();
        let mut node = node();
        node.reserve(ReplicaId(1), reservation(3_000, &[0, 2])).unwrap();
        assert_eq!(node.idle_devices(GpuType::T4).collect::<Vec<_>>(), [1]);
        assert_eq!(node.idle_devices(GpuType::A100).count(), 0);
        assert!(node.release(ReplicaId(1)).is_some());
        assert_eq!(node, empty);
        assert_eq!(node.release(ReplicaId(1)), None);
    }

    #[test]
    fn nothing_is_handed_out_twice() {
        let mut node = node();
        node.reserve(ReplicaId(1), reservation(3_000, &[0])).unwrap();
        let before = node.clone();
        for refused in [
            reservation(1_001, &[]),
            reservation(1, &[0]),
            reservation(1, &[1, 1]),
            reservation(1, &[3]),
        ] {
            assert_eq!(node.reserve(ReplicaId(2), refused), Err(DoesNotFit));
        }
        assert_eq!(node.reserve(ReplicaId(1), reservation(1, &[])), Err(DoesNotFit));
        assert_eq!(node, before);
    }

    #[test]
    fn a_node_keeps_what_it_holds_in_a_new_shape_or_refuses_it() {
        let mut node = node();
        node.reserve(ReplicaId(1), reservation(3_000, &[2])).unwrap();
        let smaller = NodeSpec { cpu: MilliCpu(2_999), ..node.spec().clone() };
        assert!(node.reshaped(smaller).is_err());
        let other_gpu = NodeSpec { gpus: vec![GpuType::T4; 3], ..node.spec().clone() };
        assert!(node.reshaped(other_gpu).is_err());
        let larger = NodeSpec { cpu: MilliCpu(8_000), ..node.spec().clone() };
        assert_eq!(node.reshaped(larger).unwrap().idle().cpu, MilliCpu(5_000));
    }

    #[test]
    fn a_node_that_goes_down_loses_its_replicas() {
        let mut node = node();
        node.reserve(ReplicaId(1), reservation(1, &[])).unwrap();
        assert_eq!(node.take_down(), [ReplicaId(1)]);
        assert_eq!(node.reserve(ReplicaId(2), reservation(1, &[])), Err(DoesNotFit));
    }
}
