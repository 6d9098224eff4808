//! Mutation testing: whether the tests notice when a line of the control plane means something else.
//!
//! Mutants are tried in a copy of the core whose stories are only those of the control plane, so that
//! one takes seconds. Which are tried depends on the seed alone.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;
use xshell::{Shell, cmd};

use crate::tools::{self, target_folder};

/// The version of cargo-mutants that is installed where there is none.
const VERSION: &str = "27.1.0";

/// How many mutants a run tries where nobody says.
const SAMPLE: usize = 150;

/// What is mutated.
const FILES: [&str; 4] = ["deployment", "autoscaler", "queue", "control_plane"];

/// The tests that have to notice, of those in `core/tests/it`; those within the files have to as well.
const TESTS: [&str; 8] = [
    "deployment",
    "explain",
    "repack",
    "saved",
    "specification",
    "text_door",
    "transitions",
    "world",
];

/// Traces of the specification's property test that a mutant has to survive.
const TRACES: &str = "24";

/// The least part of the mutants that has to be caught, in percent.
const LEAST_CAUGHT: usize = 90;

/// Tries a sample of mutants, or one shard of the sample.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let (mut seed, mut sample, mut shard) = (1_u64, SAMPLE, "0/1".to_owned());
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seed") => seed = arguments.value()?.parse()?,
            Long("sample") => sample = arguments.value()?.parse()?,
            Long("shard") => shard = arguments.value()?.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let program = tools::install(shell, "cargo-mutants", VERSION)?
        .context("cargo-mutants is missing and could not be installed")?;
    let folder = target_folder()?.join("mutants");
    let copy = copy_core(shell, &folder.join("source"))?;
    let files = FILES.map(|it| [format!("core/src/{it}.rs"), format!("core/src/{it}/**")]);
    let files: Vec<String> =
        files.into_iter().flatten().flat_map(|it| ["--file".to_owned(), it]).collect();
    let files = &files;
    let list = cmd!(shell, "{program} mutants --dir {copy} --list --no-config {files...}");
    let mutants = list.quiet().read()?.lines().map(str::to_owned).collect();
    let chosen = choose(mutants, seed, sample);
    println!("{} mutants of seed {seed}, shard {shard}", chosen.len());
    let output = folder.join(format!("seed-{seed}-shard-{}", shard.replace('/', "-of-")));
    let config = folder.join("sample.toml");
    shell.write_file(&config, config_of(&chosen))?;
    cmd!(
        shell,
        "{program} mutants --dir {copy} --config {config} --in-place --shard {shard} {files...}
            --output {output} --profile mutants --timeout 300 --build-timeout 600
            --no-times --colors never
            -- --package liveberth-core --lib --test it"
    )
    .env("PROPTEST_CASES", TRACES)
    .env("PROPTEST_MAX_SHRINK_ITERS", "0")
    .env("CARGO_TARGET_DIR", folder.join("target"))
    .ignore_status()
    .run()?;
    judge(shell, &output.join("mutants.out"))
}

/// As many as are wanted, in an order that the seed makes.
fn choose(mut mutants: Vec<String>, seed: u64, sample: usize) -> Vec<String> {
    mutants.sort_by_cached_key(|name| hash(seed, name));
    mutants.truncate(sample);
    mutants
}

/// FNV-1a, which is the same everywhere.
fn hash(seed: u64, name: &str) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(name.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The configuration in which cargo-mutants tries these and no others.
fn config_of(mutants: &[String]) -> String {
    let expressions = mutants.iter().map(|name| format!("  '''^{}$''',\n", escape(name)));
    format!("examine_re = [\n{}]\n", expressions.collect::<String>())
}

fn escape(text: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || " _/:,\"'-<>=!@".contains(it);
    text.chars().map(|it| if is_plain(it) { it.to_string() } else { format!("\\{it}") }).collect()
}

/// Sums up what became of the mutants.
fn judge(shell: &Shell, results: &Path) -> Result<()> {
    let lines = |file: &str| -> Result<Vec<String>> {
        Ok(shell.read_file(results.join(file))?.lines().map(str::to_owned).collect())
    };
    let missed = lines("missed.txt")?;
    let caught = lines("caught.txt")?.len() + lines("timeout.txt")?.len();
    let unviable = lines("unviable.txt")?.len();
    missed.iter().for_each(|name| println!("missed: {name}"));
    let tried = caught + missed.len();
    println!("{caught} of {tried} caught, {unviable} more do not compile");
    ensure!(tried > 0, "no mutant was tried");
    ensure!(caught * 100 >= tried * LEAST_CAUGHT, "fewer than {LEAST_CAUGHT} % are caught");
    Ok(())
}

/// A workspace of the core alone, with the tests that have to notice and the inputs that they replay.
///
/// What it was built to before is kept: only what has changed is built again.
fn copy_core(shell: &Shell, copy: &Path) -> Result<PathBuf> {
    shell.remove_path(copy)?;
    shell.create_dir(copy)?;
    cmd!(shell, "cp -R core fuzz Cargo.lock {copy}").run()?;
    let manifest = shell.read_file("Cargo.toml")?;
    let is_kept = |line: &&str| !line.starts_with("    \"") || line.starts_with("    \"core\"");
    let manifest: String = manifest.lines().filter(is_kept).flat_map(|line| [line, "\n"]).collect();
    let profile = "\n[profile.mutants]\ninherits = \"dev\"\nopt-level = 1\ndebug = false\n";
    shell.write_file(copy.join("Cargo.toml"), manifest + profile)?;
    let modules = TESTS.map(|name| format!("mod {name};\n")).concat();
    let main = format!("//! The tests of the control plane.\n\n#![cfg(test)]\n\n{modules}");
    shell.write_file(copy.join("core/tests/it/main.rs"), main)?;
    Ok(copy.to_owned())
}
