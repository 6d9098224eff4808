//! Everything that has to hold before a change is merged, in the order in which it is cheapest.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::no_arguments;
use crate::no_std;
use crate::step::{self, Outcome, Step};

/// Every step.
const STEPS: &[Step] = &[
    Step("format", format),
    Step("no standard library", no_std::run),
];

/// Runs every step.
pub(crate) fn run(shell: &Shell, arguments: lexopt::Parser) -> Result<()> {
    no_arguments(arguments)?;
    step::run_all(shell, STEPS)
}

fn format(shell: &Shell) -> Result<Outcome> {
    cmd!(shell, "cargo fmt --all --check").run()?;
    Ok(Outcome::Passed)
}
