//! Fuzzing.

use std::path::Path;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use xshell::{Shell, cmd};

use crate::step::Outcome;
use crate::tools;

/// The version of cargo-fuzz that is installed where there is none.
const VERSION: &str = "0.13.2";

/// How long each target runs when a person fuzzes and names no time.
const DEFAULT_SECONDS: u32 = 60;

/// How many inputs each target tries in the tests, those checked in first: enough to notice one that is
/// broken. A number and not a time, so that a fast machine and a slow one try the same.
const SMOKE_RUNS: u32 = 2_000;

/// Fuzzes one target, or each in turn.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let mut wanted = None;
    let mut seconds = DEFAULT_SECONDS;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seconds") => seconds = arguments.value()?.parse()?,
            Value(target) if wanted.is_none() => wanted = Some(target.string()?),
            other => bail!(other.unexpected()),
        }
    }
    let cargo_fuzz = tools::install(shell, "cargo-fuzz", VERSION)?
        .context("cargo-fuzz is missing and could not be installed")?;
    let targets = match wanted {
        Some(target) => vec![target],
        None => targets(shell, &cargo_fuzz)?,
    };
    fuzz(shell, &cargo_fuzz, &targets, &[format!("-max_total_time={seconds}")])
}

/// Each target tries a few inputs and finds nothing, from the same seed every time: what only chance
/// finds is looked for by the long runs, and does not stop a change that has no part in it.
pub(crate) fn smoke(shell: &Shell) -> Result<Outcome> {
    let Some(cargo_fuzz) = tools::install(shell, "cargo-fuzz", VERSION)? else {
        let why = "cargo-fuzz is missing; the tests replay the corpus all the same";
        return Ok(Outcome::Skipped(why.to_owned()));
    };
    let targets = targets(shell, &cargo_fuzz)?;
    let options = [format!("-runs={SMOKE_RUNS}"), "-seed=1".to_owned()];
    fuzz(shell, &cargo_fuzz, &targets, &options)?;
    Ok(Outcome::Passed)
}

fn targets(shell: &Shell, cargo_fuzz: &Path) -> Result<Vec<String>> {
    let list = cmd!(shell, "{cargo_fuzz} fuzz list").quiet().read()?;
    Ok(list.lines().map(str::to_owned).collect())
}

/// Without a sanitizer, which stable compilers lack: the core has no unsafe code to look for.
/// What is found on the way is kept beside what cargo builds, not among the checked-in inputs.
fn fuzz(shell: &Shell, cargo_fuzz: &Path, targets: &[String], options: &[String]) -> Result<()> {
    let folder = tools::target_folder()?.join("fuzz");
    for target in targets {
        let found = folder.join("corpus").join(target);
        shell.create_dir(&found)?;
        let corpus = format!("fuzz/corpus/{target}");
        cmd!(
            shell,
            "{cargo_fuzz} fuzz run --sanitizer none --debug-assertions --target-dir {folder}
                {target} {found} {corpus}
                -- {options...} -verbosity=0 -print_final_stats=1"
        )
        .run()?;
    }
    Ok(())
}
