//! The index: nodes of equal room in one class, and what has changed since when.
//!
//! Whoever ranks classes follows the log of changes instead of looking at every node again.

use alloc::collections::{BTreeSet, VecDeque};
use alloc::vec::Vec;
use core::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::cluster::node::Tenants;
use crate::cluster::pool::PoolId;
use crate::cluster::shape::Room;

/// A node's place in the order of names.
pub(crate) type Rank = u32;

/// The open nodes of one pool that have equal room and, where that counts, equal tenants. Its number is given anew when it is empty.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    pub(crate) pool: PoolId,
    pub(crate) tenants: Tenants,
    pub(crate) room: Room,
    /// Tells it from every other class that ever had its number.
    pub(crate) made_at: u64,
    /// The first of its nodes in the order of names.
    pub(crate) first: Option<Rank>,
    members: BTreeSet<Rank>,
}

/// Classes by number, and their changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    classes: Vec<Class>,
    numbers: HashTable<u32>,
    empty: Vec<u32>,
    /// Each open node's class, by rank.
    class_of: Vec<Option<u32>>,
    log: VecDeque<u32>,
    /// How many classes were ever made.
    made: u64,
    /// How many changes were dropped from the front of the log.
    dropped: u64,
}

impl Class {
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// Its nodes, ascending.
    pub(crate) fn ranks(&self) -> impl Iterator<Item = Rank> {
        self.members.iter().copied()
    }

    fn hash(&self) -> u64 {
        FxBuildHasher.hash_one((self.pool, self.tenants, &self.room))
    }

    fn is_as(&self, other: &Self) -> bool {
        self.pool == other.pool && self.tenants == other.tenants && self.room == other.room
    }
}

impl Index {
    /// Puts a node where its room belongs; nowhere without any.
    pub(super) fn set(&mut self, rank: Rank, key: Option<(PoolId, Tenants, Room)>) {
        let at = rank as usize;
        if self.class_of.len() <= at {
            self.class_of.resize(at.saturating_add(1), None);
        }
        let earlier = self.class_of.get(at).copied().flatten();
        if let Some(number) = earlier {
            self.leave(number, rank);
        }
        let number = key.map(|key| self.join(key, rank));
        if let Some(class_of) = self.class_of.get_mut(at) {
            *class_of = number;
        }
        for number in earlier.into_iter().chain(number.filter(|it| Some(*it) != earlier)) {
            self.log.push_back(number);
        }
        while self.log.len() > self.classes.len().saturating_mul(4).max(64) {
            self.log.pop_front();
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    fn leave(&mut self, number: u32, rank: Rank) {
        let Some(class) = self.classes.get_mut(number as usize) else {
            return;
        };
        class.members.remove(&rank);
        class.first = class.members.first().copied();
        if class.members.is_empty() {
            let hash = class.hash();
            if let Ok(entry) = self.numbers.find_entry(hash, |it| *it == number) {
                entry.remove();
            }
            self.empty.push(number);
        }
    }

    fn join(&mut self, (pool, tenants, room): (PoolId, Tenants, Room), rank: Rank) -> u32 {
        let class =
            Class { pool, tenants, room, made_at: 0, first: None, members: BTreeSet::new() };
        let hash = class.hash();
        let classes = &self.classes;
        let is_it = |number: &u32| classes.get(*number as usize).is_some_and(|it| it.is_as(&class));
        let known = self.numbers.find(hash, is_it).copied();
        let number = known.unwrap_or_else(|| self.add(class, hash));
        if let Some(class) = self.classes.get_mut(number as usize) {
            class.members.insert(rank);
            class.first = class.members.first().copied();
        }
        number
    }

    fn add(&mut self, mut class: Class, hash: u64) -> u32 {
        self.made = self.made.saturating_add(1);
        class.made_at = self.made;
        let number = match self.empty.pop() {
            Some(number) => {
                if let Some(place) = self.classes.get_mut(number as usize) {
                    *place = class;
                }
                number
            }
            None => {
                self.classes.push(class);
                u32::try_from(self.classes.len().saturating_sub(1)).unwrap_or(u32::MAX)
            }
        };
        let classes = &self.classes;
        let rehash = |number: &u32| classes.get(*number as usize).map_or(0, Class::hash);
        self.numbers.insert_unique(hash, number, rehash);
        number
    }

    /// The class of this number; it may be empty.
    pub(crate) fn class(&self, number: u32) -> Option<&Class> {
        self.classes.get(number as usize)
    }

    /// Every class that is not empty.
    pub(crate) fn classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter().filter(|class| !class.members.is_empty())
    }

    /// Every class by its number, also those without nodes.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter()
    }

    /// One more than the highest number of a class.
    pub(crate) fn class_count(&self) -> usize {
        self.classes.len()
    }

    /// How many changes there have been.
    pub(crate) fn change_count(&self) -> u64 {
        self.dropped.saturating_add(u64::try_from(self.log.len()).unwrap_or(u64::MAX))
    }

    /// The classes that changed after the first `seen` changes; `None` if that is too long ago.
    pub(crate) fn changes_since(&self, seen: u64) -> Option<impl ExactSizeIterator<Item = u32>> {
        let skipped = usize::try_from(seen.checked_sub(self.dropped)?).ok()?;
        (skipped <= self.log.len()).then(|| self.log.range(skipped..).copied())
    }

    /// Forgets every node; what has followed the log has to start anew.
    pub(super) fn clear(&mut self) {
        let change_count = self.change_count();
        let dropped = change_count.saturating_add(1);
        *self = Self { dropped, made: self.made, ..Self::default() };
    }
}
