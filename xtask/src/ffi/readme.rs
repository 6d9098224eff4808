//! The examples in the READMEs of the C library and of the languages that call it.
//!
//! That of all languages checks a document in each; that of a language drives a control plane.

use anyhow::{Context, Result, ensure};
use xshell::Shell;

const README: &str = "ffi/README.md";

/// The example that checks a document, in a language.
pub(super) fn check(shell: &Shell, language: &str) -> Result<String> {
    Ok(block(&shell.read_file(README)?, language)?.to_owned())
}

/// The example that drives a control plane, in a language whose folder has its name.
pub(super) fn drive(shell: &Shell, language: &str) -> Result<String> {
    let readme = shell.read_file(format!("ffi/{language}/README.md"))?;
    Ok(block(&readme, language)?.to_owned())
}

/// Fails where a check does not find the problem that the README says.
pub(super) fn ensure_checked(answer: &str) -> Result<()> {
    println!("{answer}");
    let places = answer.matches("\"path\":").count();
    ensure!(
        places == 1 && answer.contains("\"path\":\"/gpu/count\""),
        "an example of {README} does not find the problem that it says"
    );
    Ok(())
}

/// Fails where a drive does not end as the README says.
pub(super) fn ensure_driven(printed: &str) -> Result<()> {
    println!("{printed}");
    ensure!(
        printed.starts_with("[]") && printed.ends_with("\ndeployment_not_found"),
        "an example of a language does not print what its README says"
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
