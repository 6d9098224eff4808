//! A value of a document, decoded when asked for.

use alloc::borrow::Cow;
use alloc::string::String;

use super::span::Span;
use super::{Document, NumberLiteral};
use crate::cut::cut_at;

/// A value of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    document: &'a Document<'a>,
    /// That of its span.
    place: usize,
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

/// What a value is that has no span; there is none.
static NOWHERE: Span = Span { kind: Kind::Null, has_escapes: false, start: 0, end: 0, count: 1 };

impl<'a> Value<'a> {
    pub(super) const fn new(document: &'a Document<'a>, place: usize) -> Self {
        Self { document, place }
    }

    fn span(self) -> &'a Span {
        self.document.spans.get(self.place).unwrap_or(&NOWHERE)
    }

    /// The value as written, a string without its quotes.
    pub(super) fn written(self) -> &'a str {
        let Span { start, end, .. } = *self.span();
        self.document.text.get(start..end).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        self.span().kind
    }

    /// The number as written, if the value is one.
    pub(crate) fn number(self) -> Option<NumberLiteral<'a>> {
        (self.kind() == Kind::Number).then(|| NumberLiteral::new(self.written()))
    }

    /// Its place among all values of the document: the later in the text, the greater.
    pub(crate) const fn place(self) -> usize {
        self.place
    }

    /// Whether the value is `true`.
    pub(crate) fn is_true(self) -> bool {
        self.kind() == Kind::Boolean && self.written() == "true"
    }

    /// The characters of a string, if the value is one.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| self.characters())
    }

    fn characters(self) -> Cow<'a, str> {
        let written = self.written();
        match self.span().has_escapes {
            true => Cow::Owned(unescape(written)),
            false => Cow::Borrowed(written),
        }
    }

    /// The values of a list, in order; of anything else, none.
    pub(crate) fn elements(self) -> Elements<'a> {
        Elements { inside: self.inside(Kind::Array) }
    }

    /// The members of an object, in order, repeated ones too; of anything else, none.
    pub(crate) fn members(self) -> Members<'a> {
        Members { inside: self.inside(Kind::Object) }
    }

    fn inside(self, kind: Kind) -> Inside<'a> {
        let Self { document, place } = self;
        let next = place.saturating_add(1);
        let end = if self.kind() == kind { self.behind() } else { next };
        Inside { document, next, end }
    }

    /// The place behind all that is in the value.
    fn behind(self) -> usize {
        self.place.saturating_add(self.span().count)
    }
}

/// What of a container is yet to be read.
#[derive(Debug)]
struct Inside<'a> {
    document: &'a Document<'a>,
    next: usize,
    end: usize,
}

impl<'a> Inside<'a> {
    fn next(&mut self) -> Option<Value<'a>> {
        let value = Value { document: self.document, place: self.next };
        (self.next < self.end).then(|| {
            self.next = value.behind();
            value
        })
    }
}

/// The values of a list.
#[derive(Debug)]
pub(crate) struct Elements<'a> {
    inside: Inside<'a>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.inside.next()
    }
}

/// The members of an object: name and value.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    inside: Inside<'a>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    fn next(&mut self) -> Option<(Cow<'a, str>, Value<'a>)> {
        let name = self.inside.next()?;
        Some((name.characters(), self.inside.next()?))
    }
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
