//! A small reader and writer of JSON.
//!
//! A text is judged once, as a whole, which finds where its values are; they are then read in place: a
//! [`Value`] is a piece of the text, decoded when it is asked for. No tree is built, so the check of
//! a usual document allocates for what it keeps and for what it has to say, and for nothing else.

use core::str;

mod number;
mod scan;
mod span;
mod value;
mod word;
mod writer;

pub(crate) use number::{IntegerError, NumberLiteral};
use span::Span;
pub(crate) use span::Spans;
pub(crate) use value::{Kind, Value};
pub(crate) use writer::Writer;

/// A text that is known to be JSON, and where its values are.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    text: &'a str,
    spans: &'a [Span],
}

/// Why a text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentError {
    /// Longer than it may be.
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
    pub(crate) fn read(
        text: &'a [u8],
        max_bytes: usize,
        spans: &'a mut Spans,
    ) -> Result<Self, DocumentError> {
        if text.len() > max_bytes {
            return Err(DocumentError::TooLarge { bytes: text.len() });
        }
        let judged = scan::check_grammar(text, spans)
            .and_then(|()| str::from_utf8(text).map_err(|error| error.valid_up_to()));
        match judged {
            Ok(text) => Ok(Self { text, spans }),
            Err(_) if scan::is_too_deep(text) => Err(DocumentError::TooDeep),
            Err(offset) => Err(malformed_at(text, offset)),
        }
    }

    /// The value that the whole text is.
    pub(crate) const fn root(&'a self) -> Value<'a> {
        Value::new(self, 0)
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
