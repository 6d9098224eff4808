//! Pools: nodes that no request tells apart but by their room.

use smallvec::SmallVec;

use crate::cluster::numbered::Numbered;
use crate::cluster::{ComputeGroupId, Labels, NodeSpec, ZoneId};

/// What requests can ask of a node besides room.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pool {
    pub(crate) compute_group: ComputeGroupId,
    pub(crate) zone: Option<ZoneId>,
    pub(crate) labels: Labels,
}

/// Counts pools in the order in which they were first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PoolId(pub(crate) u32);

/// Every pool that was seen, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pools(Numbered<Pool>);

/// A set of pools, one bit each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct PoolSet(SmallVec<[u64; 2]>);

impl Pools {
    pub(crate) fn id_of(&mut self, spec: &NodeSpec) -> PoolId {
        PoolId(self.0.number_of(Pool {
            compute_group: spec.compute_group.clone(),
            zone: spec.zone.clone(),
            labels: spec.labels.clone(),
        }))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Pool> {
        self.0.values().iter()
    }

    /// The pools that are as wanted.
    pub(crate) fn matching(&self, wanted: impl Fn(&Pool) -> bool) -> PoolSet {
        let mut words = SmallVec::new();
        for chunk in self.0.values().chunks(64) {
            let bits = chunk.iter().rev().map(|pool| u64::from(wanted(pool)));
            words.push(bits.fold(0, |word, bit| word << 1 | bit));
        }
        // Pools that are seen later do not make a set another one.
        while words.last() == Some(&0) {
            words.pop();
        }
        PoolSet(words)
    }
}

impl PoolSet {
    pub(crate) fn contains(&self, pool: PoolId) -> bool {
        let word = self.0.get((pool.0 / 64) as usize);
        word.is_some_and(|word| word >> (pool.0 % 64) & 1 == 1)
    }
}
