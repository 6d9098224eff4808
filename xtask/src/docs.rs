//! The documentation, without a warning.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::no_arguments;
use crate::step::Outcome;

/// Builds the documentation of every package.
pub(crate) fn run(shell: &Shell, arguments: lexopt::Parser) -> Result<()> {
    no_arguments(arguments)?;
    build(shell)
}

/// The documentation has no warning, private items included.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    build(shell)?;
    Ok(Outcome::Passed)
}

fn build(shell: &Shell) -> Result<()> {
    let _environment = shell.push_env("RUSTDOCFLAGS", "-D warnings");
    cmd!(shell, "cargo doc --workspace --no-deps --document-private-items").run()?;
    Ok(())
}
