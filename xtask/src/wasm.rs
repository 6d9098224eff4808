//! The npm package: `wasm/pkg`.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use liveberth_core::config::schema::{Document, schema};
use liveberth_core::limits::Limits;
use xshell::{Shell, cmd};

use crate::step::{self, Step};
use crate::tools::{is_present, target_folder};

mod documents;
mod facts;
mod schemas;
mod script;
mod shapes;
mod sizes;
mod test;
mod toolchain;

pub(crate) use sizes::run as sizes;
pub(crate) use test::{test, test_examples};
use toolchain::Toolchain;

/// A wasm module of the package.
struct Module {
    /// Its name in the package.
    name: &'static str,
    /// The crate that it is made from.
    package: &'static str,
    /// Whether wasm-bindgen makes its glue.
    has_glue: bool,
}

const MODULES: [Module; 2] = [
    Module { name: "check", package: "liveberth-wasm-check", has_glue: false },
    Module { name: "control-plane", package: "liveberth-wasm", has_glue: true },
];

/// The scripts that the package exports.
const ENTRIES: [&str; 8] =
    ["index", "js", "control-plane", "init", "schema", "coerce", "words", "de"];

/// What the declarations of the entries share.
const DECLARATIONS: [&str; 1] = ["standard"];

/// What the modules may use of wasm: all that browsers of the last years have.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds the package, and with `--test` tests it.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let mut tested = false;
    let mut size = Size::Ordinary;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("test") => tested = true,
            Long("small") => size = Size::Small,
            other => bail!(other.unexpected()),
        }
    }
    if tested {
        let steps = [Step("npm package", test), Step("npm package's examples", test_examples)];
        step::run_all(shell, &steps);
        return Ok(());
    }
    build_of_size(shell, size).map(drop)
}

/// How much trouble is taken over the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// The standard library as it comes.
    Ordinary,
    /// The standard library made anew for size, without the words of panics. What is published.
    Small,
}

impl Size {
    /// How it is made, in words.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Ordinary => "with the standard library as it comes",
            Self::Small => "small, as it is published",
        }
    }
}

/// Builds the package into `wasm/pkg`, quickly.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    build_of_size(shell, Size::Ordinary).map(drop)
}

/// Builds the package into `wasm/pkg`, and says which size it has.
///
/// With npm the modules are optimised and each entry is one script, for `import` and for `require`;
/// without it they are as cargo makes them, in several scripts, for `import` only, and there is no
/// `liveberth/js`.
pub(crate) fn build_of_size(shell: &Shell, size: Size) -> Result<Size> {
    let toolchain = Toolchain::prepare(shell, size)?;
    let staging = target_folder()?.join("npm");
    let generated = staging.join("generated");
    shell.remove_path(&staging)?;
    shell.create_dir(&generated)?;
    copy_scripts(shell, &staging)?;
    facts::write(shell, &generated)?;
    shapes::write(shell, &generated)?;
    documents::write(shell, &generated)?;
    let has_npm = install_tools(shell)?;
    for module in &MODULES {
        let wasm = make_module(shell, &toolchain, module, &generated)?;
        if has_npm {
            optimise(shell, &wasm)?;
        }
        write_bytes(shell, &wasm)?;
    }
    if has_npm {
        script::write(shell, &generated)?;
    }
    assemble(shell, &staging, has_npm)?;
    Ok(toolchain.size())
}

/// Makes one module, with its glue if it has any.
fn make_module(
    shell: &Shell,
    toolchain: &Toolchain,
    module: &Module,
    generated: &Path,
) -> Result<PathBuf> {
    let Module { name, package, has_glue } = module;
    let compiled = toolchain.compile(shell, package)?;
    let wasm = generated.join(format!("{name}.wasm"));
    if *has_glue {
        cmd!(
            shell,
            "cargo run --quiet --package liveberth-bindgen -- {compiled} {generated} {name}"
        )
        .run()?;
    } else {
        shell.copy_file(&compiled, &wasm)?;
    }
    Ok(wasm)
}

/// Makes a module smaller. That takes minutes, so what came of the same bytes is kept.
fn optimise(shell: &Shell, wasm: &Path) -> Result<()> {
    let strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
    let options = ["-Oz", "--low-memory-unused"].into_iter().chain(FEATURES);
    let options: Vec<&str> = options.chain(strip).collect();
    let mut hasher = DefaultHasher::new();
    shell.read_file("wasm/package-lock.json")?.hash(&mut hasher);
    (shell.read_binary_file(wasm)?, &options).hash(&mut hasher);
    let folder = target_folder()?.join("npm-optimised");
    let kept = folder.join(format!("{:016x}.wasm", hasher.finish()));
    if !shell.path_exists(&kept) {
        shell.create_dir(&folder)?;
        let made = kept.with_extension("part");
        cmd!(shell, "wasm/node_modules/.bin/wasm-opt {options...} {wasm} -o {made}").run()?;
        cmd!(shell, "mv {made} {kept}").run()?;
    }
    shell.copy_file(&kept, wasm)?;
    Ok(())
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
    install_packages(shell, "wasm")?;
    Ok(true)
}

/// Installs the npm packages of a folder at the versions of its lock, where they are not there.
pub(crate) fn install_packages(shell: &Shell, folder: &str) -> Result<()> {
    let _folder = shell.push_dir(folder);
    let modified = |file: &str| {
        let path = shell.current_dir().join(file);
        path.metadata().and_then(|it| it.modified()).ok()
    };
    if modified("node_modules/.package-lock.json") < modified("package-lock.json") {
        cmd!(shell, "npm ci --no-audit --no-fund --loglevel=error").run()?;
    }
    Ok(())
}

/// Whether the scripts of some folders are formatted.
pub(crate) fn check_format(shell: &Shell, folders: &[&str]) -> Result<()> {
    cmd!(shell, "wasm/node_modules/.bin/prettier --config wasm/package.json --check {folders...}")
        .run()?;
    Ok(())
}

/// Bytes as what a script has between quotes: a character a byte, which compresses as well as the
/// bytes do; Base64 would add a quarter.
fn quoted(bytes: &[u8]) -> Result<String> {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            0..0x20 | b'"' | b'\\' | 0x7f..0xa0 => write!(text, "\\x{byte:02x}")?,
            _ => text.push(byte.into()),
        }
    }
    Ok(text)
}

/// Writes a module as a script that holds it, beside it.
fn write_bytes(shell: &Shell, wasm: &Path) -> Result<()> {
    let text = quoted(&shell.read_binary_file(wasm)?)?;
    let name = wasm.with_extension("").to_string_lossy().into_owned();
    shell.write_file(format!("{name}-bytes.js"), format!("export default \"{text}\";\n"))?;
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
    for name in ENTRIES.into_iter().chain(DECLARATIONS) {
        let types = shell.read_file(format!("wasm/js/{name}.d.ts"))?;
        shell.write_file(package.join(format!("{name}.d.ts")), &types)?;
        let types = types.replace(".js\";", ".cjs\";");
        shell.write_file(package.join(format!("{name}.d.cts")), types)?;
    }
    shell.copy_file(staging.join("generated/check.wasm"), package.join("check.wasm"))?;
    let schema = schema(Document::RuntimeConfiguration, &Limits::default());
    shell.write_file(package.join("schema.json"), schema)?;
    for file in ["wasm/package.json", "wasm/README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        shell.copy_file(file, &package)?;
    }
    Ok(())
}

/// Makes one script of each entry. One that needs the check takes it from the package's own.
fn bundle(shell: &Shell, from: &Path, to: &Path, format: &str, extension: &str) -> Result<()> {
    let entries = ENTRIES.map(|entry| from.join(format!("{entry}.js")));
    cmd!(
        shell,
        "wasm/node_modules/.bin/esbuild {entries...} --bundle --minify --target=es2022
            --charset=utf8 --log-level=warning --format={format} --out-extension:.js={extension}
            --external:./index.js --outdir={to}"
    )
    .run()?;
    let script = to.join(format!("schema{extension}"));
    let text = shell.read_file(&script)?.replace("./index.js", &format!("./index{extension}"));
    shell.write_file(script, text)?;
    Ok(())
}

fn file_name(file: &Path) -> Result<PathBuf> {
    Ok(file.file_name().context("a file has a name")?.into())
}
