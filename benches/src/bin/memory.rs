//! What a cluster takes in memory, and what its scheduler does: bytes for each node.
//!
//! ```sh
//! cargo run --release -p liveberth-benches --bin memory -- --nodes FILE --pods FILE --times 82
//! ```

use std::path::PathBuf;

use allocation_counter::measure;
use anyhow::{Context, Result};
use lexopt::prelude::*;
use liveberth_benches::SEED;
use liveberth_benches::replay::empty_cluster;
use liveberth_benches::steady::Steady;
use liveberth_benches::trace::Trace;
use liveberth_core::placement::PlacementPolicy;

fn main() -> Result<()> {
    let (mut nodes, mut pods) = (None::<PathBuf>, None::<PathBuf>);
    let (mut policy, mut times, mut turns) = (PlacementPolicy::default(), 1_usize, 10_000_u64);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("nodes") => nodes = Some(arguments.value()?.into()),
            Long("pods") => pods = Some(arguments.value()?.into()),
            Long("policy") => {
                let name = arguments.value()?.string()?;
                policy = PlacementPolicy::from_name(&name)
                    .with_context(|| format!("there is no policy `{name}`"))?;
            }
            Long("times") => times = arguments.value()?.parse()?,
            Long("turns") => turns = arguments.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let nodes = nodes.context("`--nodes` is missing")?;
    let trace = Trace::read(&nodes, &pods.context("`--pods` is missing")?)?;
    let order: Vec<usize> = (0..times).flat_map(|_| 0..trace.nodes.len()).collect();
    let mut empty = None;
    let when_empty = measure(|| empty = Some(empty_cluster(&trace, &order))).bytes_current;
    drop(empty);

    let mut steady = Steady::new(&trace, times, policy, SEED);
    steady.fill();
    (0..turns).for_each(|_| steady.turn());
    let count = i64::try_from(steady.cluster.len())?;
    let replicas: usize = steady.cluster.nodes().map(|node| node.reservations().len()).sum();
    let Steady { cluster, scheduler, .. } = steady;
    // What is given back when it is dropped is what it takes.
    let of_scheduler = -measure(|| drop(scheduler)).bytes_current;
    let of_cluster = -measure(|| drop(cluster)).bytes_current;
    println!(
        "{}",
        serde_json::json!({
            "policy": policy.name(),
            "nodes": count,
            "replicasPerNode": replicas as f64 / count as f64,
            "bytesPerEmptyNode": when_empty / count,
            "bytesPerNodeAtWork": of_cluster / count,
            "schedulerBytesPerNode": of_scheduler / count,
        })
    );
    Ok(())
}
