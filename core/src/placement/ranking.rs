//! Rankings: for each kind of request, the classes of nodes in the order of their costs.
//!
//! Requests of equal demand in the same pools are of one kind. A ranking follows the cluster's log of
//! changes, so a placement costs one new score for each kind that is asked for again and still has room
//! there, not one for each node. Classes that have lost their room are only struck out when they are
//! the best.

use alloc::vec::Vec;
use core::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::cluster::{Class, Cluster, Demand, Glance, NodeNumber, PoolSet, Rank, Wanted};
use crate::placement::tournament::{ABSENT, Tournament};

/// How many classes all rankings together may rank: 24 MiB. The ranking that was not used for the
/// longest time is forgotten first.
const MOST_ENTRIES: usize = 3 << 20;

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
    /// How far the cluster's changes have been followed.
    seen: u64,
    /// Of which epoch the costs are.
    epoch: u64,
    /// When it was last used, in decisions.
    used_at: u64,
}

/// A ranking for each kind of request that came lately.
#[derive(Debug, Clone, Default)]
pub(super) struct Rankings {
    numbers: HashTable<u32>,
    rankings: Vec<Ranking>,
    decisions: u64,
}

impl Rankings {
    /// The ranking for a kind of request, which may have to catch up.
    pub(super) fn of(&mut self, kind: Kind) -> Option<&mut Ranking> {
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
        Some(ranking)
    }

    /// Forgets every ranking: the scores have changed.
    pub(super) fn forget(&mut self) {
        self.rankings.clear();
        self.numbers.clear();
    }

    fn add(&mut self, kind: Kind, hash: u64) -> u32 {
        let tournament = Tournament::default();
        self.rankings.push(Ranking { kind, tournament, seen: u64::MAX, epoch: 0, used_at: 0 });
        self.shrink();
        let number = u32::try_from(self.rankings.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let rankings = &self.rankings;
        let rehash = |number: &u32| {
            rankings.get(*number as usize).map_or(0, |it| FxBuildHasher.hash_one(&it.kind))
        };
        self.numbers.insert_unique(hash, number, rehash);
        number
    }

    /// Forgets the half that was used least lately, if all together are too large. The newest stays.
    fn shrink(&mut self) {
        let entries = self.rankings.iter().map(|it| it.tournament.capacity().max(256));
        if entries.sum::<usize>() <= MOST_ENTRIES {
            return;
        }
        let Some(newest) = self.rankings.pop() else {
            return;
        };
        self.rankings.sort_by_key(|ranking| core::cmp::Reverse(ranking.used_at));
        self.rankings.truncate(self.rankings.len() / 2);
        self.numbers.clear();
        for (number, ranking) in (0..).zip(&self.rankings) {
            let rankings = &self.rankings;
            let rehash = |number: &u32| {
                rankings.get(*number as usize).map_or(0, |it| FxBuildHasher.hash_one(&it.kind))
            };
            self.numbers.insert_unique(FxBuildHasher.hash_one(&ranking.kind), number, rehash);
        }
        self.rankings.push(newest);
    }
}

impl Ranking {
    /// Takes in what has changed. `cost` says what a class costs that has room; `None` rules it out.
    pub(super) fn catch_up(
        &mut self,
        cluster: &Cluster,
        epoch: u64,
        mut cost: impl FnMut(u32, &Class) -> Option<u32>,
    ) {
        let index = cluster.index();
        let Self { kind: Kind { demand, pools }, tournament, .. } = self;
        let wanted = Wanted::new(demand);
        let mut key = |number: u32, glance: &Glance| {
            let first = cluster.first_with_room(number, glance, demand, &wanted)?;
            if !pools.contains(glance.pool) {
                return None;
            }
            Some(u64::from(cost(number, index.class(number)?)?) << 32 | u64::from(first))
        };
        let changes = index
            .changes_since(self.seen)
            .filter(|_| self.epoch == epoch && tournament.capacity() >= index.class_count());
        match changes {
            Some(changes) => changes.for_each(|change| {
                if change.span.may_hold(&wanted) && !change.is_of_others {
                    let glance = index.glances().get(change.class as usize);
                    let key = glance.and_then(|glance| key(change.class, glance));
                    tournament.set(change.class as usize, key.unwrap_or(ABSENT));
                }
            }),
            None => {
                if tournament.capacity() < index.class_count() {
                    let capacity = index.class_count().saturating_mul(5) / 4;
                    *tournament = Tournament::new(capacity);
                }
                let numbered = (0..).zip(index.glances());
                tournament.fill(numbered.map(|(at, glance)| key(at, glance).unwrap_or(ABSENT)));
            }
        }
        self.seen = index.change_count();
        self.epoch = epoch;
    }

    /// The first node of the class that costs least, and of equals the first by name.
    pub(super) fn best(&mut self, cluster: &Cluster) -> Option<NodeNumber> {
        let wanted = Wanted::new(&self.kind.demand);
        loop {
            let (number, key) = self.tournament.best()?;
            let class = u32::try_from(number).ok()?;
            let glance = cluster.index().glances().get(number)?;
            let first = cluster.first_with_room(class, glance, &self.kind.demand, &wanted);
            // A change that leaves room sets the key; so it holds, unless there is no room any more.
            if first.is_some_and(|first| u64::from(first) == key & u64::from(Rank::MAX)) {
                return cluster.index().class(class)?.first();
            }
            self.tournament.set(number, ABSENT);
        }
    }
}
