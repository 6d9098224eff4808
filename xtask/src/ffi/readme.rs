//! The examples of the README of the C library and of the languages that call it.

use anyhow::{Context, Result, ensure};
use xshell::Shell;

const README: &str = "ffi/README.md";

/// The first example in a language.
pub(super) fn example(shell: &Shell, language: &str) -> Result<String> {
    Ok(block(&shell.read_file(README)?, language)?.to_owned())
}

/// Fails where an example does not find the problem that the README says.
pub(super) fn check_answer(answer: &str) -> Result<()> {
    println!("{answer}");
    let places = answer.matches("\"path\":").count();
    ensure!(
        places == 1 && answer.contains("\"path\":\"/gpu/count\""),
        "an example of {README} does not find the problem that it says"
    );
    Ok(())
}

/// The first block of a text in a language.
fn block<'a>(text: &'a str, language: &str) -> Result<&'a str> {
    let (_, from_block) = text
        .split_once(&format!("```{language}\n"))
        .with_context(|| format!("there is no block of {language}"))?;
    let (block, _) = from_block.split_once("```").context("a block does not end")?;
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_found_by_its_language() {
        let readme = "```sh\nls\n```\n```c\nint x;\n```\n```c\nint y;\n```\n";
        assert_eq!(block(readme, "c").unwrap(), "int x;\n");
        assert!(block(readme, "text").is_err());
        assert!(block("```c\nint x;", "c").is_err());
    }
}
