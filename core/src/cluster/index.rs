//! The index: nodes of equal room in one class, and what has changed since when.
//!
//! Whoever ranks classes follows their changes instead of looking at every node again.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::hash::BuildHasher;
use core::num::NonZeroU64;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::cluster::NodeNumber;
use crate::cluster::glance::Glance;
use crate::cluster::node::Tenants;
use crate::cluster::order::Rank;
use crate::cluster::pool::PoolId;
use crate::cluster::recency::{Change, Recency};
use crate::cluster::shape::{Room, Shape};

/// A node after its rank, which is in the order of names: in one number that is never 0, so that the
/// first of a class takes no more where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranked(NonZeroU64);

impl Ranked {
    pub(super) fn new(rank: Rank, NodeNumber(number): NodeNumber) -> Self {
        Self(NonZeroU64::MIN.saturating_add(u64::from(rank) << 32 | u64::from(number)))
    }

    fn rank(self) -> Rank {
        Rank::try_from(self.whole() >> 32).unwrap_or(Rank::MAX)
    }

    fn node(self) -> NodeNumber {
        NodeNumber(u32::try_from(self.whole() & u64::from(u32::MAX)).unwrap_or(u32::MAX))
    }

    const fn whole(self) -> u64 {
        self.0.get().wrapping_sub(1)
    }
}

/// The open nodes of one pool that have equal room and, where that counts, equal tenants. Its number
/// is given anew when it is empty.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    pub(crate) pool: PoolId,
    pub(crate) tenants: Tenants,
    pub(crate) room: Room,
    /// Tells it from every other class that ever had its number.
    pub(crate) made_at: u64,
    /// The first of its nodes in the order of names.
    first: Option<Ranked>,
    /// The others: most classes have none.
    others: BTreeSet<Ranked>,
}

/// Classes by number, and their changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    classes: Vec<Class>,
    glances: Vec<Glance>,
    numbers: HashTable<u32>,
    empty: Vec<u32>,
    /// Each open node's class, by the node's number.
    class_of: Vec<Option<u32>>,
    recency: Recency,
    /// How many classes were ever made.
    made: u64,
}

impl Class {
    pub(crate) fn len(&self) -> usize {
        self.others.len().saturating_add(usize::from(self.first.is_some()))
    }

    /// The first of its nodes in the order of names.
    pub(crate) fn first(&self) -> Option<NodeNumber> {
        self.first.map(Ranked::node)
    }

    /// Its nodes in the order of names.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeNumber> {
        self.first.iter().chain(&self.others).map(|it| it.node())
    }

    fn hash(&self) -> u64 {
        FxBuildHasher.hash_one((self.pool, self.tenants, &self.room))
    }

    fn is_as(&self, other: &Self) -> bool {
        self.pool == other.pool && self.tenants == other.tenants && self.room == other.room
    }

    /// Takes a node in. Says whether it is the first now.
    fn insert(&mut self, node: Ranked) -> bool {
        let Some(first) = self.first else {
            self.first = Some(node);
            return true;
        };
        self.others.insert(first.max(node));
        self.first = Some(first.min(node));
        node < first
    }

    /// Lets a node go. Says whether it was the first.
    fn remove(&mut self, node: Ranked) -> bool {
        let was_first = self.first == Some(node);
        if was_first {
            self.first = self.others.pop_first();
        } else {
            self.others.remove(&node);
        }
        was_first
    }
}

impl Index {
    /// Puts a node where its room belongs; nowhere without any.
    pub(super) fn set(
        &mut self,
        node: Ranked,
        key: Option<(PoolId, Tenants, Room)>,
        shape: &Shape,
    ) {
        let at = node.node().0 as usize;
        if self.class_of.len() <= at {
            self.class_of.resize(at.saturating_add(1), None);
        }
        let earlier = self.class_of.get(at).copied().flatten();
        let class = key.map(|(pool, tenants, room)| {
            let others = BTreeSet::new();
            Class { pool, tenants, room, made_at: 0, first: None, others }
        });
        if let (Some(number), Some(class)) = (earlier, &class)
            && self.class(number).is_some_and(|it| it.is_as(class))
        {
            return;
        }
        let left = earlier.and_then(|number| self.leave(number, node));
        let joined = class.and_then(|class| self.join(class, node, shape));
        if let Some(class_of) = self.class_of.get_mut(at) {
            *class_of = joined.map(|it| it.class);
        }
        // The number of a class that has become empty is given to the next: one change, not two.
        let is_taken_over = |left: &Change| joined.is_some_and(|it| it.class == left.class);
        let left = left.filter(|left| !is_taken_over(left));
        left.into_iter().chain(joined).for_each(|change| self.recency.note(change));
    }

    /// Gives a node another rank, which is still between those of the nodes beside it.
    pub(super) fn change_rank(&mut self, node: NodeNumber, from: Rank, to: Rank) {
        let number = self.class_of.get(node.0 as usize).copied().flatten();
        let change = number.and_then(|number| {
            let class = self.classes.get_mut(number as usize)?;
            let is_first_now = class.insert(Ranked::new(to, node));
            let was_first = class.remove(Ranked::new(from, node));
            let glance = self.glances.get_mut(number as usize)?;
            glance.first = class.first.map(Ranked::rank);
            Some(Change { class: number, is_of_others: !is_first_now && !was_first })
        });
        change.into_iter().for_each(|change| self.recency.note(change));
    }

    fn leave(&mut self, number: u32, node: Ranked) -> Option<Change> {
        let class = self.classes.get_mut(number as usize)?;
        let was_first = class.remove(node);
        let glance = self.glances.get_mut(number as usize)?;
        glance.first = class.first.map(Ranked::rank);
        if class.first.is_none() {
            let hash = class.hash();
            if let Ok(entry) = self.numbers.find_entry(hash, |it| *it == number) {
                entry.remove();
            }
            self.empty.push(number);
        }
        Some(Change { class: number, is_of_others: !was_first })
    }

    fn join(&mut self, class: Class, node: Ranked, shape: &Shape) -> Option<Change> {
        let hash = class.hash();
        let classes = &self.classes;
        let is_it = |number: &u32| classes.get(*number as usize).is_some_and(|it| it.is_as(&class));
        let known = self.numbers.find(hash, is_it).copied();
        let number = known.unwrap_or_else(|| self.add(class, hash, shape));
        let class = self.classes.get_mut(number as usize)?;
        let is_of_others = !class.insert(node);
        let glance = self.glances.get_mut(number as usize)?;
        glance.first = class.first.map(Ranked::rank);
        Some(Change { class: number, is_of_others })
    }

    fn add(&mut self, mut class: Class, hash: u64, shape: &Shape) -> u32 {
        self.made = self.made.saturating_add(1);
        class.made_at = self.made;
        let glance = Glance::new(&class.room, shape, class.pool);
        let number = match self.empty.pop() {
            Some(number) => {
                let at = number as usize;
                let places = (self.classes.get_mut(at), self.glances.get_mut(at));
                if let (Some(known), Some(known_glance)) = places {
                    (*known, *known_glance) = (class, glance);
                }
                number
            }
            None => {
                self.classes.push(class);
                self.glances.push(glance);
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

    /// The class of a node, if it is open.
    pub(crate) fn class_of(&self, node: NodeNumber) -> Option<&Class> {
        self.class((*self.class_of.get(node.0 as usize)?)?)
    }

    /// A glance at each class, by number.
    pub(crate) fn glances(&self) -> &[Glance] {
        &self.glances
    }

    /// Every class that is not empty.
    pub(crate) fn classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter().filter(|class| class.first.is_some())
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
    pub(crate) const fn change_count(&self) -> u64 {
        self.recency.changes()
    }

    /// The classes that have changed after the first `seen` changes; `None` if there is no telling.
    pub(crate) fn changes_since(&self, seen: u64) -> Option<impl Iterator<Item = Change>> {
        self.recency.since(seen)
    }

    /// Forgets every node; what has followed the changes has to start anew.
    pub(super) fn clear(&mut self) {
        let mut recency = core::mem::take(&mut self.recency);
        recency.clear();
        *self = Self { recency, made: self.made, ..Self::default() };
    }
}
