//! One node's state: what is left, and who holds the rest.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use smallvec::SmallVec;

use crate::cluster::shape::{LeftOvers, Room, Shape, ShapeId, WHOLE, milli};
use crate::cluster::{Demand, DoesNotFit, GpuDemand, NodeSpec};
use crate::deployment::ReplicaId;
use crate::gpu::GpuType;
use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};

/// The numbers of some devices, ascending. Four need no memory of their own.
pub(crate) type Devices = SmallVec<[u32; 4]>;

/// Which sizes of demands for GPUs a node holds: a share, and each number of whole GPUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tenants(u32);

impl Tenants {
    pub(crate) const NONE: Self = Self(0);

    /// A demand's size alone. Larger numbers of GPUs than 31 count as one size.
    pub(crate) fn of(gpu: &GpuDemand) -> Self {
        if gpu.is_share() { Self(1) } else { Self(1 << gpu.count().min(31)) }
    }

    pub(crate) const fn include(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A node and what is reserved on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    spec: NodeSpec,
    up: bool,
    cordoned: bool,
    cpu: u64,
    memory: u64,
    /// What is left of each device, by its number.
    left: LeftOvers,
    /// In the order of the replicas' identifiers.
    reservations: Vec<(ReplicaId, Reservation)>,
}

/// What one replica holds on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// What is held; of GPUs, the part of each device that is listed.
    pub demand: Demand,
    /// The numbers of its GPUs, ascending.
    pub devices: Box<[u32]>,
}

impl Node {
    /// An empty node that is up.
    pub fn new(spec: NodeSpec) -> Self {
        Self {
            up: true,
            cordoned: false,
            cpu: spec.cpu.0,
            memory: spec.memory.0,
            left: SmallVec::from_elem(WHOLE, spec.gpus.len()),
            reservations: vec![],
            spec,
        }
    }

    /// The node as the host described it.
    pub const fn spec(&self) -> &NodeSpec {
        &self.spec
    }

    /// Whether the node is there.
    pub const fn is_up(&self) -> bool {
        self.up
    }

    /// Whether nothing new is to be placed on the node.
    pub const fn is_cordoned(&self) -> bool {
        self.cordoned
    }

    /// Whether something new may be placed on the node.
    pub const fn is_open(&self) -> bool {
        self.up && !self.cordoned
    }

    /// Processor time that nobody holds.
    pub const fn idle_cpu(&self) -> MilliCpu {
        MilliCpu(self.cpu)
    }

    /// Memory that nobody holds.
    pub const fn idle_memory(&self) -> MemoryBytes {
        MemoryBytes(self.memory)
    }

    /// What nobody holds of each GPU, by device number.
    pub fn idle_gpus(&self) -> impl Iterator<Item = MilliGpu> {
        self.left.iter().map(|left| MilliGpu(u32::from(*left)))
    }

    /// Who holds what, in the order of the replicas' identifiers.
    pub fn reservations(&self) -> &[(ReplicaId, Reservation)] {
        &self.reservations
    }

    /// What a replica holds.
    pub fn reservation(&self, replica: ReplicaId) -> Option<&Reservation> {
        let at = self.find(replica).ok()?;
        self.reservations.get(at).map(|(_, reservation)| reservation)
    }

    fn find(&self, replica: ReplicaId) -> Result<usize, usize> {
        self.reservations.binary_search_by_key(&replica, |(replica, _)| *replica)
    }

    /// The same node in another shape, if what it holds stays where it is.
    pub(super) fn reshaped(&self, spec: NodeSpec) -> Result<Self, DoesNotFit> {
        let held = self.reservations.iter().flat_map(|(_, held)| &held.devices);
        let keeps = |&device: &u32| {
            usize::try_from(device).is_ok_and(|at| spec.gpus.get(at) == self.spec.gpus.get(at))
        };
        if !held.into_iter().all(keeps) {
            return Err(DoesNotFit);
        }
        let mut node = Self::new(spec);
        for (replica, reservation) in &self.reservations {
            node.reserve(*replica, reservation.clone())?;
        }
        node.cordoned = self.cordoned;
        Ok(node)
    }

    pub(super) const fn set_cordoned(&mut self, cordoned: bool) {
        self.cordoned = cordoned;
    }

    pub(super) fn take_down(&mut self) -> Vec<ReplicaId> {
        let lost = self.reservations.iter().map(|(replica, _)| *replica).collect();
        *self = Self { up: false, cordoned: self.cordoned, ..Self::new(self.spec.clone()) };
        lost
    }

    pub(super) fn reserve(
        &mut self,
        replica: ReplicaId,
        reservation: Reservation,
    ) -> Result<(), DoesNotFit> {
        let Err(place) = self.find(replica) else {
            return Err(DoesNotFit);
        };
        if !self.up {
            return Err(DoesNotFit);
        }
        let Demand { cpu, memory, gpu } = reservation.demand;
        let cpu = self.cpu.checked_sub(cpu.0).ok_or(DoesNotFit)?;
        let memory = self.memory.checked_sub(memory.0).ok_or(DoesNotFit)?;
        self.left = self.without(gpu.as_ref(), &reservation.devices).ok_or(DoesNotFit)?;
        (self.cpu, self.memory) = (cpu, memory);
        self.reservations.insert(place, (replica, reservation));
        Ok(())
    }

    /// What is left of the devices after a demand took its part of some, each of them once.
    fn without(&self, gpu: Option<&GpuDemand>, devices: &[u32]) -> Option<LeftOvers> {
        let count = gpu.map_or(0, GpuDemand::count);
        if usize::try_from(count) != Ok(devices.len()) || !devices.is_sorted_by(|a, b| a < b) {
            return None;
        }
        let mut left = self.left.clone();
        for &device in devices {
            let device = left.get_mut(usize::try_from(device).ok()?)?;
            *device = device.checked_sub(gpu.map_or(0, milli))?;
        }
        Some(left)
    }

    /// Only what was taken is given back, so the sums cannot pass the node's own size.
    pub(crate) fn release(&mut self, replica: ReplicaId) -> Option<Reservation> {
        let at = self.find(replica).ok()?;
        let (_, reservation) = self.reservations.remove(at);
        let Demand { cpu, memory, gpu } = reservation.demand;
        self.cpu = self.cpu.saturating_add(cpu.0);
        self.memory = self.memory.saturating_add(memory.0);
        for &device in &reservation.devices {
            let left = usize::try_from(device).ok().and_then(|at| self.left.get_mut(at));
            if let Some(left) = left {
                *left = left.saturating_add(gpu.as_ref().map_or(0, milli));
            }
        }
        Some(reservation)
    }

    /// The sizes of what is held.
    pub(crate) fn tenants(&self) -> Tenants {
        let gpus = self.reservations.iter().filter_map(|(_, held)| held.demand.gpu);
        Tenants(gpus.fold(0, |sizes, gpu| sizes | Tenants::of(&gpu).0))
    }

    /// What is left, without saying which device is which.
    pub(crate) fn room(&self, id: ShapeId, shape: &Shape) -> Room {
        let mut left = LeftOvers::new();
        match shape.runs.as_slice() {
            [_] => left.clone_from(&self.left),
            runs => {
                for run in runs {
                    left.extend(self.of_type(run.gpu_type).map(|(_, left)| left));
                }
            }
        }
        for run in &shape.runs {
            if let Some(devices) = left.get_mut(run.start..run.end) {
                devices.sort_unstable();
            }
        }
        Room { shape: id, cpu: self.cpu, memory: self.memory, left }
    }

    /// The devices of a type and what is left of them, by number.
    fn of_type(&self, gpu_type: GpuType) -> impl Iterator<Item = (u32, u16)> {
        let types = self.spec.gpus.iter();
        let devices = (0_u32..).zip(types.zip(&self.left));
        devices
            .filter(move |(_, (of_type, _))| **of_type == gpu_type)
            .map(|(device, (_, left))| (device, *left))
    }

    /// Whether a demand fits here and now, up and open or not.
    pub(crate) fn has_room(&self, demand: &Demand) -> bool {
        self.cpu >= demand.cpu.0 && self.memory >= demand.memory.0
    }

    /// The devices that a demand gets here: the fullest that has its share, or idle ones of the
    /// first type that has enough; lowest numbers first. `None` if it does not fit.
    pub(crate) fn devices_for(&self, demand: &Demand) -> Option<Devices> {
        if !self.has_room(demand) {
            return None;
        }
        let Some(gpu) = demand.gpu else {
            return Some(Devices::new());
        };
        if gpu.is_share() {
            let fullest = self.devices_with(&gpu).min_by_key(|(.., left)| *left);
            return fullest.map(|(device, ..)| SmallVec::from_slice(&[device]));
        }
        let count = usize::try_from(gpu.count()).ok()?;
        let enough = |gpu_type| {
            let idle = self.of_type(gpu_type).filter(|(_, left)| *left == WHOLE);
            let devices: Devices = idle.take(count).map(|(device, _)| device).collect();
            (devices.len() == count).then_some(devices)
        };
        let accepted = GpuType::ALL.into_iter().filter(|it| gpu.types().contains(*it));
        accepted.into_iter().find_map(enough)
    }

    /// The devices of accepted types on which a share fits, by number, with what is left of them.
    pub(crate) fn devices_with(
        &self,
        gpu: &GpuDemand,
    ) -> impl Iterator<Item = (u32, GpuType, u16)> {
        let (types, share) = (gpu.types(), milli(gpu));
        let devices = (0_u32..).zip(self.spec.gpus.iter().zip(&self.left));
        devices
            .filter(move |(_, (of_type, left))| types.contains(**of_type) && **left >= share)
            .map(|(device, (of_type, left))| (device, *of_type, *left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::GpuTypes;

    fn node() -> Node {
        Node::new(NodeSpec {
            id: "node-1".into(),
            compute_group: "gpu".into(),
            zone: None,
            labels: crate::cluster::Labels::new(),
            cpu: MilliCpu(4_000),
            memory: MemoryBytes(1_000),
            gpus: vec![GpuType::T4, GpuType::T4, GpuType::A100],
        })
    }

    fn reservation(cpu: u64, devices: &[u32]) -> Reservation {
        let count = u32::try_from(devices.len()).unwrap();
        let gpu = GpuDemand::whole(count, GpuTypes::ANY);
        let demand = Demand { cpu: MilliCpu(cpu), memory: MemoryBytes(10), gpu };
        Reservation { demand, devices: devices.into() }
    }

    fn share(thousandths: u32, device: u32) -> Reservation {
        let gpu = GpuDemand::share(MilliGpu(thousandths), GpuTypes::ANY);
        let demand = Demand { cpu: MilliCpu(1), memory: MemoryBytes(1), gpu };
        Reservation { demand, devices: [device].into() }
    }

    #[test]
    fn what_was_reserved_comes_back() {
        let empty = node();
        let mut node = node();
        node.reserve(ReplicaId(1), reservation(3_000, &[0, 2])).unwrap();
        node.reserve(ReplicaId(2), share(400, 1)).unwrap();
        assert_eq!(node.left.as_slice(), [0, 600, 0]);
        assert!(node.release(ReplicaId(1)).is_some());
        assert!(node.release(ReplicaId(2)).is_some());
        assert_eq!(node, empty);
        assert_eq!(node.release(ReplicaId(1)), None);
    }

    #[test]
    fn nothing_is_handed_out_twice() {
        let mut node = node();
        node.reserve(ReplicaId(1), reservation(3_000, &[0])).unwrap();
        node.reserve(ReplicaId(3), share(400, 1)).unwrap();
        let before = node.clone();
        for refused in [
            reservation(1_001, &[]),
            reservation(1, &[0]),
            reservation(1, &[1]),
            reservation(1, &[2, 2]),
            reservation(1, &[3]),
            share(601, 1),
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
        assert_eq!(node.reshaped(larger).unwrap().idle_cpu(), MilliCpu(5_000));
    }

    #[test]
    fn a_node_that_goes_down_loses_its_replicas() {
        let mut node = node();
        node.reserve(ReplicaId(1), reservation(1, &[])).unwrap();
        assert_eq!(node.take_down(), [ReplicaId(1)]);
        assert_eq!(node.reserve(ReplicaId(2), reservation(1, &[])), Err(DoesNotFit));
    }

    #[test]
    fn a_share_goes_to_the_fullest_device_that_has_it() {
        let mut node = node();
        node.reserve(ReplicaId(1), share(400, 1)).unwrap();
        let devices = |share| {
            let gpu = GpuDemand::share(MilliGpu(share), GpuTypes::ANY);
            let demand = Demand { cpu: MilliCpu(0), memory: MemoryBytes(0), gpu };
            node.devices_for(&demand).unwrap().to_vec()
        };
        assert_eq!(devices(600), [1]);
        assert_eq!(devices(601), [0]);
    }
}
