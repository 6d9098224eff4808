//! Everything that has to hold before a change is merged.

use anyhow::{Result, bail, ensure};
use lexopt::prelude::*;
use xshell::{Shell, cmd};

use crate::step::{self, Outcome, Step};
use crate::{bench, docs, ffi, fuzz, lint, no_std, page, readme, verification, wasm};

/// Every step, the cheapest first.
const STEPS: &[Step] = &[
    Step("format", lint::format),
    Step("dependencies", lint::dependencies),
    Step("no standard library", no_std::test),
    Step("lints", lint::clippy),
    Step("npm package", wasm::test),
    Step("npm package's examples", wasm::test_examples),
    Step("tests", tests),
    Step("page", page::test),
    Step("tests of the core as it is released", release_tests),
    Step("documentation", docs::test),
    Step("README", readme::test),
    Step("C library", ffi::test),
    Step("installed C library", ffi::test_installed),
    Step("C++ header", ffi::test_cpp),
    Step("Python package", ffi::test_python),
    Step("Go module", ffi::test_go),
    Step("Java package", ffi::test_java),
    Step("small worlds and long lives", verification::smoke),
    Step("benches", bench::test),
    Step("benches of the npm package", bench::test_js),
    Step("fuzzing, a few inputs a target", fuzz::smoke),
];

/// What property tests make their cases from here: the same cases every time, so that a change is stopped
/// by what it broke and by nothing else. `cargo test` alone tries new ones.
const SEED: &str = "1";

/// Runs every step, or those with a text in their names.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let mut filter = String::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(text) if filter.is_empty() => filter = text.string()?,
            other => bail!(other.unexpected()),
        }
    }
    let wanted = STEPS.iter().copied().filter(|Step(name, _)| name.contains(&filter));
    let wanted: Vec<Step> = wanted.collect();
    let _seed = shell.push_env("PROPTEST_RNG_SEED", SEED);
    ensure!(!wanted.is_empty(), "no step has `{filter}` in its name");
    step::run_all(shell, &wanted);
    Ok(())
}

/// Every test of every package, those in the documentation and in the README included.
fn tests(shell: &Shell) -> Result<Outcome> {
    cmd!(shell, "cargo test --workspace").run()?;
    Ok(Outcome::Passed)
}

/// The core without its debug assertions: no test may lean on them.
fn release_tests(shell: &Shell) -> Result<Outcome> {
    cmd!(shell, "cargo test --package liveberth-core --release --lib --tests").run()?;
    Ok(Outcome::Passed)
}
