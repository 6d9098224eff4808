//! A value of a document, as a slice of its text.

use alloc::borrow::Cow;
use alloc::string::String;
use core::ptr;

use super::NumberLiteral;
use super::container::Container;
use super::scan::{after_string, plain_length};
use crate::cut::{cut_at, cut_before, cut_end};

/// A value of a checked document: exactly its text, decoded when asked for.
///
/// The grammar was checked, so reading here only finds where things end; what a checked text
/// cannot hold is passed over without a complaint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(super) text: &'a str,
    /// Itself, if it is a container, and those that begin after it.
    containers: &'a [Container],
}

/// The six kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind's name, as JSON Schema has it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

impl<'a> Value<'a> {
    /// The value that a checked text is, blanks around it.
    pub(super) fn whole(text: &'a str, containers: &'a [Container]) -> Self {
        let (_, text) = cut_before(text, |byte| !is_blank(byte));
        Self { text: cut_end(text, is_blank), containers }
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        match self.text.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// The number as written, if the value is one.
    pub(crate) fn number(self) -> Option<NumberLiteral<'a>> {
        (self.kind() == Kind::Number).then_some(NumberLiteral::new(self.text))
    }

    /// Whether this is the very same place of the text.
    pub(crate) fn is(self, other: Self) -> bool {
        ptr::eq(self.text, other.text)
    }

    /// Where the value begins: the later in the text, the greater.
    pub(crate) fn address(self) -> usize {
        self.text.as_ptr().addr()
    }

    /// Whether the value is `true`.
    pub(crate) fn is_true(self) -> bool {
        self.text == "true"
    }

    /// The characters of a string, if the value is one.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        split_string(self.text).map(|(characters, _)| characters)
    }

    /// The values of a list, in order; of anything else, none.
    pub(crate) fn elements(self) -> Elements<'a> {
        Elements { rest: self.inside(Kind::Array) }
    }

    /// The members of an object, in order, repeated ones too; of anything else, none.
    pub(crate) fn members(self) -> Members<'a> {
        Members { rest: self.inside(Kind::Object) }
    }

    /// What is behind the opening bracket of a container of this kind.
    #[inline]
    fn inside(self, kind: Kind) -> Rest<'a> {
        let text = (self.kind() == kind).then(|| self.text.get(1..));
        let containers = self.containers.get(1..).unwrap_or_default();
        Rest { text: text.flatten().unwrap_or_default(), containers }
    }
}

/// What of a container is yet to be read.
#[derive(Debug, Clone, Copy)]
struct Rest<'a> {
    text: &'a str,
    /// Those that begin in it, and after it.
    containers: &'a [Container],
}

impl<'a> Rest<'a> {
    /// Reads the value that comes next.
    fn value(&mut self) -> Value<'a> {
        let Self { text, containers } = *self;
        let length = match text.as_bytes() {
            [b'"', string @ ..] => text.len().saturating_sub(after_string(string).len()),
            [b'[' | b'{', ..] => {
                let container = containers.first().map_or((0, 0), |it| (it.length, it.count));
                self.containers = containers.get(container.1..).unwrap_or_default();
                container.0
            }
            scalar => scalar.iter().position(ends_scalar).unwrap_or(scalar.len()),
        };
        let (text, rest) = text.split_at_checked(length).unwrap_or((text, ""));
        self.text = rest;
        Value { text, containers }
    }

    /// Passes the blanks and separators that come next.
    #[inline]
    fn pass(&mut self, separator: u8) {
        self.text = cut_before(self.text, |byte| byte != separator && !is_blank(byte)).1;
    }
}

/// The values of a list.
#[derive(Debug)]
pub(crate) struct Elements<'a> {
    rest: Rest<'a>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.rest.pass(b',');
        match self.rest.text.as_bytes().first() {
            None | Some(b']') => None,
            Some(_) => Some(self.rest.value()),
        }
    }
}

/// The members of an object: name and value.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    rest: Rest<'a>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    fn next(&mut self) -> Option<(Cow<'a, str>, Value<'a>)> {
        self.rest.pass(b',');
        let (name, rest) = split_string(self.rest.text)?;
        self.rest.text = rest;
        self.rest.pass(b':');
        Some((name, self.rest.value()))
    }
}

const fn ends_scalar(byte: &u8) -> bool {
    is_blank(*byte) || matches!(byte, b',' | b']' | b'}')
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The characters of the string that a text begins with, if it does, and what follows it.
fn split_string(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let inside = text.strip_prefix('"')?;
    let (plain, from_stop) = inside.split_at_checked(plain_length(inside.as_bytes()))?;
    if let Some(rest) = from_stop.strip_prefix('"') {
        return Some((Cow::Borrowed(plain), rest));
    }
    let length = inside.len().checked_sub(after_string(from_stop.as_bytes()).len())?;
    let (escaped, rest) = inside.split_at_checked(length)?;
    Some((Cow::Owned(unescape(escaped.get(..length.checked_sub(1)?)?)), rest))
}

/// The characters of a string with escapes.
fn unescape(mut text: &str) -> String {
    let mut characters = String::with_capacity(text.len());
    while let Some((plain, escaped)) = cut_at(text, b'\\') {
        characters.push_str(plain);
        let (character, rest) = unescape_one(escaped);
        characters.push(character);
        text = rest;
    }
    characters.push_str(text);
    characters
}

/// The character that follows a backslash, and what comes after it.
fn unescape_one(text: &str) -> (char, &str) {
    let (kind, rest) = text.split_at_checked(1).unwrap_or_default();
    let character = match kind.bytes().next().unwrap_or_default() {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unescape_code_units(rest),
        itself => itself.into(),
    };
    (character, rest)
}

/// The character of `XXXX` or of the surrogate pair `XXXX\uXXXX`, and what comes after it.
fn unescape_code_units(text: &str) -> (char, &str) {
    let (first, rest) = code_unit(text);
    if let Some(character) = char::from_u32(first) {
        return (character, rest);
    }
    let (second, rest) = code_unit(rest.get(2..).unwrap_or_default());
    // Each half of a pair carries ten bits of what is beyond the first 2^16 characters.
    let above = (first & 0x3ff) << 10 | (second & 0x3ff);
    let character = char::from_u32(above.saturating_add(0x1_0000));
    (character.unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

fn code_unit(text: &str) -> (u32, &str) {
    let (digits, rest) = text.split_at_checked(4).unwrap_or_default();
    let digits = digits.bytes().map(|byte| char::from(byte).to_digit(16).unwrap_or_default());
    (digits.fold(0, |unit, digit| unit << 4 | digit), rest)
}
