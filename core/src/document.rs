//! A small reader and writer of JSON.
//!
//! A text is judged once, as a whole, and then read in place: a [`Value`] is a slice of the text,
//! decoded when it is asked for. No tree is built, only the ends of objects and lists are kept, so
//! each level is read by looking at its own text alone; and a check allocates for what it keeps and
//! for what it has to say, and for nothing else.

use core::str;

use crate::limits::MAX_DOCUMENT_BYTES;

mod container;
mod number;
mod scan;
mod value;
mod word;
mod writer;

use container::Containers;
pub(crate) use number::{IntegerError, NumberLiteral};
pub(crate) use value::{Kind, Value};
pub(crate) use writer::Writer;

/// A text that is known to be JSON.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    text: &'a str,
    containers: Containers,
}

/// Why a text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentError {
    /// Longer than [`MAX_DOCUMENT_BYTES`].
    TooLarge {
        /// The text's length.
        bytes: usize,
    },
    /// Nested deeper than [`MAX_DOCUMENT_DEPTH`](crate::limits::MAX_DOCUMENT_DEPTH).
    TooDeep,
    /// Not JSON in UTF-8.
    Malformed {
        /// The line of the first fault, from 1.
        line: usize,
        /// The character of that line, from 1.
        column: usize,
    },
}

impl<'a> Document<'a> {
    /// Judges a text: its size first, then its depth, then its grammar to the last byte.
    pub(crate) fn read(text: &'a [u8]) -> Result<Self, DocumentError> {
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge { bytes: text.len() });
        }
        Self::read_of_any_size(text)
    }

    /// As [`read`](Self::read), for texts that the library itself has written.
    pub(crate) fn read_of_any_size(text: &'a [u8]) -> Result<Self, DocumentError> {
        let judged = scan::check_grammar(text).and_then(|containers| match str::from_utf8(text) {
            Ok(text) => Ok(Self { text, containers }),
            Err(error) => Err(error.valid_up_to()),
        });
        match judged {
            Ok(document) => Ok(document),
            Err(_) if scan::is_too_deep(text) => Err(DocumentError::TooDeep),
            Err(offset) => Err(malformed_at(text, offset)),
        }
    }

    /// The value that the whole text is.
    pub(crate) fn root(&self) -> Value<'_> {
        Value::whole(self.text, &self.containers)
    }
}

fn malformed_at(text: &[u8], offset: usize) -> DocumentError {
    let before = text.get(..offset).unwrap_or(text);
    let mut lines = before.rsplit(|&byte| byte == b'\n');
    let in_line = lines.next().unwrap_or_default();
    let is_continuation = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let characters = in_line.iter().filter(|byte| !is_continuation(byte)).count();
    DocumentError::Malformed {
        line: lines.count().saturating_add(1),
        column: characters.saturating_add(1),
    }
}

#[cfg(test)]
mod tests;
