//! The package as a user gets it: packed, installed, called.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::{Size, build, build_of_size, check_format, install_packages, schemas, sizes};
use crate::step::Outcome;
use crate::tools::is_present;

/// Forms and bundlers that use the package.
const EXAMPLES: &str = "wasm/examples";

/// Packs the package, installs it into a project of its own and runs the tests there.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    if !is_present("npm") {
        return Ok(Outcome::Skipped("npm is not installed".to_owned()));
    }
    // What is tested is what is published.
    if build_of_size(shell, Size::Small)? == Size::Small {
        sizes::check(shell)?;
    }
    let root = shell.current_dir();
    let tools = root.join("wasm/node_modules");
    check_format(shell, &["wasm/js", "wasm/test", "wasm/examples", "wasm/package.json"])?;

    let project = shell.create_temp_dir()?;
    let folder = project.path();
    let package = root.join("wasm/pkg");
    let packed = cmd!(shell, "npm pack --silent --pack-destination {folder} {package}").read()?;
    let tarball = packed.lines().last().context("npm packed nothing")?;
    for file in shell.read_dir("wasm/test")? {
        shell.copy_file(file, folder)?;
    }
    schemas::write(shell, folder)?;
    let _folder = shell.push_dir(folder);
    cmd!(shell, "npm install --silent --no-audit --no-fund --offline ./{tarball}").run()?;
    cmd!(shell, "{tools}/.bin/tsc --project .").run()?;
    cmd!(shell, "node --test").env("LIVEBERTH_ROOT", &root).run()?;
    Ok(Outcome::Passed)
}

/// The examples do what they say, in the form libraries and bundlers that their lock names.
pub(crate) fn test_examples(shell: &Shell) -> Result<Outcome> {
    if !is_present("npm") {
        return Ok(Outcome::Skipped("npm is not installed".to_owned()));
    }
    build(shell)?;
    install_packages(shell, EXAMPLES)?;
    let _folder = shell.push_dir(EXAMPLES);
    cmd!(shell, "node --test").run()?;
    Ok(Outcome::Passed)
}
