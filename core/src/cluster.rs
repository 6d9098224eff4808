//! The cluster: nodes, their GPUs, and what is reserved on them.
//!
//! The only owner of capacity. Whoever places a replica reads [`Node::idle`] and reserves here;
//! nothing is handed out twice, because a reservation that does not fit is refused.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::deployment::ReplicaId;
use crate::gpu::GpuType;
use crate::limits::NodeSize;
use crate::resources::Resources;

mod node;
mod spec;

pub use node::{Idle, Node, Reservation};
pub use spec::{ComputeGroupId, NodeId, NodeSpec};

/// Every node that was ever announced, in the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    nodes: BTreeMap<NodeId, Node>,
}

/// A reservation did not fit: the node is unknown or down, or lacks the room or the devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoesNotFit;

impl Cluster {
    /// Puts a node there: for the first time, back, or in another shape.
    ///
    /// # Errors
    /// What is reserved on the node does not fit its new shape. Nothing has changed.
    pub fn set_node(&mut self, spec: NodeSpec) -> Result<(), DoesNotFit> {
        let node = match self.nodes.get(&spec.id) {
            Some(known) => known.reshaped(spec)?,
            None => Node::new(spec),
        };
        self.nodes.insert(node.spec().id.clone(), node);
        Ok(())
    }

    /// Whether a node could be put there in this shape.
    ///
    /// # Errors
    /// What is reserved on the node does not fit the shape.
    pub fn check_node(&self, spec: &NodeSpec) -> Result<(), DoesNotFit> {
        match self.nodes.get(&spec.id) {
            Some(known) => known.reshaped(spec.clone()).map(drop),
            None => Ok(()),
        }
    }

    /// Takes a node away and forgets what was reserved on it; it stays known by its shape.
    ///
    /// Returns the replicas that were on it, in the order of their identifiers.
    pub fn take_node_down(&mut self, id: &NodeId) -> Vec<ReplicaId> {
        self.nodes.get_mut(id).map(Node::take_down).unwrap_or_default()
    }

    /// Holds room on a node for a replica.
    ///
    /// # Errors
    /// It does not fit. Nothing has changed.
    pub fn reserve(
        &mut self,
        node: &NodeId,
        replica: ReplicaId,
        reservation: Reservation,
    ) -> Result<(), DoesNotFit> {
        self.nodes.get_mut(node).ok_or(DoesNotFit)?.reserve(replica, reservation)
    }

    /// Gives a replica's room back; `None` if it held none there.
    pub fn release(&mut self, node: &NodeId, replica: ReplicaId) -> Option<Reservation> {
        self.nodes.get_mut(node)?.release(replica)
    }

    /// The node of this name.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Every known node, up or down, in the order of their names.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values()
    }

    /// The known nodes of some compute groups, in the order of their names.
    pub fn nodes_of<'a>(
        &'a self,
        groups: &'a BTreeSet<ComputeGroupId>,
    ) -> impl Iterator<Item = &'a Node> {
        self.nodes().filter(|node| groups.contains(&node.spec().compute_group))
    }

    /// Whether some known node of these groups, up or down, could hold the resources when empty.
    pub fn could_ever_hold(
        &self,
        groups: &BTreeSet<ComputeGroupId>,
        resources: &Resources,
    ) -> bool {
        self.nodes_of(groups).any(|node| node.spec().could_hold(resources))
    }

    /// The most CPU and the most memory that a known node of these groups has.
    pub fn largest_node(&self, groups: &BTreeSet<ComputeGroupId>) -> Option<NodeSize> {
        self.nodes_of(groups)
            .map(|node| NodeSize { cpu: node.spec().cpu, memory: node.spec().memory })
            .reduce(|a, b| NodeSize { cpu: a.cpu.max(b.cpu), memory: a.memory.max(b.memory) })
    }

    /// The GPU types of these groups, and the most GPUs of each on one known node.
    pub fn gpu_types(&self, groups: &BTreeSet<ComputeGroupId>) -> BTreeMap<GpuType, u32> {
        let mut most = BTreeMap::new();
        for node in self.nodes_of(groups) {
            for gpu_type in node.spec().gpu_types() {
                let count = node.spec().gpu_count(gpu_type);
                let known = most.entry(gpu_type).or_insert(count);
                *known = count.max(*known);
            }
        }
        most
    }
}
