//! The order of nodes by name, as numbers to compare: a node that comes between others gets a number
//! between theirs.
//!
//! Where there is none left, only the nodes near by are given others, further apart: the smallest
//! aligned block of numbers around them that is sparse enough, the larger the sparser. That keeps the
//! mean cost of a newcomer logarithmic wherever it comes (Bender, Cole, Demaine, Farach-Colton and
//! Zito, "Two simplified algorithms for maintaining order in a list", ESA '02).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::cluster::NodeNumber;

/// A node's place in the order of names: larger than that of every node before it.
pub(crate) type Rank = u32;

/// Ranks are below 2 to this power.
const RANK_BITS: u32 = 31;

/// The rank of the first node that comes.
const MIDDLE: Rank = 1 << (RANK_BITS - 1);

/// How far apart nodes are that come one after the other at an end.
const GAP: Rank = 1 << 12;

/// The nodes by rank.
#[derive(Debug, Clone, Default)]
pub(super) struct Order(BTreeMap<Rank, NodeNumber>);

/// A node whose rank is another now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) number: NodeNumber,
    pub(super) from: Rank,
    pub(super) to: Rank,
}

impl Order {
    /// Puts a node right before another, or last. `None`: there are more nodes than ranks.
    ///
    /// The nodes that had to move are to be dealt with before the newcomer, whose rank may have been
    /// one of theirs.
    pub(super) fn insert(
        &mut self,
        number: NodeNumber,
        before: Option<Rank>,
    ) -> Option<(Rank, Vec<Moved>)> {
        let previous = self.0.range(..before.unwrap_or(1 << RANK_BITS)).next_back();
        let previous = previous.map(|(rank, _)| *rank);
        if let Some(rank) = between(previous, before) {
            self.0.insert(rank, number);
            return Some((rank, Vec::new()));
        }
        let moved = self.spread(previous.or(before)?);
        let is_now = |rank: Rank| moved.iter().find(|it| it.from == rank).map_or(rank, |it| it.to);
        let rank = between(previous.map(is_now), before.map(is_now))?;
        self.0.insert(rank, number);
        Some((rank, moved))
    }

    /// Gives the nodes around a rank others, so that there is room beside each of them.
    fn spread(&mut self, around: Rank) -> Vec<Moved> {
        // How many nodes a block may have, in 256ths: 1.6 times as many in one of twice the size.
        let mut most: u64 = 256;
        for bits in 1..=RANK_BITS {
            most = most.saturating_mul(8) / 5;
            let (first, size) = (around >> bits << bits, 1_u32 << bits);
            let block = || self.0.range(first..first.saturating_add(size));
            let fits = |count: usize| {
                u64::try_from(count)
                    .is_ok_and(|it| it.saturating_add(1).saturating_mul(256) <= most)
            };
            if bits < RANK_BITS && !fits(block().count()) {
                continue;
            }
            let nodes: Vec<(Rank, NodeNumber)> =
                block().map(|(rank, number)| (*rank, *number)).collect();
            let neighbours = u32::try_from(nodes.len().saturating_add(1)).ok();
            let gap = neighbours.and_then(|it| size.checked_div(it)).unwrap_or(1);
            for (rank, _) in &nodes {
                self.0.remove(rank);
            }
            let lowest = first.saturating_add(gap / 2);
            let places = (0..).map(|at: u32| lowest.saturating_add(gap.saturating_mul(at)));
            let moved: Vec<Moved> = nodes
                .into_iter()
                .zip(places)
                .map(|((from, number), to)| Moved { number, from, to })
                .collect();
            self.0.extend(moved.iter().map(|it| (it.to, it.number)));
            return moved;
        }
        Vec::new()
    }
}

/// A rank between two, if there is one; at an end, one with room to spare.
fn between(previous: Option<Rank>, next: Option<Rank>) -> Option<Rank> {
    match (previous, next) {
        (None, None) => Some(MIDDLE),
        (Some(previous), None) => {
            let room = ((1_u32 << RANK_BITS) - 1).checked_sub(previous)?;
            (room > 0).then(|| previous.saturating_add(room.div_ceil(2).min(GAP)))
        }
        (None, Some(next)) => (next > 0).then(|| next.saturating_sub(next.div_ceil(2).min(GAP))),
        (Some(previous), Some(next)) => {
            let half = next.checked_sub(previous)? / 2;
            (half > 0).then(|| previous.saturating_add(half))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inserts nodes each at the place that `at` names among those there, and says how many moved.
    fn insert_all(count: u32, mut at: impl FnMut(usize) -> usize) -> usize {
        let (mut order, mut nodes, mut moves) = (Order::default(), Vec::new(), 0);
        let mut ranks = BTreeMap::new();
        for number in 0..count {
            let place = at(nodes.len());
            let before = nodes.get(place).map(|it| ranks[it]);
            let (rank, moved) = order.insert(NodeNumber(number), before).unwrap();
            for it in &moved {
                assert_eq!(ranks.insert(it.number, it.to), Some(it.from));
            }
            moves += moved.len();
            ranks.insert(NodeNumber(number), rank);
            nodes.insert(place, NodeNumber(number));
        }
        assert!(nodes.is_sorted_by(|a, b| ranks[a] < ranks[b]), "not in order");
        assert_eq!(order.0.values().copied().collect::<Vec<_>>(), nodes);
        assert!(ranks.iter().all(|(number, rank)| order.0.get(rank) == Some(number)));
        moves
    }

    #[test]
    fn nodes_that_come_in_order_move_nobody() {
        assert_eq!(insert_all(20_000, |count| count), 0, "last");
        assert_eq!(insert_all(20_000, |_| 0), 0, "first");
    }

    #[test]
    fn wherever_nodes_come_few_have_to_move() {
        let mut random = 1_u64;
        let anywhere = |count: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) as usize % (count + 1)
        };
        let places: [(&str, usize); 4] = [
            ("anywhere", insert_all(10_000, anywhere)),
            ("behind the first", insert_all(10_000, |count| count.min(1))),
            ("before the last", insert_all(10_000, |count| count.saturating_sub(1))),
            ("in the middle", insert_all(10_000, |count| count / 2)),
        ];
        for (place, moves) in places {
            assert!(moves < 10_000 * 24, "{place}: {moves} moves");
        }
    }

    #[test]
    fn an_end_without_room_is_spread_as_well() {
        for before in [Some(0), None] {
            let mut order = Order::default();
            let last = (1 << RANK_BITS) - 1;
            order.0.extend([(0, NodeNumber(0)), (last, NodeNumber(1))]);
            let (rank, moved) = order.insert(NodeNumber(2), before).unwrap();
            assert_eq!(moved.len(), 1);
            let expected = if before.is_some() { [2, 0, 1] } else { [0, 1, 2] };
            assert_eq!(order.0.values().map(|it| it.0).collect::<Vec<_>>(), expected);
            assert_eq!(order.0.get(&rank), Some(&NodeNumber(2)));
        }
    }
}
