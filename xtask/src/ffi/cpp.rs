//! The C++ header, compiled without a warning and watched by the sanitizers.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

use super::c_tests::{Bench, Linkage, Watcher};
use super::{Flavour, Library, readme};
use crate::step::Outcome;
use crate::tools::{is_present, target_folder};

const SOURCES: &str = "ffi/cpp/tests";
/// Warnings that strict users of the header have on.
const STRICTER: [&str; 2] = ["-Wconversion", "-Wshadow"];

/// The tests with each library and each standard of the language.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    for tool in ["g++", "pkg-config"] {
        if !is_present(tool) {
            return Ok(Outcome::Skipped(format!("{tool} is not installed")));
        }
    }
    let library = Library::build(shell, Flavour::Released)?;
    let bench = Bench::new(shell, &library, target_folder()?.join("ffi-tests/cpp"))?;
    run(&bench, "-std=c++17", Linkage::Shared)?;
    run(&bench, "-std=c++17", Linkage::Static)?;
    run(&bench, "-std=c++20", Linkage::Shared)?;
    readme::ensure_checked(&example(&bench, "check", &readme::check(shell, "cpp")?)?)?;
    readme::ensure_driven(&example(&bench, "drive", &readme::drive(shell, "cpp")?)?)?;
    Ok(Outcome::Passed)
}

/// Compiles every unit of the tests into one program and runs it.
fn run(bench: &Bench<'_>, standard: &str, linkage: Linkage) -> Result<()> {
    let files = bench.shell.read_dir(SOURCES)?;
    let is_unit = |file: &&PathBuf| file.extension().is_some_and(|extension| extension == "cpp");
    let sources: Vec<&Path> = files.iter().filter(is_unit).map(PathBuf::as_path).collect();
    let program = bench.programs.join(format!("tests{standard}-{linkage:?}"));
    let flags = [Watcher::Sanitizers.flags(), &STRICTER].concat();
    bench.compile(&["g++", standard, "-g"], &sources, &program, linkage, &flags)?;
    let corpus = bench.corpus()?;
    Ok(bench.library.seen_by(cmd!(bench.shell, "{program} {corpus}")).run()?)
}

/// Compiles and runs an example and gives what it prints.
fn example(bench: &Bench<'_>, name: &str, text: &str) -> Result<String> {
    let program = bench.programs.join(name);
    let source = program.with_extension("cpp");
    bench.shell.write_file(&source, text)?;
    bench.compile(&["g++", "-std=c++17"], &[&source], &program, Linkage::Shared, &[])?;
    Ok(bench.library.seen_by(cmd!(bench.shell, "{program}")).read()?)
}
