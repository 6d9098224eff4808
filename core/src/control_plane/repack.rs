//! How what runs could be arranged better, without touching anything.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::cluster::{ComputeGroupId, Node, NodeId};
use crate::control_plane::{ControlPlane, StepError};
use crate::deployment::ReplicaId;
use crate::placement::repack::{ClusterPacking, Freeing, PlannedMove};
use crate::placement::{Placement, Request};

/// The most steps that one question may take, so that whoever asks cannot stop a host.
pub const MOST_REPACK_STEPS: u32 = 100_000;

/// A question: how could what runs be arranged better?
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[serde(deny_unknown_fields)]
pub enum RepackRequest {
    /// Which moves free a node, so that it can be taken away without loss?
    FreeNode {
        /// The node.
        node: NodeId,
        /// How long to search: a step looks at one node, or tries one order of the replicas, and
        /// there are at most [`MOST_REPACK_STEPS`].
        steps: u32,
    },
    /// How few nodes would hold all that runs, if it were placed anew?
    FewestNodes {
        /// How long to search: a step is about as much work as 1,000 comparisons of a replica with a
        /// node, and there are at most [`MOST_REPACK_STEPS`].
        steps: u32,
    },
    /// How cheap could the nodes be that hold all that runs, if it were placed anew?
    CheapestNodes {
        /// What a node of each compute group costs where it holds something, such as the hourly price
        /// of its machine, in any unit; nothing where the group is left out.
        prices: BTreeMap<ComputeGroupId, u32>,
        /// How long to search, as for [`FewestNodes`](Self::FewestNodes).
        steps: u32,
    },
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RepackReport {
    /// To [`RepackRequest::FreeNode`].
    FreeNode {
        /// The replicas that keep the node from being freed: they are not ready, their deployment
        /// replaces one already, or their queue could not pay for one more meanwhile.
        pinned: Vec<ReplicaId>,
        /// The fewest moves that any plan has.
        lower_bound: u64,
        /// The moves, carried out one after the other, each with
        /// [`Input::Move`](crate::control_plane::Input::Move); the node should be cordoned first.
        /// Absent where none were found.
        #[serde(skip_serializing_if = "Option::is_none")]
        moves: Option<Vec<PlannedMove>>,
    },
    /// To [`RepackRequest::FewestNodes`].
    FewestNodes {
        /// How many nodes hold something now.
        used: u64,
        /// How many nodes the best packing found needs; those that are cordoned are left out.
        needed: u64,
        /// The fewest nodes that any packing needs, as far as is proved; absent where no packing has
        /// room for all.
        #[serde(skip_serializing_if = "Option::is_none")]
        lower_bound: Option<u64>,
        /// The packing.
        #[serde(flatten)]
        packed: Packed,
    },
    /// To [`RepackRequest::CheapestNodes`]; costs are in the unit of its prices.
    CheapestNodes {
        /// What the nodes cost that hold something now.
        cost: u64,
        /// What those of the best packing found cost; nodes that are cordoned are left out.
        needed_cost: u64,
        /// The least that those of any packing cost, as far as is proved; absent where no packing has
        /// room for all.
        #[serde(skip_serializing_if = "Option::is_none")]
        lower_bound: Option<u64>,
        /// The packing.
        #[serde(flatten)]
        packed: Packed,
    },
}

/// Where replicas would be if they were placed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Packed {
    /// Those for which there is no place.
    pub unplaced: Vec<ReplicaId>,
    /// The places of the others.
    pub placements: Vec<PackedReplica>,
}

/// A replica and the place that a packing has for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PackedReplica {
    /// The replica.
    pub replica: ReplicaId,
    /// Its place.
    #[serde(flatten)]
    pub placement: Placement,
}

/// The best packing that a search found.
struct Found {
    needed: u64,
    lower_bound: Option<u64>,
    packed: Packed,
}

impl ControlPlane {
    /// Says how what runs could be arranged better.
    ///
    /// # Errors
    /// There is no such node.
    pub fn repack(&self, asked: &RepackRequest) -> Result<RepackReport, StepError> {
        match asked {
            RepackRequest::FreeNode { node, steps } => {
                self.find_node(node)?;
                Ok(self.free_node(node, *steps))
            }
            RepackRequest::FewestNodes { steps } => {
                let (used, found) = self.packed_anew(|_| 1, *steps);
                let Found { needed, lower_bound, packed } = found;
                Ok(RepackReport::FewestNodes { used, needed, lower_bound, packed })
            }
            RepackRequest::CheapestNodes { prices, steps } => {
                let price = |group: &_| prices.get(group).copied().unwrap_or_default().into();
                let (cost, found) = self.packed_anew(price, *steps);
                let Found { needed: needed_cost, lower_bound, packed } = found;
                Ok(RepackReport::CheapestNodes { cost, needed_cost, lower_bound, packed })
            }
        }
    }

    fn free_node(&self, node: &NodeId, steps: u32) -> RepackReport {
        let mut search = Freeing::new(&self.cluster, node, |replica| self.may_move(replica));
        search.advance(steps.min(MOST_REPACK_STEPS).into());
        RepackReport::FreeNode {
            pinned: search.pinned().to_vec(),
            lower_bound: u64::try_from(search.lower_bound()).unwrap_or(u64::MAX),
            moves: search.plan().map(<[PlannedMove]>::to_vec),
        }
    }

    /// What the nodes in use cost, and the best packing found for what they hold.
    fn packed_anew(&self, price: impl Fn(&ComputeGroupId) -> u64, steps: u32) -> (u64, Found) {
        let price = |node: &Node| price(&node.spec().compute_group);
        let used = self.cluster.nodes().filter(|node| !node.reservations().is_empty());
        let cost = used.map(price).fold(0, u64::saturating_add);
        let held = self.cluster.nodes().flat_map(|node| node.reservations());
        let held = held.filter_map(|(replica, held)| {
            Some((*replica, Request::new(self.compute_groups_of(*replica)?, held.demand)))
        });
        let (replicas, requests): (Vec<ReplicaId>, Vec<Request<'_>>) = held.unzip();
        let mut packing = ClusterPacking::new(&self.cluster, requests, price);
        packing.advance(steps.min(MOST_REPACK_STEPS).into());
        let named = |number: usize| replicas.get(number).copied();
        let placements = packing.placements().into_iter();
        let placements = placements
            .filter_map(|(at, placement)| Some(PackedReplica { replica: named(at)?, placement }));
        let packed = Packed {
            placements: placements.collect(),
            unplaced: packing.unplaced().into_iter().filter_map(named).collect(),
        };
        (cost, Found { needed: packing.cost(), lower_bound: packing.lower_bound(), packed })
    }

    /// Where a replica may go that may move now; what it is charged is paid twice meanwhile.
    pub(super) fn may_move(&self, replica: ReplicaId) -> Option<&BTreeSet<ComputeGroupId>> {
        self.check_movable(replica).ok()?;
        let charge = self.charge_of(self.roster.owner_of(replica)?, replica)?;
        let queue = self.queues.get(&charge.queue)?;
        queue.affords(charge.amount).then_some(&queue.spec.compute_groups)
    }

    fn compute_groups_of(&self, replica: ReplicaId) -> Option<&BTreeSet<ComputeGroupId>> {
        let charge = self.charge_of(self.roster.owner_of(replica)?, replica)?;
        Some(&self.queues.get(&charge.queue)?.spec.compute_groups)
    }
}
