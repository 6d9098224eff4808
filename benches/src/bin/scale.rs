//! What a control plane of many deployments costs: memory for each, and replica events a second.
//!
//! ```sh
//! cargo run --release -p liveberth-benches --bin scale -- --deployments 10000
//! ```
//!
//! For the instructions of an event, run it under callgrind with `--toggle-collect='*hear_events*'`.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use allocation_counter::measure;
use anyhow::{Context, Result};
use lexopt::prelude::*;
use liveberth_benches::{SEED, platform};
use liveberth_core::control_plane::{ControlPlane, Input};
use oorandom::Rand32;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let (mut deployments, mut events) = (10_000_usize, 300_000_usize);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("deployments") => deployments = arguments.value()?.parse()?,
            Long("events") => events = arguments.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let mut plane = None;
    let nodes = bytes_of(|| black_box(platform::founded(&mut Rand32::new(SEED), deployments)));
    let serving = measure(|| {
        plane = Some(platform::serving(&mut Rand32::new(SEED), deployments));
    })
    .bytes_current;
    let mut plane = plane.context("a platform")?;
    let mut larger = plane.clone();
    let grown = measure(|| platform::grow(&mut larger, deployments)).bytes_current;
    drop(larger);
    let each = |bytes: i64| bytes / i64::try_from(deployments).unwrap_or(i64::MAX);
    let of_replica = each(grown / 2);
    let inputs = platform::replica_events(&plane, events);
    let begin = Instant::now();
    hear_events(&mut plane, inputs);
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({
            "deployments": deployments,
            "bytesPerIdleDeployment": each(serving - nodes) - of_replica,
            "bytesPerReplica": of_replica,
            "replicaEventsPerSecond": (events as f64 / seconds).round(),
        })
    );
    Ok(())
}

fn bytes_of(make: impl FnOnce() -> ControlPlane) -> i64 {
    let mut made = None;
    measure(|| made = Some(make())).bytes_current
}

#[inline(never)]
fn hear_events(plane: &mut ControlPlane, inputs: Vec<Input>) {
    for input in inputs {
        black_box(platform::step(plane, input).len());
    }
}
