//! What this machine has, what can be installed through an ordinary client, and what is missing.

use std::env;
use std::path::PathBuf;

use anyhow::Result;
use xshell::{Shell, cmd};

/// Whether `program` is on the path.
pub(crate) fn is_present(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Where cargo puts what it builds.
pub(crate) fn target_folder(shell: &Shell) -> PathBuf {
    let folder = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    shell.current_dir().join(folder)
}

/// Makes the standard library for `target` available through rustup.
///
/// `false`: it is not there and this machine cannot get it.
pub(crate) fn add_target(shell: &Shell, target: &str) -> Result<bool> {
    let folder = cmd!(shell, "rustc --print target-libdir --target {target}")
        .quiet()
        .read()?;
    if PathBuf::from(folder).is_dir() {
        return Ok(true);
    }
    Ok(is_present("rustup") && cmd!(shell, "rustup target add {target}").run().is_ok())
}
