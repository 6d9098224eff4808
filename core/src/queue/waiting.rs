//! Who waits in a queue, and who of them is worth looking at.
//!
//! A pass over the queue does not look at every waiting replica. Those that need the same are one
//! class: if the first does not fit, neither do the others. And those that wait for something of
//! their own, such as the end of a pause, do not contend.

use alloc::collections::{BTreeMap, BTreeSet};
use core::ops::Bound::{Excluded, Unbounded};

use crate::cluster::NodeId;
use crate::deployment::ReplicaId;
use crate::resources::Resources;

/// A waiting replica and its turn; the smaller is earlier.
pub(crate) type Ticket = (u64, ReplicaId);

/// What decides whether a waiting replica is admitted, apart from its turn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    pub(crate) resources: Resources,
    /// The only node that will do, where there is one.
    pub(crate) node: Option<NodeId>,
    /// Whether it holds nobody up.
    pub(crate) surge: bool,
    pub(crate) standing: Standing,
}

/// Whether a waiting replica could be admitted if there were room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// It could.
    Contends,
    /// It waits for its deployment to try again.
    Pauses,
    /// There is no room anywhere for it, ever.
    Infeasible,
}

/// The replicas that wait in a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    tickets: BTreeMap<Ticket, Class>,
    classes: BTreeMap<Class, BTreeSet<Ticket>>,
    /// The first ticket of each class that contends.
    heads: BTreeSet<Ticket>,
}

impl Waiting {
    /// Puts a replica in its place, or moves it to another class; whether that is a change.
    pub(crate) fn set(&mut self, ticket: Ticket, class: Class) -> bool {
        if self.tickets.get(&ticket) == Some(&class) {
            return false;
        }
        self.remove(ticket);
        let members = self.classes.entry(class.clone()).or_default();
        let earlier = members.first().copied();
        members.insert(ticket);
        if class.standing == Standing::Contends && earlier.is_none_or(|it| ticket < it) {
            if let Some(earlier) = earlier {
                self.heads.remove(&earlier);
            }
            self.heads.insert(ticket);
        }
        self.tickets.insert(ticket, class);
        true
    }

    /// Takes a replica out; whether it was there.
    pub(crate) fn remove(&mut self, ticket: Ticket) -> bool {
        let Some(class) = self.tickets.remove(&ticket) else {
            return false;
        };
        if let Some(members) = self.classes.get_mut(&class) {
            members.remove(&ticket);
            let next = members.first().copied();
            if next.is_none() {
                self.classes.remove(&class);
            }
            if self.heads.remove(&ticket) {
                self.heads.extend(next);
            }
        }
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.tickets.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tickets.is_empty()
    }

    /// As what a replica waits; `None` if it does not.
    pub(crate) fn class_of(&self, ticket: Ticket) -> Option<&Class> {
        self.tickets.get(&ticket)
    }

    /// How many wait that are earlier.
    pub(crate) fn count_before(&self, ticket: Ticket) -> usize {
        self.tickets.range(..ticket).count()
    }

    /// The next one to look at after `ticket`: the first of a class that contends.
    pub(crate) fn next_head_after(&self, ticket: Option<Ticket>) -> Option<Ticket> {
        let from = ticket.map_or(Unbounded, Excluded);
        self.heads.range((from, Unbounded)).next().copied()
    }

    /// Who waits in each class.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (&Class, &BTreeSet<Ticket>)> {
        self.classes.iter()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::quantity::{MemoryBytes, MilliCpu};

    fn class(cpu: u64, standing: Standing) -> Class {
        let resources = Resources { cpu: MilliCpu(cpu), memory: MemoryBytes(1), gpu: None };
        Class { resources, node: None, surge: false, standing }
    }

    fn ticket(order: u64) -> Ticket {
        (order, ReplicaId(order))
    }

    fn heads(waiting: &Waiting) -> Vec<u64> {
        let next = |it: &Ticket| waiting.next_head_after(Some(*it));
        core::iter::successors(waiting.next_head_after(None), next).map(|it| it.0).collect()
    }

    #[test]
    fn only_the_first_of_each_class_that_contends_is_looked_at() {
        let mut waiting = Waiting::default();
        for (order, cpu) in [(5, 1), (3, 2), (1, 1), (4, 2), (2, 3)] {
            waiting.set(ticket(order), class(cpu, Standing::Contends));
        }
        assert_eq!(heads(&waiting), [1, 2, 3]);
        assert!(waiting.remove(ticket(1)));
        assert_eq!(heads(&waiting), [2, 3, 5]);
        waiting.set(ticket(2), class(3, Standing::Pauses));
        assert_eq!(heads(&waiting), [3, 5]);
        waiting.set(ticket(2), class(2, Standing::Contends));
        assert_eq!(heads(&waiting), [2, 5]);
        assert_eq!(waiting.count_before(ticket(4)), 2);
    }

    #[test]
    fn whoever_leaves_leaves_nothing_behind() {
        let mut waiting = Waiting::default();
        for order in 1..4 {
            waiting.set(ticket(order), class(order % 2, Standing::Contends));
        }
        for order in 1..4 {
            assert!(waiting.remove(ticket(order)));
            assert!(!waiting.remove(ticket(order)));
        }
        assert_eq!(waiting, Waiting::default());
    }
}
