//! Runs the control plane through more than tests can list: every state of small worlds, and long
//! lives of large ones.

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

mod change;
mod model;
mod record;
mod safety;
mod simulate;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        Some(Value(name)) if name == "model" => model::run(arguments),
        Some(Value(name)) if name == "simulate" => simulate::run(arguments),
        Some(other) => bail!(other.unexpected()),
        None => bail!("say `model` or `simulate`"),
    }
}
