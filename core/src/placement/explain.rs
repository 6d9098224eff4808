//! Why a request fits nowhere, and which nearest change of it would.
//!
//! Nodes are looked at by class, those of equal room together, so this costs what the cluster's
//! variety does. Every known node counts once: as one with room, or under its first [`Cause`], in the
//! order in which these are listed.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::Serialize;

use crate::cluster::{Class, Cluster, Demand, GpuTypes, NodeId, Pool, Shape};
use crate::placement::Request;
use crate::quantity::{MemoryBytes, MilliCpu};
use crate::sort;

mod change;
mod shortfall;

pub use change::Change;
use shortfall::Gap;
pub use shortfall::Shortfall;

/// The most nodes that are named as closest.
const MOST_CLOSEST: usize = 5;

/// How a request stands to a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// How many nodes are known: `fitting` and the nodes of all `causes` together.
    pub nodes: u64,
    /// On how many a replica fits now.
    pub fitting: u64,
    /// How many replicas of the kind fit now, all of them together.
    pub room_for: u64,
    /// How many nodes fail for each cause, in the order of [`Cause`]; causes of none are left out.
    pub causes: BTreeMap<Cause, u64>,
    /// The nodes that lack the least, those first, where a replica fits on none: at most 5, of nodes
    /// with equal room one.
    pub closest: Vec<Shortfall>,
    /// Each change of one figure with which the request would fit now, the figure as near as it can
    /// be; none where it fits as it is.
    pub changes: Vec<Change>,
}

/// The first thing that keeps a replica off a node, in the order in which they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The node is down.
    Down,
    /// The node is cordoned.
    Cordoned,
    /// The node is in no compute group that the request may use.
    ComputeGroup,
    /// The node lacks a label, or has another value of it.
    Labels,
    /// The node has no GPU of an accepted type.
    GpuType,
    /// The node could not hold a replica if it were empty.
    TooSmall,
    /// Too much of the node's GPUs is in use.
    GpusInUse,
    /// Too much of the node's CPU is in use.
    CpuInUse,
    /// Too much of the node's memory is in use.
    MemoryInUse,
}

/// Says how so many replicas of a request stand to a cluster now.
///
/// `allows` is what else limits the request, such as a quota: it is asked for a demand of each of the
/// replicas and their number, and says no to all that is greater than what it says no to.
pub fn explain(
    cluster: &Cluster,
    request: &Request<'_>,
    replicas: u32,
    allows: impl Fn(&Demand, u32) -> bool,
) -> Explanation {
    let candidates = Candidates::of(cluster, request);
    let mut causes = closed_nodes(cluster);
    let mut fitting = 0_u64;
    for class in cluster.index().classes() {
        let nodes = u64::try_from(class.len()).unwrap_or(u64::MAX);
        let count = match candidates.cause(class) {
            Some(cause) => causes.entry(cause).or_default(),
            None => &mut fitting,
        };
        *count = count.saturating_add(nodes);
    }
    let closest = if fitting == 0 { candidates.closest() } else { Vec::new() };
    Explanation {
        nodes: u64::try_from(cluster.len()).unwrap_or(u64::MAX),
        fitting,
        room_for: candidates.room_for(&request.demand, u64::MAX),
        causes,
        closest,
        changes: change::nearest(&candidates, replicas, allows),
    }
}

/// The nodes that are open to nobody.
fn closed_nodes(cluster: &Cluster) -> BTreeMap<Cause, u64> {
    let mut closed = BTreeMap::new();
    for node in cluster.nodes_by_number().filter(|node| !node.is_open()) {
        let cause = if node.is_up() { Cause::Cordoned } else { Cause::Down };
        let count: &mut u64 = closed.entry(cause).or_default();
        *count = count.saturating_add(1);
    }
    closed
}

/// What keeps a request off every node of a pool.
fn cause_of(request: &Request<'_>, pool: &Pool) -> Option<Cause> {
    if !request.compute_groups.contains(&pool.compute_group) {
        return Some(Cause::ComputeGroup);
    }
    (!request.accepts(&pool.compute_group, &pool.labels)).then_some(Cause::Labels)
}

/// The open nodes that a request may use, by class.
struct Candidates<'a> {
    cluster: &'a Cluster,
    request: &'a Request<'a>,
    /// What keeps a replica off every open node of a pool, by number.
    by_pool: Vec<Option<Cause>>,
    usable: Vec<(&'a Class, &'a Shape)>,
}

impl<'a> Candidates<'a> {
    fn of(cluster: &'a Cluster, request: &'a Request<'a>) -> Self {
        let by_pool: Vec<_> = cluster.pools().iter().map(|pool| cause_of(request, pool)).collect();
        let is_usable = |class: &&Class| by_pool.get(class.pool.0 as usize) == Some(&None);
        let classes = cluster.index().classes().filter(is_usable);
        let usable =
            classes.filter_map(|class| Some((class, cluster.shapes().get(class.room.shape)?)));
        let usable = usable.collect();
        Self { cluster, request, by_pool, usable }
    }

    /// Those of which some node has room for one replica of this demand.
    fn with_room_for(&self, demand: &Demand) -> Self {
        let has_room = |(class, shape): &&(&Class, &Shape)| class.room.fits(shape, demand);
        let usable = self.usable.iter().filter(has_room).copied().collect();
        Self { usable, by_pool: Vec::new(), ..*self }
    }

    /// What keeps a replica off the nodes of a class of open nodes; `None` if it fits.
    fn cause(&self, class: &Class) -> Option<Cause> {
        let demand = &self.request.demand;
        let shape = self.cluster.shapes().get(class.room.shape)?;
        if let Some(cause) = self.by_pool.get(class.pool.0 as usize).copied().flatten() {
            return Some(cause);
        }
        if class.room.fits(shape, demand) {
            return None;
        }
        let has_type = |types: GpuTypes| shape.runs.iter().any(|run| types.contains(run.gpu_type));
        if demand.gpu.is_some_and(|gpu| !has_type(gpu.types())) {
            return Some(Cause::GpuType);
        }
        if !shape.could_hold(demand) {
            return Some(Cause::TooSmall);
        }
        let of_gpus = Demand { cpu: MilliCpu(0), memory: MemoryBytes(0), gpu: demand.gpu };
        if !class.room.fits(shape, &of_gpus) {
            return Some(Cause::GpusInUse);
        }
        if class.room.cpu < demand.cpu.0 {
            return Some(Cause::CpuInUse);
        }
        (class.room.memory < demand.memory.0).then_some(Cause::MemoryInUse)
    }

    /// The types of the GPUs that the usable nodes have.
    fn gpu_types(&self) -> GpuTypes {
        let runs = self.usable.iter().flat_map(|(_, shape)| &shape.runs);
        runs.map(|run| run.gpu_type).collect()
    }

    /// How many replicas of this demand fit now; `enough` where there are more.
    fn room_for(&self, demand: &Demand, enough: u64) -> u64 {
        let mut sum = 0_u64;
        for (class, shape) in &self.usable {
            let nodes = u64::try_from(class.len()).unwrap_or(u64::MAX);
            sum = sum.saturating_add(class.room.copies(shape, demand).saturating_mul(nodes));
            if sum >= enough {
                return enough;
            }
        }
        sum
    }

    /// The nodes that lack the least, of equal room one.
    fn closest(&self) -> Vec<Shortfall> {
        let gap =
            |(class, shape): &(&Class, &Shape)| Gap::of(&class.room, shape, &self.request.demand);
        let weights: Vec<u64> = self.usable.iter().map(|it| gap(it).weight()).collect();
        let mut in_order = weights.clone();
        let most = match in_order.len() > MOST_CLOSEST {
            true => *in_order.select_nth_unstable(MOST_CLOSEST).1,
            false => u64::MAX,
        };
        let near = self.usable.iter().zip(weights).filter(|(_, weight)| *weight <= most);
        let gaps = near.map(|(it, weight)| (weight, it.0, gap(it)));
        let named = gaps.filter_map(|(weight, class, gap)| {
            Some((weight, self.cluster.first_by_name(class)?, gap))
        });
        let mut gaps: Vec<(u64, &NodeId, Gap)> = named.collect();
        sort::sort_by(&mut gaps, |one, other| (one.0, one.1) < (other.0, other.1));
        gaps.truncate(MOST_CLOSEST);
        gaps.into_iter().map(|(_, node, gap)| gap.on(node.clone())).collect()
    }
}
