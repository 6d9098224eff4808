//! wasm-bindgen's generator: `liveberth-bindgen INPUT.wasm FOLDER NAME` writes `FOLDER/NAME.js` and
//! `FOLDER/NAME.wasm`.
//!
//! Apart from `xtask` because it takes long to build and most tasks do not need it.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let mut next = || arguments.next().context("usage: INPUT.wasm FOLDER NAME");
    let (input, folder) = (PathBuf::from(next()?), PathBuf::from(next()?));
    let name = next()?.into_string().ok().context("a name of letters")?;
    let mut output = Bindgen::new()
        .input_path(&input)
        .web(true)?
        .omit_default_module_path(true)
        // A trapped instance is replaced by a new one of the same module.
        .reset_state_function(true)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(&name)
        .generate_output()?;
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{name}.js")), output.js())?;
    fs::write(folder.join(format!("{name}.wasm")), output.wasm_mut().emit_wasm())?;
    Ok(())
}
