//! The benches.

use std::ffi::OsString;

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use crate::ffi;
use crate::step::Outcome;
use crate::tools::is_present;
use crate::wasm::{self, Size};

/// What JavaScript is compared in, with its own locked packages.
const JS: &str = "benches/js";

/// Measures; the arguments are criterion's, a filter for example. `js` alone compares the npm package
/// with what is used in its place, and `ffi` alone says what C adds.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let arguments: Vec<_> = arguments.raw_args()?.collect();
    if arguments == ["js"] {
        ensure!(is_present("npm"), "npm is missing: install Node.js 20 or later with npm");
        return run_js(shell, Size::Small, &[]);
    }
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

/// The comparison runs, and the package alone is right about all of the corpus.
pub(crate) fn test_js(shell: &Shell) -> Result<Outcome> {
    if !is_present("npm") {
        return Ok(Outcome::Skipped("npm is not installed".to_owned()));
    }
    run_js(shell, Size::Ordinary, &["--quick".into()])?;
    Ok(Outcome::Passed)
}

fn run_js(shell: &Shell, size: Size, arguments: &[OsString]) -> Result<()> {
    let made = wasm::build_of_size(shell, size)?;
    wasm::install_packages(shell, JS)?;
    wasm::check_format(shell, &[JS])?;
    let _folder = shell.push_dir(JS);
    println!("the package is made {}", made.in_words());
    cmd!(shell, "node run.js {arguments...}").run()?;
    Ok(())
}
