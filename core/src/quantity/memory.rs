//! Amounts of memory and the text that users write for them.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::cut::{cut_before, cut_end};

/// An amount of memory in bytes.
///
/// Read from text such as `256MiB`: digits, an optional unit, blanks around either. Units are
/// case-insensitive and every one is a power of 1024, whether written `m`, `mb`, `mi` or `mib`, as
/// the platform's public byte-count grammar has it.
///
/// ```
/// use liveberth_core::quantity::MemoryBytes;
/// assert_eq!("256MiB".parse(), Ok(MemoryBytes(268_435_456)));
/// assert_eq!(" 4 g ".parse(), Ok(MemoryBytes(4 << 30)));
/// assert!("0.5GiB".parse::<MemoryBytes>().is_err());
/// assert_eq!(MemoryBytes(268_435_456).to_string(), "256MiB");
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct MemoryBytes(pub u64);

/// Why a text is no amount of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseMemoryError {
    /// Not digits followed by an optional unit.
    #[error("not a whole number followed by an optional unit")]
    Malformed,
    /// The unit is none of b, k, m, g, t, p and their longer forms.
    #[error("the unit is not one of B, KiB, MiB, GiB, TiB, PiB")]
    UnknownUnit,
    /// Zero bytes.
    #[error("no memory at all")]
    Zero,
    /// More bytes than 2^64 − 1.
    #[error("more bytes than can be counted")]
    TooLarge,
}

/// The names of each power of 1024, lower case, the power being the row.
const UNITS: [&[&str]; 6] = [
    &["", "b", "byte", "bytes"],
    &["k", "kb", "ki", "kib"],
    &["m", "mb", "mi", "mib"],
    &["g", "gb", "gi", "gib"],
    &["t", "tb", "ti", "tib"],
    &["p", "pb", "pi", "pib"],
];

/// How an amount is printed, largest unit first.
const PRINTED: [(u64, &str); 5] =
    [(1 << 50, "PiB"), (1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];

impl MemoryBytes {
    /// The sum, `None` on overflow.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, `None` if `other` is larger.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }
}

impl MemoryBytes {
    /// The amount as a count of the largest unit that divides it.
    pub(crate) fn in_largest_unit(self) -> (u64, &'static str) {
        let divides = |(size, _): &(u64, _)| self.0 != 0 && self.0.is_multiple_of(*size);
        let (size, unit) = PRINTED.into_iter().find(divides).unwrap_or((1, "B"));
        (self.0.checked_div(size).unwrap_or_default(), unit)
    }
}

impl FromStr for MemoryBytes {
    type Err = ParseMemoryError;

    fn from_str(text: &str) -> Result<Self, ParseMemoryError> {
        // The grammar's blanks are those of a regular expression's `\s`, ASCII only.
        let (_, text) = cut_before(cut_end(text, is_blank), |byte| !is_blank(byte));
        let (digits, unit) = cut_before(text, |byte| !byte.is_ascii_digit());
        let (_, unit) = cut_before(unit, |byte| !is_blank(byte));
        if digits.is_empty() || !unit.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(ParseMemoryError::Malformed);
        }
        let power = UNITS
            .iter()
            .position(|names| names.iter().any(|name| unit.eq_ignore_ascii_case(name)))
            .ok_or(ParseMemoryError::UnknownUnit)?;
        if digits.bytes().all(|digit| digit == b'0') {
            return Err(ParseMemoryError::Zero);
        }
        let count = digits.bytes().try_fold(0_u64, |count, digit| {
            count.checked_mul(10)?.checked_add(digit.wrapping_sub(b'0').into())
        });
        (0..power)
            .try_fold(count.ok_or(ParseMemoryError::TooLarge)?, |bytes, _| bytes.checked_mul(1024))
            .map(Self)
            .ok_or(ParseMemoryError::TooLarge)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

impl fmt::Display for MemoryBytes {
    /// The shortest exact form: the largest unit that divides the amount.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = self.in_largest_unit();
        write!(f, "{count}{unit}")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<u64, ParseMemoryError> {
        text.parse::<MemoryBytes>().map(|memory| memory.0)
    }

    #[test]
    fn every_unit_is_a_power_of_1024() {
        let units = [
            ("", 1),
            ("B", 1),
            ("byte", 1),
            ("BYTES", 1),
            ("k", 1 << 10),
            ("KB", 1 << 10),
            ("Ki", 1 << 10),
            ("kib", 1 << 10),
            ("M", 1 << 20),
            ("mb", 1 << 20),
            ("MI", 1 << 20),
            ("MiB", 1 << 20),
            ("g", 1 << 30),
            ("GB", 1 << 30),
            ("gi", 1 << 30),
            ("GIB", 1 << 30),
            ("T", 1 << 40),
            ("tb", 1 << 40),
            ("Ti", 1 << 40),
            ("tib", 1 << 40),
            ("p", 1 << 50),
            ("PB", 1 << 50),
            ("pi", 1 << 50),
            ("PiB", 1_u64 << 50),
        ];
        for (unit, size) in units {
            assert_eq!(parse(&alloc::format!("3{unit}")), Ok(3 * size), "{unit}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        use ParseMemoryError::*;
        let cases = [
            ("", Malformed),
            ("MiB", Malformed),
            ("-1", Malformed),
            ("+1", Malformed),
            ("1.5GiB", Malformed),
            ("1 GiB x", Malformed),
            ("1e3", Malformed),
            ("1_000", Malformed),
            ("1 kilobytes", UnknownUnit),
            ("1XiB", UnknownUnit),
            ("1Mib2", Malformed),
            ("0", Zero),
            ("000GiB", Zero),
            ("0x", UnknownUnit),
            ("18446744073709551616", TooLarge),
            ("16384PiB", TooLarge),
            ("１GiB", Malformed),
        ];
        for (text, error) in cases {
            assert_eq!(parse(text), Err(error), "{text}");
        }
        assert_eq!(parse("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(parse("16383PiB"), Ok(16_383 << 50));
        assert_eq!(parse("\t 007 \n mB\r"), Ok(7 << 20));
    }

    proptest! {
        #[test]
        fn printing_and_reading_agree(bytes in 1_u64..) {
            prop_assert_eq!(parse(&MemoryBytes(bytes).to_string()), Ok(bytes));
        }
    }
}
