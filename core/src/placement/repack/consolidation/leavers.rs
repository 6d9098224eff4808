//! Which replicas could leave a node, and how many have to at least.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::Movable;
use crate::cluster::{Demand, Node};
use crate::gpu::GpuType;
use crate::sort;

/// The least number of movable replicas that have to leave a node before the demand fits: each
/// resource by itself needs at least so many, the largest first. `None` if all are not enough.
pub(super) fn fewest_leavers<'a>(
    node: &Node,
    demand: &Demand,
    movable: impl Iterator<Item = &'a Movable<'a>>,
) -> Option<usize> {
    let mut empty = node.clone();
    let held: Vec<_> = movable.filter_map(|it| empty.release(it.replica)).collect();
    empty.devices_for(demand)?;
    let by_cpu = covered(
        demand.cpu.0.saturating_sub(node.idle_cpu().0),
        held.iter().map(|held| held.demand.cpu.0).collect(),
    )?;
    let by_memory = covered(
        demand.memory.0.saturating_sub(node.idle_memory().0),
        held.iter().map(|held| held.demand.memory.0).collect(),
    )?;
    let devices = held.iter().map(|held| u64::try_from(held.devices.len()).unwrap_or(u64::MAX));
    let by_gpu = covered(missing_devices(node, demand), devices.collect())?;
    Some(by_cpu.max(by_memory).max(by_gpu))
}

/// How many devices have to be given back by somebody.
fn missing_devices(node: &Node, demand: &Demand) -> u64 {
    let Some(gpu) = demand.gpu else { return 0 };
    if gpu.is_share() {
        return u64::from(node.devices_with(&gpu).next().is_none());
    }
    // All of them have to be of one type: idle ones of several do not add up.
    let idle =
        |of: GpuType| node.devices_with(&gpu).filter(|(_, gpu_type, _)| *gpu_type == of).count();
    let most = GpuType::ALL.into_iter().map(idle).max().unwrap_or_default();
    u64::from(gpu.count()).saturating_sub(u64::try_from(most).unwrap_or(u64::MAX))
}

/// How many of the amounts, the largest first, cover what is missing.
fn covered(missing: u64, mut amounts: Vec<u64>) -> Option<usize> {
    sort::sort_by_key(&mut amounts, |amount| Reverse(*amount));
    let (mut sum, mut count) = (0_u64, 0_usize);
    for amount in amounts {
        if sum >= missing {
            break;
        }
        sum = sum.saturating_add(amount);
        count = count.saturating_add(1);
    }
    (sum >= missing).then_some(count)
}

/// The sets of so many of the first numbers, each ascending, in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Combinations(Option<Vec<usize>>);

impl Combinations {
    /// The next set of `size` of the numbers below `count`.
    pub(super) fn next(&mut self, count: usize, size: usize) -> Option<&[usize]> {
        self.0 = match self.0.take() {
            None => (size <= count).then(|| (0..size).collect()),
            Some(set) => following(set, count),
        };
        self.0.as_deref()
    }
}

fn following(mut set: Vec<usize>, count: usize) -> Option<Vec<usize>> {
    let size = set.len();
    let last_of = |at: usize| count.saturating_sub(size.saturating_sub(at));
    let at = (0..size).rev().find(|at| set.get(*at).is_some_and(|it| *it < last_of(*at)))?;
    let first = set.get(at)?.saturating_add(1);
    for (number, place) in (first..).zip(set.iter_mut().skip(at)) {
        *place = number;
    }
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_comes_once() {
        let mut sets = Combinations::default();
        let mut found = Vec::new();
        while let Some(set) = sets.next(4, 2) {
            found.push([set[0], set[1]]);
        }
        assert_eq!(found, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
        assert_eq!(Combinations::default().next(1, 2), None);
    }
}
