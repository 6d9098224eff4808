//! What is said of a request, held against the cluster: why it has no room, and which moves would
//! make some.

use alloc::vec::Vec;

use crate::cluster::{Cluster, Demand, GpuDemand};
use crate::deployment::ReplicaId;
use crate::placement::Request;
use crate::placement::explain::{Change, explain};
use crate::placement::repack::{Consolidation, Plan};
use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};

/// The steps that a search for moves may take.
const STEPS: u64 = 400;

/// A replica that no cluster holds.
const NEW: ReplicaId = ReplicaId(u64::MAX);

pub(super) fn check(cluster: &Cluster, request: &Request<'_>, fits: bool) {
    check_explanation(cluster, request, fits);
    let groups = request.compute_groups;
    let mut search = Consolidation::new(cluster, *request, |_| Some(groups));
    search.advance(STEPS);
    if let Some(plan) = search.plan() {
        assert!(plan.moves.is_empty() == fits, "moves for nothing: {plan:?}");
        assert!(search.lower_bound().is_some_and(|least| least <= plan.moves.len()), "{plan:?}");
        carry_out(cluster.clone(), plan, request);
    }
}

fn check_explanation(cluster: &Cluster, request: &Request<'_>, fits: bool) {
    let said = explain(cluster, request, 1, |_, _| true);
    let counted = said.causes.values().fold(said.fitting, |sum, nodes| sum.saturating_add(*nodes));
    assert!(counted == said.nodes, "the nodes do not add up: {said:?}");
    assert!(usize::try_from(said.nodes) == Ok(cluster.len()), "nodes are missing: {said:?}");
    assert!((said.fitting > 0) == fits && (said.room_for > 0) == fits, "{said:?}");
    assert!(!fits || said.changes.is_empty(), "a change for nothing: {said:?}");
    for change in &said.changes {
        let Some((enough, too_much)) = changed(&request.demand, change) else { continue };
        let fits = |demand| Request { demand, ..*request }.fits(cluster);
        assert!(fits(enough) && !fits(too_much), "{change:?} is not the nearest");
    }
}

/// The demand with a change, and with one unit less of it; `None` for a change that has no units.
fn changed(demand: &Demand, change: &Change) -> Option<(Demand, Demand)> {
    let with = |gpu: fn(GpuDemand, u32) -> Option<GpuDemand>, value: u32| {
        let gpu = |value| Some(Demand { gpu: Some(gpu(demand.gpu?, value)?), ..*demand });
        Some((gpu(value)?, gpu(value.saturating_add(1))?))
    };
    match change {
        Change::Cpu { value: MilliCpu(value) } => {
            let cpu = |value| Demand { cpu: MilliCpu(value), ..*demand };
            Some((cpu(*value), cpu(value.saturating_add(1))))
        }
        Change::Memory { value: MemoryBytes(value) } => {
            let memory = |value| Demand { memory: MemoryBytes(value), ..*demand };
            Some((memory(*value), memory(value.saturating_add(1))))
        }
        Change::GpuCount { value } => {
            with(|gpu, count| GpuDemand::whole(count, gpu.types()), *value)
        }
        Change::GpuShare { value } => {
            with(|gpu, share| GpuDemand::share(MilliGpu(share), gpu.types()), value.0)
        }
        Change::GpuType { .. } | Change::Replicas { .. } => None,
    }
}

/// Each move starts before it stops, and in the end the request has its place.
fn carry_out(mut cluster: Cluster, plan: &Plan, request: &Request<'_>) {
    let mut moved = Vec::new();
    for planned in &plan.moves {
        let node = cluster.node(&planned.from);
        let held = node.and_then(|node| node.reservation(planned.replica)).cloned();
        assert!(!moved.contains(&planned.replica), "it moves twice: {plan:?}");
        moved.push(planned.replica);
        let starts = held.is_some_and(|held| {
            let reservation = planned.to.reservation(held.demand);
            cluster.reserve(&planned.to.node, planned.replica, reservation).is_ok()
        });
        assert!(starts && planned.to.node != planned.from, "{planned:?} of {plan:?}");
        cluster.release(&planned.from, planned.replica);
    }
    let is_open = cluster.node(&plan.placement.node).is_some_and(|node| node.is_open());
    let reservation = plan.placement.reservation(request.demand);
    let fits = cluster.reserve(&plan.placement.node, NEW, reservation).is_ok();
    assert!(is_open && fits, "no room after {plan:?}");
}
