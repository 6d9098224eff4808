//! JSON text, read without building a tree.
//!
//! The one place with a JSON reader of its own: the check of a configuration runs at every
//! keystroke in browsers, where a general parser costs several times the size, and it must see what
//! general parsers hide — repeated members, and numbers as they were written.
//!
//! [`Document::read`] looks at the whole text once. After that a [`Value`] is a piece of text known
//! to be JSON, decoded where it is looked at.

mod number;
mod scan;
mod text;
mod value;

use thiserror::Error;

use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};

pub(crate) use number::Integer;
pub(crate) use text::write_string;
pub(crate) use value::{Kind, Value};

/// A text that is JSON, of acceptable size and depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Document<'a> {
    root: Value<'a>,
}

/// Why a text is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum DocumentError {
    #[error("the text is larger than {MAX_DOCUMENT_BYTES} bytes")]
    TooLarge,
    #[error("the text is nested deeper than {MAX_DOCUMENT_DEPTH} levels")]
    TooDeep,
    #[error("the text is not JSON")]
    Malformed,
}

impl<'a> Document<'a> {
    /// Reads a text: size first, then depth, then grammar over the whole of it.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        if bytes.len() > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge);
        }
        let root = core::str::from_utf8(bytes).ok().and_then(scan::value_of);
        match root {
            Some(root) => Ok(Self { root: Value::of_validated(root) }),
            None if scan::is_too_deep(bytes) => Err(DocumentError::TooDeep),
            None => Err(DocumentError::Malformed),
        }
    }

    /// The document's value.
    pub(crate) const fn root(self) -> Value<'a> {
        self.root
    }
}

#[cfg(test)]
mod tests;
