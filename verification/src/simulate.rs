//! Long lives of a large world, from a seed: a host whose answers come late, twice or never, whose
//! nodes die and return, and which crashes itself now and then.

use anyhow::{Context, Result, anyhow, ensure};
use lexopt::prelude::*;

mod host;
mod sometimes;
mod users;
mod world;

use crate::simulate::world::World;

/// Steps of a run where nobody says how many: enough for everything rare.
const STEPS: u64 = 30_000;

/// Runs one life, or several one after the other.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let (mut seed, mut steps) = (1, STEPS);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seed") => seed = arguments.value()?.parse()?,
            Long("steps") => steps = arguments.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let mut world = World::new(seed)?;
    for step in 1..=steps {
        world.go_on().with_context(|| {
            format!("step {step} of seed {seed}; to see it again: --seed {seed} --steps {step}")
        })?;
    }
    println!("{}", world.sometimes);
    let missing = world.sometimes.missing();
    ensure!(
        steps < STEPS || missing.is_empty(),
        anyhow!("seed {seed} never came to: {}", missing.join(", "))
    );
    println!("{steps} steps of seed {seed}, no promise broken");
    Ok(())
}
