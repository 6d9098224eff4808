//! A value of a document, as a slice of its text.

use alloc::borrow::Cow;
use alloc::string::String;
use core::ptr;

use super::NumberLiteral;
use super::scan::after_string;

/// A value of a checked document: exactly its text, decoded when asked for.
///
/// The grammar was checked, so reading here only finds where things end; what a checked text
/// cannot hold is passed over without a complaint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(super) text: &'a str,
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
    pub(super) fn whole(text: &'a str) -> Self {
        Self { text: text.trim_matches(|c: char| c.is_ascii() && is_blank(c as u8)) }
    }

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

    /// Whether the value is `true`.
    pub(crate) fn is_true(self) -> bool {
        self.text == "true"
    }

    /// The characters of a string, if the value is one.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        let inner = self.text.strip_prefix('"')?.strip_suffix('"')?;
        Some(match inner.split_once('\\') {
            None => Cow::Borrowed(inner),
            Some((plain, escaped)) => Cow::Owned(unescape(plain, escaped)),
        })
    }

    /// The values of a list, in order; of anything else, none.
    pub(crate) fn elements(self) -> Elements<'a> {
        Elements { rest: self.text.strip_prefix('[').unwrap_or_default() }
    }

    /// The members of an object, in order, repeated ones too; of anything else, none.
    pub(crate) fn members(self) -> Members<'a> {
        Members { rest: self.text.strip_prefix('{').unwrap_or_default() }
    }

    /// The value that a text begins with, and what follows it.
    fn split(text: &'a str) -> (Self, &'a str) {
        let (text, rest) =
            text.split_at_checked(value_length(text.as_bytes())).unwrap_or((text, ""));
        (Self { text }, rest)
    }
}

/// The values of a list.
#[derive(Debug)]
pub(crate) struct Elements<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let text = after(self.rest, b',');
        if text.is_empty() || text.starts_with(']') {
            return None;
        }
        let (value, rest) = Value::split(text);
        self.rest = rest;
        Some(value)
    }
}

/// The members of an object: name and value.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    fn next(&mut self) -> Option<(Cow<'a, str>, Value<'a>)> {
        let (name, rest) = Value::split(after(self.rest, b','));
        let name = name.text()?;
        let (value, rest) = Value::split(after(rest, b':'));
        self.rest = rest;
        Some((name, value))
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// What follows the blanks and separators that a text begins with.
fn after(text: &str, separator: u8) -> &str {
    let start =
        text.bytes().position(|byte| byte != separator && !is_blank(byte)).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

/// The length of the value that a text begins with.
fn value_length(text: &[u8]) -> usize {
    let rest = match text.split_first() {
        Some((b'"', rest)) => after_string(rest),
        Some((b'[' | b'{', rest)) => after_container(rest),
        _ => after_scalar(text),
    };
    text.len().saturating_sub(rest.len())
}

fn after_scalar(text: &[u8]) -> &[u8] {
    let ends = |byte: &u8| is_blank(*byte) || matches!(byte, b',' | b']' | b'}');
    let end = text.iter().position(ends);
    end.and_then(|end| text.get(end..)).unwrap_or_default()
}

/// What follows a container whose opening bracket is passed.
fn after_container(mut text: &[u8]) -> &[u8] {
    let mut depth = 1_usize;
    while let Some((byte, rest)) = text.split_first() {
        text = rest;
        match byte {
            b'"' => text = after_string(rest),
            b'[' | b'{' => depth = depth.saturating_add(1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    text
}

/// The characters of a string: `plain`, a backslash, `escaped`.
fn unescape(plain: &str, mut escaped: &str) -> String {
    let mut characters = String::with_capacity(plain.len().saturating_add(escaped.len()));
    characters.push_str(plain);
    loop {
        let (character, rest) = unescape_one(escaped);
        characters.push(character);
        let Some((plain, next)) = rest.split_once('\\') else {
            characters.push_str(rest);
            return characters;
        };
        characters.push_str(plain);
        escaped = next;
    }
}

/// The character that follows a backslash, and what comes after it.
fn unescape_one(text: &str) -> (char, &str) {
    let mut rest = text.chars();
    let character = match rest.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return unescape_code_units(rest.as_str()),
        Some(itself) => itself,
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, rest.as_str())
}

/// The character of `XXXX` or of the surrogate pair `XXXX\uXXXX`, and what comes after it.
fn unescape_code_units(text: &str) -> (char, &str) {
    let (first, rest) = code_unit(text);
    if let Some(character) = char::from_u32(u32::from(first)) {
        return (character, rest);
    }
    let (second, rest) = code_unit(rest.strip_prefix("\\u").unwrap_or_default());
    let character = char::decode_utf16([first, second]).next();
    (character.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

fn code_unit(text: &str) -> (u16, &str) {
    let (digits, rest) = text.split_at_checked(4).unwrap_or((text, ""));
    (u16::from_str_radix(digits, 16).unwrap_or_default(), rest)
}
