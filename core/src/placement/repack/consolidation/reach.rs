//! Which replicas could find another place, and how: straight, or after others have made way.
//!
//! Replicas of one demand and the same compute groups are one class. A class is at level 0 where it
//! has room somewhere now, and at level `n` where it fits a node that one replica leaves, or two,
//! with `n` moves: their own and those before them. Levels are found one after the other. What is
//! found is a hint: the moves of a chain may stand in each other's way, which shows when they are
//! tried.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::{MOST_MOVES, Movable};
use crate::cluster::{Cluster, ComputeGroupId, Demand, Node, NodeId};
use crate::deployment::ReplicaId;
use crate::placement::Request;

/// The most ways that are remembered of a class.
const MOST_WAYS: usize = 16;

/// Replicas that make way on a node by leaving it.
#[derive(Debug, Clone)]
pub(super) struct Way<'a> {
    pub(super) node: NodeId,
    pub(super) leavers: SmallVec<[Movable<'a>; 2]>,
}

#[derive(Debug, Clone)]
struct Class<'a> {
    demand: Demand,
    compute_groups: &'a BTreeSet<ComputeGroupId>,
    level: Option<usize>,
    ways: Vec<Way<'a>>,
}

/// The nodes with what may leave them, and how far each class is from a place.
#[derive(Debug, Clone)]
pub(super) struct Reach<'a> {
    nodes: Vec<(NodeId, Vec<Movable<'a>>)>,
    classes: Vec<Class<'a>>,
    /// The level that is looked for, and the node that is next.
    level: usize,
    at: usize,
    is_over: bool,
}

impl<'a> Reach<'a> {
    /// Begins with what has room now.
    pub(super) fn new(
        cluster: &Cluster,
        movable: impl Fn(ReplicaId) -> Option<&'a BTreeSet<ComputeGroupId>>,
    ) -> Self {
        let mut numbers = BTreeMap::<(Demand, &BTreeSet<ComputeGroupId>), usize>::new();
        let mut classes = Vec::<Class<'a>>::new();
        let mut nodes = Vec::new();
        for node in cluster.nodes().filter(|node| node.is_open()) {
            let mut leavers = Vec::new();
            for (replica, held) in node.reservations() {
                let Some(compute_groups) = movable(*replica) else { continue };
                let key = (held.demand, compute_groups);
                let class = *numbers.entry(key).or_insert_with(|| {
                    classes.push(Class::new(cluster, held.demand, compute_groups));
                    classes.len().saturating_sub(1)
                });
                leavers.push(Movable { replica: *replica, compute_groups, class });
            }
            nodes.push((node.spec().id.clone(), leavers));
        }
        Self { nodes, classes, level: 1, at: 0, is_over: false }
    }

    /// Looks at the next node, or goes on to the next level.
    pub(super) fn work(&mut self, cluster: &Cluster) {
        let Some((id, leavers)) = self.nodes.get(self.at) else {
            self.level = self.level.saturating_add(1);
            self.at = 0;
            // The move of a replica of this level would be one too many.
            self.is_over = self.level >= MOST_MOVES;
            return;
        };
        self.at = self.at.saturating_add(1);
        let Some(node) = cluster.node(id).cloned() else { return };
        let moves = |it: &Movable<'a>| Some((*it, self.level_of(it)?.saturating_add(1)));
        let leavers: Vec<(Movable<'a>, usize)> = leavers.iter().filter_map(moves).collect();
        let id = id.clone();
        for (number, (one, moves_of_one)) in leavers.iter().enumerate() {
            if *moves_of_one == self.level {
                self.add_way(&node, &id, &[*one]);
            }
            for (other, moves_of_other) in leavers.iter().skip(number.saturating_add(1)) {
                if moves_of_one.saturating_add(*moves_of_other) == self.level {
                    self.add_way(&node, &id, &[*one, *other]);
                }
            }
        }
    }

    pub(super) const fn is_over(&self) -> bool {
        self.is_over
    }

    /// How many moves come before that of a replica; `None` where it is not known to find a place.
    pub(super) fn level_of(&self, movable: &Movable<'_>) -> Option<usize> {
        self.classes.get(movable.class)?.level
    }

    /// The replicas after one of which a replica could go where they were.
    pub(super) fn ways(&self, movable: &Movable<'_>) -> &[Way<'a>] {
        self.classes.get(movable.class).map_or(&[], |class| &class.ways)
    }

    /// What may leave each open node.
    pub(super) fn nodes(&self) -> &[(NodeId, Vec<Movable<'a>>)] {
        &self.nodes
    }

    /// Notes the classes that fit a node after these have left.
    fn add_way(&mut self, node: &Node, id: &NodeId, leavers: &[Movable<'a>]) {
        let mut without = node.clone();
        for leaver in leavers {
            without.release(leaver.replica);
        }
        for class in &mut self.classes {
            let is_open = class.level.is_none_or(|level| level == self.level);
            if is_open && class.ways.len() < MOST_WAYS && class.fits(&without) {
                class.level = Some(self.level);
                class.ways.push(Way { node: id.clone(), leavers: SmallVec::from_slice(leavers) });
            }
        }
    }
}

impl<'a> Class<'a> {
    fn new(
        cluster: &Cluster,
        demand: Demand,
        compute_groups: &'a BTreeSet<ComputeGroupId>,
    ) -> Self {
        let has_room = Request::new(compute_groups, demand).fits(cluster);
        Self { demand, compute_groups, level: has_room.then_some(0), ways: Vec::new() }
    }

    fn fits(&self, node: &Node) -> bool {
        Request::new(self.compute_groups, self.demand).may_use(node)
            && node.devices_for(&self.demand).is_some()
    }
}
