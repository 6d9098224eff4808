//! What the README tells a reader to type.

use std::env;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use xshell::{Shell, cmd};

use crate::step::Outcome;
use crate::tools::is_present;

/// What the answer to each call has in it.
const ANSWERS: [&str; 3] = ["\"rid\":", "\"startsNow\":false", "\"moves\":["];

/// The README's calls are answered by a host that was just started, one after the other.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    if !is_present("curl") {
        return Ok(Outcome::Skipped("curl is not installed".to_owned()));
    }
    cmd!(shell, "cargo build --package liveberth-host").run()?;
    let folder = shell.create_temp_dir()?;
    let host = Host::start(folder.path())?;
    // Settings that leave the calls themselves as they are printed.
    shell.write_file(folder.path().join(".curlrc"), "silent\nwrite-out = \"\\n%{http_code}\"\n")?;
    let readme = shell.read_file("README.md")?;
    for (call, expected) in calls_of(&readme).zip(ANSWERS) {
        let call = call.replace("http://localhost:8080", &host.address);
        let answer = cmd!(shell, "sh -c {call}").env("CURL_HOME", folder.path()).read()?;
        println!("{answer}");
        ensure!(answer.ends_with("\n200"), "a call of the README was not answered with 200");
        ensure!(answer.contains(expected), "a call of the README was not answered with {expected}");
    }
    let count = calls_of(&readme).count();
    ensure!(count == ANSWERS.len(), "the README has {count} calls, not {}", ANSWERS.len());
    Ok(Outcome::Passed)
}

/// The blocks of the README that are calls.
fn calls_of(readme: &str) -> impl Iterator<Item = &str> {
    let blocks = readme.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix("sh\n")).filter(|block| block.starts_with("curl "))
}

/// A host on a free port, stopped when this goes out of scope.
struct Host {
    process: Child,
    address: String,
    /// Kept open: a host that cannot print any more may end.
    _printed: Lines<BufReader<ChildStdout>>,
}

impl Host {
    fn start(data: &Path) -> Result<Self> {
        let file = format!("liveberth-host{}", env::consts::EXE_SUFFIX);
        let program = env::current_exe()?.with_file_name(file);
        let mut process = Command::new(program)
            .args(["--port", "0", "--dev-token", "development", "--data-dir"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let printed = process.stdout.take().context("the host prints nothing")?;
        let mut printed = BufReader::new(printed).lines();
        let address = printed.by_ref().map_while(Result::ok).find_map(|line| address_in(&line));
        let mut host = Self { process, address: String::new(), _printed: printed };
        host.address = address.context("the host ended without an address")?;
        Ok(host)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // A host that has ended by itself needs no stopping.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The first address in a line: scheme, host and port.
fn address_in(line: &str) -> Option<String> {
    let start = line.find("http://")?;
    let address = line.get(start..)?.split_whitespace().next()?;
    Some(address.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_names_every_part_of_the_core() {
        let shell = Shell::new().unwrap();
        shell.change_dir(crate::root().unwrap());
        let readme = shell.read_file("README.md").unwrap();
        let missing: Vec<String> = shell
            .read_dir("core/src")
            .unwrap()
            .iter()
            .filter(|path| path.is_file() && !path.ends_with("lib.rs"))
            .map(|path| format!("`{}`", path.file_name().unwrap().display()))
            .filter(|name| !readme.contains(name))
            .collect();
        assert_eq!(missing, Vec::<String>::new(), "README.md has no line for them");
    }

    #[test]
    fn the_call_is_the_block_that_begins_with_curl() {
        let readme = "a\n```sh\nls\n```\nb\n```sh\ncurl -X POST\n```\n";
        assert_eq!(calls_of(readme).collect::<Vec<_>>(), ["curl -X POST\n"]);
        assert_eq!(calls_of("```sh\nls\n```").count(), 0);
    }

    /// The blocks of a text in a language.
    fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
        text.split("```").skip(1).step_by(2).filter(|block| block.starts_with(language)).collect()
    }

    #[test]
    fn what_the_readme_shows_in_other_languages_is_run_by_their_packages() {
        let shell = Shell::new().unwrap();
        shell.change_dir(crate::root().unwrap());
        let readme = shell.read_file("README.md").unwrap();
        let packages = [("js\n", "wasm"), ("html\n", "wasm"), ("c\n", "ffi")];
        for (language, package) in packages {
            let package = shell.read_file(format!("{package}/README.md")).unwrap();
            let shown = blocks(&readme, language);
            assert_ne!(shown.len(), 0, "{language}");
            for block in shown {
                assert!(package.contains(block), "its package does not run it: {block}");
            }
        }
    }

    #[test]
    fn an_address_ends_at_its_port() {
        let line = "liveberth listens on http://127.0.0.1:8080/ with a demonstration cluster";
        assert_eq!(address_in(line).as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(address_in("no address"), None);
    }
}
