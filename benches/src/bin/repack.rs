//! Packs the first requests of a trace onto the fewest of its nodes, or the cheapest, and prints what
//! came of it as JSON lines: one each time that the time doubles.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use liveberth_benches::cluster::compute_groups;
use liveberth_benches::replay::{Arrivals, empty_cluster};
use liveberth_benches::trace::Trace;
use liveberth_core::cluster::{Demand, Node};
use liveberth_core::placement::Request;
use liveberth_core::placement::repack::ClusterPacking;
use serde::Serialize;

const USAGE: &str = "repack --nodes FILE --pods FILE [--seed 42] [--arrival 0.8] [--limit-ms 8000]
       [--price node|gpu]";

/// What came of it until now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    requests: usize,
    unplaced: usize,
    nodes: usize,
    cost: u64,
    lower_bound: Option<u64>,
    milliseconds: u128,
}

fn main() -> Result<()> {
    let (mut nodes, mut pods) = (None::<PathBuf>, None::<PathBuf>);
    let (mut seed, mut arrival, mut limit_ms) = (42, 0.8, 8_000);
    let mut price: fn(&Node) -> u64 = |_| 1;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("nodes") => nodes = Some(parser.value()?.into()),
            Long("pods") => pods = Some(parser.value()?.into()),
            Long("seed") => seed = parser.value()?.parse()?,
            Long("arrival") => arrival = parser.value()?.parse()?,
            Long("limit-ms") => limit_ms = parser.value()?.parse()?,
            Long("price") => match parser.value()?.string()?.as_str() {
                "node" => price = |_| 1,
                "gpu" => price = |node| node.spec().gpus.len() as u64,
                _ => bail!("{USAGE}"),
            },
            _ => bail!("{USAGE}"),
        }
    }
    let trace = Trace::read(&nodes.context(USAGE)?, &pods.context(USAGE)?)?;
    let arrivals = Arrivals::draw(&trace, seed, arrival);
    let cluster = empty_cluster(&trace, &arrivals.order);
    let groups = compute_groups();
    let capacity = trace.gpu_milli() as f64;
    let until = |sum: &mut u64, demand: &Demand| {
        *sum += demand.gpu_total();
        (*sum as f64 <= capacity * arrival).then_some(*demand)
    };
    let demands = arrivals.requests.iter().scan(0, until);
    let requests: Vec<_> = demands.map(|demand| Request::new(&groups, demand)).collect();
    let count = requests.len();
    let start = Instant::now();
    let mut packing = ClusterPacking::new(&cluster, requests, price);
    let mut next = Duration::ZERO;
    let limit = Duration::from_millis(limit_ms);
    loop {
        let is_over = start.elapsed() >= limit || packing.is_optimal();
        if is_over || start.elapsed() >= next {
            let outcome = Outcome {
                requests: count,
                unplaced: packing.unplaced().len(),
                nodes: packing.node_count(),
                cost: packing.cost(),
                lower_bound: packing.lower_bound(),
                milliseconds: start.elapsed().as_millis(),
            };
            println!("{}", serde_json::to_string(&outcome)?);
            next = (start.elapsed() * 2).max(Duration::from_millis(100));
        }
        if is_over {
            return Ok(());
        }
        packing.advance(10);
    }
}
