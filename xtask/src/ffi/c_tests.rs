//! The C programs of `ffi/tests/c`, compiled without a warning, with each library, and watched by
//! whatever finds a fault of memory.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use xshell::{Shell, cmd};

use super::install::Installed;
use super::{Flavour, Library, SYMBOLS, corpus, readme};
use crate::step::Outcome;
use crate::tools::{is_present, target_folder};

const SOURCES: &str = "ffi/tests/c";
const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// How a program finds the library.
#[derive(Debug, Clone, Copy)]
pub(super) enum Linkage {
    Shared,
    Static,
}

/// What watches a program.
#[derive(Debug, Clone, Copy)]
pub(super) enum Watcher {
    Nobody,
    Sanitizers,
    Valgrind,
    /// Valgrind, looking at what threads share.
    Helgrind,
}

impl Watcher {
    /// What the compiler is told.
    pub(super) const fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Sanitizers => &["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
            Self::Nobody | Self::Valgrind | Self::Helgrind => &[],
        }
    }

    /// How many calls the soak makes: as many as do not take long.
    const fn soak_calls(self) -> &'static str {
        match self {
            Self::Nobody => "1000000",
            Self::Sanitizers => "100000",
            Self::Valgrind | Self::Helgrind => "1000",
        }
    }

    /// What the program is run by.
    const fn command(self) -> &'static [&'static str] {
        match self {
            Self::Valgrind => &[
                "valgrind",
                "--quiet",
                "--leak-check=full",
                "--errors-for-leak-kinds=all",
                "--error-exitcode=9",
            ],
            Self::Helgrind => &["valgrind", "--quiet", "--tool=helgrind", "--error-exitcode=9"],
            Self::Nobody | Self::Sanitizers => &[],
        }
    }
}

/// Every program with each library and each watcher.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    for tool in ["gcc", "g++", "pkg-config", "nm", "readelf"] {
        if !is_present(tool) {
            return Ok(Outcome::Skipped(format!("{tool} is not installed")));
        }
    }
    let folder = target_folder()?.join("ffi-tests");
    let released = Library::build(shell, Flavour::Released)?;
    released.check_symbols(shell)?;
    released.check_size()?;
    let bench = Bench::new(shell, &released, folder.join("released"))?;
    bench.check_soname(&released.abi_version)?;
    bench.header_as_cpp()?;
    bench.readme()?;
    let panicking = Library::build(shell, Flavour::ForPanics)?;
    let panic_bench = Bench::new(shell, &panicking, folder.join("panicking"))?;
    for linkage in [Linkage::Shared, Linkage::Static] {
        bench.run("freed", linkage, Watcher::Nobody, &[])?;
        for watcher in [Watcher::Nobody, Watcher::Sanitizers] {
            bench.programs(linkage, watcher, watcher.soak_calls())?;
            panic_bench.run("panic", linkage, watcher, &[])?;
        }
    }
    if !is_present("valgrind") {
        return Ok(Outcome::Skipped("valgrind is not installed; everything else holds".to_owned()));
    }
    for linkage in [Linkage::Shared, Linkage::Static] {
        bench.programs(linkage, Watcher::Valgrind, Watcher::Valgrind.soak_calls())?;
        panic_bench.run("panic", linkage, Watcher::Valgrind, &[])?;
        bench.run("threads", linkage, Watcher::Helgrind, &[])?;
    }
    Ok(Outcome::Passed)
}

/// The files of a program: one of its name, and where that is about several files, another.
fn sources(name: &str) -> Vec<PathBuf> {
    let files: &[&str] = if name == "header" { &["header", "twice"] } else { &[name] };
    files.iter().map(|file| Path::new(SOURCES).join(file).with_extension("c")).collect()
}

/// An installed library and where programs are compiled against it.
pub(super) struct Bench<'a> {
    pub(super) shell: &'a Shell,
    pub(super) library: Installed,
    pub(super) programs: PathBuf,
}

impl<'a> Bench<'a> {
    pub(super) fn new(shell: &'a Shell, library: &Library, folder: PathBuf) -> Result<Self> {
        let library = library.install(shell, &folder.join("prefix"), Path::new(""))?;
        let programs = shell.create_dir(folder.join("programs"))?;
        Ok(Self { shell, library, programs })
    }

    /// Every program but the one that needs a library of its own.
    fn programs(&self, linkage: Linkage, watcher: Watcher, soak_calls: &str) -> Result<()> {
        for program in ["header", "typed", "router", "report", "cluster", "scenario", "threads"] {
            self.run(program, linkage, watcher, &[])?;
        }
        self.run("misuse", linkage, watcher, &[SYMBOLS])?;
        let corpus = self.corpus()?;
        self.run("corpus", linkage, watcher, &[&corpus.to_string_lossy()])?;
        self.run("soak", linkage, watcher, &[soak_calls])
    }

    /// The corpus in a file of records.
    pub(super) fn corpus(&self) -> Result<PathBuf> {
        let corpus = self.programs.join("corpus.records");
        self.shell.write_file(&corpus, corpus::records(self.shell)?)?;
        Ok(corpus)
    }

    /// Compiles and runs one program of the tests.
    fn run(
        &self,
        name: &str,
        linkage: Linkage,
        watcher: Watcher,
        arguments: &[&str],
    ) -> Result<()> {
        let sources = sources(name);
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        let program = self.programs.join(format!("{name}-{linkage:?}-{watcher:?}"));
        self.compile(&["gcc", "-std=c99", "-g"], &sources, &program, linkage, watcher.flags())?;
        let command = watcher.command();
        let (tool, tool_arguments) = match command {
            [] => (program.as_os_str(), Vec::new()),
            [tool, options @ ..] => {
                let options = options.iter().map(AsRef::as_ref);
                (tool.as_ref(), options.chain([program.as_os_str()]).collect())
            }
        };
        let command = cmd!(self.shell, "{tool} {tool_arguments...} {arguments...}");
        // What a backtrace is made from stays in memory, which looks like a leak.
        Ok(self.library.seen_by(command).env("RUST_BACKTRACE", "0").run()?)
    }

    pub(super) fn compile(
        &self,
        compiler: &[&str],
        sources: &[&Path],
        program: &Path,
        linkage: Linkage,
        flags: &[&str],
    ) -> Result<()> {
        let (compiler, options) = compiler.split_first().context("no compiler is named")?;
        let library = self.pkg_config(linkage)?;
        let command =
            cmd!(self.shell, "{compiler} {options...} -pthread {sources...} -o {program}");
        command.args(STRICT).args(flags).args(library).quiet().run()?;
        Ok(())
    }

    /// What pkg-config has the compiler told.
    fn pkg_config(&self, linkage: Linkage) -> Result<Vec<String>> {
        let package = match linkage {
            Linkage::Shared => "liveberth",
            Linkage::Static => "liveberth-static",
        };
        let command = cmd!(self.shell, "pkg-config --cflags --libs {package}");
        let flags = self.library.seen_by(command).quiet().read()?;
        Ok(flags.split_whitespace().map(str::to_owned).collect())
    }

    /// The header is C++17 too.
    fn header_as_cpp(&self) -> Result<()> {
        let program = self.programs.join("header-cpp");
        let sources = sources("header");
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        let compiler = ["g++", "-x", "c++", "-std=c++17"];
        self.compile(&compiler, &sources, &program, Linkage::Shared, &[])?;
        Ok(self.library.seen_by(cmd!(self.shell, "{program}")).run()?)
    }

    /// A program asks for the library by the version of its binary interface.
    fn check_soname(&self, abi_version: &str) -> Result<()> {
        let library = self.library.library_folder().join("libliveberth.so");
        let headers = cmd!(self.shell, "readelf --dynamic {library}").quiet().read()?;
        let soname = format!("Library soname: [libliveberth.so.{abi_version}]");
        ensure!(headers.contains(&soname), "the shared library has no `{soname}`");
        Ok(())
    }

    /// The README's program finds the problem that the README says.
    fn readme(&self) -> Result<()> {
        let (source, program) = (self.programs.join("readme.c"), self.programs.join("readme"));
        self.shell.write_file(&source, readme::check(self.shell, "c")?)?;
        self.compile(&["gcc", "-std=c99"], &[&source], &program, Linkage::Shared, &[])?;
        let answer = self.library.seen_by(cmd!(self.shell, "{program}")).read()?;
        readme::ensure_checked(&answer)
    }
}
