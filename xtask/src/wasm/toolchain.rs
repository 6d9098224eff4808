//! What compiles to wasm: rustup's target, or the standard library's own source.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use crate::tools::{add_target, find, is_present, target_folder};

const TARGET: &str = "wasm32-unknown-unknown";

/// Where the standard library comes from.
pub(super) enum Library {
    /// It is there, compiled.
    Installed,
    /// It is compiled on the way.
    Source,
}

/// Looks for what compiles to wasm, and installs it where rustup can.
pub(super) fn prepare(shell: &Shell) -> Result<Library> {
    if add_target(shell, TARGET)? {
        return Ok(Library::Installed);
    }
    let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
    ensure!(
        Path::new(&sysroot).join("lib/rustlib/src/rust/library").is_dir(),
        "the target {TARGET} is missing: install rustup, or Debian's rustc-web, cargo-web, \
         rust-web-src and lld"
    );
    ensure!(
        has_rust_lld(&sysroot) || is_present("wasm-ld"),
        "a linker is missing: install Debian's lld for its wasm-ld"
    );
    Ok(Library::Source)
}

/// Compiles one module with the features that it is made of.
pub(super) fn compile(shell: &Shell, library: &Library, module: &str) -> Result<PathBuf> {
    let build = cmd!(
        shell,
        "cargo build --quiet --package liveberth-wasm --target {TARGET} --profile wasm
            --no-default-features --features {module}"
    );
    match library {
        Library::Installed => build.run()?,
        Library::Source => {
            let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
            let build = build.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
            match find("wasm-ld") {
                Some(linker) if !has_rust_lld(&sysroot) => {
                    build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker).run()?;
                }
                _ => build.run()?,
            }
        }
    }
    Ok(target_folder()?.join(TARGET).join("wasm/liveberth_wasm.wasm"))
}

/// Whether the compiler brings its own linker.
fn has_rust_lld(sysroot: &str) -> bool {
    let hosts = Path::new(sysroot).join("lib/rustlib");
    let Ok(hosts) = hosts.read_dir() else { return false };
    hosts.flatten().any(|host| host.path().join("bin/rust-lld").is_file())
}
