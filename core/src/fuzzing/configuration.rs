//! Any text gets a verdict, and a verdict of "valid" stays one.

use alloc::string::ToString;

use crate::config::check_runtime_configuration;
use crate::limits::Limits;

/// Checks a text as a runtime configuration.
///
/// # Panics
/// A promise was broken: a verdict that contradicts its diagnostics or serde_json, or a valid
/// configuration that is not valid as it is written.
pub fn configuration_text(text: &[u8]) {
    let limits = Limits::default();
    let report = check_runtime_configuration(text, &limits);
    assert!(report.value.is_none() == report.diagnostics.has_errors(), "a contradiction");
    if let Some(malformed) = is_malformed(text) {
        let codes = report.diagnostics.iter().map(|it| it.code());
        let mut unread =
            codes.filter(|code| ["malformed_json", "too_large", "too_deep"].contains(code));
        match unread.next() {
            None => assert!(!malformed, "read although serde_json cannot"),
            Some("malformed_json") => assert!(malformed, "not read although serde_json can"),
            Some(_) => {}
        }
    }
    let Some(configuration) = report.value else { return };
    let Ok(written) = serde_json::to_vec(&configuration) else {
        unwritable();
        return;
    };
    let again = check_runtime_configuration(&written, &limits);
    assert!(again.value == Some(configuration), "another configuration when read again");
}

#[expect(clippy::panic, reason = "a broken promise is what the run looks for")]
fn unwritable() {
    panic!("a valid configuration cannot be written");
}

/// Whether serde_json cannot read the text; `None` where it gives up for the size of a number,
/// which is no matter of grammar.
fn is_malformed(text: &[u8]) -> Option<bool> {
    match serde_json::from_slice::<serde_json::Value>(text) {
        Ok(_) => Some(false),
        Err(error) if error.to_string().starts_with("number out of range") => None,
        Err(_) => Some(true),
    }
}
