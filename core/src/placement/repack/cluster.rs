//! A set of requests onto the fewest or cheapest nodes, from scratch: a search without a clock.
//!
//! Nodes that are alike and cost the same are one [kind](kinds). Every moment holds a whole packing
//! and a [bound] on the cost that no packing can beat, so a host stops when its time is up,
//! or when the two meet. Two searches take turns, each turn twice as long as the one before:
//!
//! 1. [filling]: one kind after the other takes what it can from the vector packer, in
//!    several orders of the kinds;
//! 2. [reopening]: a few nodes of the best packing are emptied, and what they held goes
//!    elsewhere; what is no worse is kept.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::cluster::{Cluster, Node};
use crate::placement::{Placement, Request};
use crate::sort;

mod assignment;
mod bound;
mod filling;
mod kinds;
mod reopening;

use assignment::Assignment;
use filling::Filling;
use kinds::Kinds;
use reopening::Reopening;

/// The looks of a step.
const STEP_LOOKS: i64 = 1_000;

/// The steps of the first turn.
const FIRST_TURN_STEPS: u64 = 32;

/// A packing of requests onto the nodes of a cluster, and the search for a cheaper one.
///
/// The nodes count as empty. Those that take nothing new, being down or cordoned, are left out, and
/// so are preferences: for a GPU type among those that a request accepts, and for zones.
///
/// # Examples
/// ```
/// # use std::collections::BTreeSet;
/// # use liveberth_core::cluster::{Cluster, Demand, DoesNotFit, Labels, NodeSpec};
/// # use liveberth_core::quantity::{MemoryBytes, MilliCpu};
/// use liveberth_core::placement::Request;
/// use liveberth_core::placement::repack::ClusterPacking;
///
/// let mut cluster = Cluster::default();
/// for (name, cpu) in [("large", 8_000), ("small-1", 3_000), ("small-2", 3_000)] {
///     cluster.set_node(NodeSpec {
///         id: name.into(),
///         compute_group: "all".into(),
///         zone: None,
///         labels: Labels::new(),
///         cpu: MilliCpu(cpu),
///         memory: MemoryBytes(1 << 30),
///         gpus: vec![],
///     })?;
/// }
/// let groups = BTreeSet::from(["all".into()]);
/// let demand = Demand { cpu: MilliCpu(1_500), memory: MemoryBytes(1 << 20), gpu: None };
/// let requests = vec![Request::new(&groups, demand); 4];
///
/// let mut fewest = ClusterPacking::new(&cluster, requests.clone(), |_| 1);
/// fewest.advance(100);
/// assert_eq!((fewest.cost(), fewest.lower_bound()), (1, Some(1)));
///
/// let price = |cpu: u64| if cpu > 3_000 { 30 } else { 10 };
/// let mut cheapest = ClusterPacking::new(&cluster, requests, |node| price(node.spec().cpu.0));
/// cheapest.advance(100);
/// assert_eq!((cheapest.cost(), cheapest.lower_bound()), (20, Some(20)));
/// assert!(cheapest.is_optimal());
/// # Ok::<(), DoesNotFit>(())
/// ```
#[derive(Debug, Clone)]
pub struct ClusterPacking<'a> {
    kinds: Kinds<'a>,
    lower_bound: Option<u64>,
    best: Assignment,
    stage: Stage,
    /// The steps of the turn that is under way.
    turn_steps: u64,
    /// Those of them that are left.
    turn_left: u64,
    /// The looks that steps have paid for and that are not taken; below 0 where a piece of work took
    /// more than there were.
    looks_left: i64,
}

/// The search whose turn it is.
#[derive(Debug, Clone)]
enum Stage {
    Filling(Box<Filling>),
    Reopening(Reopening),
}

impl<'a> ClusterPacking<'a> {
    /// A first packing, in which little thought is put.
    ///
    /// `price` is what a node costs where it is used: the same for each packs onto the fewest, and
    /// the hourly price of its machine, in any unit, onto the cheapest.
    pub fn new(
        cluster: &Cluster,
        requests: Vec<Request<'a>>,
        price: impl Fn(&Node) -> u64,
    ) -> Self {
        let kinds = Kinds::new(cluster, requests, price);
        let mut best = Assignment::empty(&kinds);
        best.place_unplaced(&kinds);
        Self {
            lower_bound: bound::least_cost(&kinds),
            stage: Stage::Filling(Box::new(Filling::new(&kinds, FIRST_TURN_STEPS))),
            kinds,
            best,
            turn_steps: FIRST_TURN_STEPS,
            turn_left: FIRST_TURN_STEPS,
            looks_left: 0,
        }
    }

    /// Searches for this many steps, fewer where no better packing can be.
    ///
    /// A step is about as much work as 1,000 comparisons of a request with a node, and the packing
    /// after any number of steps is the same however they are divided.
    pub fn advance(&mut self, steps: u64) {
        for _ in 0..steps {
            if self.is_optimal() {
                return;
            }
            self.step();
        }
    }

    fn step(&mut self) {
        self.looks_left = self.looks_left.saturating_add(STEP_LOOKS);
        while self.looks_left > 0 {
            let looks = match &mut self.stage {
                Stage::Filling(filling) => filling.work(&self.kinds, &mut self.best),
                Stage::Reopening(reopening) => reopening.work(&self.kinds, &mut self.best),
            };
            let looks = i64::try_from(looks.max(1)).unwrap_or(i64::MAX);
            self.looks_left = self.looks_left.saturating_sub(looks);
        }
        self.turn_left = self.turn_left.saturating_sub(1);
        if self.turn_left == 0 {
            self.begin_turn();
        }
    }

    fn begin_turn(&mut self) {
        self.turn_steps = self.turn_steps.saturating_mul(2);
        self.turn_left = self.turn_steps;
        self.stage = match &self.stage {
            Stage::Filling(_) => Stage::Reopening(Reopening::new(self.turn_steps)),
            Stage::Reopening(_) => {
                Stage::Filling(Box::new(Filling::new(&self.kinds, self.turn_steps)))
            }
        };
    }

    /// What the nodes of the best packing so far cost together.
    pub fn cost(&self) -> u64 {
        self.best.cost()
    }

    /// The least that any packing of all requests costs, as far as is proved; at most the optimum.
    /// `None` where it is proved that the cluster cannot hold them all.
    pub const fn lower_bound(&self) -> Option<u64> {
        self.lower_bound
    }

    /// The numbers of the requests without a place, in the order in which they were given.
    pub fn unplaced(&self) -> Vec<usize> {
        let mut unplaced = self.best.unplaced().to_vec();
        sort::sort(&mut unplaced);
        unplaced
    }

    /// The requests that have a place, by their numbers, and where.
    pub fn placements(&self) -> BTreeMap<usize, Placement> {
        self.best.placements(&self.kinds)
    }

    /// How many nodes the best packing so far uses.
    pub fn node_count(&self) -> usize {
        self.best.nodes().len()
    }

    /// Whether all have a place, and no packing can cost less.
    pub fn is_optimal(&self) -> bool {
        let is_cheapest = self.lower_bound.is_some_and(|bound| self.cost() <= bound);
        is_cheapest && self.best.unplaced().is_empty()
    }
}
