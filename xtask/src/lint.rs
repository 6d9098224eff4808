//! What holds of the text of the code.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::PACKAGES;
use crate::step::Outcome;
use crate::tools;

/// The code is formatted, in every workspace of the repository.
pub(crate) fn format(shell: &Shell) -> Result<Outcome> {
    for manifest in ["Cargo.toml", "core/no_std/Cargo.toml", "fuzz/Cargo.toml"] {
        cmd!(shell, "cargo fmt --manifest-path {manifest} --check --all").run()?;
    }
    Ok(Outcome::Passed)
}

/// No package has a warning. Each is looked at alone, since together they lend each other features
/// that hide errors.
pub(crate) fn clippy(shell: &Shell) -> Result<Outcome> {
    cmd!(shell, "cargo clippy --quiet --package liveberth-core -- -D warnings").run()?;
    for package in PACKAGES {
        cmd!(shell, "cargo clippy --quiet --package {package} --all-targets -- -D warnings")
            .run()?;
    }
    Ok(Outcome::Passed)
}

/// Every dependency has a permitted licence and comes from the registry, once.
pub(crate) fn dependencies(shell: &Shell) -> Result<Outcome> {
    let Some(cargo_deny) = tools::find("cargo-deny") else {
        return Ok(Outcome::Skipped("cargo-deny is not installed".to_owned()));
    };
    cmd!(shell, "{cargo_deny} --locked check bans licenses sources").run()?;
    Ok(Outcome::Passed)
}
