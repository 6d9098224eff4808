//! Texts and numbers.

use alloc::borrow::Cow;

use super::Checker;
use crate::config::diagnostic::{Problem, Range};
use crate::config::rules::{self, Member};
use crate::document::{IntegerError, Kind, NumberLiteral, Value};
use crate::number::Double;
use crate::rid::RidError;

impl Checker<'_> {
    pub(super) fn text<'a>(&mut self, value: Value<'a>) -> Option<Cow<'a, str>> {
        self.of_kind(value, Kind::String)?.text()
    }

    /// A resource identifier of one kind or another.
    pub(super) fn rid<T>(
        &mut self,
        text: &str,
        read: impl FnOnce(&str) -> Result<T, RidError>,
    ) -> Option<T> {
        match read(text) {
            Ok(rid) => Some(rid),
            Err(error) => self.refuse(Problem::InvalidRid { value: error.text }),
        }
    }

    /// A whole number that its type on the wire can hold, whatever its other bounds.
    pub(super) fn wire_integer(&mut self, value: Value<'_>, member: &Member) -> Option<i64> {
        let Some(literal) = value.number() else {
            return self
                .refuse(Problem::WrongType { expected: "integer", found: value.kind().name() });
        };
        let rules::Kind::Integer { integer, .. } = member.kind else {
            return None;
        };
        match literal.integer() {
            Ok(value) if (integer.minimum()..=integer.maximum()).contains(&value) => Some(value),
            Err(IntegerError::NotAnInteger) => {
                let value = literal.double().filter(|value| !value.is_whole());
                self.refuse(Problem::NotAnInteger { value })
            }
            _ => self.out_of_bounds(literal, member),
        }
    }

    /// A whole number that its type holds and that is not below the member's minimum.
    pub(super) fn integer(&mut self, value: Value<'_>, member: &Member) -> Option<i64> {
        let integer = self.wire_integer(value, member)?;
        let (minimum, _) = member.bounds(self.limits);
        if integer >= minimum {
            return Some(integer);
        }
        self.out_of_bounds(value.number()?, member)
    }

    pub(super) fn count(&mut self, value: Value<'_>, member: &Member) -> Option<u32> {
        let count = self.integer(value, member)?;
        u32::try_from(count).ok()
    }

    fn out_of_bounds<T>(&mut self, literal: NumberLiteral<'_>, member: &Member) -> Option<T> {
        let range = Range::of_integers(member.bounds(self.limits));
        let value = literal.double();
        self.refuse(Problem::OutOfRange { range, value })
    }

    /// A finite number that `read` takes; the wire has texts for those that are not finite.
    pub(super) fn number<T>(
        &mut self,
        value: Value<'_>,
        range: impl FnOnce() -> Range,
        read: impl FnOnce(Double) -> Option<T>,
    ) -> Option<T> {
        let Some(literal) = value.number() else {
            return self.not_a_number(value);
        };
        let number = literal.double();
        let taken = number.and_then(read);
        if taken.is_none() {
            let range = range();
            self.report(Problem::OutOfRange { range, value: number });
        }
        taken
    }

    fn not_a_number<T>(&mut self, value: Value<'_>) -> Option<T> {
        let text = value.text().unwrap_or_default();
        self.refuse(match &*text {
            "NaN" | "Infinity" | "-Infinity" => Problem::NotFinite { value: text.into_owned() },
            _ => Problem::WrongType { expected: Kind::Number.name(), found: value.kind().name() },
        })
    }
}
