//! The tasks of this repository: `cargo xtask` lists them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use xshell::Shell;

mod bench;
mod docs;
mod ffi;
mod fuzz;
mod lint;
mod mutants;
mod no_std;
mod page;
mod readme;
mod rules;
mod serve;
mod step;
mod test;
mod tools;
mod verification;
mod wasm;

/// What a person can ask for.
struct Task {
    name: &'static str,
    arguments: &'static str,
    summary: &'static str,
    run: fn(&Shell, lexopt::Parser) -> Result<()>,
}

/// Every task, in the order in which they are listed.
const TASKS: &[Task] = &[
    Task {
        name: "serve",
        arguments: "[--port N] [--data-dir DIR] [--config FILE] [--dev-token TOKEN]",
        summary: "build what the host needs and run it on this machine",
        run: serve::run,
    },
    Task {
        name: "test",
        arguments: "[STEP]",
        summary: "everything that has to hold before a change is merged",
        run: test::run,
    },
    Task {
        name: "wasm",
        arguments: "[--small] [--test]",
        summary: "the npm package, into wasm/pkg",
        run: wasm::run,
    },
    Task {
        name: "size",
        arguments: "",
        summary: "how large the npm package is, in both sizes",
        run: wasm::sizes,
    },
    Task {
        name: "ffi",
        arguments: "[--prefix DIR] [--small] [--bless]",
        summary: "build the C library and install it, or bring its header up to date",
        run: ffi::run,
    },
    Task {
        name: "rules",
        arguments: "[--bless]",
        summary: "hold what is made from the table of the rules against it, or make it anew",
        run: rules::run,
    },
    Task {
        name: "miri",
        arguments: "",
        summary: "the C library's boundary, watched for undefined behaviour",
        run: ffi::miri,
    },
    Task {
        name: "docs",
        arguments: "",
        summary: "the documentation of every package, into target/doc",
        run: docs::run,
    },
    Task {
        name: "bench",
        arguments: "[FILTER | js]",
        summary: "measure, or compare the npm package with others",
        run: bench::run,
    },
    Task {
        name: "fuzz",
        arguments: "[TARGET] [--seconds N]",
        summary: "fuzz one target, or each in turn",
        run: fuzz::run,
    },
    Task {
        name: "model",
        arguments: "[--states N] [--scope NAME] [--fault NAME]",
        summary: "explore every state of small worlds",
        run: verification::model,
    },
    Task {
        name: "simulate",
        arguments: "[--seed N] [--steps M]",
        summary: "run a large world for long",
        run: verification::simulate,
    },
    Task {
        name: "mutants",
        arguments: "[--seed N] [--sample N] [--shard K/N]",
        summary: "see whether the tests notice faults in the control plane",
        run: mutants::run,
    },
];

/// Every package of the workspace.
const PACKAGES: [&str; 9] = [
    "liveberth-core",
    "liveberth-wasm",
    "liveberth-wasm-check",
    "liveberth-ffi",
    "liveberth-verification",
    "liveberth-benches",
    "liveberth-host",
    "xtask",
    "liveberth-bindgen",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    let name = match arguments.next()? {
        Some(Value(name)) => name.string()?,
        None | Some(Short('h') | Long("help")) => {
            list();
            return Ok(());
        }
        Some(other) => bail!(other.unexpected()),
    };
    let task = TASKS
        .iter()
        .find(|task| task.name == name)
        .with_context(|| format!("there is no task `{name}`; `cargo xtask` lists them"))?;
    let shell = Shell::new()?;
    shell.change_dir(root()?);
    (task.run)(&shell, arguments)
}

fn list() {
    println!("cargo xtask TASK");
    for Task { name, arguments, summary, .. } in TASKS {
        println!("  {name:<8} {summary}  {arguments}");
    }
}

/// The folder of the workspace.
fn root() -> Result<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.parent().context("xtask is not inside a workspace")?;
    Ok(root.to_owned())
}

/// Refuses arguments where a task takes none.
fn no_arguments(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => Ok(()),
        Some(argument) => bail!(argument.unexpected()),
    }
}
