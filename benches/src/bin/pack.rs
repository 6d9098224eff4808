//! Packs the instances of vector bin packing in files, and prints what came of each as a JSON line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use liveberth_core::placement::repack::{MOST_ITEMS, VectorPacking};
use serde::Serialize;

const USAGE: &str = "pack DIR|FILE… [--limit-ms N]";

/// The time between two looks at the clock.
const LOOK: Duration = Duration::from_millis(2);

/// What came of an instance.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    name: &'a str,
    bins: usize,
    lower_bound: usize,
    milliseconds: u128,
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

/// A file that cannot be packed is named, and does not keep the others from being packed.
fn run() -> Result<ExitCode> {
    let (paths, limit) = arguments()?;
    let mut code = ExitCode::SUCCESS;
    for path in &paths {
        for file in files(path)? {
            match pack(&file, limit) {
                Ok(outcome) => println!("{outcome}"),
                Err(error) => {
                    eprintln!("{}: {error:#}", file.display());
                    code = ExitCode::FAILURE;
                }
            }
        }
    }
    Ok(code)
}

fn arguments() -> Result<(Vec<PathBuf>, Duration)> {
    let (mut paths, mut limit_ms) = (Vec::new(), 1_000);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("limit-ms") => limit_ms = parser.value()?.parse()?,
            Value(path) => paths.push(PathBuf::from(path)),
            _ => return Err(argument.unexpected().into()),
        }
    }
    if paths.is_empty() {
        bail!("{USAGE}");
    }
    Ok((paths, Duration::from_millis(limit_ms)))
}

/// The instances below a folder, by their paths; or the file itself.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut paths = entries.map(|it| Ok(it?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|it| it == "vbp") {
            found.push(path);
        }
    }
    Ok(found)
}

/// Packs until no better packing can be, or the time is up.
fn pack(file: &Path, limit: Duration) -> Result<String> {
    let (capacity, items) = read(&std::fs::read_to_string(file)?)?;
    let start = Instant::now();
    let mut packing = VectorPacking::new(&capacity, items)?;
    let mut steps = 1_u64;
    while !packing.is_optimal() && start.elapsed() < limit {
        let before = start.elapsed();
        packing.advance(steps);
        let took = start.elapsed().saturating_sub(before);
        steps = if took < LOOK { steps * 2 } else { (steps / 2).max(1) };
    }
    Ok(serde_json::to_string(&Outcome {
        name: &file.file_stem().unwrap_or_default().to_string_lossy(),
        bins: packing.bin_count(),
        lower_bound: packing.lower_bound(),
        milliseconds: start.elapsed().as_millis(),
    })?)
}

/// The capacity, and each item as often as it is wanted.
///
/// The format: the number of dimensions, the capacities, the number of different items, and for each
/// of them its sizes and how many there are.
fn read(text: &str) -> Result<(Vec<i64>, Vec<Vec<i64>>)> {
    let mut numbers = text
        .split_ascii_whitespace()
        .map(|word| word.parse::<i64>().with_context(|| format!("`{word}` is not an integer")));
    let mut next = || numbers.next().context("the file ends too early")?;
    let dimensions = next()?;
    if !(1..=16).contains(&dimensions) {
        bail!("{dimensions} dimensions; 1 to 16 are possible");
    }
    let capacity = (0..dimensions).map(|_| next()).collect::<Result<Vec<_>>>()?;
    let mut items = Vec::new();
    let kinds = usize::try_from(next()?).context("the number of items is negative")?;
    for _ in 0..kinds {
        let sizes = (0..dimensions).map(|_| next()).collect::<Result<Vec<_>>>()?;
        let demand = usize::try_from(next()?).context("the demand is negative")?;
        if demand > MOST_ITEMS.saturating_sub(items.len()) {
            bail!("there are more than {MOST_ITEMS} items");
        }
        items.extend(std::iter::repeat_n(sizes, demand));
    }
    match numbers.next() {
        Some(_) => bail!("the file goes on after the last item"),
        None => Ok((capacity, items)),
    }
}
