//! Pools: nodes that no request tells apart but by their room.

use alloc::vec::Vec;
use core::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use crate::cluster::{ComputeGroupId, Labels, NodeSpec, ZoneId};

/// What requests can ask of a node besides room.
#[derive(Debug, Clone, PartialEq, Eq)]
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
pub(crate) struct Pools {
    pools: Vec<Pool>,
    numbers: HashTable<u32>,
}

/// A set of pools, one bit each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct PoolSet(SmallVec<[u64; 2]>);

impl Pool {
    fn hash(&self) -> u64 {
        FxBuildHasher.hash_one((&self.compute_group, &self.zone, &self.labels))
    }
}

impl Pools {
    pub(crate) fn id_of(&mut self, spec: &NodeSpec) -> PoolId {
        let Self { pools, numbers } = self;
        let is_its = |number: &u32| {
            pools.get(*number as usize).is_some_and(|pool| {
                pool.compute_group == spec.compute_group
                    && pool.zone == spec.zone
                    && pool.labels == spec.labels
            })
        };
        let hash = FxBuildHasher.hash_one((&spec.compute_group, &spec.zone, &spec.labels));
        if let Some(known) = numbers.find(hash, is_its) {
            return PoolId(*known);
        }
        let number = u32::try_from(pools.len()).unwrap_or(u32::MAX);
        pools.push(Pool {
            compute_group: spec.compute_group.clone(),
            zone: spec.zone.clone(),
            labels: spec.labels.clone(),
        });
        let rehash = |number: &u32| pools.get(*number as usize).map_or(0, Pool::hash);
        numbers.insert_unique(hash, number, rehash);
        PoolId(number)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Pool> {
        self.pools.iter()
    }

    /// The pools that are as wanted.
    pub(crate) fn matching(&self, wanted: impl Fn(&Pool) -> bool) -> PoolSet {
        let mut words = SmallVec::new();
        for chunk in self.pools.chunks(64) {
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
