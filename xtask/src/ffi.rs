//! The C library: built, installed, and held against what is on record of it.

use std::path::{Path, PathBuf};
use std::{env, path};

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;
use xshell::{Shell, cmd};

use crate::tools::{add_component, target_folder};

mod c_tests;
mod corpus;
mod cost;
mod cpp;
mod enumerations;
mod go;
mod install;
mod installed;
mod java;
mod miri;
mod python;
mod readme;

pub(crate) use c_tests::test;
pub(crate) use cost::run as measure;
pub(crate) use cpp::test as test_cpp;
pub(crate) use go::test as test_go;
pub(crate) use installed::test as test_installed;
pub(crate) use java::test as test_java;
pub(crate) use miri::run as miri;
pub(crate) use python::test as test_python;

/// The most bytes that the shared library may have as it is installed, and no more than it needs.
const SIZE_MAX_BYTES: u64 = 1_900_000;
/// Has cargo make the standard library anew, with what it has for small programs, and without the
/// names of what is in a backtrace.
const SMALL_OPTIONS: [&str; 2] =
    ["-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=optimize_for_size"];
const HEADER: &str = "ffi/include/liveberth.h";
const SYMBOLS: &str = "ffi/symbols.txt";

/// Installs the library, or with `--bless` writes the header and what is made from it anew.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let mut prefix = target_folder()?.join("ffi");
    let (mut bless, mut small) = (false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("prefix") => prefix = path::absolute(arguments.value()?)?,
            Long("bless") => bless = true,
            Long("small") => small = true,
            other => return Err(other.unexpected().into()),
        }
    }
    if bless {
        cmd!(shell, "cargo test --quiet --package liveberth-ffi --test header")
            .env("BLESS", "1")
            .run()?;
        enumerations::bless(shell)?;
        let library = Library::build(shell, Flavour::Released)?;
        return Ok(shell.write_file(SYMBOLS, library.symbols(shell)?)?);
    }
    let library = Library::build(shell, flavour(shell, small)?)?;
    println!("{} bytes", library.size()?);
    let destination = match env::var_os("DESTDIR").filter(|given| !given.is_empty()) {
        Some(given) => path::absolute(given)?,
        None => PathBuf::new(),
    };
    let installed = library.install(shell, &prefix, &destination)?;
    println!("installed in {}", installed.prefix.display());
    Ok(())
}

/// Which library is built.
#[derive(Clone, Copy)]
enum Flavour {
    /// What is installed.
    Released,
    /// The same with the standard library made anew, for its size.
    Small,
    /// With debug assertions, and with a function that panics on purpose.
    ForPanics,
}

/// The library as cargo has built it.
struct Library {
    folder: PathBuf,
    /// What a static library has to be linked with, as linker flags.
    static_needs: String,
    abi_version: String,
    version: String,
}

impl Library {
    fn build(shell: &Shell, flavour: Flavour) -> Result<Self> {
        // An rlib among the crate types would keep cargo from optimizing across crates.
        let released = ["--profile", "c-library", "--crate-type", "cdylib,staticlib"];
        let target = target_folder()?;
        let build = cmd!(shell, "cargo rustc --package liveberth-ffi --lib");
        let (folder, build) = match flavour {
            Flavour::Released => (target.join("c-library"), build.args(released)),
            Flavour::ForPanics => {
                (target.join("debug"), build.args(["--features", "panic-for-tests"]))
            }
            Flavour::Small => {
                let (target, host) = (target.join("small"), host(shell)?);
                let build = build.args(released).args(["--target", &host]).args(SMALL_OPTIONS);
                // What is asked for here is not stable; the version of the compiler is fixed anyway.
                let build =
                    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Zlocation-detail=none");
                let folder = target.join(host).join("c-library");
                (folder, build.env("CARGO_TARGET_DIR", target))
            }
        };
        let build = build.args(["--", "--print", "native-static-libs"]);
        let notes = build.args(folding(shell)?).read_stderr()?;
        Ok(Self {
            folder,
            static_needs: without_unwinder(&after(&notes, "native-static-libs: ")?),
            abi_version: after(&shell.read_file(HEADER)?, "#define LIVEBERTH_ABI_VERSION ")?,
            version: after(&cmd!(shell, "cargo pkgid --package liveberth-ffi").read()?, "@")?,
        })
    }

    /// How many bytes the shared library has, without what only a debugger reads.
    fn size(&self) -> Result<u64> {
        Ok(std::fs::metadata(self.folder.join("libliveberth.so"))?.len())
    }

    /// Fails where the shared library is larger than it may be.
    fn check_size(&self) -> Result<()> {
        let bytes = self.size()?;
        println!("the shared library has {bytes} bytes");
        ensure!(bytes <= SIZE_MAX_BYTES, "it may have no more than {SIZE_MAX_BYTES}");
        Ok(())
    }

    /// The names that the shared library gives to a linker, one a line.
    fn symbols(&self, shell: &Shell) -> Result<String> {
        let library = self.folder.join("libliveberth.so");
        let names = cmd!(shell, "nm --dynamic --defined-only --format=just-symbols {library}");
        Ok(names.read()? + "\n")
    }

    /// Fails where the shared library gives other names than those on record.
    fn check_symbols(&self, shell: &Shell) -> Result<()> {
        ensure!(
            self.symbols(shell)? == shell.read_file(SYMBOLS)?,
            "the shared library's symbols are not those of {SYMBOLS}: if that is meant, run \
             `cargo xtask ffi --bless`"
        );
        Ok(())
    }
}

/// What is installed: a small library needs the source of the standard library.
fn flavour(shell: &Shell, wants_small: bool) -> Result<Flavour> {
    let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
    let source = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
    if !wants_small {
        return Ok(Flavour::Released);
    }
    if source.is_dir() || add_component(shell, "rust-src") {
        return Ok(Flavour::Small);
    }
    println!("the standard library's source is missing: the library is not made small");
    Ok(Flavour::Released)
}

/// The machine that this is.
fn host(shell: &Shell) -> Result<String> {
    after(&cmd!(shell, "rustc --version --verbose").quiet().read()?, "host: ")
}

/// Has the linker keep one of several functions that are the same code, where rustc brings the linker
/// that can: about a tenth less. Nothing here compares the addresses of functions.
fn folding(shell: &Shell) -> Result<&'static [&'static str]> {
    let folder = cmd!(shell, "rustc --print target-libdir").quiet().read()?;
    let is_there = Path::new(&folder).with_file_name("bin/gcc-ld/ld.lld").exists();
    Ok(if is_there { &["-C", "link-arg=-Wl,--icf=all"] } else { &[] })
}

/// What a static library needs, but for the unwinder: the compiler that links adds the one that fits, as
/// the shared one does not fit `-static`.
fn without_unwinder(needs: &str) -> String {
    needs.split(' ').filter(|flag| *flag != "-lgcc_s").collect::<Vec<_>>().join(" ")
}

/// The rest of the line behind the first `mark`.
fn after(text: &str, mark: &str) -> Result<String> {
    let (_, rest) = text.split_once(mark).with_context(|| format!("there is no `{mark}`"))?;
    Ok(rest.lines().next().unwrap_or_default().trim().to_owned())
}
