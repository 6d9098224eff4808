//! The npm package: `wasm/pkg`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lexopt::prelude::*;
use xshell::{Shell, cmd};

use crate::step::{self, Step};
use crate::tools::{is_present, target_folder};

mod test;
mod toolchain;

pub(crate) use test::test;

/// The wasm modules: each a feature of the package `liveberth-wasm`.
const MODULES: [&str; 2] = ["check", "control-plane"];

/// The scripts that the package exports.
const ENTRIES: [&str; 3] = ["index", "control-plane", "init"];

/// Builds the package, and with `--test` tests it.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let mut tested = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("test") => tested = true,
            other => bail!(other.unexpected()),
        }
    }
    if tested {
        step::run_all(shell, &[Step("npm package", test)]);
        return Ok(());
    }
    build(shell)
}

/// Builds the package into `wasm/pkg`.
///
/// With npm the modules are optimised and each entry is one script, for `import` and for `require`;
/// without it they are as cargo makes them, in several scripts, for `import` only.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    let compiled = toolchain::prepare(shell)?;
    let staging = target_folder()?.join("npm");
    let generated = staging.join("generated");
    shell.remove_path(&staging)?;
    shell.create_dir(&generated)?;
    copy_scripts(shell, &staging)?;
    let has_npm = install_tools(shell)?;
    for module in MODULES {
        let wasm = toolchain::compile(shell, &compiled, module)?;
        cmd!(
            shell,
            "cargo run --quiet --package liveberth-bindgen -- {wasm} {generated} {module}"
        )
        .run()?;
        let wasm = generated.join(format!("{module}.wasm"));
        if has_npm {
            cmd!(shell, "wasm/node_modules/.bin/wasm-opt -Os {wasm} -o {wasm}").run()?;
        }
        write_base64(shell, &wasm)?;
    }
    assemble(shell, &staging, has_npm)
}

/// The package's own scripts.
fn copy_scripts(shell: &Shell, staging: &Path) -> Result<()> {
    for file in shell.read_dir("wasm/js")? {
        if file.extension().is_some_and(|extension| extension == "js") {
            shell.copy_file(&file, staging.join(file_name(&file)?))?;
        }
    }
    Ok(())
}

/// What npm brings, at the versions of `wasm/package-lock.json`; `false` without npm.
fn install_tools(shell: &Shell) -> Result<bool> {
    if !is_present("npm") {
        println!("npm is missing: the package is neither optimised nor bundled nor for `require`");
        return Ok(false);
    }
    let modified = |file: &str| Path::new(file).metadata().and_then(|it| it.modified()).ok();
    let _folder = shell.push_dir("wasm");
    let root = shell.current_dir();
    let installed = modified(&root.join("node_modules/.package-lock.json").to_string_lossy());
    let wanted = modified(&root.join("package-lock.json").to_string_lossy());
    if installed < wanted {
        cmd!(shell, "npm ci --no-audit --no-fund --loglevel=error").run()?;
    }
    Ok(true)
}

/// Writes a module as a script that holds it, beside it.
fn write_base64(shell: &Shell, wasm: &Path) -> Result<()> {
    let text = BASE64_STANDARD.encode(shell.read_binary_file(wasm)?);
    let name = wasm.with_extension("").to_string_lossy().into_owned();
    shell.write_file(format!("{name}-base64.js"), format!("export default \"{text}\";\n"))?;
    Ok(())
}

/// Puts the package together.
fn assemble(shell: &Shell, staging: &Path, has_npm: bool) -> Result<()> {
    let package = shell.current_dir().join("wasm/pkg");
    shell.remove_path(&package)?;
    shell.create_dir(&package)?;
    if has_npm {
        bundle(shell, staging, &package, "esm", ".js")?;
        bundle(shell, staging, &package, "cjs", ".cjs")?;
    } else {
        cmd!(shell, "cp -R {staging}/. {package}").run()?;
    }
    for entry in ENTRIES {
        let types = format!("wasm/js/{entry}.d.ts");
        for extension in ["d.ts", "d.cts"] {
            shell.copy_file(&types, package.join(format!("{entry}.{extension}")))?;
        }
    }
    shell.copy_file(staging.join("generated/check.wasm"), package.join("check.wasm"))?;
    for file in ["wasm/package.json", "wasm/README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        shell.copy_file(file, &package)?;
    }
    Ok(())
}

/// Makes one script of each entry.
fn bundle(shell: &Shell, from: &Path, to: &Path, format: &str, extension: &str) -> Result<()> {
    let entries = ENTRIES.map(|entry| from.join(format!("{entry}.js")));
    cmd!(
        shell,
        "wasm/node_modules/.bin/esbuild {entries...} --bundle --minify --target=es2022
            --log-level=warning --format={format} --out-extension:.js={extension} --outdir={to}"
    )
    .run()?;
    Ok(())
}

fn file_name(file: &Path) -> Result<PathBuf> {
    Ok(file.file_name().context("a file has a name")?.into())
}
