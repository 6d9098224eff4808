//! Scarcity: requests that only some room can hold, and what such room is worth.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::cluster::{Cluster, Demand, Room, ShapeId, WHOLE};
use crate::placement::mix::Mix;
use crate::placement::policy::adaptive::typical;
use crate::sort;

/// A price of 1.
pub(super) const UNIT: i64 = 1 << UNIT_BITS;

const UNIT_BITS: u32 = 16;

/// The highest price, in halves.
const MOST_HALVES: u128 = 3;

/// Prices, squared, that differ by no more than this count as equal.
pub(super) const INDIFFERENCE: u64 = 1 << 10;

/// Requests for as many devices that the same shapes could hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    count: u64,
    shapes: BTreeSet<ShapeId>,
    /// The group's milli-GPUs among those of all requests, both by the mix's counts.
    demand: u64,
    /// CPU and memory for 1000 milli-GPUs where one device is wanted, for one request elsewhere.
    cpu: u64,
    memory: u64,
    /// What a device with so much left is good for, where one device is wanted.
    usable: Vec<u16>,
}

/// The groups of one mix on one cluster's shapes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Groups {
    groups: Vec<Group>,
    total_demand: u64,
}

impl Groups {
    pub(super) fn new(mix: &Mix, cluster: &Cluster) -> Self {
        let gpus = cluster.gpus_by_shape();
        let total: u64 = gpus.values().sum();
        // In the order of their first requests, whatever the shapes' numbers.
        let mut groups = Vec::<(u32, BTreeSet<ShapeId>, Vec<(Demand, u64)>)>::new();
        let mut total_demand = 0_u64;
        for (demand, count) in typical(mix) {
            let Some(gpu) = demand.gpu else {
                continue;
            };
            total_demand = total_demand.saturating_add(gpu.total().saturating_mul(count));
            let could_hold = |id: &&ShapeId| {
                cluster.shapes().get(**id).is_some_and(|shape| shape.could_hold(&demand))
            };
            let shapes: BTreeSet<ShapeId> = sort::tree(gpus.keys().filter(could_hold).copied());
            let is_it = |group: &&mut (u32, BTreeSet<ShapeId>, _)| {
                group.0 == gpu.count() && group.1 == shapes
            };
            match groups.iter_mut().find(is_it) {
                Some((.., members)) => members.push((demand, count)),
                None => groups.push((gpu.count(), shapes, alloc::vec![(demand, count)])),
            }
        }
        let is_scarce = |count: u32, shapes: &BTreeSet<ShapeId>| {
            let theirs: u64 = shapes.iter().filter_map(|shape| gpus.get(shape)).sum();
            !shapes.is_empty() && (count > 1 || theirs.saturating_mul(2) <= total)
        };
        let scarce = groups.into_iter().filter(|(count, shapes, _)| is_scarce(*count, shapes));
        let groups = scarce.map(|(count, shapes, members)| Group::new(count, shapes, &members));
        Self { groups: groups.collect(), total_demand }
    }

    pub(super) const fn len(&self) -> usize {
        self.groups.len()
    }

    /// What a room supplies of each group, in milli-GPUs.
    pub(super) fn supplies(&self, room: &Room) -> Vec<u16> {
        let supply = |group: &Group| u16::try_from(group.supply(room)).unwrap_or(u16::MAX);
        self.groups.iter().map(supply).collect()
    }

    /// The squares of the prices, where the cluster supplies so much and so much of it is idle.
    pub(super) fn prices(&self, supplies: &[u64], idle: u64) -> Vec<u64> {
        self.groups
            .iter()
            .zip(supplies)
            .map(|(group, supply)| {
                let unit = u128::from(UNIT.unsigned_abs());
                let most = unit.saturating_mul(MOST_HALVES) / 2;
                let expected =
                    u128::from(group.demand).saturating_mul(u128::from(idle)).saturating_mul(unit);
                let left = u128::from(self.total_demand).saturating_mul(u128::from(*supply));
                let price = expected.checked_div(left).map_or(most, |price| price.min(most));
                u64::try_from(price.saturating_mul(price) >> UNIT_BITS).unwrap_or(u64::MAX)
            })
            .collect()
    }
}

impl Group {
    fn new(count: u32, shapes: BTreeSet<ShapeId>, members: &[(Demand, u64)]) -> Self {
        let sum = |of: fn(&Demand) -> u64| {
            let each = members
                .iter()
                .map(|(demand, count)| u128::from(of(demand)).saturating_mul(u128::from(*count)));
            each.fold(0, u128::saturating_add)
        };
        let demand = sum(Demand::gpu_total);
        let per_device = |sum: u128| {
            let units = demand.div_ceil(1_000).checked_div(u128::from(count)).unwrap_or(1).max(1);
            u64::try_from(sum.checked_div(units).unwrap_or_default()).unwrap_or(u64::MAX)
        };
        Self {
            count: u64::from(count),
            shapes,
            cpu: per_device(sum(|demand| demand.cpu.0)),
            memory: per_device(sum(|demand| demand.memory.0)),
            usable: if count == 1 { usable(members) } else { Vec::new() },
            demand: u64::try_from(demand).unwrap_or(u64::MAX),
        }
    }

    fn supply(&self, room: &Room) -> u64 {
        if !self.shapes.contains(&room.shape) {
            return 0;
        }
        if self.count > 1 {
            let idle = room.left.iter().filter(|left| **left == WHOLE).count();
            let idle = u64::try_from(idle).unwrap_or(u64::MAX);
            let requests = idle.checked_div(self.count).unwrap_or_default();
            let by_cpu = room.cpu.checked_div(self.cpu).unwrap_or(u64::MAX);
            let by_memory = room.memory.checked_div(self.memory).unwrap_or(u64::MAX);
            let requests = requests.min(by_cpu).min(by_memory);
            return requests.saturating_mul(self.count).saturating_mul(1_000);
        }
        let usable = |left: &u16| self.usable.get(usize::from(*left)).copied().unwrap_or_default();
        let by_device: u64 = room.left.iter().map(|left| u64::from(usable(left))).sum();
        let by_cpu = room.cpu.saturating_mul(1_000).checked_div(self.cpu).unwrap_or(u64::MAX);
        let by_memory = (room.memory >> 10)
            .saturating_mul(1_000)
            .checked_div(self.memory >> 10)
            .unwrap_or(u64::MAX);
        by_device.min(by_cpu).min(by_memory)
    }
}

/// For each left-over, how much of it requests for one device can be expected to use: all of it as
/// often as one asks for no more.
fn usable(members: &[(Demand, u64)]) -> Vec<u16> {
    let total = members.iter().map(|(_, count)| *count).fold(0, u64::saturating_add);
    let fitting = |left: u16| {
        let fits = |demand: &Demand| demand.gpu_total() <= u64::from(left);
        let counts = members.iter().filter(|(demand, _)| fits(demand)).map(|(_, count)| *count);
        let part = counts.fold(0, u64::saturating_add).saturating_mul(u64::from(left));
        u16::try_from(part.checked_div(total).unwrap_or_default()).unwrap_or(u16::MAX)
    };
    (0..=WHOLE).map(fitting).collect()
}
