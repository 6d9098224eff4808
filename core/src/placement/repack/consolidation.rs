//! Consolidation: the fewest moves that make room for a request.
//!
//! Every replica that moves starts in its new place before it leaves the old one, so a plan uses only
//! room that is there now, besides what its own earlier moves free; carried out in its order, no
//! deployment has fewer replicas at any moment than before.
//!
//! The search takes one node after the other, those first where the fewest replicas would have to
//! leave, and there each set of so many replicas: all sets of one, then all of two, up to
//! [`MOST_MOVES`]. The first plan that it finds is the smallest that moves each replica once.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use serde::Serialize;

use crate::cluster::{Cluster, ComputeGroupId, Demand, Node, NodeId, Reservation};
use crate::deployment::ReplicaId;
use crate::placement::{Mix, Placement, PlacementPolicy, Request, Scheduler};

mod leavers;

use leavers::{Combinations, fewest_leavers};

/// The most moves of a plan.
pub const MOST_MOVES: usize = 4;

/// The most replicas of one node that are thought of as leaving: those of which fewest are enough.
const MOST_MOVABLE: usize = 24;

/// A replica that may move, and where to.
#[derive(Debug, Clone, Copy)]
struct Movable<'a> {
    /// The replica.
    replica: ReplicaId,
    /// The compute groups of the nodes that will do.
    compute_groups: &'a BTreeSet<ComputeGroupId>,
}

/// A replica's way to another node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedMove {
    /// The replica.
    pub replica: ReplicaId,
    /// Where it is.
    pub from: NodeId,
    /// Where its replacement starts.
    pub to: Placement,
}

/// Moves, in their order, and the place that they make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The moves; each is to be over before the next begins.
    pub moves: Vec<PlannedMove>,
    /// The place of the request after them.
    pub placement: Placement,
}

/// A search for the fewest moves that make room for a request.
#[derive(Debug, Clone)]
pub struct Consolidation<'a> {
    /// The cluster as it is; moves are tried on it and taken back.
    cluster: Cluster,
    scheduler: Scheduler,
    request: Request<'a>,
    /// The nodes that could hold the request, those first where fewest would have to leave.
    sites: Vec<Site<'a>>,
    /// How many replicas leave in the plans that are looked for.
    size: usize,
    /// The site that is looked at.
    at: usize,
    sets: Combinations,
    plan: Option<Plan>,
}

/// A node on which room could be made.
#[derive(Debug, Clone)]
struct Site<'a> {
    node: NodeId,
    movable: Vec<Movable<'a>>,
    fewest: usize,
}

impl<'a> Consolidation<'a> {
    /// Begins to look for room for a request, with the replicas that may move.
    pub fn new(
        cluster: &Cluster,
        request: Request<'a>,
        movable: impl Fn(ReplicaId) -> Option<&'a BTreeSet<ComputeGroupId>>,
    ) -> Self {
        let mut sites: Vec<Site<'a>> = cluster
            .nodes()
            .filter(|node| request.may_use(node))
            .filter_map(|node| Site::of(node, &request.demand, &movable))
            .collect();
        sites.sort_by(|a, b| (a.fewest, &a.node).cmp(&(b.fewest, &b.node)));
        Self {
            cluster: cluster.clone(),
            scheduler: Scheduler::new(PlacementPolicy::BestFit, Mix::default()),
            request,
            size: sites.first().map_or(0, |site| site.fewest),
            sites,
            at: 0,
            sets: Combinations::default(),
            plan: None,
        }
    }

    /// Searches for this many steps; each looks at one set of replicas.
    pub fn advance(&mut self, steps: u64) {
        for _ in 0..steps {
            if self.is_over() {
                return;
            }
            self.step();
        }
    }

    /// Whether there is a plan, or none within the bounds of the search.
    pub fn is_over(&self) -> bool {
        self.plan.is_some() || self.sites.is_empty() || self.size > MOST_MOVES
    }

    /// The plan, once it is found.
    pub const fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// The fewest moves that any plan has: so many replicas have to leave some node. `None` where no
    /// number of them makes room.
    pub fn lower_bound(&self) -> Option<usize> {
        self.sites.first().map(|site| site.fewest)
    }

    fn step(&mut self) {
        let site = self.sites.get(self.at).filter(|site| site.fewest <= self.size);
        let Some(site) = site else {
            self.size = self.size.saturating_add(1);
            (self.at, self.sets) = (0, Combinations::default());
            return;
        };
        let Some(set) = self.sets.next(site.movable.len(), self.size) else {
            self.at = self.at.saturating_add(1);
            self.sets = Combinations::default();
            return;
        };
        let leavers: Vec<Movable<'a>> =
            set.iter().filter_map(|at| site.movable.get(*at).copied()).collect();
        let node = site.node.clone();
        if self.would_make_room(&node, &leavers) {
            self.plan = self.carried_out(&node, &leavers);
        }
    }

    fn would_make_room(&self, node: &NodeId, leavers: &[Movable<'a>]) -> bool {
        let Some(mut node) = self.cluster.node(node).cloned() else { return false };
        for leaver in leavers {
            node.release(leaver.replica);
        }
        node.devices_for(&self.request.demand).is_some()
    }

    /// The plan in which these leave a node, if there is another place for each; the cluster is as
    /// before.
    fn carried_out(&mut self, from: &NodeId, leavers: &[Movable<'a>]) -> Option<Plan> {
        let mut moved = Vec::<(PlannedMove, Reservation)>::new();
        self.cluster.cordon(from, true);
        for leaver in leavers {
            let Some(step) = self.move_away(from, leaver) else { break };
            moved.push(step);
        }
        self.cluster.cordon(from, false);
        let placement = (moved.len() == leavers.len())
            .then(|| self.request.place_on(&self.cluster, from))
            .flatten();
        for (planned, reservation) in moved.iter().rev() {
            self.cluster.release(&planned.to.node, planned.replica);
            // It was there before, and nothing else has taken its room.
            let _ = self.cluster.reserve(from, planned.replica, reservation.clone());
        }
        let moves = moved.into_iter().map(|(planned, _)| planned).collect();
        Some(Plan { moves, placement: placement? })
    }

    fn move_away(
        &mut self,
        from: &NodeId,
        leaver: &Movable<'a>,
    ) -> Option<(PlannedMove, Reservation)> {
        let held = self.cluster.node(from)?.reservation(leaver.replica)?.clone();
        let request = Request::new(leaver.compute_groups, held.demand);
        let to = self.scheduler.place(&mut self.cluster, &request)?;
        let reservation = to.reservation(held.demand);
        self.cluster.reserve(&to.node, leaver.replica, reservation).ok()?;
        self.cluster.release(from, leaver.replica);
        Some((PlannedMove { replica: leaver.replica, from: from.clone(), to }, held))
    }
}

impl<'a> Site<'a> {
    fn of(
        node: &Node,
        demand: &Demand,
        movable: impl Fn(ReplicaId) -> Option<&'a BTreeSet<ComputeGroupId>>,
    ) -> Option<Self> {
        let mut movable: Vec<Movable<'a>> = node
            .reservations()
            .iter()
            .filter_map(|(replica, _)| {
                Some(Movable { replica: *replica, compute_groups: movable(*replica)? })
            })
            .collect();
        let fewest = fewest_leavers(node, demand, &movable)?;
        // Small ones find another place more easily.
        let size = |it: &Movable<'a>| {
            let held = node.reservation(it.replica).map(|held| held.demand);
            held.map(|demand| (demand.gpu_total(), demand.cpu, demand.memory, it.replica))
        };
        movable.sort_by_key(size);
        movable.truncate(MOST_MOVABLE);
        Some(Self { node: node.spec().id.clone(), movable, fewest })
    }
}
