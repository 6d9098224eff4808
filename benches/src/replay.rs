//! A trace replayed: requests arrive, each is placed or dropped, and none leaves.

use std::collections::BTreeSet;
use std::time::Instant;

use liveberth_core::cluster::{Cluster, Demand, Reservation};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::placement::{Mix, Place, PlacementPolicy, Request, Scheduler};
use oorandom::Rand64;
use serde::Serialize;

use crate::cluster::compute_groups;
use crate::trace::Trace;

/// What arrives, and the order of the nodes.
#[derive(Debug, Clone)]
pub struct Arrivals {
    /// The requests as they arrive.
    pub requests: Vec<Demand>,
    /// The nodes, by their places in the trace.
    pub order: Vec<usize>,
    /// From which the rest was drawn.
    pub seed: u64,
}

/// What came of a replay.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The policy.
    pub policy: &'static str,
    /// The seed of the arrivals, or `mean`.
    pub seed: serde_json::Value,
    /// How many requests arrived.
    #[serde(serialize_with = "whole_where_it_is")]
    pub arrivals: f64,
    /// How many were placed.
    #[serde(serialize_with = "whole_where_it_is")]
    pub placed: f64,
    /// What was allocated in the end, in thousandths of GPUs.
    #[serde(serialize_with = "whole_where_it_is")]
    pub allocated_gpu_milli: f64,
    /// How many GPUs were used at all.
    #[serde(serialize_with = "whole_where_it_is")]
    pub touched_gpus: f64,
    /// Of all GPUs, the part that was allocated when the arrived requests added up to 100 %.
    pub allocation_pct_at_100: f64,
    /// The same for 130 %.
    pub allocation_pct_at_130: f64,
    /// How many requests were decided in a second, reserving included.
    #[serde(serialize_with = "whole_where_it_is")]
    pub decisions_per_second: f64,
    /// Of all GPUs, the parts that were requested and allocated after each arrival.
    #[serde(skip)]
    pub curve: Vec<(f64, f64)>,
}

/// Writes counts without a fraction; only means have one.
fn whole_where_it_is<S: serde::Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 { to.serialize_u64(*number as u64) } else { to.serialize_f64(*number) }
}

impl Arrivals {
    /// The whole list, shuffled, then requests drawn from it until they add up to so many times the
    /// GPUs; and the nodes shuffled.
    pub fn draw(trace: &Trace, seed: u64, until: f64) -> Self {
        let mut random = Rand64::new(u128::from(seed));
        let order = shuffled(&mut random, (0..trace.nodes.len()).collect());
        let mut requests = shuffled(&mut random, trace.requests.clone());
        let wanted = until * trace.gpu_milli() as f64;
        let mut sum: u64 = requests.iter().map(Demand::gpu_total).sum();
        while (sum as f64) < wanted {
            let at = random.rand_range(0..trace.requests.len() as u64);
            let Some(request) = trace.requests.get(at as usize) else {
                break;
            };
            sum += request.gpu_total();
            requests.push(*request);
        }
        Self { requests, order, seed }
    }
}

/// The elements in another order, each as likely as any other.
pub fn shuffled<T>(random: &mut Rand64, mut elements: Vec<T>) -> Vec<T> {
    for at in (1..elements.len()).rev() {
        elements.swap(at, random.rand_range(0..at as u64 + 1) as usize);
    }
    elements
}

/// The trace's empty cluster.
pub fn empty_cluster(trace: &Trace, order: &[usize]) -> Cluster {
    let mut cluster = Cluster::default();
    for node in trace.node_specs(order) {
        cluster.set_node(node).expect("a new node takes any shape");
    }
    cluster
}

/// Holds a place for a replica.
pub fn reserve(cluster: &mut Cluster, id: ReplicaId, demand: Demand, place: Place) {
    let reservation = Reservation { demand, devices: place.devices };
    cluster.reserve_at(place.node, id, reservation).expect("what was placed fits");
}

/// Replays the arrivals under a policy that was given the mix.
pub fn replay(trace: &Trace, arrivals: &Arrivals, policy: PlacementPolicy, mix: Mix) -> Outcome {
    let mut cluster = empty_cluster(trace, &arrivals.order);
    let mut scheduler = Scheduler::new(policy, mix).seeded(arrivals.seed);
    let groups: BTreeSet<_> = compute_groups();
    let capacity = trace.gpu_milli() as f64;
    let (mut requested, mut allocated, mut placed) = (0_u64, 0_u64, 0_u64);
    let mut curve = Vec::with_capacity(arrivals.requests.len());
    let start = Instant::now();
    for (id, demand) in (0..).map(ReplicaId).zip(&arrivals.requests) {
        scheduler.learn(*demand);
        requested += demand.gpu_total();
        if let Some(place) = scheduler.find(&mut cluster, &Request::new(&groups, *demand)) {
            reserve(&mut cluster, id, *demand, place);
            placed += 1;
            allocated += demand.gpu_total();
        }
        curve.push((requested as f64 / capacity, allocated as f64 / capacity));
    }
    let seconds = start.elapsed().as_secs_f64();
    let whole = |node: &liveberth_core::cluster::Node| {
        node.idle_gpus().filter(|left| left.0 < 1_000).count()
    };
    Outcome {
        policy: policy.name(),
        seed: arrivals.seed.into(),
        arrivals: arrivals.requests.len() as f64,
        placed: placed as f64,
        allocated_gpu_milli: allocated as f64,
        touched_gpus: cluster.nodes().map(whole).sum::<usize>() as f64,
        allocation_pct_at_100: percent_at(&curve, 1.0),
        allocation_pct_at_130: percent_at(&curve, 1.3),
        decisions_per_second: (arrivals.requests.len() as f64 / seconds).round(),
        curve,
    }
}

/// What was allocated before the requests went beyond a part of the GPUs.
fn percent_at(curve: &[(f64, f64)], part: f64) -> f64 {
    let before = curve.iter().take_while(|(requested, _)| *requested <= part).last();
    before.map_or(0.0, |(_, allocated)| allocated * 100.0)
}

/// The means of some outcomes of one policy.
pub fn mean(outcomes: &[Outcome]) -> Option<Outcome> {
    let first = outcomes.first()?;
    let mean =
        |of: fn(&Outcome) -> f64| outcomes.iter().map(of).sum::<f64>() / outcomes.len() as f64;
    Some(Outcome {
        policy: first.policy,
        seed: "mean".into(),
        arrivals: mean(|it| it.arrivals),
        placed: mean(|it| it.placed),
        allocated_gpu_milli: mean(|it| it.allocated_gpu_milli),
        touched_gpus: mean(|it| it.touched_gpus),
        allocation_pct_at_100: mean(|it| it.allocation_pct_at_100),
        allocation_pct_at_130: mean(|it| it.allocation_pct_at_130),
        decisions_per_second: mean(|it| it.decisions_per_second).round(),
        curve: Vec::new(),
    })
}
