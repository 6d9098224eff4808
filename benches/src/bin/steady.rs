//! Keeps a cluster nearly full and says how fast placement decides: for stopwatches, and for tools
//! that count instructions or bytes.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use lexopt::prelude::*;
use liveberth_benches::SEED;
use liveberth_benches::steady::Steady;
use liveberth_benches::trace::Trace;
use liveberth_core::placement::PlacementPolicy;

const USAGE: &str = "steady --nodes FILE --pods FILE --policy NAME [--times 1] [--turns 100000]

Replays the requests of --pods on --times as many nodes as in --nodes until 90 % of the GPUs are
allocated, then lets as many leave as arrive for --turns arrivals.";

fn main() -> Result<()> {
    let (mut nodes, mut pods) = (None::<PathBuf>, None::<PathBuf>);
    let (mut policy, mut times, mut turns) = (PlacementPolicy::default(), 1, 100_000);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("nodes") => nodes = Some(parser.value()?.into()),
            Long("pods") => pods = Some(parser.value()?.into()),
            Long("policy") => {
                let name = parser.value()?.string()?;
                policy = PlacementPolicy::from_name(&name)
                    .with_context(|| format!("there is no policy `{name}`"))?;
            }
            Long("times") => times = parser.value()?.parse()?,
            Long("turns") => turns = parser.value()?.parse()?,
            Short('h') | Long("help") => {
                println!("{USAGE}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let nodes = nodes.context("`--nodes` is missing")?;
    let trace = Trace::read(&nodes, &pods.context("`--pods` is missing")?)?;
    let mut steady = Steady::new(&trace, times, policy, SEED);
    let start = Instant::now();
    let filled = steady.fill();
    let fill_seconds = start.elapsed().as_secs_f64();
    run(&mut steady, turns);
    let start = Instant::now();
    run(&mut steady, turns);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({
            "policy": policy.name(),
            "nodes": steady.cluster.len(),
            "fillDecisions": filled,
            "fillDecisionsPerSecond": (filled as f64 / fill_seconds).round(),
            "steadyDecisionsPerSecond": (turns as f64 / seconds).round(),
        })
    );
    Ok(())
}

/// A function of its own, so that tools can count what it takes.
#[inline(never)]
fn run(steady: &mut Steady, turns: u64) {
    for _ in 0..turns {
        black_box(&mut *steady).turn();
    }
}
