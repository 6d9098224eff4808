//! The checks' module as plain JavaScript, for pages whose policy forbids WebAssembly.

use std::path::Path;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::FEATURES;

/// Translates the module and exports what makes a new instance of it.
pub(super) fn write(shell: &Shell, generated: &Path) -> Result<()> {
    let wasm = generated.join("check.wasm");
    let lowered = generated.join("check-lowered.wasm");
    let script = generated.join("check-script.js");
    // What JavaScript has no operator for is put into other words first.
    let options = FEATURES;
    cmd!(
        shell,
        "wasm/node_modules/.bin/wasm-opt {options...} --signext-lowering
            --llvm-nontrapping-fptoint-lowering --llvm-memory-copy-fill-lowering -Oz {wasm}
            -o {lowered}"
    )
    .run()?;
    cmd!(shell, "wasm/node_modules/.bin/wasm2js {options...} -Oz {lowered} -o {script}").run()?;
    let text = shell.read_file(&script)?;
    // The translation makes its one instance as it is loaded; a page needs a new one after a failure.
    let (program, _) =
        text.split_once("var retasmFunc = ").context("wasm2js writes its instance otherwise")?;
    let export = "export const instantiate = () => asmFunc({});\n";
    shell.write_file(&script, format!("{program}{export}"))?;
    Ok(())
}
