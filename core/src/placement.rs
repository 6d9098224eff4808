//! Placement: which node and which of its GPUs a replica gets.
//!
//! Total and deterministic: "it does not fit" is an answer, and equally good nodes go by name.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::cluster::{
    Cluster, ComputeGroupId, Demand, Labels, Node, NodeId, NodeNumber, Reservation, ZoneId,
};
use crate::deployment::ReplicaId;
use crate::gpu::GpuType;

mod audit;
mod expectation;
pub mod explain;
mod mix;
mod policy;
mod random;
mod ranking;
pub mod repack;
mod scheduler;
mod tournament;
mod what_if;

pub use audit::audit;
pub use mix::Mix;
pub use policy::PlacementPolicy;
pub use scheduler::{Candidate, Choice, SavedScheduler, Scheduler};
pub use what_if::WhatIf;

/// What wants a place.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Where it may run.
    pub compute_groups: &'a BTreeSet<ComputeGroupId>,
    /// What it needs.
    pub demand: Demand,
    /// The GPU type to stay with where any of several would do, as long as it fits.
    pub preferred_gpu_type: Option<GpuType>,
    /// The labels that its node must have, with these values.
    pub labels: Option<&'a Labels>,
    /// Which zones it would rather be in.
    pub zones: Option<&'a ZonePreference>,
}

/// Which zones a replica would rather be in: it goes elsewhere where they have no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZonePreference {
    /// Whether replicas keep together or apart.
    pub mode: ZoneMode,
    /// How many replicas of its kind each zone holds; none where a zone is absent.
    pub replicas: BTreeMap<ZoneId, u32>,
}

/// Whether replicas of a kind keep together or apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneMode {
    /// Rather where there are fewest, so that one zone's failure takes few.
    Spread,
    /// Rather where there are most, so that they are near each other.
    Pack,
}

impl<'a> Request<'a> {
    /// A request without preferences.
    pub fn new(compute_groups: &'a BTreeSet<ComputeGroupId>, demand: impl Into<Demand>) -> Self {
        let demand = demand.into();
        Self { compute_groups, demand, preferred_gpu_type: None, labels: None, zones: None }
    }

    /// Whether some node has room for it now.
    pub fn fits(&self, cluster: &Cluster) -> bool {
        cluster.has_room(&self.demand, |pool| self.accepts(&pool.compute_group, &pool.labels))
    }

    /// Whether some node would have room for it if a replica on one of them were gone.
    pub fn would_fit_without(&self, cluster: &Cluster, id: &NodeId, replica: ReplicaId) -> bool {
        let fits_there = || {
            let mut node = cluster.node(id).filter(|node| self.may_use(node))?.clone();
            node.release(replica)?;
            node.devices_for(&self.demand)
        };
        fits_there().is_some() || self.fits(cluster)
    }

    /// The place that it gets on one node; `None` if there is none.
    pub fn place_on(&self, cluster: &Cluster, id: &NodeId) -> Option<Placement> {
        let node = cluster.node(id).filter(|node| self.may_use(node))?;
        let preferred = self.preferred_gpu_type.map(|it| self.demand.with_gpu_type(it));
        let demands = preferred.into_iter().chain([self.demand]);
        let devices = demands.into_iter().find_map(|demand| node.devices_for(&demand))?;
        Some(Placement { node: id.clone(), devices: devices.into_boxed_slice() })
    }

    pub(crate) fn may_use(&self, node: &Node) -> bool {
        node.is_open() && self.accepts(&node.spec().compute_group, &node.spec().labels)
    }

    fn accepts(&self, compute_group: &ComputeGroupId, labels: &Labels) -> bool {
        let has = |(key, value): (&String, &String)| labels.get(key) == Some(value);
        self.compute_groups.contains(compute_group)
            && self.labels.is_none_or(|wanted| wanted.iter().all(has))
    }
}

/// A place: a node, and the numbers of the GPUs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Placement {
    /// The node.
    pub node: NodeId,
    /// The numbers of the GPUs, ascending; all are of one type.
    #[serde(default, skip_serializing_if = "<[u32]>::is_empty")]
    pub devices: Box<[u32]>,
}

impl Placement {
    /// What a replica with this demand holds in this place.
    pub fn reservation(&self, demand: impl Into<Demand>) -> Reservation {
        Reservation { demand: demand.into(), devices: self.devices.clone() }
    }
}

/// A place by the number of its node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The node.
    pub node: NodeNumber,
    /// The numbers of the GPUs, ascending; all are of one type.
    pub devices: Box<[u32]>,
}
