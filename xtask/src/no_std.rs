//! The proof that the core needs no standard library.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::step::Outcome;
use crate::tools::{add_target, target_folder};

/// A machine without an operating system: there is no standard library for it to slip in.
const BARE_METAL: &str = "thumbv7em-none-eabi";

/// Builds the core into a library with its own panic handler, with and without its text door, for
/// bare metal where rustup can get that target and for this machine elsewhere.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    let target: &[&str] = match add_target(shell, BARE_METAL)? {
        true => &["--target", BARE_METAL],
        false => &[],
    };
    let folder = target_folder()?.join("no_std");
    let manifest = "core/no_std/Cargo.toml";
    for features in ["", "json"] {
        cmd!(
            shell,
            "cargo build --manifest-path {manifest} --target-dir {folder} {target...}
                --features {features}"
        )
        .run()?;
    }
    Ok(Outcome::Passed)
}
