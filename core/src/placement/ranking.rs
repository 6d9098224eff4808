//! Rankings: for each kind of request, the classes of nodes in the order of their costs.
//!
//! Requests of equal demand in the same pools are of one kind. A ranking follows the cluster's
//! changes, so a placement costs one new score for each kind that is asked for again and still has room
//! there, not one for each node. Where a cost takes work, an estimate from below stands for it until it
//! is the lowest of all.

use alloc::vec::Vec;
use core::hash::BuildHasher;

use hashbrown::{HashMap, HashTable};
use rustc_hash::FxBuildHasher;

use crate::cluster::{Change, Class, Cluster, Demand, Glance, NodeNumber, PoolSet, Rank, Wanted};
use crate::placement::tournament::{Key, Tournament};
use crate::sort;

/// How many bytes all rankings together may take. Those that were not used for the longest time are
/// forgotten first.
const MOST_BYTES: usize = 64 << 20;

/// What the smallest ranking counts as.
const FEWEST_BYTES: usize = 2 << 10;

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) demand: Demand,
    pub(super) pools: PoolSet,
}

/// The classes for one kind of request.
#[derive(Debug, Clone)]
pub(super) struct Ranking {
    kind: Kind,
    tournament: Tournament,
    /// The classes whose estimate was replaced by their cost, with what that is at least in any epoch.
    floors: HashMap<u32, u32, FxBuildHasher>,
    /// How far the cluster's changes have been followed.
    seen: u64,
    /// Of which epoch the costs are.
    epoch: u64,
    /// When it was last used, in decisions.
    used_at: u64,
}

/// What it costs to place a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// In this epoch.
    pub(super) now: u32,
    /// At least, in any epoch.
    pub(super) floor: u32,
}

/// What is known of a cost without much work.
#[derive(Debug, Clone, Copy)]
pub(super) enum Estimate {
    /// The cost itself.
    Exact(u32),
    /// The cost is no less.
    AtLeast(u32),
}

/// A ranking for each kind of request that came lately.
#[derive(Debug, Clone, Default)]
pub(super) struct Rankings {
    numbers: HashTable<u32>,
    rankings: Vec<Ranking>,
    decisions: u64,
}

impl Rankings {
    /// The ranking for a kind of request, with room for so many classes; it may have to catch up.
    pub(super) fn of(&mut self, kind: Kind, class_count: usize) -> Option<&mut Ranking> {
        self.decisions = self.decisions.saturating_add(1);
        let hash = FxBuildHasher.hash_one(&kind);
        let rankings = &self.rankings;
        let is_it = |number: &u32| rankings.get(*number as usize).is_some_and(|it| it.kind == kind);
        let number = match self.numbers.find(hash, is_it) {
            Some(number) => *number,
            None => self.add(kind, hash),
        };
        let ranking = self.rankings.get_mut(number as usize)?;
        ranking.used_at = self.decisions;
        if ranking.tournament.capacity() >= class_count.max(1) {
            return self.rankings.get_mut(number as usize);
        }
        ranking.tournament.grow(class_count.saturating_mul(5) / 4);
        self.shrink();
        self.rankings.iter_mut().find(|it| it.used_at == self.decisions)
    }

    /// Forgets every ranking: the scores have changed.
    pub(super) fn forget(&mut self) {
        self.rankings.clear();
        self.numbers.clear();
    }

    fn add(&mut self, kind: Kind, hash: u64) -> u32 {
        let (tournament, floors) = (Tournament::default(), HashMap::default());
        self.rankings.push(Ranking {
            kind,
            tournament,
            floors,
            seen: u64::MAX,
            epoch: 0,
            used_at: 0,
        });
        let number = u32::try_from(self.rankings.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.number(number, hash);
        number
    }

    fn number(&mut self, number: u32, hash: u64) {
        let rankings = &self.rankings;
        let rehash = |number: &u32| {
            rankings.get(*number as usize).map_or(0, |it| FxBuildHasher.hash_one(&it.kind))
        };
        self.numbers.insert_unique(hash, number, rehash);
    }

    /// Forgets the half that was used least lately, as often as all together are too large.
    fn shrink(&mut self) {
        if self.bytes() <= MOST_BYTES {
            return;
        }
        sort::sort_by_key(&mut self.rankings, |ranking| core::cmp::Reverse(ranking.used_at));
        while self.bytes() > MOST_BYTES && self.rankings.len() > 1 {
            self.rankings.truncate(self.rankings.len().div_ceil(2));
        }
        self.numbers.clear();
        let hashes = self.rankings.iter().map(|ranking| FxBuildHasher.hash_one(&ranking.kind));
        for (number, hash) in (0..).zip(hashes.collect::<Vec<_>>()) {
            self.number(number, hash);
        }
    }

    fn bytes(&self) -> usize {
        self.rankings.iter().map(|it| it.tournament.bytes().max(FEWEST_BYTES)).sum()
    }
}

impl Ranking {
    /// Takes in what has changed. `estimate` is asked for each class that has changed and has room;
    /// `None` rules it out.
    pub(super) fn catch_up(
        &mut self,
        cluster: &Cluster,
        epoch: u64,
        mut estimate: impl FnMut(u32, &Class) -> Option<Estimate>,
    ) {
        let index = cluster.index();
        let Self { kind: Kind { demand, pools }, tournament, floors, .. } = self;
        let wanted = Wanted::new(demand);
        // Most classes need no more than a glance.
        let first_of =
            |number: u32, glance: &Glance| cluster.first_with_room(number, glance, demand, &wanted);
        let mut key = |number: u32, first: Rank| {
            let class = index.class(number).filter(|class| pools.contains(class.pool))?;
            Some(estimate(number, class)?.key(first))
        };
        let changes =
            index.changes_since(self.seen).filter(|_| tournament.capacity() >= index.class_count());
        match changes {
            Some(changes) => {
                for Change { class, .. } in changes.filter(|it| !it.is_of_others) {
                    let glance = index.glances().get(class as usize);
                    let first = glance.and_then(|glance| first_of(class, glance));
                    let key = first.and_then(|first| key(class, first));
                    tournament.set(class, key.unwrap_or(Key::ABSENT));
                }
                if self.epoch != epoch {
                    for (class, floor) in floors.drain() {
                        let key = tournament.key(class);
                        if key.is_exact() {
                            tournament.set(class, Key::estimate(floor, key.rank()));
                        }
                    }
                }
            }
            None => {
                let numbered = (0..).zip(index.glances());
                tournament.fill(numbered.map(|(class, glance)| {
                    let first = first_of(class, glance);
                    first.and_then(|first| key(class, first)).unwrap_or(Key::ABSENT)
                }));
                floors.clear();
            }
        }
        self.seen = index.change_count();
        self.epoch = epoch;
    }

    /// The first node of the class that costs least, and of equals the first by name. `cost` is asked
    /// for classes whose estimate is no more than that.
    pub(super) fn best(
        &mut self,
        cluster: &Cluster,
        mut cost: impl FnMut(u32, &Class) -> Option<Cost>,
    ) -> Option<NodeNumber> {
        let index = cluster.index();
        loop {
            let (number, key) = self.tournament.best()?;
            let class = index.class(number)?;
            if key.is_exact() {
                return class.first();
            }
            let exact = cost(number, class).map(|Cost { now, floor }| {
                self.floors.insert(number, floor);
                Key::exact(now, key.rank())
            });
            self.tournament.set(number, exact.unwrap_or(Key::ABSENT));
        }
    }
}

impl Estimate {
    /// Where a class is ranked: by its cost, and of equals by its first node.
    fn key(self, first: Rank) -> Key {
        match self {
            Self::Exact(cost) => Key::exact(cost, first),
            Self::AtLeast(cost) => Key::estimate(cost, first),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;
    use alloc::collections::VecDeque;

    use super::*;
    use crate::cluster::{Demand, Labels, NodeSpec, Reservation};
    use crate::deployment::ReplicaId;
    use crate::quantity::{MemoryBytes, MilliCpu};

    #[test]
    fn rankings_that_grow_together_stay_below_the_bound_and_the_last_used_are_kept() {
        let kind = |cpu: u64| {
            let demand = Demand { cpu: MilliCpu(cpu), ..Demand::default() };
            Kind { demand, pools: PoolSet::default() }
        };
        let mut rankings = Rankings::default();
        let class_count = MOST_BYTES / 64;
        for count in [1, class_count] {
            for number in 0..32 {
                assert_eq!(rankings.of(kind(number), count).unwrap().kind, kind(number));
                assert!(rankings.bytes() <= MOST_BYTES);
            }
        }
        let kept = rankings.rankings.len();
        assert!(kept < 32);
        rankings.of(kind(31), class_count).unwrap().seen = 7;
        assert_eq!(rankings.of(kind(31), class_count).unwrap().seen, 7);
        assert_eq!(rankings.rankings.len(), kept);
    }

    #[test]
    fn what_is_remembered_of_costs_does_not_grow_with_the_decisions() {
        let mut cluster = Cluster::default();
        for name in ["a", "b", "c", "d"] {
            let spec = NodeSpec {
                id: name.into(),
                compute_group: "all".into(),
                zone: None,
                labels: Labels::new(),
                cpu: MilliCpu(10),
                memory: MemoryBytes(0),
                gpus: Vec::new(),
            };
            cluster.set_node(spec).unwrap();
        }
        let demand = Demand { cpu: MilliCpu(3), ..Demand::default() };
        let pools = cluster.pools().matching(|_| true);
        let mut rankings = Rankings::default();
        let mut placed = VecDeque::new();
        for number in 0..200 {
            let kind = Kind { demand, pools: pools.clone() };
            let ranking = rankings.of(kind, cluster.index().class_count()).unwrap();
            ranking.catch_up(&cluster, 0, |_, _| Some(Estimate::AtLeast(1)));
            let node = ranking.best(&cluster, |_, _| Some(Cost { now: 2, floor: 1 })).unwrap();
            assert!(ranking.floors.len() <= cluster.index().class_count());
            let reservation = Reservation { demand, devices: Box::default() };
            cluster.reserve_at(node, ReplicaId(number), reservation).unwrap();
            placed.push_back((node, ReplicaId(number)));
            if placed.len() > 7 {
                let (node, replica) = placed.pop_front().unwrap();
                cluster.release_at(node, replica).unwrap();
            }
        }
    }
}
