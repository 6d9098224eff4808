//! The host, built and run on this machine.

use std::process::Command;

use anyhow::{Result, bail};
use lexopt::prelude::*;
use xshell::{Shell, cmd};

use crate::tools::target_folder;

/// The token with all rights where none is given: for this machine only.
const DEFAULT_DEV_TOKEN: &str = "development";

/// Builds the host and becomes it.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let mut host_arguments = Vec::new();
    let mut has_dev_token = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long(name @ ("port" | "data-dir" | "config" | "dev-token")) => {
                has_dev_token |= name == "dev-token";
                host_arguments.push(format!("--{name}").into());
                host_arguments.push(arguments.value()?);
            }
            other => bail!(other.unexpected()),
        }
    }
    if !has_dev_token {
        host_arguments.extend(["--dev-token".into(), DEFAULT_DEV_TOKEN.into()]);
    }
    cmd!(shell, "cargo build --package liveberth-host").run()?;
    let host = target_folder(shell).join("debug/liveberth-host");
    become_process(Command::new(host).args(host_arguments))
}

/// The host takes the place of this process, so that signals reach it and nothing else.
#[cfg(unix)]
fn become_process(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

/// Ctrl-C reaches every process of a console: waiting for the host is enough.
#[cfg(not(unix))]
fn become_process(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("the host ended with {status}");
    }
    Ok(())
}
