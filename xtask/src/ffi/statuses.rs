//! The statuses of the header, in the other languages.

use anyhow::{Context, Result};
use xshell::Shell;

use super::HEADER;

/// The text of a file, from the statuses.
type Make = fn(&[Status]) -> String;

/// Each file that is made from the header, and what makes it.
const FILES: [(&str, Make); 3] = [
    ("ffi/python/src/liveberth/_status.py", python),
    ("ffi/go/status.go", go),
    ("ffi/java/src/main/java/liveberth/Status.java", java),
];

/// One status of the header.
struct Status {
    /// As in `DEPLOYMENT_NOT_FOUND`.
    name: String,
    number: String,
    meaning: String,
}

/// Writes every file anew.
pub(super) fn bless(shell: &Shell) -> Result<()> {
    let statuses = read(&shell.read_file(HEADER)?)?;
    for (path, make) in FILES {
        shell.write_file(path, make(&statuses))?;
    }
    Ok(())
}

/// The statuses of a header, in their order.
fn read(header: &str) -> Result<Vec<Status>> {
    let (_, list) = header.split_once("enum liveberth_status\n").context("no statuses")?;
    let (list, _) = list.split_once("\n};").context("the statuses do not end")?;
    let mut statuses = Vec::new();
    let mut meaning: Vec<&str> = Vec::new();
    for line in list.lines().map(str::trim) {
        if let Some(line) = line.strip_prefix("* ") {
            meaning.push(line);
        } else if let Some(constant) = line.strip_prefix("LIVEBERTH_STATUS_") {
            let (name, number) = constant.split_once(" = ").context("a status has no number")?;
            statuses.push(Status {
                name: name.to_owned(),
                number: number.trim_end_matches(',').to_owned(),
                meaning: meaning.join(" "),
            });
            meaning.clear();
        }
    }
    Ok(statuses)
}

fn python(statuses: &[Status]) -> String {
    let mut text = "\"\"\"Made from liveberth.h by `cargo xtask ffi --bless`.\"\"\"\n\n\
         from enum import IntEnum\n\n\n\
         class Status(IntEnum):\n    \"\"\"How a call ended.\"\"\"\n"
        .to_owned();
    for Status { name, number, meaning } in statuses {
        let comment = commented(meaning, "    #: ");
        text.push_str(&format!("\n{comment}    {name} = {number}\n"));
    }
    text
}

fn go(statuses: &[Status]) -> String {
    let mut text =
        "// Code generated from liveberth.h by cargo xtask ffi --bless. DO NOT EDIT.\n\n\
         package liveberth\n\nconst (\n"
            .to_owned();
    for (index, Status { name, number, meaning }) in statuses.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let (name, comment) = (go_name(name), commented(meaning, "\t// "));
        text.push_str(&format!("{gap}{comment}\tStatus{name} Status = {number}\n"));
    }
    text.push_str(")\n");
    text
}

/// The name as Go writes it, which keeps abbreviations in capitals.
fn go_name(name: &str) -> String {
    let words = name.split('_').map(|word| match word {
        "OK" | "RID" | "UTF8" => word.to_owned(),
        _ => {
            let (first, rest) = word.split_at(usize::from(!word.is_empty()));
            first.to_owned() + &rest.to_lowercase()
        }
    });
    words.collect()
}

fn java(statuses: &[Status]) -> String {
    let mut text = "// Made from liveberth.h by `cargo xtask ffi --bless`.\n\
         package liveberth;\n\n\
         /** How a call ended. */\n\
         public enum Status {\n"
        .to_owned();
    for (index, Status { name, number, meaning }) in statuses.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let comment = commented(meaning, "     * ");
        let end = if index + 1 == statuses.len() { ';' } else { ',' };
        text.push_str(&format!("{gap}    /**\n{comment}     */\n    {name}({number}){end}\n"));
    }
    text.push_str(JAVA_METHODS);
    text
}

const JAVA_METHODS: &str = "
    private final int number;

    Status(int number) {
        this.number = number;
    }

    /** The number that the status has in every language. */
    public int number() {
        return number;
    }

    /** The status of a number; one of a later library is UNNUMBERED. */
    static Status of(int number) {
        for (Status status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        return UNNUMBERED;
    }
}
";

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
    fn every_language_has_the_statuses_of_the_header() {
        let root = crate::root().unwrap();
        let read_file = |path| std::fs::read_to_string(root.join(path)).unwrap();
        let statuses = read(&read_file(HEADER)).unwrap();
        assert!(statuses.len() > 20, "the statuses are found");
        for (path, make) in FILES {
            assert!(read_file(path) == make(&statuses), "{path}: run `cargo xtask ffi --bless`");
        }
    }

    #[test]
    fn a_status_is_read_with_its_meaning() {
        let header = "enum liveberth_status\n {\n  /**\n   * One\n   * meaning.\n   */\n  \
                      LIVEBERTH_STATUS_INVALID_RID = 18,\n};\n";
        let [status] = &read(header).unwrap()[..] else { panic!("one status") };
        assert_eq!((status.name.as_str(), status.number.as_str()), ("INVALID_RID", "18"));
        assert_eq!(status.meaning, "One meaning.");
        assert_eq!(go_name(&status.name), "InvalidRID");
    }
}
