//! The host, built and run on this machine.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Result, bail};
use lexopt::prelude::*;
use xshell::Shell;

use crate::wasm;

/// The token with all rights where none is given; the host takes it from this machine only.
const DEFAULT_DEV_TOKEN: &str = "development";

/// Builds the host and becomes it, so that signals reach the host itself.
pub(crate) fn run(shell: &Shell, arguments: lexopt::Parser) -> Result<()> {
    let arguments = host_arguments(arguments)?;
    if let Err(error) = wasm::build(shell) {
        println!("the page goes without its live check: {error:#}");
    }
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--package", "liveberth-host", "--manifest-path"])
        .arg(shell.current_dir().join("Cargo.toml"))
        .arg("--")
        .args(arguments);
    become_process(&mut cargo)
}

/// The host's own arguments, with a token where none is given.
fn host_arguments(mut arguments: lexopt::Parser) -> Result<Vec<OsString>> {
    let mut given = Vec::new();
    let mut has_token = false;
    while let Some(argument) = arguments.next()? {
        let Long(name @ ("port" | "data-dir" | "config" | "dev-token")) = argument else {
            bail!(argument.unexpected());
        };
        has_token |= name == "dev-token";
        given.push(format!("--{name}").into());
        given.push(arguments.value()?);
    }
    if !has_token {
        given.extend(["--dev-token".into(), DEFAULT_DEV_TOKEN.into()]);
    }
    Ok(given)
}

/// cargo takes the place of this process, and the host that of cargo.
#[cfg(unix)]
fn become_process(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

/// Ctrl-C reaches every process of a console, so waiting is enough.
#[cfg(not(unix))]
fn become_process(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("the host ended with {status}");
    }
    Ok(())
}
