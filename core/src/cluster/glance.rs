//! Glances: what rules most rooms out for a demand, in few bytes that lie side by side.

use crate::cluster::demand::{Demand, GpuTypes};
use crate::cluster::order::Rank;
use crate::cluster::pool::PoolId;
use crate::cluster::shape::{Room, Shape, idle, milli};

/// What can be seen of a class of nodes without looking at its devices.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glance {
    cpu: u64,
    memory: u64,
    devices: DevicesSeen,
    /// Whether the devices are of one type, so that a glance is enough.
    is_certain: bool,
    pub(crate) pool: PoolId,
    pub(super) first: Option<Rank>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DevicesSeen {
    /// The most that is left of a device.
    emptiest: u16,
    /// The most idle devices of one type.
    idle: u16,
    types: GpuTypes,
}

/// A demand as it is compared with glances.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    cpu: u64,
    memory: u64,
    /// What is wanted of each device, and how many idle ones.
    of_each: u16,
    idle: u16,
    /// The types that will do, if any device is wanted.
    types: Option<GpuTypes>,
}

impl Glance {
    pub(super) fn new(room: &Room, shape: &Shape, pool: PoolId) -> Self {
        let lefts = shape.runs.iter().filter_map(|run| room.left.get(run.start..run.end));
        let idle = lefts.clone().map(idle).max().unwrap_or_default();
        let devices = DevicesSeen {
            emptiest: lefts.filter_map(|left| left.last()).copied().max().unwrap_or_default(),
            idle: u16::try_from(idle).unwrap_or(u16::MAX),
            types: shape.runs.iter().map(|run| run.gpu_type).collect(),
        };
        let is_certain = shape.runs.len() <= 1;
        Self { cpu: room.cpu, memory: room.memory, devices, is_certain, pool, first: None }
    }

    /// The first node of the class, unless no node of it has room for the demand.
    pub(crate) fn first_with_room(&self, wanted: &Wanted) -> Option<Rank> {
        let has_room =
            self.cpu >= wanted.cpu && self.memory >= wanted.memory && self.devices.may_have(wanted);
        self.first.filter(|_| has_room)
    }

    /// Whether there is room wherever a glance finds some.
    pub(crate) const fn is_certain(&self) -> bool {
        self.is_certain
    }
}

impl DevicesSeen {
    fn may_have(&self, wanted: &Wanted) -> bool {
        self.emptiest >= wanted.of_each
            && self.idle >= wanted.idle
            && wanted.types.is_none_or(|types| self.types.meets(types))
    }
}

impl Wanted {
    pub(crate) fn new(demand: &Demand) -> Self {
        let (cpu, memory) = (demand.cpu.0, demand.memory.0);
        let whole = demand.gpu.filter(|gpu| !gpu.is_share());
        Self {
            cpu,
            memory,
            of_each: demand.gpu.as_ref().map_or(0, milli),
            idle: whole.map_or(0, |gpu| u16::try_from(gpu.count()).unwrap_or(u16::MAX)),
            types: demand.gpu.map(|gpu| gpu.types()),
        }
    }
}

/// The quantity, or the largest that is told apart.
pub(crate) fn low(quantity: u64) -> u32 {
    u32::try_from(quantity).unwrap_or(u32::MAX)
}
