//! What one step costs, for each kind of input and by the number of deployments: in instructions,
//! which are the same however busy the machine is.
//!
//! ```sh
//! cargo run --release -p liveberth-benches --bin instructions
//! ```
//!
//! It runs itself under valgrind's callgrind, which counts nothing but the steps.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;
use liveberth_benches::inputs::{Host, KINDS};

/// How many deployments a step is measured with: few, and many.
const COUNTS: [usize; 2] = [100, 100_000];

/// How often a kind of input is measured; each time with another deployment.
const TURNS: usize = 40;

/// The function whose instructions are counted, as callgrind knows it.
const COUNTED: &str = "liveberth_benches::inputs::Host::step_counted";

/// The function after which callgrind writes down what it has counted.
const WRITTEN_DOWN_AFTER: &str = "instructions::end_of_kind";

fn main() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        None => compare(),
        Some(Long("deployments")) => {
            take_steps(arguments.value()?.parse()?);
            Ok(())
        }
        Some(other) => Err(other.unexpected().into()),
    }
}

/// Every kind of input in turn; what callgrind watches.
fn take_steps(deployments: usize) {
    let host = Host::new(deployments);
    for kind in KINDS {
        let mut host = host.clone();
        // The first growth of a cloned list moves all of it, which happens once in a long while.
        let input = host.prepare(kind, 0);
        host.tell(input);
        for turn in 1..=TURNS {
            let input = host.prepare(kind, turn * deployments / (TURNS + 1));
            let effects = host.step_counted(input);
            host.answer(effects);
        }
        end_of_kind(&mut host);
    }
}

#[inline(never)]
fn end_of_kind(host: &mut Host) {
    black_box(host);
}

/// Counts with few and with many deployments, and prints both as a table.
fn compare() -> Result<()> {
    let mut columns = Vec::new();
    for count in COUNTS {
        eprintln!("counting the instructions with {count} deployments");
        columns.push(count_instructions(count)?);
    }
    let [few, many] = COUNTS;
    println!("| input | {few} deployments | {many} deployments | ratio |");
    println!("|-|-|-|-|");
    let [few, many] = columns.try_into().ok().context("a column for each count")?;
    for ((kind, few), many) in KINDS.into_iter().zip(few).zip(many) {
        let ratio = many as f64 / few as f64;
        println!("| {} | {few} | {many} | {ratio:.2} |", kind.name);
    }
    Ok(())
}

/// The instructions of one step of each kind.
fn count_instructions(deployments: usize) -> Result<Vec<u64>> {
    let folder = env::temp_dir().join(format!("instructions-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--compress-strings=no"])
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(format!("--dump-after={WRITTEN_DOWN_AFTER}"))
        .arg(format!("--callgrind-out-file={}/counts", folder.display()))
        .arg(env::current_exe()?)
        .args(["--deployments", &deployments.to_string()])
        .status()
        .context("valgrind is missing")?;
    ensure!(status.success(), "valgrind ended with {status}");
    let turns = u64::try_from(TURNS)?;
    let counts = (1..=KINDS.len()).map(|kind| {
        let counted = instructions_in(&folder.join(format!("counts.{kind}")))?;
        ensure!(counted > 0, "valgrind saw no step: was `{COUNTED}` inlined?");
        Ok(counted / turns)
    });
    let counts = counts.collect::<Result<Vec<u64>>>()?;
    fs::remove_dir_all(&folder)?;
    Ok(counts)
}

/// What a file of callgrind counts altogether.
fn instructions_in(file: &Path) -> Result<u64> {
    let text = fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("summary: "));
    Ok(total.context("a file of callgrind without a summary")?.trim().parse()?)
}
