//! The package as a user gets it: packed, installed, called.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::{Size, build_of_size, sizes};
use crate::step::Outcome;
use crate::tools::is_present;

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
    cmd!(shell, "{tools}/.bin/prettier --check wasm/js wasm/test wasm/package.json").run()?;

    let project = shell.create_temp_dir()?;
    let folder = project.path();
    let package = root.join("wasm/pkg");
    let packed = cmd!(shell, "npm pack --silent --pack-destination {folder} {package}").read()?;
    let tarball = packed.lines().last().context("npm packed nothing")?;
    for file in shell.read_dir("wasm/test")? {
        shell.copy_file(file, folder)?;
    }
    let _folder = shell.push_dir(folder);
    cmd!(shell, "npm install --silent --no-audit --no-fund --offline ./{tarball}").run()?;
    cmd!(shell, "{tools}/.bin/tsc --project .").run()?;
    cmd!(shell, "node --test").env("LIVEBERTH_ROOT", &root).run()?;
    Ok(Outcome::Passed)
}
