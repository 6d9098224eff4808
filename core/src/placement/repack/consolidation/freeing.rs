//! A node whose replicas all go elsewhere.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::reach::Reach;
use super::trial::Trial;
use super::{MOST_MOVES, Movable, PlannedMove};
use crate::cluster::{Cluster, ComputeGroupId, NodeId};
use crate::deployment::ReplicaId;
use crate::placement::random::Random;
use crate::sort;

/// The most orders of the replicas that are tried.
const MOST_ORDERS: u32 = 300;

/// A search for moves that free a node, so that it can be taken away without loss.
///
/// The replicas leave one after the other, the largest first, then in other orders; each may have
/// others make way for it elsewhere. A plan replaces an earlier one where it has fewer moves, and after
/// a few hundred orders the search gives up.
#[derive(Debug, Clone)]
pub struct Freeing<'a> {
    trial: Trial,
    reach: Reach<'a>,
    node: NodeId,
    /// What is to leave.
    leavers: Vec<Movable<'a>>,
    /// What is there and may not move.
    pinned: Vec<ReplicaId>,
    random: Random,
    /// How many orders were tried.
    orders: u32,
    plan: Option<Vec<PlannedMove>>,
}

impl<'a> Freeing<'a> {
    /// Begins to look for places for what a node holds; a node that is not known holds nothing.
    pub fn new(
        cluster: &Cluster,
        node: &NodeId,
        movable: impl Fn(ReplicaId) -> Option<&'a BTreeSet<ComputeGroupId>>,
    ) -> Self {
        let mut trial = Trial::new(cluster);
        // One that is cordoned, as it often is by then, would not be looked at.
        trial.open(node);
        let reach = Reach::new(trial.cluster(), &movable);
        let held = cluster.node(node).map(|node| node.reservations()).unwrap_or_default();
        let gpus = |replica: ReplicaId| {
            let demand = held.iter().find(|(it, _)| *it == replica).map(|(_, held)| held.demand);
            demand.map(|demand| (demand.gpu_total(), demand.cpu, demand.memory))
        };
        let of_node = reach.nodes().iter().find(|(id, _)| id == node);
        let mut leavers = of_node.map(|(_, leavers)| leavers.clone()).unwrap_or_default();
        sort::sort_by_key(&mut leavers, |leaver| (Reverse(gpus(leaver.replica)), leaver.replica));
        let pinned = held.iter().map(|(replica, _)| *replica);
        let pinned = pinned.filter(|replica| movable(*replica).is_none()).collect();
        let plan = held.is_empty().then(Vec::new);
        let random = Random::new(0);
        let node = node.clone();
        Self { trial, reach, node, leavers, pinned, random, orders: 0, plan }
    }

    /// Searches for this many steps; each looks at one node, or tries one order of the replicas.
    pub fn advance(&mut self, steps: u64) {
        for _ in 0..steps {
            if self.is_over() {
                return;
            }
            if self.reach.is_over() {
                self.try_order();
            } else {
                self.reach.work(self.trial.cluster());
            }
        }
    }

    /// Whether no better plan can be, because only these replicas move or one may not move at all, or
    /// none was found for long.
    pub fn is_over(&self) -> bool {
        let is_least = self.plan.as_ref().is_some_and(|plan| plan.len() <= self.lower_bound());
        is_least || !self.pinned.is_empty() || self.orders >= MOST_ORDERS
    }

    /// The moves of the best plan so far, in their order; each is to be over before the next begins.
    pub fn plan(&self) -> Option<&[PlannedMove]> {
        self.plan.as_deref()
    }

    /// The fewest moves that any plan has: each replica leaves.
    pub const fn lower_bound(&self) -> usize {
        self.leavers.len()
    }

    /// The replicas there that may not move; where there are any, there is no plan.
    pub fn pinned(&self) -> &[ReplicaId] {
        &self.pinned
    }

    fn try_order(&mut self) {
        if self.orders > 0 {
            self.random.shuffle(&mut self.leavers);
        }
        self.orders = self.orders.saturating_add(1);
        let all_left = self
            .leavers
            .iter()
            .all(|leaver| self.trial.leave(&self.reach, &self.node, leaver, MOST_MOVES));
        let moves = self.trial.finish();
        let best = self.plan.as_ref().map_or(usize::MAX, Vec::len);
        if all_left && moves.len() < best {
            self.plan = Some(moves);
        }
    }
}
