//! The boundary's own tests and a life through it under miri, which finds undefined behaviour: for a
//! long run.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::tools::{is_present, target_folder};

/// Runs the tests, but for those that read other files as text, which takes miri for ever and looks at
/// no pointer.
pub(crate) fn run(shell: &Shell, arguments: lexopt::Parser) -> Result<()> {
    crate::no_arguments(arguments)?;
    let adds = cmd!(shell, "rustup +nightly component add miri rust-src");
    if !is_present("rustup") || adds.run().is_err() {
        println!("skipped: miri is missing, and rustup cannot get it for a nightly toolchain");
        return Ok(());
    }
    let target = target_folder()?.join("miri");
    let tests =
        ["--lib", "--test", "life", "--", "--skip", "of_the_core", "--skip", "of_the_header"];
    cmd!(shell, "cargo +nightly miri test --package liveberth-ffi")
        .args(tests)
        .env("CARGO_TARGET_DIR", target)
        // Without the flags of this repository's toolchain.
        .env_remove("RUSTUP_TOOLCHAIN")
        .run()?;
    Ok(())
}
