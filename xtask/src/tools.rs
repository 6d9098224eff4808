//! What this machine has, what an ordinary client can add to it, and what is missing.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

/// Where cargo puts what it builds, this program included.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let folder = program.ancestors().nth(2);
    Ok(folder.context("xtask was not built by cargo")?.to_owned())
}

/// Whether `program` is on the path.
pub(crate) fn is_present(program: &str) -> bool {
    find(program).is_some()
}

/// A program of cargo's, from the path or from where [`install`] puts it.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let installed = target_folder().ok()?.join("tools/bin");
    let path = env::var_os("PATH").unwrap_or_default();
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path)
        .chain([installed])
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

/// A program of cargo's, installed beside what cargo builds where the machine does not have it.
///
/// `None`: it is not there and this machine cannot get it.
pub(crate) fn install(shell: &Shell, program: &str, version: &str) -> Result<Option<PathBuf>> {
    if let Some(present) = find(program) {
        return Ok(Some(present));
    }
    let root = target_folder()?.join("tools");
    let build = root.join("build");
    let installed = cmd!(
        shell,
        "cargo install --locked --root {root} --target-dir {build} {program}@{version}"
    )
    .run();
    Ok(installed.ok().and_then(|()| find(program)))
}

/// Adds a part of the toolchain through rustup; whether it is there then.
pub(crate) fn add_component(shell: &Shell, component: &str) -> bool {
    is_present("rustup") && cmd!(shell, "rustup component add {component}").run().is_ok()
}

/// Makes the standard library of `target` available, through rustup where it is missing.
///
/// `false`: it is not there and this machine cannot get it.
pub(crate) fn add_target(shell: &Shell, target: &str) -> Result<bool> {
    let folder = cmd!(shell, "rustc --print target-libdir --target {target}").quiet().read()?;
    if Path::new(&folder).is_dir() {
        return Ok(true);
    }
    Ok(is_present("rustup") && cmd!(shell, "rustup target add {target}").run().is_ok())
}
