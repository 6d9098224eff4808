//! The benches.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::ffi;
use crate::step::Outcome;

/// Measures; the arguments are criterion's, a filter for example, or `ffi` for what C adds.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let arguments: Vec<_> = arguments.raw_args()?.collect();
    if arguments == ["ffi"] {
        return ffi::measure(shell);
    }
    cmd!(shell, "cargo bench --package liveberth-benches --benches -- {arguments...}").run()?;
    Ok(())
}

/// Every bench runs, once and unmeasured.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    cmd!(shell, "cargo test --package liveberth-benches --benches").run()?;
    Ok(Outcome::Passed)
}
