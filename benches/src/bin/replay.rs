//! Replays a GPU trace under placement policies, and prints what came of it as JSON lines.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use liveberth_benches::chart;
use liveberth_benches::replay::{Arrivals, mean, replay};
use liveberth_benches::trace::Trace;
use liveberth_core::placement::{Mix, PlacementPolicy};

const USAGE: &str = "replay --nodes FILE --pods FILE --policy NAME[,NAME…] --seeds 42-51
       [--arrival 1.3] [--mix given|learned] [--arrivals FILE --node-order FILE]
       [--chart FILE]";

struct Arguments {
    nodes: PathBuf,
    pods: PathBuf,
    policies: Vec<PlacementPolicy>,
    seeds: Vec<u64>,
    arrival: f64,
    is_mix_given: bool,
    recorded: Option<(PathBuf, PathBuf)>,
    chart: Option<PathBuf>,
}

fn main() -> Result<()> {
    let Some(arguments) = Arguments::read(lexopt::Parser::from_env())? else {
        println!("{USAGE}");
        return Ok(());
    };
    let trace = Trace::read(&arguments.nodes, &arguments.pods)?;
    let runs = match &arguments.recorded {
        Some((requests, order)) => vec![Arrivals {
            requests: trace.read_requests(requests)?,
            order: trace.read_order(order)?,
            seed: 0,
        }],
        None => {
            let draw = |seed: &u64| Arrivals::draw(&trace, *seed, arguments.arrival);
            arguments.seeds.iter().map(draw).collect()
        }
    };
    let mut charted = Vec::new();
    for policy in arguments.policies {
        let mut outcomes = Vec::new();
        for arrivals in &runs {
            let mix = if arguments.is_mix_given { trace.mix() } else { Mix::default() };
            let outcome = replay(&trace, arrivals, policy, mix);
            println!("{}", serde_json::to_string(&outcome)?);
            outcomes.push(outcome);
        }
        if let Some(mean) = mean(&outcomes).filter(|_| arguments.recorded.is_none()) {
            println!("{}", serde_json::to_string(&mean)?);
        }
        charted.extend(outcomes.into_iter().next());
    }
    match arguments.chart {
        Some(path) => chart::draw(&path, &charted),
        None => Ok(()),
    }
}

impl Arguments {
    fn read(mut parser: lexopt::Parser) -> Result<Option<Self>> {
        let (mut nodes, mut pods, mut arrivals, mut order) = (None, None, None, None);
        let (mut policies, mut seeds) = (Vec::new(), vec![42]);
        let (mut arrival, mut is_mix_given, mut chart) = (1.3, true, None);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("nodes") => nodes = Some(parser.value()?.into()),
                Long("pods") => pods = Some(parser.value()?.into()),
                Long("policy") => policies = policies_of(&parser.value()?.string()?)?,
                Long("seeds") => seeds = seeds_of(&parser.value()?.string()?)?,
                Long("arrival") => arrival = parser.value()?.parse()?,
                Long("mix") => {
                    is_mix_given = match parser.value()?.string()?.as_str() {
                        "given" => true,
                        "learned" => false,
                        other => bail!("the mix is `given` or `learned`, not `{other}`"),
                    }
                }
                Long("arrivals") => arrivals = Some(parser.value()?.into()),
                Long("node-order") => order = Some(parser.value()?.into()),
                Long("chart") => chart = Some(parser.value()?.into()),
                Short('h') | Long("help") => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        let recorded = match (arrivals, order) {
            (Some(arrivals), Some(order)) => Some((arrivals, order)),
            (None, None) => None,
            _ => bail!("`--arrivals` and `--node-order` go together"),
        };
        Ok(Some(Self {
            nodes: nodes.context("`--nodes` is missing")?,
            pods: pods.context("`--pods` is missing")?,
            policies,
            seeds,
            arrival,
            is_mix_given,
            recorded,
            chart,
        }))
    }
}

fn policies_of(names: &str) -> Result<Vec<PlacementPolicy>> {
    let policy = |name: &str| {
        PlacementPolicy::from_name(name).with_context(|| format!("there is no policy `{name}`"))
    };
    names.split(',').map(policy).collect()
}

/// One number, or two with a dash between them.
fn seeds_of(text: &str) -> Result<Vec<u64>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Ok((first.parse()?..=last.parse()?).collect())
}
