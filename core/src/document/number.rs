//! Numbers as a text writes them, read by their exact value.

use crate::number::Double;

/// A number as written: a literal of the grammar of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberLiteral<'a> {
    text: &'a str,
}

/// Why a literal is no integer of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IntegerError {
    /// Its value is not a whole number.
    NotAnInteger,
    /// A whole number of more than 64 bits.
    OutOfRange,
}

impl<'a> NumberLiteral<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// The nearest double, ties to even; `None` where that is infinite.
    pub(crate) fn double(self) -> Option<Double> {
        self.text.parse().ok().and_then(Double::new)
    }

    /// The value as an integer, however it is written: `1.0`, `1e0` and `10e-1` are all 1.
    ///
    /// The digits are counted, not computed with, so that `1e999999999999` costs nothing.
    pub(crate) fn integer(self) -> Result<i64, IntegerError> {
        let (negative, magnitude) = match self.text.strip_prefix('-') {
            Some(magnitude) => (true, magnitude),
            None => (false, self.text),
        };
        let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = || whole.bytes().chain(fraction.bytes());
        let is_zero = |digit: &u8| *digit == b'0';

        let leading = digits().take_while(is_zero).count();
        let trailing = digits().rev().take_while(is_zero).count();
        let length = digits().count();
        if leading == length {
            return Ok(0);
        }
        let significant = length.saturating_sub(leading).saturating_sub(trailing);
        let zeros = saturating_exponent(exponent)
            .saturating_sub(saturating(fraction.len()))
            .saturating_add(saturating(trailing));
        let zeros = u32::try_from(zeros).map_err(|_| match zeros {
            ..0 => IntegerError::NotAnInteger,
            _ => IntegerError::OutOfRange,
        })?;
        digits()
            .skip(leading)
            .take(significant)
            .try_fold(0_i64, |value, digit| {
                let digit = i64::from(digit.wrapping_sub(b'0'));
                let value = value.checked_mul(10)?;
                if negative { value.checked_sub(digit) } else { value.checked_add(digit) }
            })
            .and_then(|value| value.checked_mul(10_i64.checked_pow(zeros)?))
            .ok_or(IntegerError::OutOfRange)
    }
}

/// An exponent of any length; beyond 64 bits the nearest that fits.
fn saturating_exponent(text: &str) -> i64 {
    let furthest = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    // The grammar leaves no other error than one of size.
    text.parse().unwrap_or(furthest)
}

fn saturating(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
