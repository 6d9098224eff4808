//! Limits that are none.

use alloc::string::String;

use thiserror::Error;

/// Why the limits of a platform cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct LimitsError {
    message: String,
}

impl LimitsError {
    /// An error at a path, an empty one for the whole text.
    pub(crate) fn new(path: &str, problem: Option<String>) -> Self {
        let colon = if path.is_empty() { "" } else { ": " };
        let problem = problem.unwrap_or_default();
        Self { message: ["the limits cannot be read: ", path, colon, &problem].concat() }
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "invalid_limits"
    }

    /// What is wrong, in one line for people.
    pub fn message(&self) -> String {
        self.message.clone()
    }
}
