//! Consolidation: the fewest moves that make room for a request, or that free a node.
//!
//! Every replica that moves starts in its new place before it leaves the old one, so a plan uses only
//! room that is there now, besides what its own earlier moves free; carried out in its order, no
//! deployment has fewer replicas at any moment than before, and none moves twice.
//!
//! Two searches make plans: [`Consolidation`] has replicas leave one node or another until a request
//! fits there, and [`Freeing`] has all leave a given one. Both ask [which replicas could find another
//! place](reach), and [try](trial) it.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use serde::Serialize;

use crate::cluster::{Cluster, ComputeGroupId, Demand, Node, NodeId};
use crate::deployment::ReplicaId;
use crate::placement::{Placement, Request};
use crate::sort;

mod freeing;
mod leavers;
mod reach;
mod trial;

pub use freeing::Freeing;

use leavers::{Combinations, fewest_leavers};
use reach::Reach;
use trial::Trial;

/// The most moves of a plan that makes room.
pub const MOST_MOVES: usize = 6;

/// The most replicas of one node that are thought of as leaving: those that most easily find another
/// place.
const MOST_MOVABLE: usize = 24;

/// A replica that may move, and where to.
#[derive(Debug, Clone, Copy)]
struct Movable<'a> {
    /// The replica.
    replica: ReplicaId,
    /// The compute groups of the nodes that will do.
    compute_groups: &'a BTreeSet<ComputeGroupId>,
    /// The number of its class.
    class: usize,
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
    /// The fewest moves that any plan has, as far as is proved.
    pub lower_bound: u64,
    /// The place of the request after them.
    pub placement: Placement,
}

/// A search for the fewest moves that make room for a request.
///
/// Plans of one move are tried first, then those of two, up to [`MOST_MOVES`]: for each number, every
/// node, and there every set of replicas that could leave with so many moves, those included that
/// make way for them elsewhere. The first plan found is the smallest of those.
#[derive(Debug, Clone)]
pub struct Consolidation<'a> {
    trial: Trial,
    request: Request<'a>,
    lower_bound: Option<usize>,
    reach: Reach<'a>,
    /// The nodes that could hold the request, those first where fewest would have to leave.
    sites: Vec<Site<'a>>,
    next: Next,
    plan: Option<Plan>,
}

/// A node on which room could be made.
#[derive(Debug, Clone)]
struct Site<'a> {
    node: NodeId,
    /// What may leave and could find another place, each with the moves that this takes.
    movable: Vec<(Movable<'a>, usize)>,
    fewest: usize,
}

/// The set of replicas that is tried next.
#[derive(Debug, Clone, Default)]
struct Next {
    /// The moves of the plans that are looked for.
    moves: usize,
    /// How many of them leave the site itself.
    leavers: usize,
    /// The site.
    at: usize,
    sets: Combinations,
}

impl<'a> Consolidation<'a> {
    /// Begins to look for room for a request, with the replicas that may move.
    pub fn new(
        cluster: &Cluster,
        request: Request<'a>,
        movable: impl Fn(ReplicaId) -> Option<&'a BTreeSet<ComputeGroupId>>,
    ) -> Self {
        let reach = Reach::new(cluster, movable);
        let open = reach.nodes().iter();
        let fewest = open.filter_map(|(id, leavers)| {
            let node = cluster.node(id).filter(|node| request.may_use(node))?;
            fewest_leavers(node, &request.demand, leavers.iter())
        });
        Self {
            trial: Trial::new(cluster),
            request,
            lower_bound: fewest.min(),
            reach,
            sites: Vec::new(),
            next: Next::default(),
            plan: None,
        }
    }

    /// Searches for this many steps; each looks at one node, or at one set of replicas.
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
        self.plan.is_some() || self.lower_bound.is_none() || self.next.moves > MOST_MOVES
    }

    /// The plan, once it is found.
    pub const fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// The fewest moves that any plan has: so many replicas have to leave some node. `None` where no
    /// number of them makes room.
    pub const fn lower_bound(&self) -> Option<usize> {
        self.lower_bound
    }

    fn step(&mut self) {
        if self.lower_bound == Some(0) {
            self.plan = self.without_moves();
            self.lower_bound = self.plan.is_some().then_some(0);
        } else if !self.reach.is_over() {
            self.reach.work(self.trial.cluster());
            if self.reach.is_over() {
                self.begin_sets();
            }
        } else {
            self.try_next();
        }
    }

    fn without_moves(&mut self) -> Option<Plan> {
        let cluster = self.trial.cluster();
        let mut open = self.reach.nodes().iter();
        let placement = open.find_map(|(node, _)| self.request.place_on(cluster, node))?;
        Some(Plan { moves: Vec::new(), lower_bound: 0, placement })
    }

    fn begin_sets(&mut self) {
        let (cluster, demand) = (self.trial.cluster(), &self.request.demand);
        let site = |(id, leavers): &(NodeId, Vec<Movable<'a>>)| {
            let node = cluster.node(id).filter(|node| self.request.may_use(node))?;
            Site::of(node, demand, leavers, &self.reach)
        };
        self.sites = self.reach.nodes().iter().filter_map(site).collect();
        sort::sort_by(&mut self.sites, |a, b| (a.fewest, &a.node) < (b.fewest, &b.node));
        let moves = self.sites.first().map_or(MOST_MOVES.saturating_add(1), |site| site.fewest);
        self.next = Next { moves, leavers: 1, ..Next::default() };
    }

    fn try_next(&mut self) {
        let Next { moves, leavers, at, sets } = &mut self.next;
        let Some(site) = self.sites.get(*at) else {
            (*at, *leavers) = (0, leavers.saturating_add(1));
            if *leavers > *moves {
                (*moves, *leavers) = (moves.saturating_add(1), 1);
            }
            return;
        };
        let could_do = site.fewest <= *leavers && site.least_moves(*leavers) <= *moves;
        let set = could_do.then(|| sets.next(site.movable.len(), *leavers)).flatten();
        let Some(set) = set else {
            (*at, *sets) = (at.saturating_add(1), Combinations::default());
            return;
        };
        let chosen = set.iter().filter_map(|at| site.movable.get(*at).copied());
        let chosen: Vec<(Movable<'a>, usize)> = chosen.collect();
        let takes = chosen.iter().map(|(_, moves)| *moves).fold(0, usize::saturating_add);
        if takes == *moves {
            let (node, leavers) = (site.node.clone(), chosen.iter().map(|(leaver, _)| *leaver));
            self.plan = self.left_by(&node, &leavers.collect::<Vec<_>>(), takes);
        }
    }

    /// The plan in which these leave a node, if that makes room and there is another place for each.
    fn left_by(
        &mut self,
        from: &NodeId,
        leavers: &[Movable<'a>],
        most_moves: usize,
    ) -> Option<Plan> {
        let mut empty = self.trial.cluster().node(from)?.clone();
        for leaver in leavers {
            empty.release(leaver.replica);
        }
        empty.devices_for(&self.request.demand)?;
        let all_left = self.trial.leave_all(&self.reach, from, leavers, most_moves);
        let placement = if all_left { self.trial.place_on(from, &self.request) } else { None };
        let moves = self.trial.finish();
        let lower_bound = u64::try_from(self.lower_bound?).unwrap_or(u64::MAX);
        Some(Plan { moves, lower_bound, placement: placement? })
    }
}

impl<'a> Site<'a> {
    fn of(
        node: &Node,
        demand: &Demand,
        leavers: &[Movable<'a>],
        reach: &Reach<'_>,
    ) -> Option<Self> {
        let reached = leavers.iter().filter_map(|it| {
            let moves = reach.level_of(it)?.saturating_add(1);
            Some((*it, moves))
        });
        let mut movable: Vec<(Movable<'a>, usize)> = reached.collect();
        let fewest = fewest_leavers(node, demand, movable.iter().map(|(leaver, _)| leaver))?;
        // Small ones find another place more easily.
        sort::sort_by_key(&mut movable, |(leaver, moves)| {
            let held = node.reservation(leaver.replica).map(|held| held.demand);
            let size = held.map(|demand| (demand.gpu_total(), demand.cpu, demand.memory));
            (*moves, size, leaver.replica)
        });
        movable.truncate(MOST_MOVABLE);
        Some(Self { node: node.spec().id.clone(), movable, fewest })
    }

    /// The moves that any set of so many leavers takes at least.
    fn least_moves(&self, leavers: usize) -> usize {
        let moves = self.movable.iter().map(|(_, moves)| *moves);
        moves.take(leavers).fold(0, usize::saturating_add)
    }
}
