//! Writing JSON, byte for byte as ECMAScript's `JSON.stringify` does.

use alloc::string::String;

use super::word::{below, count_before, equal};
use crate::number::Double;

/// Whole numbers up to this are written as the doubles nearest to them are: a double holds each.
#[cfg(any(test, doc, feature = "json"))]
const MAX_EXACT: u64 = 1 << 53;

/// Numbers of thousandths below this are what the double nearest to each is written as: decimals of
/// 15 digits are told apart by doubles.
#[cfg(any(test, doc, feature = "json"))]
const MAX_DISTINCT: u128 = 1_000_000_000_000_000;

/// A JSON text in the making, without blanks.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
}

impl Writer {
    /// With room for a text of so many bytes.
    #[cfg(any(test, doc, feature = "json"))]
    pub(crate) fn with_capacity(length: usize) -> Self {
        Self { text: String::with_capacity(length) }
    }

    /// The text, when everything opened is closed.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// An object, whose members `write` writes.
    pub(crate) fn object<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        self.separate();
        self.text.push('{');
        let written = write(self);
        self.text.push('}');
        written
    }

    /// A list, whose values `write` writes.
    pub(crate) fn list<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        self.separate();
        self.text.push('[');
        let written = write(self);
        self.text.push(']');
        written
    }

    /// The name of a member, which has nothing to escape; its value is to follow.
    #[cfg(any(test, doc, feature = "json", feature = "schema"))]
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.separate();
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
        self
    }

    /// The name of a member, whatever it is made of; its value is to follow.
    pub(crate) fn any_name(&mut self, name: &str) {
        self.string(name);
        self.text.push(':');
    }

    pub(crate) fn null(&mut self) {
        self.separate();
        self.text.push_str("null");
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.separate();
        self.text.push_str(if value { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, value: Double) {
        self.separate();
        value.write_to(&mut self.text);
    }

    /// A whole number, as the double nearest to it is written.
    #[cfg(any(test, doc, feature = "json"))]
    pub(crate) fn integer(&mut self, value: u64) {
        if value > MAX_EXACT {
            return self.number(value.into());
        }
        self.separate();
        crate::number::push_digits(&mut self.text, value);
    }

    /// A number of thousandths, as the double nearest to it is written.
    #[cfg(any(test, doc, feature = "json"))]
    pub(crate) fn thousandths(&mut self, value: u128) {
        match u64::try_from(value) {
            Ok(few) if value < MAX_DISTINCT => {
                self.separate();
                crate::number::push_thousandths(&mut self.text, few);
            }
            _ => self.number(Double::from_thousandths(value)),
        }
    }

    pub(crate) fn string(&mut self, value: &str) {
        self.separate();
        self.text.push('"');
        let mut rest = value;
        loop {
            let (plain, from_escaped) =
                rest.split_at_checked(plain_length(rest)).unwrap_or((rest, ""));
            self.text.push_str(plain);
            let Some(escaped) = from_escaped.as_bytes().first() else {
                break;
            };
            self.escape(*escaped);
            rest = from_escaped.get(1..).unwrap_or_default();
        }
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
    #[inline]
    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }
}

/// How many bytes of a text come before the first that a string cannot hold as it is.
#[inline]
fn plain_length(text: &str) -> usize {
    let escaped = |word| below(word, b' ') | equal(word, b'"') | equal(word, b'\\');
    count_before(text.as_bytes(), escaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Writer)) -> String {
        let mut writer = Writer::default();
        write(&mut writer);
        writer.finish()
    }

    proptest! {
        #[test]
        fn whole_numbers_and_thousandths_are_written_as_their_doubles(
            value in any::<u64>(), shift in 0_u32..64, more in 0_u64..3,
        ) {
            let value = (value >> shift).saturating_add(more);
            let double = written(|writer| writer.number(value.into()));
            prop_assert_eq!(written(|writer| writer.integer(value)), double);
            let double = written(|writer| writer.number(Double::from_thousandths(value)));
            prop_assert_eq!(written(|writer| writer.thousandths(value.into())), double);
        }

        #[test]
        fn a_string_is_written_as_serde_json_writes_it(text in "[a-z\"\\\\\u{0}-\u{20}é]{0,30}") {
            let expected = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(written(|writer| writer.string(&text)), expected);
        }
    }
}
