//! Why a call did not succeed.

use core::any::Any;

use liveberth_core::control_plane::StepError;
use liveberth_core::json::control_plane::TextError;
use liveberth_core::limits::LimitsError;
use liveberth_core::rid::RidError;
use liveberth_core::routing::{RoutingError, RoutingPolicyError};
use serde::Serialize;
use thiserror::Error;

use crate::status::Status;
use crate::text::Text;

/// Why a call did not succeed; becomes a status and an error text.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum Failure {
    #[error("`{argument}` is NULL")]
    NullPointer { argument: &'static str },
    #[error("`{argument}` cannot have a length of {length}")]
    InvalidLength { argument: &'static str, length: usize },
    #[error("`{argument}` is not UTF-8 from byte {position} on")]
    InvalidUtf8 { argument: &'static str, position: usize },
    #[error("`{argument}` is a handle of another type, or was freed")]
    WrongHandle { argument: &'static str },
    #[error("`{argument}` is {number}, which means nothing here")]
    UnknownNumber { argument: &'static str, number: u32 },
    #[error("a node has at most {most} GPUs, and not {all}")]
    TooManyGpus { all: usize, most: usize },
    #[error("`{argument}` is `{name}`, which is not known")]
    UnknownName { argument: &'static str, name: String },
    #[error("`report` holds no accepted {wanted}")]
    NotAccepted { wanted: &'static str },
    #[error("there is no room for it")]
    NoRoom,
    #[error("node `{node}` holds a replica {replica} already")]
    ReplicaExists { node: String, replica: u64 },
    #[error("the library failed and its state cannot be relied on: {problem}")]
    Panicked { problem: String },
    /// The core refused, for a reason with a code and a message of its own.
    #[error("{message}")]
    Refused { code: &'static str, message: String },
}

impl Failure {
    /// What a caught panic becomes.
    pub(crate) fn panicked(payload: &(dyn Any + Send)) -> Self {
        let literal = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let problem = literal.or_else(|| payload.downcast_ref::<String>().cloned());
        Self::Panicked { problem: problem.unwrap_or_else(|| "no message".to_owned()) }
    }

    pub(crate) fn status(&self) -> Status {
        match self {
            Self::NullPointer { .. } => Status::NullPointer,
            Self::InvalidLength { .. } => Status::InvalidLength,
            Self::InvalidUtf8 { .. } => Status::InvalidUtf8,
            Self::WrongHandle { .. } => Status::WrongHandle,
            Self::UnknownNumber { .. } | Self::TooManyGpus { .. } => Status::UnknownNumber,
            Self::UnknownName { .. } => Status::UnknownName,
            Self::NotAccepted { .. } => Status::NotAccepted,
            Self::NoRoom => Status::NoRoom,
            Self::ReplicaExists { .. } => Status::ReplicaExists,
            Self::Panicked { .. } => Status::Panicked,
            Self::Refused { code, .. } => Status::of_code(code),
        }
    }

    /// The failure for people and programs: `{"code": …, "message": …}`.
    pub(crate) fn text(&self) -> *mut Text {
        let code = match self {
            Self::Refused { code, .. } => code,
            _ => self.status().code(),
        };
        let told = ErrorText { code, message: &self.to_string() };
        Text::new(serde_json::to_string(&told).unwrap_or_default())
    }
}

/// What an error text says.
#[derive(Serialize)]
struct ErrorText<'a> {
    code: &'a str,
    message: &'a str,
}

/// The errors of the core, each of which has a code and a message.
macro_rules! refusals {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Refused { code: error.code(), message: error.to_string() }
            }
        }
    )*};
}

refusals!(LimitsError, RidError, RoutingError, RoutingPolicyError, StepError, TextError);

#[cfg(test)]
mod tests {
    use core::ffi::CStr;

    use super::*;
    use crate::text::{liveberth_text_data, liveberth_text_free};

    fn text(failure: &Failure) -> String {
        let text = failure.text();
        // SAFETY: the text outlives the pointer and ends in a NUL.
        let copy =
            unsafe { CStr::from_ptr(liveberth_text_data(text)) }.to_str().unwrap().to_owned();
        // SAFETY: nobody else uses it.
        unsafe { liveberth_text_free(text) };
        copy
    }

    #[test]
    fn a_failure_is_a_status_and_a_text_with_its_name() {
        let failure = Failure::NullPointer { argument: "limits" };
        assert_eq!(failure.status(), Status::NullPointer);
        assert_eq!(text(&failure), r#"{"code":"null_pointer","message":"`limits` is NULL"}"#);
    }

    #[test]
    fn a_length_is_that_of_a_text_or_of_a_list() {
        let failure = Failure::InvalidLength { argument: "routes", length: usize::MAX };
        let told = format!("`routes` cannot have a length of {}", usize::MAX);
        assert_eq!(text(&failure), format!(r#"{{"code":"invalid_length","message":"{told}"}}"#));
    }

    #[test]
    fn a_code_that_has_no_number_still_reaches_the_caller() {
        let failure = Failure::Refused { code: "some_later_code", message: "\"\n".to_owned() };
        assert_eq!(failure.status(), Status::Unnumbered);
        assert_eq!(text(&failure), r#"{"code":"some_later_code","message":"\"\n"}"#);
    }

    #[test]
    fn a_panic_says_what_it_said() {
        let problem = |payload: &(dyn Any + Send)| match Failure::panicked(payload) {
            Failure::Panicked { problem } => problem,
            other => panic!("{other}"),
        };
        assert_eq!(problem(&"literal"), "literal");
        assert_eq!(problem(&"formatted".to_owned()), "formatted");
        assert_eq!(problem(&7), "no message");
    }
}
