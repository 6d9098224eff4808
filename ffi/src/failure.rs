//! Why a call did not succeed.

use core::any::Any;

use liveberth_core::json::check::LimitsError;
use liveberth_core::json::control_plane::TextError;
use thiserror::Error;

use crate::status::Status;
use crate::text::Text;

/// Why a call did not succeed; becomes a status and an error text.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum Failure {
    #[error("`{argument}` is NULL")]
    NullPointer { argument: &'static str },
    #[error("`{argument}` cannot be {length} bytes long")]
    InvalidLength {
        argument: &'static str,
        length: usize,
    },
    #[error("`{argument}` is not UTF-8 from byte {position} on")]
    InvalidUtf8 {
        argument: &'static str,
        position: usize,
    },
    #[error("the library failed and its state cannot be relied on: {problem}")]
    Panicked { problem: String },
    /// The core refused, for a reason with a code and a message of its own.
    #[error("{message}")]
    Refused { code: &'static str, message: String },
}

impl Failure {
    /// What a caught panic becomes.
    pub(crate) fn panicked(payload: &(dyn Any + Send)) -> Self {
        let literal = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned());
        let problem = literal.or_else(|| payload.downcast_ref::<String>().cloned());
        Self::Panicked {
            problem: problem.unwrap_or_else(|| "no message".to_owned()),
        }
    }

    pub(crate) fn status(&self) -> Status {
        match self {
            Self::NullPointer { .. } => Status::NullPointer,
            Self::InvalidLength { .. } => Status::InvalidLength,
            Self::InvalidUtf8 { .. } => Status::InvalidUtf8,
            Self::Panicked { .. } => Status::Panicked,
            Self::Refused { code, .. } => Status::of_code(code),
        }
    }

    /// The failure for people and programs: `{"code": …, "message": …}`.
    pub(crate) fn text(&self) -> Box<Text> {
        let code = match self {
            Self::Refused { code, .. } => code,
            _ => self.status().code(),
        };
        let text = serde_json::json!({ "code": code, "message": self.to_string() });
        Text::new(text.to_string())
    }
}

impl From<LimitsError> for Failure {
    fn from(error: LimitsError) -> Self {
        Self::Refused {
            code: error.code(),
            message: error.to_string(),
        }
    }
}

impl From<TextError> for Failure {
    fn from(error: TextError) -> Self {
        Self::Refused {
            code: error.code(),
            message: error.to_string(),
        }
    }
}
