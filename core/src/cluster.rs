//! The cluster: nodes, their GPUs, and what is reserved on them.
//!
//! The only owner of capacity. Whoever places a replica reads what is left and reserves here;
//! nothing is handed out twice, because a reservation that does not fit is refused.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::deployment::ReplicaId;
use crate::gpu::GpuType;
use crate::limits::NodeSize;
use crate::quantity::{MemoryBytes, MilliCpu};

mod demand;
mod glance;
mod index;
mod node;
mod numbered;
mod order;
mod pool;
mod recency;
mod shape;
mod spec;

pub use demand::{Demand, GpuDemand, GpuTypes};
use index::Ranked;
use order::{Moved, Order};

pub(crate) use glance::{Glance, Wanted, low};
pub(crate) use index::{Class, Index};
pub(crate) use node::Tenants;
pub use node::{Node, Reservation};
pub(crate) use numbered::Numbered;
pub(crate) use order::Rank;
pub(crate) use pool::{Pool, PoolId, PoolSet, Pools};
pub(crate) use recency::Change;
pub(crate) use shape::{LeftOvers, Room, Run, Shape, ShapeId, Shapes, WHOLE, idle, milli};
pub use spec::{ComputeGroupId, Labels, NodeId, NodeSpec, ZoneId};

/// Every node that was ever announced.
#[derive(Debug, Clone, Default)]
pub struct Cluster {
    /// By number, in the order in which they were announced.
    nodes: Vec<Member>,
    by_name: BTreeMap<NodeId, NodeNumber>,

    // What follows is an index of the above.
    shapes: Shapes,
    pools: Pools,
    /// How many known nodes of a compute group, up or down, have a shape.
    known_shapes: BTreeMap<ComputeGroupId, BTreeMap<ShapeId, u32>>,
    /// Names by the numbers of their nodes.
    names: Numbered<NodeId>,
    order: Order,
    /// The nodes in the order of their names, for those who draw one; empty if nodes have come since.
    drawn_from: Vec<NodeNumber>,
    /// Whether nodes that hold demands of different sizes are told apart.
    tenants_count: bool,
    index: Index,
    /// How often a node was announced.
    node_changes: u64,
}

/// Counts nodes in the order in which they were announced, from 0. A node keeps its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeNumber(pub u32);

#[derive(Debug, Clone)]
struct Member {
    node: Node,
    shape: ShapeId,
    pool: PoolId,
    rank: Rank,
}

/// A reservation did not fit: the node is unknown or down, or lacks the room or the devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoesNotFit;

/// Two clusters are equal if their nodes are; the index follows from them.
impl PartialEq for Cluster {
    fn eq(&self, other: &Self) -> bool {
        self.nodes().eq(other.nodes())
    }
}

impl Eq for Cluster {}

impl Cluster {
    /// Puts a node there: for the first time, back, or in another shape.
    ///
    /// # Errors
    /// What is reserved on the node does not fit its new shape, or there are more nodes than can be
    /// counted. Nothing has changed.
    pub fn set_node(&mut self, spec: NodeSpec) -> Result<(), DoesNotFit> {
        let (shape, pool) = (self.shapes.id_of(&spec), self.pools.id_of(&spec));
        let number = match self.number_of(&spec.id) {
            Some(number) => {
                let member = self.member_mut(number).ok_or(DoesNotFit)?;
                let node = member.node.reshaped(spec)?;
                let group = core::mem::replace(&mut member.node, node).spec().compute_group.clone();
                let earlier = core::mem::replace(&mut member.shape, shape);
                member.pool = pool;
                self.forget_shape(&group, earlier);
                number
            }
            None => self.add(Node::new(spec), shape, pool).ok_or(DoesNotFit)?,
        };
        if let Some(node) = self.node_at(number) {
            let group = node.spec().compute_group.clone();
            let count = self.known_shapes.entry(group).or_default().entry(shape).or_default();
            *count = count.saturating_add(1);
        }
        self.node_changes = self.node_changes.saturating_add(1);
        self.refresh(number);
        Ok(())
    }

    /// Takes a new node in, between those before and after it by name.
    fn add(&mut self, node: Node, shape: ShapeId, pool: PoolId) -> Option<NodeNumber> {
        let id = node.spec().id.clone();
        let next = self.by_name.range(&id..).next();
        let next = next.and_then(|(_, number)| Some(self.nodes.get(number.0 as usize)?.rank));
        let number = NodeNumber(u32::try_from(self.nodes.len()).ok()?);
        let (rank, moved) = self.order.insert(number, next)?;
        for Moved { number, from, to } in moved {
            self.index.change_rank(number, from, to);
            if let Some(member) = self.member_mut(number) {
                member.rank = to;
            }
        }
        self.names.number_of(id.clone());
        self.by_name.insert(id, number);
        self.nodes.push(Member { node, shape, pool, rank });
        self.drawn_from.clear();
        Some(number)
    }

    fn forget_shape(&mut self, group: &ComputeGroupId, shape: ShapeId) {
        let Some(shapes) = self.known_shapes.get_mut(group) else {
            return;
        };
        if let Some(count) = shapes.get_mut(&shape) {
            *count = count.saturating_sub(1);
        }
        shapes.retain(|_, count| *count > 0);
    }

    /// Whether a node could be put there in this shape.
    ///
    /// # Errors
    /// What is reserved on the node does not fit the shape.
    pub fn check_node(&self, spec: &NodeSpec) -> Result<(), DoesNotFit> {
        match self.node(&spec.id) {
            Some(known) => known.reshaped(spec.clone()).map(drop),
            None => Ok(()),
        }
    }

    /// Takes a node away and forgets what was reserved on it; it stays known by its shape.
    ///
    /// Returns the replicas that were on it, in the order of their identifiers.
    pub fn take_node_down(&mut self, id: &NodeId) -> Vec<ReplicaId> {
        self.change(id, Node::take_down).unwrap_or_default()
    }

    /// Says whether new replicas may be placed on a node. What runs there stays, and a node that
    /// comes back is as it was. An unknown node is left alone.
    pub fn cordon(&mut self, id: &NodeId, on: bool) {
        self.change(id, |node| node.set_cordoned(on));
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
        let number = self.number_of(node).ok_or(DoesNotFit)?;
        self.reserve_at(number, replica, reservation)
    }

    /// The same for a node by its number.
    ///
    /// # Errors
    /// It does not fit. Nothing has changed.
    pub fn reserve_at(
        &mut self,
        number: NodeNumber,
        replica: ReplicaId,
        reservation: Reservation,
    ) -> Result<(), DoesNotFit> {
        let member = self.member_mut(number).ok_or(DoesNotFit)?;
        member.node.reserve(replica, reservation)?;
        self.refresh(number);
        Ok(())
    }

    /// Gives a replica's room back; `None` if it held none there.
    pub fn release(&mut self, node: &NodeId, replica: ReplicaId) -> Option<Reservation> {
        self.release_at(self.number_of(node)?, replica)
    }

    /// The same for a node by its number.
    pub fn release_at(&mut self, number: NodeNumber, replica: ReplicaId) -> Option<Reservation> {
        let reservation = self.member_mut(number)?.node.release(replica)?;
        self.refresh(number);
        Some(reservation)
    }

    fn change<R>(&mut self, id: &NodeId, change: impl FnOnce(&mut Node) -> R) -> Option<R> {
        let number = self.number_of(id)?;
        let result = change(&mut self.member_mut(number)?.node);
        self.refresh(number);
        Some(result)
    }

    /// Puts a node where it belongs in the index.
    fn refresh(&mut self, number: NodeNumber) {
        let Some(Member { node, shape, pool, rank }) = self.nodes.get(number.0 as usize) else {
            return;
        };
        let Some(of_shape) = self.shapes.get(*shape) else {
            return;
        };
        let tenants = if self.tenants_count { node.tenants() } else { Tenants::NONE };
        let key = node.is_open().then(|| (*pool, tenants, node.room(*shape, of_shape)));
        self.index.set(Ranked::new(*rank, number), key, of_shape);
    }

    /// Has the index tell nodes apart by what they hold, which most policies do not look at.
    pub(crate) fn tell_tenants_apart(&mut self) {
        if !core::mem::replace(&mut self.tenants_count, true) {
            self.index_anew();
        }
    }

    fn index_anew(&mut self) {
        self.index.clear();
        (0..).zip(0..self.nodes.len()).for_each(|(number, _)| self.refresh(NodeNumber(number)));
    }

    /// Has nodes ready to be drawn from, which looks at each of them if new ones have come.
    pub(crate) fn prepare_draw(&mut self) {
        if self.drawn_from.is_empty() {
            self.drawn_from = self.by_name.values().copied().collect();
        }
    }

    /// The node at a place in the order of names, once there was time to prepare.
    pub(crate) fn drawn(&self, place: usize) -> Option<NodeNumber> {
        self.drawn_from.get(place).copied()
    }

    fn member_mut(&mut self, number: NodeNumber) -> Option<&mut Member> {
        self.nodes.get_mut(number.0 as usize)
    }

    /// The number of the node of this name.
    pub fn number_of(&self, id: &NodeId) -> Option<NodeNumber> {
        self.names.find(id).map(NodeNumber)
    }

    /// The node of this number.
    pub fn node_at(&self, number: NodeNumber) -> Option<&Node> {
        self.nodes.get(number.0 as usize).map(|member| &member.node)
    }

    /// The node of this name.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.node_at(self.number_of(id)?)
    }

    /// Every known node, up or down, in the order of their names.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.by_name.values().filter_map(|number| self.node_at(*number))
    }

    /// The same in the order in which they were announced, which takes less time.
    pub(crate) fn nodes_by_number(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().map(|member| &member.node)
    }

    /// How many nodes are known, up or down.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether no node is known.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Of the nodes of a class the first by name.
    pub(crate) fn first_by_name(&self, class: &Class) -> Option<&NodeId> {
        Some(&self.node_at(class.first()?)?.spec().id)
    }

    pub(crate) const fn node_changes(&self) -> u64 {
        self.node_changes
    }

    pub(crate) fn pool_of(&self, number: NodeNumber) -> Option<PoolId> {
        self.nodes.get(number.0 as usize).map(|member| member.pool)
    }

    /// How many GPUs the known nodes of each shape have together.
    pub(crate) fn gpus_by_shape(&self) -> BTreeMap<ShapeId, u64> {
        let mut gpus = BTreeMap::<ShapeId, u64>::new();
        for (id, nodes) in self.known_shapes.values().flatten() {
            let each = self.shapes.get(*id).map_or(0, Shape::gpu_count);
            let each = u64::try_from(each).unwrap_or(u64::MAX);
            let sum = gpus.entry(*id).or_default();
            *sum = sum.saturating_add(each.saturating_mul(u64::from(*nodes)));
        }
        gpus
    }

    /// Whether a demand has room now on some open node of the pools that match.
    pub(crate) fn has_room(&self, demand: &Demand, matches: impl Fn(&Pool) -> bool) -> bool {
        let pools = self.pools.matching(matches);
        let wanted = Wanted::new(demand);
        (0..).zip(self.index.glances()).any(|(number, glance)| {
            let has_room = || self.first_with_room(number, glance, demand, &wanted).is_some();
            pools.contains(glance.pool) && has_room()
        })
    }

    /// The first node of the class of this number, unless no node of it has room for the demand.
    pub(crate) fn first_with_room(
        &self,
        number: u32,
        glance: &Glance,
        demand: &Demand,
        wanted: &Wanted,
    ) -> Option<Rank> {
        let first = glance.first_with_room(wanted)?;
        let has_room = || {
            let room = &self.index.class(number)?.room;
            Some(room.fits(self.shapes.get(room.shape)?, demand))
        };
        (glance.is_certain() || has_room() == Some(true)).then_some(first)
    }

    pub(crate) const fn index(&self) -> &Index {
        &self.index
    }

    pub(crate) const fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    pub(crate) const fn pools(&self) -> &Pools {
        &self.pools
    }

    /// Whether some known node of these groups, up or down, cordoned or not, could hold the demand
    /// when empty.
    pub fn could_ever_hold(&self, groups: &BTreeSet<ComputeGroupId>, demand: &Demand) -> bool {
        self.shapes_of(groups).any(|shape| shape.could_hold(demand))
    }

    /// The shapes of the known nodes of some compute groups; one may come more than once.
    fn shapes_of<'a>(
        &'a self,
        groups: &'a BTreeSet<ComputeGroupId>,
    ) -> impl Iterator<Item = &'a Shape> {
        let shapes = groups.iter().filter_map(|group| self.known_shapes.get(group));
        shapes.flat_map(BTreeMap::keys).filter_map(|shape| self.shapes.get(*shape))
    }

    /// The most CPU and the most memory that a known node of these groups has.
    pub fn largest_node(&self, groups: &BTreeSet<ComputeGroupId>) -> Option<NodeSize> {
        self.shapes_of(groups)
            .map(|shape| NodeSize { cpu: MilliCpu(shape.cpu), memory: MemoryBytes(shape.memory) })
            .reduce(|a, b| NodeSize { cpu: a.cpu.max(b.cpu), memory: a.memory.max(b.memory) })
    }

    /// The GPU types of these groups, and the most GPUs of each on one known node.
    pub fn gpu_types(&self, groups: &BTreeSet<ComputeGroupId>) -> BTreeMap<GpuType, u32> {
        let mut most = BTreeMap::new();
        for run in self.shapes_of(groups).flat_map(|shape| &shape.runs) {
            let count = u32::try_from(run.len()).unwrap_or(u32::MAX);
            let known = most.entry(run.gpu_type).or_insert(count);
            *known = count.max(*known);
        }
        most
    }
}
