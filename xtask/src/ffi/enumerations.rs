//! The enumerations of the header, in the other languages.

use anyhow::{Context, Result};
use xshell::Shell;

use super::HEADER;

mod go;
mod java;
mod python;

/// Every enumeration that another language has, as the header and as the languages name it.
const NAMES: [(&str, &str); 6] = [
    ("status", "Status"),
    ("severity", "Severity"),
    ("code", "Code"),
    ("state", "State"),
    ("reason", "Reason"),
    ("log_kind", "LogKind"),
];

/// The meaning of what languages put in place of a number that they do not know.
const UNKNOWN: &str = "A number that is not known here: the library is newer.";

/// One enumeration of the header.
struct Enumeration {
    /// As in `LogKind`.
    name: &'static str,
    meaning: String,
    constants: Vec<Constant>,
}

/// One number of it.
struct Constant {
    /// As in `STALE_EVENT`.
    name: String,
    number: String,
    meaning: String,
}

impl Enumeration {
    /// Whether the header has a constant for a number that it does not know.
    fn has_unnumbered(&self) -> bool {
        self.constants.iter().any(|constant| constant.name == "UNNUMBERED")
    }
}

/// Writes every file anew.
pub(super) fn bless(shell: &Shell) -> Result<()> {
    for (path, text) in files(&shell.read_file(HEADER)?)? {
        shell.write_file(path, text)?;
    }
    Ok(())
}

/// Each file that is made from the header.
fn files(header: &str) -> Result<Vec<(String, String)>> {
    let enumerations = read(header)?;
    let mut files = vec![
        ("ffi/python/src/liveberth/_enumerations.py".to_owned(), python::text(&enumerations)),
        ("ffi/go/enumerations.go".to_owned(), go::text(&enumerations)),
    ];
    files.extend(
        enumerations.iter().map(|it| {
            (format!("ffi/java/src/main/java/liveberth/{}.java", it.name), java::text(it))
        }),
    );
    Ok(files)
}

fn read(header: &str) -> Result<Vec<Enumeration>> {
    let read = |(in_header, name)| {
        enumeration(header, in_header, name).with_context(|| format!("no enumeration {in_header}"))
    };
    NAMES.into_iter().map(read).collect()
}

/// An enumeration of a header, but for what stands for nothing.
fn enumeration(header: &str, in_header: &str, name: &'static str) -> Option<Enumeration> {
    let (before, list) = header.split_once(&format!("enum liveberth_{in_header}\n"))?;
    let (list, _) = list.split_once("\n};")?;
    let prefix = format!("LIVEBERTH_{}_", in_header.to_uppercase());
    let (mut constants, mut meaning) = (Vec::new(), Vec::new());
    for line in list.lines().map(str::trim) {
        if let Some(line) = line.strip_prefix("* ") {
            meaning.push(line);
        } else if let Some(constant) = line.strip_prefix(&prefix) {
            let (name, number) = constant.trim_end_matches(',').split_once(" = ")?;
            let meaning = std::mem::take(&mut meaning).join(" ");
            if name != "NONE" {
                constants.push(Constant { name: name.into(), number: number.into(), meaning });
            }
        }
    }
    Some(Enumeration { name, meaning: first_line(before)?.to_owned(), constants })
}

/// The first line of the comment that a text ends in.
fn first_line(text: &str) -> Option<&str> {
    let (_, comment) = text.rsplit_once("/**\n * ")?;
    comment.lines().next()
}

/// A text as comment lines of at most 100 columns.
fn commented(text: &str, mark: &str) -> String {
    const COLUMNS_MAX: usize = 96;
    let mut lines = vec![mark.trim_end().to_owned()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < COLUMNS_MAX => *line += &format!(" {word}"),
            _ => lines.push(format!("{mark}{word}")),
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_enumerations_of_the_header() {
        let root = crate::root().unwrap();
        let read_file = |path| std::fs::read_to_string(root.join(path)).unwrap();
        let files = files(&read_file(HEADER.to_owned())).unwrap();
        assert_eq!(files.len(), 2 + NAMES.len());
        for (path, text) in files {
            assert!(read_file(path.clone()) == text, "{path}: run `cargo xtask ffi --bless`");
        }
    }

    #[test]
    fn a_constant_is_read_with_its_meaning() {
        let header = "/**\n * What is it?\n *\n * More.\n */\nenum liveberth_status\n {\n  \
                      /**\n   * Nothing.\n   */\n  LIVEBERTH_STATUS_NONE = 0,\n  \
                      /**\n   * One\n   * meaning.\n   */\n  \
                      LIVEBERTH_STATUS_INVALID_RID = 18,\n};\n";
        let read = enumeration(header, "status", "Status").unwrap();
        let [constant] = &read.constants[..] else { panic!("one constant") };
        assert_eq!(read.meaning, "What is it?");
        assert_eq!((constant.name.as_str(), constant.number.as_str()), ("INVALID_RID", "18"));
        assert_eq!(constant.meaning, "One meaning.");
        assert!(enumeration(header, "code", "Code").is_none());
    }
}
