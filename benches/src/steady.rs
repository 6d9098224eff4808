//! A cluster that stays nearly full: requests arrive, and as much leaves.

use std::collections::BTreeSet;

use liveberth_core::cluster::{Cluster, ComputeGroupId, Demand, NodeNumber};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::placement::{PlacementPolicy, Request, Scheduler};
use oorandom::Rand64;

use crate::cluster::compute_groups;
use crate::replay::{empty_cluster, reserve};
use crate::trace::Trace;

/// How full the cluster is kept, in hundredths of its GPUs.
const FULL_PERCENT: u64 = 90;

/// After so many requests in a row that found no place the cluster is as full as it gets.
const MOST_IN_VAIN: u32 = 200;

/// A cluster at work.
#[derive(Debug, Clone)]
pub struct Steady {
    /// The cluster.
    pub cluster: Cluster,
    /// Who decides.
    pub scheduler: Scheduler,
    groups: BTreeSet<ComputeGroupId>,
    requests: Vec<Demand>,
    random: Rand64,
    placed: Vec<(NodeNumber, ReplicaId, u64)>,
    allocated: u64,
    enough: u64,
    next: u64,
}

impl Steady {
    /// An empty cluster of so many times the trace's nodes.
    pub fn new(trace: &Trace, times: usize, policy: PlacementPolicy, seed: u64) -> Self {
        let order: Vec<usize> = (0..times).flat_map(|_| 0..trace.nodes.len()).collect();
        let mut random = Rand64::new(u128::from(seed));
        let order = crate::replay::shuffled(&mut random, order);
        Self {
            cluster: empty_cluster(trace, &order),
            scheduler: Scheduler::new(policy, trace.mix()),
            groups: compute_groups(),
            requests: trace.requests.clone(),
            random,
            placed: Vec::new(),
            allocated: 0,
            enough: trace.gpu_milli() * times as u64 * FULL_PERCENT / 100,
            next: 0,
        }
    }

    /// Lets requests arrive until the cluster is nearly full, or as full as the policy can make it.
    /// Says how many have arrived.
    pub fn fill(&mut self) -> u64 {
        let before = self.next;
        let mut in_vain = 0;
        while self.allocated < self.enough && in_vain < MOST_IN_VAIN {
            in_vain = if self.arrive() { 0 } else { in_vain + 1 };
        }
        self.enough = self.enough.min(self.allocated);
        self.next - before
    }

    /// Lets one request arrive; whatever then is too much leaves, drawn among all.
    pub fn turn(&mut self) {
        self.arrive();
        while self.allocated > self.enough {
            let at = self.random.rand_range(0..self.placed.len() as u64) as usize;
            let (node, id, gpu) = self.placed.swap_remove(at);
            self.cluster.release_at(node, id).expect("what was placed is there");
            self.allocated -= gpu;
        }
    }

    /// Lets one request arrive. Says whether it got a place.
    fn arrive(&mut self) -> bool {
        let at = self.random.rand_range(0..self.requests.len() as u64) as usize;
        let demand = *self.requests.get(at).expect("a number below the length");
        self.scheduler.learn(demand);
        let id = ReplicaId(self.next);
        self.next += 1;
        let request = Request::new(&self.groups, demand);
        let Some(place) = self.scheduler.find(&mut self.cluster, &request) else {
            return false;
        };
        self.placed.push((place.node, id, demand.gpu_total()));
        reserve(&mut self.cluster, id, demand, place);
        self.allocated += demand.gpu_total();
        true
    }
}
