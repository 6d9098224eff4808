//! What consolidation recovers of what a policy had to reject.

use std::collections::BTreeSet;
use std::time::Instant;

use liveberth_core::cluster::{Cluster, Demand, Reservation};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::placement::repack::{Consolidation, Plan};
use liveberth_core::placement::{PlacementPolicy, Request, Scheduler};
use serde::Serialize;

use crate::cluster::compute_groups;
use crate::replay::{Arrivals, empty_cluster, reserve};
use crate::trace::Trace;

/// The steps that the search for one plan may take.
const STEPS: u64 = 60_000;

/// What came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// The policy.
    pub policy: &'static str,
    /// The seed of the arrivals.
    pub seed: u64,
    /// Requests that were placed without a move.
    pub running: usize,
    /// Requests that were rejected.
    pub rejected: usize,
    /// Moves that were made.
    pub moves: usize,
    /// Rejected requests that got a place.
    pub recovered: usize,
    /// Of all GPUs, the part that was allocated before.
    pub allocation_pct_before: f64,
    /// The same afterwards.
    pub allocation_pct_after: f64,
    /// The same if none had been rejected.
    pub allocation_pct_bound: f64,
    /// The time that all searches took, in milliseconds.
    pub milliseconds: u128,
}

/// Lets requests arrive up to a part of the GPUs, then makes room for those that were rejected, the
/// largest first, again and again until that finds nothing or so many of a hundred that run have
/// moved.
pub fn recover(
    trace: &Trace,
    arrivals: &Arrivals,
    policy: PlacementPolicy,
    arrival: f64,
    most_moved_pct: f64,
) -> Recovery {
    let mut cluster = empty_cluster(trace, &arrivals.order);
    let mut scheduler = Scheduler::new(policy, trace.mix()).seeded(arrivals.seed);
    let groups = compute_groups();
    let capacity = trace.gpu_milli() as f64;
    let (mut requested, mut allocated, mut running) = (0, 0, 0);
    let mut rejected = Vec::<(ReplicaId, Demand)>::new();
    for (id, demand) in (0..).map(ReplicaId).zip(&arrivals.requests) {
        if (requested + demand.gpu_total()) as f64 / capacity > arrival {
            break;
        }
        requested += demand.gpu_total();
        scheduler.learn(*demand);
        match scheduler.find(&mut cluster, &Request::new(&groups, *demand)) {
            Some(place) => {
                reserve(&mut cluster, id, *demand, place);
                running += 1;
                allocated += demand.gpu_total();
            }
            None => rejected.push((id, *demand)),
        }
    }
    let before = allocated;
    let most_moves = (running as f64 * most_moved_pct / 100.0) as usize;
    let (mut moves, count) = (0, rejected.len());
    rejected.sort_by_key(|(id, demand)| (std::cmp::Reverse(demand.gpu_total()), *id));
    let start = Instant::now();
    loop {
        let waiting = rejected.len();
        let mut hopeless = BTreeSet::new();
        rejected.retain(|(id, demand)| {
            if hopeless.contains(demand) {
                return true;
            }
            let request = Request::new(&groups, *demand);
            let mut search = Consolidation::new(&cluster, request, |_| Some(&groups));
            search.advance(STEPS);
            let affordable = |plan: &&Plan| moves + plan.moves.len() <= most_moves;
            let Some(plan) = search.plan().filter(affordable) else {
                hopeless.insert(*demand);
                return true;
            };
            moves += plan.moves.len();
            carry_out(&mut cluster, plan, *id, *demand);
            allocated += demand.gpu_total();
            false
        });
        if rejected.len() == waiting {
            break;
        }
    }
    Recovery {
        policy: policy.name(),
        seed: arrivals.seed,
        running,
        rejected: count,
        moves,
        recovered: count - rejected.len(),
        allocation_pct_before: before as f64 * 100.0 / capacity,
        allocation_pct_after: allocated as f64 * 100.0 / capacity,
        allocation_pct_bound: requested as f64 * 100.0 / capacity,
        milliseconds: start.elapsed().as_millis(),
    }
}

/// Moves start before they stop, one after the other; then the request takes its place.
fn carry_out(cluster: &mut Cluster, plan: &Plan, id: ReplicaId, demand: Demand) {
    for planned in &plan.moves {
        let held = cluster.node(&planned.from).and_then(|node| node.reservation(planned.replica));
        let demand = held.expect("it is there").demand;
        let devices = planned.to.devices.clone();
        let reservation = Reservation { demand, devices };
        cluster
            .reserve(&planned.to.node, planned.replica, reservation)
            .expect("its new place is free while it still has the old one");
        cluster.release(&planned.from, planned.replica);
    }
    let reservation = plan.placement.reservation(demand);
    cluster.reserve(&plan.placement.node, id, reservation).expect("the moves have made room");
}
