//! The real clients of the API, where they can be had.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::{Host, TOKEN};

fn run(program: impl AsRef<Path>, arguments: &[&str]) -> Option<Output> {
    Command::new(program.as_ref()).args(arguments).output().ok()
}

fn succeeds(program: impl AsRef<Path>, arguments: &[&str]) -> bool {
    run(program, arguments).is_some_and(|output| output.status.success())
}

/// Where what was installed is kept from run to run.
fn cache(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// A Python that has the SDK.
fn python() -> Option<PathBuf> {
    let environment = cache("python");
    let python = environment.join("bin/python");
    let path = environment.to_str()?;
    let has_sdk = ["-c", "import foundry_sdk; assert foundry_sdk.__version__ == '1.111.0'"];
    let is_there = succeeds(&python, &has_sdk)
        || succeeds("python3", &["-m", "venv", path])
            && succeeds(&python, &["-m", "pip", "install", "-q", "foundry-platform-sdk==1.111.0"]);
    is_there.then_some(python)
}

/// A folder in which Node finds the client.
fn node() -> Option<PathBuf> {
    let folder = cache("node");
    let prefix = folder.to_str()?;
    let packages = ["@osdk/client@2.22.0", "@osdk/shared.net.platformapi@1.5.0"];
    let install = ["install", "--silent", "--no-save", "--prefix", prefix];
    let is_there = folder.join("node_modules/@osdk/client").is_dir()
        || succeeds("npm", &[&install[..], &packages[..]].concat());
    is_there.then_some(folder)
}

fn assert_ok(output: Option<Output>) {
    let output = output.expect("the program does not start");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.ends_with("ok\n"), "{said}{complained}");
}

#[test]
fn the_python_sdk_works_unchanged() {
    let Some(python) = python() else {
        eprintln!("skipped: Python with foundry-platform-sdk 1.111.0 cannot be had");
        return;
    };
    let host = Host::start();
    let address = format!("127.0.0.1:{}", host.port);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/test_sdk.py");
    assert_ok(run(python, &[script, &address, TOKEN, "viewer"]));
}

#[test]
fn the_typescript_client_works_unchanged() {
    let Some(folder) = node() else {
        eprintln!("skipped: Node with @osdk/client 2.22.0 cannot be had");
        return;
    };
    let host = Host::start();
    let address = format!("127.0.0.1:{}", host.port);
    // Node looks for packages beside the script.
    let script = folder.join("test_sdk.mjs");
    std::fs::write(&script, include_str!("../sdk/test_sdk.mjs")).unwrap();
    assert_ok(run("node", &[script.to_str().unwrap(), &address, TOKEN]));
}
