//! The page of the host, as headless Chromium shows it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::step::Outcome;
use crate::tools::{find, is_present, target_folder};
use crate::wasm;

/// The page's tests.
const TESTS: &str = "examples/host/tests/page";

/// Builds the host with the package in its page, and walks through the page.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    if !is_present("npm") {
        return Ok(Outcome::Skipped("npm is not installed".to_owned()));
    }
    let Some(chromium) = find("chromium") else {
        return Ok(Outcome::Skipped("Chromium is not installed".to_owned()));
    };
    wasm::build(shell)?;
    cmd!(shell, "cargo build --package liveberth-host").run()?;
    let root = shell.current_dir();
    let target = target_folder()?;
    let host = target.join("debug").join(format!("liveberth-host{}", env::consts::EXE_SUFFIX));
    let checker = c_program(shell, &target)?;

    let prettier = root.join("wasm/node_modules/.bin/prettier");
    let config = root.join("wasm/package.json");
    let files = ["examples/host/ui", "examples/host/src/http/openapi", TESTS];
    cmd!(shell, "{prettier} --config {config} --check {files...}").run()?;

    let _folder = shell.push_dir(TESTS);
    cmd!(shell, "npm ci --no-audit --no-fund --loglevel=error").run()?;
    let mut tests = cmd!(shell, "node --test")
        .env("LIVEBERTH_ROOT", &root)
        .env("LIVEBERTH_HOST", host)
        .env("LIVEBERTH_CHROMIUM", chromium);
    if let Some(checker) = checker {
        tests = tests.env("LIVEBERTH_C_CHECK", checker);
    }
    tests.run()?;
    Ok(Outcome::Passed)
}

/// The C program that checks a document; `None` without a C compiler.
fn c_program(shell: &Shell, target: &Path) -> Result<Option<PathBuf>> {
    if !is_present("gcc") {
        println!("gcc is missing: what C answers is not compared");
        return Ok(None);
    }
    cmd!(shell, "cargo build --package liveberth-ffi").run()?;
    let library = target.join("debug/libliveberth.a");
    let program = target.join("page-corpus");
    cmd!(
        shell,
        "gcc -std=c99 -Iffi/include ffi/tests/c/corpus.c {library} -pthread -lm -ldl -o {program}"
    )
    .run()?;
    Ok(Some(program))
}
