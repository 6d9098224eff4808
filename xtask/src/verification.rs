//! The model checker and the simulator, and whether they find faults that are there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;
use xshell::{Shell, cmd};

use crate::step::Outcome;
use crate::tools::target_folder;

const PACKAGE: &str = "liveberth-verification";

/// What the checker's answer contains when it has found something.
const FOUND: &str = "a promise is broken";

/// A line of the core, and what it is replaced by to make a fault.
struct Fault {
    name: &'static str,
    file: &'static str,
    line: &'static str,
    replacement: &'static str,
}

const FAULTS: &[Fault] = &[Fault {
    name: "surge-blocks-queue",
    file: "core/src/queue/ledger.rs",
    line: "\n            && !class.surge",
    replacement: "",
}];

/// Explores every state of small worlds; with `--fault` shows that a planted fault is found.
pub(crate) fn model(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let mut passed_on: Vec<OsString> = vec!["model".into()];
    let mut fault = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("fault") => fault = Some(arguments.value()?.string()?),
            Long(name @ ("states" | "scope")) => {
                passed_on.push(format!("--{name}").into());
                passed_on.push(arguments.value()?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(name) = fault else {
        cmd!(shell, "cargo run --release --package {PACKAGE} -- {passed_on...}").run()?;
        return Ok(());
    };
    find_fault(shell, &name, &passed_on)
}

/// Plants a fault in a copy of the core, where the checker has to find it.
fn find_fault(shell: &Shell, name: &str, passed_on: &[OsString]) -> Result<()> {
    let known = || FAULTS.iter().map(|fault| fault.name).collect::<Vec<_>>().join(", ");
    let fault = FAULTS.iter().find(|fault| fault.name == name);
    let fault = fault.with_context(|| format!("there is no fault `{name}`, only {}", known()))?;
    let copy = plant(shell, fault)?;
    let target = target_folder()?.join("faults/target");
    let manifest = copy.join("Cargo.toml");
    let answer = cmd!(
        shell,
        "cargo run --release --manifest-path {manifest} --target-dir {target}
            --package {PACKAGE} -- {passed_on...}"
    )
    .ignore_status()
    .read_stderr()?;
    println!("{answer}");
    ensure!(answer.contains(FOUND), "the planted fault `{name}` was not found");
    println!("the planted fault `{name}` was found");
    Ok(())
}

/// A few seconds of each, and one fault that has to be found.
pub(crate) fn smoke(shell: &Shell) -> Result<Outcome> {
    cmd!(shell, "cargo run --quiet --release --package {PACKAGE} -- model --states 6000").run()?;
    cmd!(shell, "cargo run --quiet --release --package {PACKAGE} -- simulate --seed 7").run()?;
    find_fault(shell, "surge-blocks-queue", &["model".into(), "--scope".into(), "E".into()])?;
    Ok(Outcome::Passed)
}

/// Runs long lives of large worlds.
pub(crate) fn simulate(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let arguments: Vec<_> = arguments.raw_args()?.collect();
    cmd!(shell, "cargo run --release --package {PACKAGE} -- simulate {arguments...}").run()?;
    Ok(())
}

/// Makes a copy of the core and of its checkers, with the fault in it.
fn plant(shell: &Shell, fault: &Fault) -> Result<PathBuf> {
    let copy = target_folder()?.join("faults/source");
    shell.remove_path(&copy)?;
    shell.create_dir(&copy)?;
    for package in ["core", "verification"] {
        cmd!(shell, "cp -R {package} {copy}").run()?;
    }
    shell.copy_file("Cargo.lock", &copy)?;
    shell.write_file(copy.join("Cargo.toml"), two_packages(&shell.read_file("Cargo.toml")?))?;
    let file = copy.join(fault.file);
    shell.write_file(&file, planted(shell, &file, fault)?)?;
    Ok(copy)
}

fn planted(shell: &Shell, file: &Path, fault: &Fault) -> Result<String> {
    let text = shell.read_file(file)?;
    let count = text.matches(fault.line).count();
    ensure!(count == 1, "`{}` has {count} times the line to replace: {}", fault.file, fault.line);
    Ok(text.replace(fault.line, fault.replacement))
}

/// The workspace's manifest without the packages that are not copied.
fn two_packages(manifest: &str) -> String {
    let is_copied = |line: &&str| {
        let is_member = line.starts_with("    \"");
        !is_member || line.starts_with("    \"core\"") || line.starts_with("    \"verification\"")
    };
    manifest.lines().filter(is_copied).flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_can_be_planted() {
        let shell = Shell::new().unwrap();
        for fault in FAULTS {
            let file = crate::root().unwrap().join(fault.file);
            let source = shell.read_file(&file).unwrap();
            assert_ne!(planted(&shell, &file, fault).unwrap(), source);
        }
    }
}
