//! What would be placed where, without touching anything.

use alloc::vec::Vec;

use crate::cluster::{Cluster, Demand};
use crate::deployment::ReplicaId;
use crate::placement::{Choice, Mix, Placement, PlacementPolicy, Request, Scheduler};

/// A copy of a cluster, on which requests are placed one after the other.
///
/// # Examples
/// ```
/// # use std::collections::BTreeSet;
/// use liveberth_core::cluster::{Cluster, Demand, Labels, NodeSpec};
/// use liveberth_core::placement::{Mix, PlacementPolicy, Request, WhatIf};
/// use liveberth_core::quantity::{MemoryBytes, MilliCpu};
///
/// let mut cluster = Cluster::default();
/// let size = (MilliCpu(2_000), MemoryBytes(1 << 30));
/// cluster.set_node(NodeSpec {
///     id: "node-1".into(),
///     compute_group: "all".into(),
///     zone: None,
///     labels: Labels::new(),
///     cpu: size.0,
///     memory: size.1,
///     gpus: vec![],
/// })?;
/// let groups = BTreeSet::from(["all".into()]);
/// let demand = Demand { cpu: MilliCpu(1_500), memory: MemoryBytes(1), gpu: None };
///
/// let mut what_if = WhatIf::under(&cluster, PlacementPolicy::Fgd, Mix::default());
/// let places = what_if.place_all(&Request::new(&groups, demand), 2);
/// assert_eq!(places.len(), 1);
/// assert_eq!(cluster.node(&"node-1".into()).map(|node| node.idle_cpu()), Some(size.0));
/// # Ok::<(), liveberth_core::cluster::DoesNotFit>(())
/// ```
#[derive(Debug, Clone)]
pub struct WhatIf {
    cluster: Cluster,
    scheduler: Scheduler,
    /// Counts down from the greatest identifier, which no real replica reaches.
    next: u64,
}

impl WhatIf {
    /// As a scheduler would go on.
    pub fn new(cluster: &Cluster, scheduler: &Scheduler) -> Self {
        Self { cluster: cluster.clone(), scheduler: scheduler.clone(), next: u64::MAX }
    }

    /// As a new scheduler would begin: to compare policies.
    pub fn under(cluster: &Cluster, policy: PlacementPolicy, mix: Mix) -> Self {
        Self { cluster: cluster.clone(), scheduler: Scheduler::new(policy, mix), next: u64::MAX }
    }

    /// Places one replica and says why there; `None` where there is no room.
    pub fn place(&mut self, request: &Request<'_>) -> Option<Choice> {
        let choice = self.scheduler.choose(&mut self.cluster, request)?;
        self.hold(&choice.placement, request)?;
        Some(choice)
    }

    /// Places one replica without saying why there, which costs a look at every class of nodes.
    pub fn place_unexplained(&mut self, request: &Request<'_>) -> Option<Placement> {
        let placement = self.scheduler.place(&mut self.cluster, request)?;
        self.hold(&placement, request)?;
        Some(placement)
    }

    fn hold(&mut self, placement: &Placement, request: &Request<'_>) -> Option<()> {
        let reservation = placement.reservation(request.demand);
        self.cluster.reserve(&placement.node, ReplicaId(self.next), reservation).ok()?;
        self.scheduler.learn(request.demand);
        self.next = self.next.saturating_sub(1);
        Some(())
    }

    /// Places replicas of one kind until so many are placed or there is no room.
    pub fn place_all(&mut self, request: &Request<'_>, replicas: u32) -> Vec<Choice> {
        (0..replicas).map_while(|_| self.place(request)).collect()
    }

    /// How many nodes hold something.
    pub fn used_nodes(&self) -> u64 {
        let used = self.cluster.nodes().filter(|node| !node.reservations().is_empty());
        u64::try_from(used.count()).unwrap_or(u64::MAX)
    }

    /// The thousandths of GPUs that are allocated.
    pub fn allocated_gpu(&self) -> u64 {
        let held = self.cluster.nodes().flat_map(|node| node.reservations());
        held.map(|(_, held): &(_, _)| Demand::gpu_total(&held.demand)).fold(0, u64::saturating_add)
    }
}
