//! What is made from the core's table of the rules: its documentation and the types of the package.

use anyhow::{Context, Result, bail, ensure};
use lexopt::prelude::*;
use liveberth_core::config::rules::{
    CONFIGURATION, CREATE_REQUEST, DIRECT_TARGET, DURATION, GPU_REQUEST, KNOWN_SOURCE, LIMITS,
    NODE_SIZE, ObjectType, REPLACE_REQUEST, SCALING, SOURCE_LIMITS,
};
use xshell::Shell;

mod markdown;
mod typescript;

/// Every object of the table, each after those that hold it.
const OBJECTS: [&ObjectType; 11] = [
    &CREATE_REQUEST,
    &REPLACE_REQUEST,
    &DIRECT_TARGET,
    &CONFIGURATION,
    &SCALING,
    &DURATION,
    &GPU_REQUEST,
    &LIMITS,
    &NODE_SIZE,
    &SOURCE_LIMITS,
    &KNOWN_SOURCE,
];

/// Each file with what is made, and what makes it from the present text.
const FILES: [(&str, fn(&str) -> Result<String>); 2] =
    [("docs/configuration.md", markdown::document), ("wasm/js/index.d.ts", with_types)];

/// What stands before and behind the types in their file.
const TYPES_BEGIN: &str = "// From here made by `cargo xtask rules --bless`.\n";
const TYPES_END: &str = "// To here made by `cargo xtask rules --bless`.\n";

/// Says whether what is made is up to date, or with `--bless` writes it anew.
pub(crate) fn run(shell: &Shell, mut arguments: lexopt::Parser) -> Result<()> {
    let bless = match arguments.next()? {
        None => false,
        Some(Long("bless")) => true,
        Some(argument) => bail!(argument.unexpected()),
    };
    crate::no_arguments(arguments)?;
    for (path, make) in FILES {
        let present = if shell.path_exists(path) { shell.read_file(path)? } else { String::new() };
        let made = make(&present)?;
        if bless {
            shell.write_file(path, made)?;
        } else {
            ensure!(present == made, "{path} is out of date: run `cargo xtask rules --bless`");
        }
    }
    Ok(())
}

/// The file with its types made anew.
fn with_types(present: &str) -> Result<String> {
    let missing = "the marks of what is made are missing";
    let (before, rest) = present.split_once(TYPES_BEGIN).context(missing)?;
    let (_, behind) = rest.split_once(TYPES_END).context(missing)?;
    Ok([before, TYPES_BEGIN, &typescript::types(), TYPES_END, behind].concat())
}

/// A summary of the table as a sentence.
fn sentence(summary: &str) -> String {
    let mut characters = summary.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_from_the_rules_is_up_to_date() {
        let root = crate::root().unwrap();
        for (path, make) in FILES {
            let present = std::fs::read_to_string(root.join(path)).unwrap();
            let made = make(&present).unwrap();
            assert!(present == made, "{path}: run `cargo xtask rules --bless`");
        }
    }
}
