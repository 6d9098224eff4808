//! What compiles to wasm: rustup's target, or the standard library's own source.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xshell::{Cmd, Shell, cmd};

use super::Size;
use crate::tools::{add_component, add_target, find, is_present, target_folder};

const TARGET: &str = "wasm32-unknown-unknown";

/// Where the standard library comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Library {
    /// It is there, compiled.
    Installed,
    /// It is compiled on the way.
    Source,
}

/// A compiler that can make wasm.
pub(super) struct Toolchain {
    library: Library,
    size: Size,
}

impl Toolchain {
    /// Looks for what compiles to wasm, and installs it where rustup can.
    ///
    /// A small build needs the standard library's source; without it an ordinary one is made.
    pub(super) fn prepare(shell: &Shell, wanted: Size) -> Result<Self> {
        let installed = add_target(shell, TARGET)?;
        let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
        let wants_source = wanted == Size::Small || !installed;
        let has_source = wants_source && has_source(&sysroot)
            || wants_source && add_component(shell, "rust-src") && has_source(&sysroot);
        ensure!(
            installed || has_source,
            "the target {TARGET} is missing: install rustup, or Debian's rustc-web, cargo-web, \
             rust-web-src and lld"
        );
        ensure!(
            installed || has_rust_lld(&sysroot) || is_present("wasm-ld"),
            "a linker is missing: install Debian's lld for its wasm-ld"
        );
        if wanted == Size::Small && !has_source {
            println!("the standard library's source is missing: the package is not made small");
        }
        let size = if has_source { wanted } else { Size::Ordinary };
        let library = match (installed, size) {
            (true, Size::Ordinary) => Library::Installed,
            _ => Library::Source,
        };
        Ok(Self { library, size })
    }

    /// The size that is made.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// Compiles one package to a module.
    pub(super) fn compile(&self, shell: &Shell, package: &str) -> Result<PathBuf> {
        // Each size has a folder of its own, since the other's flags would have all made anew.
        let folder = match self.size {
            Size::Ordinary => target_folder()?,
            Size::Small => target_folder()?.join("small"),
        };
        let build = cmd!(
            shell,
            "cargo build --quiet --package {package} --target {TARGET} --profile wasm
                --target-dir {folder}"
        );
        self.configure(shell, build)?.run()?;
        let file = format!("{}.wasm", package.replace('-', "_"));
        Ok(folder.join(TARGET).join("wasm").join(file))
    }

    fn configure<'a>(&self, shell: &Shell, build: Cmd<'a>) -> Result<Cmd<'a>> {
        if self.library == Library::Installed {
            return Ok(build);
        }
        let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
        // What is asked for here is not stable; the version of the compiler is fixed anyway.
        let mut build = build.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
        if self.size == Size::Small {
            build = build
                .arg("-Zbuild-std-features=optimize_for_size")
                .env("RUSTFLAGS", "-Zunstable-options -Cpanic=immediate-abort");
        }
        Ok(match find("wasm-ld") {
            Some(linker) if !has_rust_lld(&sysroot) => {
                build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
            }
            _ => build,
        })
    }
}

/// Whether the standard library's source is there.
fn has_source(sysroot: &str) -> bool {
    Path::new(sysroot).join("lib/rustlib/src/rust/library").is_dir()
}

/// Whether the compiler brings its own linker.
fn has_rust_lld(sysroot: &str) -> bool {
    let hosts = Path::new(sysroot).join("lib/rustlib");
    let Ok(hosts) = hosts.read_dir() else { return false };
    hosts.flatten().any(|host| host.path().join("bin/rust-lld").is_file())
}
