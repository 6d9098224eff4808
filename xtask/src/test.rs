//! Everything that has to hold before a change is merged.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::step::{self, Outcome, Step};
use crate::{bench, docs, fuzz, lint, no_arguments, no_std, readme};

/// Every step, the cheapest first.
const STEPS: &[Step] = &[
    Step("format", lint::format),
    Step("dependencies", lint::dependencies),
    Step("no standard library", no_std::test),
    Step("lints", lint::clippy),
    Step("tests", tests),
    Step("tests of the core as it is released", release_tests),
    Step("documentation", docs::test),
    Step("README", readme::test),
    Step("benches", bench::test),
    Step("fuzzing, a few seconds a target", fuzz::smoke),
];

/// Runs every step.
pub(crate) fn run(shell: &Shell, arguments: lexopt::Parser) -> Result<()> {
    no_arguments(arguments)?;
    step::run_all(shell, STEPS)
}

/// Every test of every package, those in the documentation and in the README included.
fn tests(shell: &Shell) -> Result<Outcome> {
    cmd!(shell, "cargo test --workspace").run()?;
    Ok(Outcome::Passed)
}

/// The core without its debug assertions: no test may lean on them.
fn release_tests(shell: &Shell) -> Result<Outcome> {
    cmd!(
        shell,
        "cargo test --package liveberth-core --release --lib --tests"
    )
    .run()?;
    Ok(Outcome::Passed)
}
