//! Writing JSON, byte for byte as ECMAScript's `JSON.stringify` does.

use alloc::string::String;

use crate::cut::cut_before;
use crate::number::Double;

/// A JSON text in the making, without blanks.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
}

impl Writer {
    /// The text, when everything opened is closed.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// An object, whose members `write` writes.
    pub(crate) fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.separate();
        self.text.push('{');
        write(self);
        self.text.push('}');
    }

    /// A list, whose values `write` writes.
    pub(crate) fn list(&mut self, write: impl FnOnce(&mut Self)) {
        self.separate();
        self.text.push('[');
        write(self);
        self.text.push(']');
    }

    /// The name of a member; its value is to follow.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.text.push(':');
        self
    }

    #[cfg(any(test, doc, feature = "json", feature = "schema"))]
    pub(crate) fn boolean(&mut self, value: bool) {
        self.separate();
        self.text.push_str(if value { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, value: Double) {
        self.separate();
        value.write_to(&mut self.text);
    }

    pub(crate) fn string(&mut self, value: &str) {
        self.separate();
        self.text.push('"');
        let mut plain = value;
        while let Some((before, escaped, after)) = split_at_escaped(plain) {
            self.text.push_str(before);
            self.escape(escaped);
            plain = after;
        }
        self.text.push_str(plain);
        self.text.push('"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            _ => {
                self.text.push_str("\\u00");
                let digit = |value: u8| char::from_digit(value.into(), 16);
                self.text.extend(digit(byte >> 4).into_iter().chain(digit(byte & 15)));
                return;
            }
        };
        self.text.push_str(short);
    }

    /// Puts a comma after a finished value. A value never ends in an opening bracket or a colon:
    /// the last byte of a string is its quote.
    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }
}

/// Cuts a text at its first character that a string cannot hold as it is.
fn split_at_escaped(text: &str) -> Option<(&str, u8, &str)> {
    let needs_escape = |byte: u8| byte < 0x20 || matches!(byte, b'"' | b'\\');
    let (before, rest) = cut_before(text, needs_escape);
    let escaped = *rest.as_bytes().first()?;
    Some((before, escaped, rest.get(1..)?))
}
