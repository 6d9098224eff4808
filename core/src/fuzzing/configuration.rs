//! Any text gets a verdict, and a verdict of "valid" stays one.
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a property that does not hold is reported by a panic"
)]

use crate::config::{Code, Diagnostic, check_runtime_configuration};
use crate::limits::{Limits, MAX_DOCUMENT_BYTES};

/// Any bytes as a runtime configuration.
///
/// The check is total; the value is there exactly if there is no error; the grammar is that of
/// serde_json; every path leads into the document; and what is accepted is accepted again, and is
/// the same, when it is written out.
pub fn configuration_text(data: &[u8]) {
    let limits = Limits::default();
    let report = check_runtime_configuration(data, &limits);
    assert_eq!(report.value.is_some(), report.diagnostics.ok());
    judged_as_by_serde_json(data, report.diagnostics.as_slice());
    // Where a member is repeated, serde_json keeps the last and the check looks at the first.
    let repeats = report.diagnostics.iter().any(|it| it.code() == Code::DuplicateField);
    if let Ok(document) = serde_json::from_slice(data)
        && !repeats
    {
        for diagnostic in &report.diagnostics {
            leads_into(&document, diagnostic);
        }
    }
    if let Some(checked) = report.value {
        let text = serde_json::to_vec(&checked).expect("a configuration can be written");
        if text.len() <= MAX_DOCUMENT_BYTES {
            let again = check_runtime_configuration(&text, &limits).value;
            assert_eq!(again.as_ref(), Some(&checked));
        }
        let read = serde_json::from_slice(&text).expect("what was written can be read");
        assert_eq!(checked, read);
    }
}

fn judged_as_by_serde_json(data: &[u8], diagnostics: &[Diagnostic]) {
    let code = diagnostics.first().map(Diagnostic::code);
    if matches!(code, Some(Code::TooLarge | Code::TooDeep)) {
        return;
    }
    let malformed = code == Some(Code::MalformedJson);
    match serde_json::from_slice::<serde_json::Value>(data) {
        Ok(_) => assert!(!malformed, "refused, but it is JSON"),
        // Its own limit, not the grammar's.
        Err(error) if alloc::format!("{error}").starts_with("number out of range") => {}
        Err(error) => assert!(malformed, "accepted, but {error}"),
    }
}

fn leads_into(document: &serde_json::Value, diagnostic: &Diagnostic) {
    let path = diagnostic.path();
    let place = match diagnostic.code() {
        Code::Required | Code::DefaultApplies => {
            path.rsplit_once('/').map_or("", |(parent, _)| parent)
        }
        _ => path,
    };
    if document.pointer(place).is_none() {
        panic!("`{path}` leads nowhere in {document}");
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// Pieces that a configuration is made of, right and wrong.
    const PIECES: [&str; 38] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "\n",
        "0",
        "1",
        "-1",
        "1.0",
        "1e400",
        "1.5",
        "null",
        "true",
        "\"minReplicas\":",
        "\"maxReplicas\":",
        "\"cpu\":",
        "\"memory\":",
        "\"gpu\":",
        "\"count\":",
        "\"type\":",
        "\"sources\":",
        "\"environmentVariables\":",
        "\"scalingConfiguration\":",
        "\"T4\"",
        "\"4GiB\"",
        "\"ri.a.b.c.d\"",
        "\"A\":",
        "\"\"",
        "\\ud800",
        "é",
        "\"minReplicas\":1,",
        "{\"minReplicas\":0,\"maxReplicas\":1,",
        "\0",
    ];

    proptest! {
        #[test]
        fn any_bytes_keep_the_properties(data in prop::collection::vec(any::<u8>(), 0..64)) {
            configuration_text(&data);
        }

        #[test]
        fn any_pieces_keep_the_properties(
            pieces in prop::collection::vec(select(PIECES.to_vec()), 0..24),
        ) {
            configuration_text(pieces.concat().as_bytes());
        }

        #[test]
        fn a_configuration_with_any_members_keeps_the_properties(
            members in prop::collection::vec(
                (select(PIECES[18..28].to_vec()), select(PIECES[10..18].to_vec())), 0..6),
        ) {
            let members: Vec<_> = members.iter().map(|(name, value)| [*name, *value].concat()).collect();
            let text = alloc::format!("{{\"minReplicas\":0,\"maxReplicas\":1{}{}}}",
                if members.is_empty() { "" } else { "," }, members.join(","));
            configuration_text(text.as_bytes());
        }
    }
}
