//! What a check costs through C, beside the same call in Rust and the same work in Node.

use std::path::Path;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::c_tests::{Bench, Linkage};
use super::{Flavour, Library};
use crate::tools::{is_present, target_folder};

/// An accepted configuration that uses every field.
const DOCUMENT: &str = r#"{"minReplicas": 1, "maxReplicas": 8, "cpu": 7.5, "memory": "48GiB",
  "gpu": {"count": 2, "type": "A100"}, "threadCount": 64, "scalingConfiguration": {
  "scaleUpLoadThreshold": 0.8, "scaleUpDelay": {"value": 90, "unit": "SECONDS"},
  "scaleDownDelay": {"value": 1, "unit": "HOURS"}},
  "sources": ["ri.magritte..source.b5a1", "ri.magritte..source.c7e2"],
  "environmentVariables": {"LOG_LEVEL": "info", "BATCH_SIZE": "16"}}"#;

/// Measures the npm package as `cost.c` does the library: from text to the same text, and from text to
/// a report.
const NODE: &str = "
import { readFileSync } from 'node:fs';
import * as liveberth from 'PACKAGE';
const document = readFileSync(process.argv[2], 'utf8');
if (!liveberth.checkRuntimeConfigurationText(document).ok) throw new Error('it is accepted');
function measure(name, call) {
  let fastest = Infinity;
  for (let batch = 0; batch < 400; batch++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 1000; i++) call(document);
    fastest = Math.min(fastest, Number(process.hrtime.bigint() - start) / 1000);
  }
  console.log(`${name} ${fastest.toFixed(1)}`);
}
measure('text', liveberth.checkRuntimeConfigurationAnswer);
measure('report', liveberth.checkRuntimeConfigurationText);
";

/// Measures and prints a table: nanoseconds a call, and how many times as long as in Rust.
pub(crate) fn run(shell: &Shell) -> Result<()> {
    let folder = target_folder()?.join("ffi-tests/cost");
    let library = Library::build(shell, Flavour::Released)?;
    let bench = Bench::new(shell, &library, folder.clone())?;
    let document = folder.join("document.json");
    shell.write_file(&document, DOCUMENT)?;
    let (source, program) = ("ffi/tests/c/cost.c", bench.programs.join("cost"));
    bench.compile(
        &["gcc", "-std=c99", "-O2"],
        &[source.as_ref()],
        &program,
        Linkage::Shared,
        &[],
    )?;
    let c = bench.library.seen_by(cmd!(shell, "{program} {document}")).read()?;
    let rust = cmd!(
        shell,
        "cargo run --quiet --release --package liveberth-benches --bin check_cost {document}"
    );
    let rust = rust.read()?;
    let node = node(shell, &folder, &document)?;
    println!("| call | C, ns | Rust, ns | C / Rust | Node, ns |\n|---|--:|--:|--:|--:|");
    println!("| nothing (`liveberth_abi_version`) | {} | | | |", nanoseconds(&c, "empty")?);
    for (name, what) in [("text", "check, to text"), ("report", "check, to a report")] {
        let (c, rust) = (nanoseconds(&c, name)?, nanoseconds(&rust, name)?);
        let node = node.as_deref().map(|node| nanoseconds(node, name)).transpose()?;
        let node = node.map_or_else(String::new, |node| format!("{node:.0}"));
        println!("| {what} | {c:.0} | {rust:.0} | {:.2} | {node} |", c / rust);
    }
    Ok(())
}

/// The same work by the npm package, where that is made.
fn node(shell: &Shell, folder: &Path, document: &Path) -> Result<Option<String>> {
    let package = shell.current_dir().join("wasm/pkg/index.js");
    if !package.exists() || !is_present("node") {
        println!("Node is not measured: it, or what `cargo xtask wasm` makes, is missing");
        return Ok(None);
    }
    let script = folder.join("cost.mjs");
    shell.write_file(&script, NODE.replace("PACKAGE", &package.to_string_lossy()))?;
    Ok(Some(cmd!(shell, "node {script} {document}").read()?))
}

/// The figure of a line `NAME NANOSECONDS`.
fn nanoseconds(lines: &str, name: &str) -> Result<f64> {
    let line = lines.lines().find_map(|line| line.strip_prefix(name));
    Ok(line.with_context(|| format!("there is no figure of `{name}`"))?.trim().parse()?)
}
