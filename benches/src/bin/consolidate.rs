//! Fills a cluster from a trace until requests are rejected, then lets consolidation make room for
//! them, and prints what that recovered as JSON lines.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use liveberth_benches::consolidate::{Recovery, recover};
use liveberth_benches::replay::Arrivals;
use liveberth_benches::trace::Trace;
use liveberth_core::placement::PlacementPolicy;

const USAGE: &str = "consolidate --nodes FILE --pods FILE [--policy NAME] [--seeds 42-51]
       [--arrival 1.0] [--most-moved-pct 2]";

fn main() -> Result<()> {
    let (mut nodes, mut pods) = (None::<PathBuf>, None::<PathBuf>);
    let (mut policy, mut seeds) = (PlacementPolicy::default(), 42..=51);
    let (mut arrival, mut most_moved_pct) = (1.0, 2.0);
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
            Long("seeds") => {
                let text = parser.value()?.string()?;
                let (first, last) = text.split_once('-').unwrap_or((&text, &text));
                seeds = first.parse::<u64>()?..=last.parse()?;
            }
            Long("arrival") => arrival = parser.value()?.parse()?,
            Long("most-moved-pct") => most_moved_pct = parser.value()?.parse()?,
            _ => bail!("{USAGE}"),
        }
    }
    let trace = Trace::read(&nodes.context(USAGE)?, &pods.context(USAGE)?)?;
    for seed in seeds {
        let arrivals = Arrivals::draw(&trace, seed, arrival);
        let recovery: Recovery = recover(&trace, &arrivals, policy, arrival, most_moved_pct);
        println!("{}", serde_json::to_string(&recovery)?);
    }
    Ok(())
}
