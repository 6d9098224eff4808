//! The Python package as a user gets it: a wheel, installed, called and type-checked.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::step::Outcome;
use crate::tools::{is_present, target_folder};

/// With a dot, which tells pip that it is a folder.
const PACKAGE: &str = "./ffi/python";

/// The first that makes wheels by itself.
const SETUPTOOLS: &str = "setuptools>=70.1";

/// Builds the wheel, installs it into an environment of its own and runs the tests there.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    if !is_present("python3") {
        return Ok(Outcome::Skipped("python3 is not installed".to_owned()));
    }
    let target = target_folder()?;
    let environment = target.join("ffi-tests/python");
    if cmd!(shell, "python3 -m venv {environment}").run().is_err() {
        return Ok(Outcome::Skipped("python3 cannot make an environment (venv)".to_owned()));
    }
    let python = environment.join("bin/python");
    let install = |package: &str| cmd!(shell, "{python} -m pip install --quiet {package}").run();
    if install(SETUPTOOLS).is_err() {
        return Ok(Outcome::Skipped(format!("pip cannot get {SETUPTOOLS}")));
    }

    // What the package no longer has would still be packed from here, and a library still be found.
    for stale in ["build", "src/liveberth/libliveberth.so"] {
        shell.remove_path(format!("{PACKAGE}/{stale}"))?;
    }
    let wheels = environment.join("wheels");
    shell.remove_path(&wheels)?;
    cmd!(shell, "{python} -m pip wheel --quiet --no-deps --no-build-isolation")
        .arg("--wheel-dir")
        .args([wheels.as_path(), Path::new(PACKAGE)])
        .env("CARGO_TARGET_DIR", &target)
        .run()?;
    let [wheel] = &shell.read_dir(&wheels)?[..] else {
        bail!("pip did not make one wheel");
    };
    ensure!(
        wheel.to_string_lossy().contains("-py3-none-"),
        "{} is not for every Python 3 of a platform",
        wheel.display()
    );
    cmd!(shell, "{python} -m pip install --quiet --no-index --force-reinstall {wheel}").run()?;
    cmd!(shell, "{python} -B -m unittest discover --start-directory {PACKAGE}/tests").run()?;
    test_editable(shell, &target)?;

    if install("mypy").is_err() {
        return Ok(Outcome::Skipped("pip cannot get mypy; everything else holds".to_owned()));
    }
    let cache = target.join("ffi-tests/mypy");
    let config = format!("{PACKAGE}/pyproject.toml");
    for files in ["src", "tests"] {
        cmd!(
            shell,
            "{python} -m mypy --config-file {config} --cache-dir {cache} {PACKAGE}/{files}"
        )
        .run()?;
    }
    Ok(Outcome::Passed)
}

/// Installs the package for those who change it, into an environment of its own.
fn test_editable(shell: &Shell, target: &Path) -> Result<()> {
    let environment = target.join("ffi-tests/python-editable");
    cmd!(shell, "python3 -m venv {environment}").run()?;
    let python = environment.join("bin/python");
    cmd!(shell, "{python} -m pip install --quiet {SETUPTOOLS}").run()?;
    for mode in ["lenient", "strict"] {
        cmd!(shell, "{python} -m pip install --quiet --no-deps --no-build-isolation")
            .args(["--config-settings", &format!("editable_mode={mode}"), "--editable", PACKAGE])
            .env("CARGO_TARGET_DIR", target)
            .run()?;
        cmd!(shell, "{python} -B -c").arg("import liveberth; liveberth.version()").run()?;
    }
    Ok(())
}
