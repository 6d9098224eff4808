//! One value of a document: a piece of its text, decoded where it is looked at.

use alloc::borrow::Cow;

use crate::document::number::{self, Integer};
use crate::document::text;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind's name in JSON.
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

/// One value of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value<'a>(&'a str);

impl<'a> Value<'a> {
    /// The value that a text stands for which is known to be JSON, without blanks around it.
    pub(super) const fn of_validated(text: &'a str) -> Self {
        Self(text)
    }

    pub(crate) fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// A string's characters.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| text::decode(self.0))
    }

    /// A number as it is written.
    pub(crate) fn literal(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then_some(self.0)
    }

    /// A number as an integer, by its exact value.
    pub(crate) fn integer(self) -> Option<Integer> {
        self.literal().map(number::integer)
    }

    /// A number as the nearest double, which may be infinite.
    pub(crate) fn double(self) -> Option<f64> {
        self.literal().and_then(|literal| literal.parse().ok())
    }

    /// An object's members in the order of the text, repeated ones too; nothing of other values.
    pub(crate) fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> {
        let mut rest = self.inside(Kind::Object);
        core::iter::from_fn(move || {
            let key = take_value(&mut rest)?;
            let value = take_value(&mut rest)?;
            Some((text::decode(key.0), value))
        })
    }

    /// An array's elements; nothing of other values.
    pub(crate) fn elements(self) -> impl Iterator<Item = Self> {
        let mut rest = self.inside(Kind::Array);
        core::iter::from_fn(move || take_value(&mut rest))
    }

    /// What stands between the brackets.
    fn inside(self, kind: Kind) -> &'a str {
        let end = self.0.len().saturating_sub(1);
        if self.kind() == kind { self.0.get(1..end).unwrap_or_default() } else { "" }
    }
}

/// Takes the next value off a text, with the commas, colons and blanks before it.
fn take_value<'a>(rest: &mut &'a str) -> Option<Value<'a>> {
    let text = rest.trim_start_matches([' ', '\t', '\n', '\r', ',', ':']);
    let (value, after) = text.split_at_checked(length_of_value(text.as_bytes())?)?;
    *rest = after;
    Some(Value(value))
}

/// How many bytes the value at the start takes; `None` if there is none.
fn length_of_value(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        b'"' => length_of_string(bytes),
        b'{' | b'[' => length_of_container(bytes),
        _ => {
            let ends = |byte: &u8| matches!(byte, b',' | b':' | b' ' | b'\t' | b'\n' | b'\r');
            Some(bytes.iter().position(ends).unwrap_or(bytes.len()))
        }
    }
}

fn length_of_string(bytes: &[u8]) -> Option<usize> {
    let mut escaped = false;
    let end = bytes.iter().skip(1).position(|byte| match byte {
        _ if escaped => {
            escaped = false;
            false
        }
        b'\\' => {
            escaped = true;
            false
        }
        byte => *byte == b'"',
    })?;
    end.checked_add(2)
}

fn length_of_container(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0_usize;
    loop {
        let step = match bytes.get(at)? {
            b'"' => length_of_string(bytes.get(at..)?)?,
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                1
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                1
            }
            _ => 1,
        };
        at = at.saturating_add(step);
        if depth == 0 {
            return Some(at);
        }
    }
}
