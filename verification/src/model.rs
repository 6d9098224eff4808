//! The model checker: every state that a small world can reach, by the real step.
//!
//! An explorer of its own rather than a framework: what a counterexample needs is the way to it in
//! inputs, and what takes care is when two states count as one; the search itself is a loop.

use anyhow::{Result, bail};
use lexopt::prelude::*;

mod action;
mod budget;
mod canonical;
mod explore;
mod liveness;
mod news;
mod scope;

use crate::model::explore::explore;

/// Explores every scope, or the one that is named.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<()> {
    let mut at_most = usize::MAX;
    let mut wanted: Option<String> = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("states") => at_most = arguments.value()?.parse()?,
            Long("scope") => wanted = Some(arguments.value()?.string()?),
            other => bail!(other.unexpected()),
        }
    }
    let scopes = scope::all();
    let scopes = scopes.iter().filter(|it| wanted.as_ref().is_none_or(|name| it.name == name));
    let mut total = 0;
    for scope in scopes {
        println!("{}: {}", scope.name, scope.summary);
        match explore(scope, at_most) {
            Ok(coverage) => {
                println!("{coverage:?}");
                total += coverage.states;
            }
            Err(counterexample) => bail!("a promise is broken:\n{counterexample}"),
        }
    }
    println!("{total} distinct states, no promise broken");
    Ok(())
}
