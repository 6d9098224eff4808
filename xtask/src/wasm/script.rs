//! The checks' module as plain JavaScript, for pages whose policy forbids WebAssembly.

use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use xshell::{Shell, cmd};

use super::{FEATURES, quoted};

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
    let program = with_plain_data(program)?;
    let export = "export const instantiate = () => asmFunc({});\n";
    shell.write_file(&script, format!("{program}{export}"))?;
    Ok(())
}

/// The name that wasm2js gives to what writes a piece of data.
const WRITE: &str = "base64DecodeToExistingUint8Array";

/// The program with its data a character a byte instead of in Base64, which hides from compression
/// that most of it is text.
fn with_plain_data(program: &str) -> Result<String> {
    let (start, rest) = program.split_once("var base64ReverseLookup").context(OTHERWISE)?;
    let (_decoder, rest) = rest.split_once("function initActiveSegments").context(OTHERWISE)?;
    let mut text = format!(
        "{start}function {WRITE}(bytes, offset, text) {{
            for (let i = 0; i < text.length; i++) bytes[offset + i] = text.charCodeAt(i);
        }}
        function initActiveSegments"
    );
    let call = format!("{WRITE}(bufferView, ");
    let mut pieces = rest.split(&call);
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let mut parts = piece.splitn(3, '"');
        let (Some(offset), Some(data), Some(rest)) = (parts.next(), parts.next(), parts.next())
        else {
            bail!(OTHERWISE);
        };
        let data = quoted(&BASE64_STANDARD.decode(data)?)?;
        text.push_str(&format!("{call}{offset}\"{data}\"{rest}"));
    }
    Ok(text)
}

const OTHERWISE: &str = "wasm2js writes its data otherwise";
