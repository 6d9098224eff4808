//! Numbers as a text writes them, read by their exact value.

use crate::cut::cut_before;
use crate::number::Double;

/// A number as written: a literal of the grammar of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberLiteral<'a> {
    text: &'a str,
}

/// So many digits fit into 64 bits, whatever they are.
const MAX_PLAIN_DIGITS: usize = 19;

/// Why a literal is no integer of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IntegerError {
    /// Its value is not a whole number.
    NotAnInteger,
    /// A whole number of more than 64 bits.
    OutOfRange,
}

/// A literal taken apart: `±coefficient · 10^exponent`.
struct Parts<'a> {
    negative: bool,
    /// The digits, those of a fraction without zeros at their end; absent where they are more than 64
    /// bits hold.
    coefficient: Option<u64>,
    /// Of the last digit of the coefficient.
    exponent: i64,
    /// The digits as written, with all their zeros, the sign and the point.
    mantissa: &'a str,
    /// Of the last digit of the mantissa.
    mantissa_exponent: i64,
}

impl<'a> NumberLiteral<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// The nearest double, ties to even; `None` where that is infinite.
    pub(crate) fn double(self) -> Option<Double> {
        let parts = self.parts();
        match parts.coefficient {
            Some(coefficient) => Double::nearest(parts.negative, coefficient, parts.exponent),
            None => {
                let digits = parts.mantissa.bytes().filter(u8::is_ascii_digit);
                Double::nearest_to_digits(parts.negative, digits, parts.mantissa_exponent)
            }
        }
    }

    /// The value as an integer, however it is written: `1.0`, `1e0` and `10e-1` are all 1.
    ///
    /// The digits are counted, not computed with, so that `1e999999999999` costs nothing.
    pub(crate) fn integer(self) -> Result<i64, IntegerError> {
        let Parts { negative, coefficient, exponent, .. } = self.parts();
        match coefficient {
            Some(0) => Ok(0),
            _ if exponent < 0 => Err(IntegerError::NotAnInteger),
            _ => {
                let power = u32::try_from(exponent).ok().and_then(|it| 10_u64.checked_pow(it));
                let magnitude = coefficient.zip(power).and_then(|(a, b)| a.checked_mul(b));
                let integer = magnitude.and_then(|magnitude| match negative {
                    true => 0_i64.checked_sub_unsigned(magnitude),
                    false => i64::try_from(magnitude).ok(),
                });
                integer.ok_or(IntegerError::OutOfRange)
            }
        }
    }

    fn parts(self) -> Parts<'a> {
        self.plain().unwrap_or_else(|| self.any())
    }

    /// The parts of a few digits and nothing else, as most numbers are.
    fn plain(self) -> Option<Parts<'a>> {
        let mantissa = self.text;
        let digits = (mantissa.len() <= MAX_PLAIN_DIGITS).then(|| mantissa.bytes());
        let coefficient = digits?.try_fold(0_u64, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit <= 9).then(|| number.wrapping_mul(10).wrapping_add(digit.into()))
        })?;
        let coefficient = Some(coefficient);
        Some(Parts { negative: false, coefficient, exponent: 0, mantissa, mantissa_exponent: 0 })
    }

    /// The parts of any literal.
    fn any(self) -> Parts<'a> {
        let negative = is_negative(self.text);
        let (mantissa, exponent) = cut_before(self.text, |byte| matches!(byte, b'e' | b'E'));
        let mut coefficient = Some(0_u64);
        let mut zeros = 0_u32;
        let mut places = 0_i64;
        let mut is_fraction = false;
        for byte in mantissa.bytes() {
            let digit = byte.wrapping_sub(b'0');
            match digit {
                0 => zeros = zeros.saturating_add(1),
                1..=9 => {
                    coefficient = coefficient.and_then(|it| append(it, zeros, digit));
                    zeros = 0;
                }
                _ => is_fraction |= byte == b'.',
            }
            places = places.saturating_add(i64::from(is_fraction && digit <= 9));
        }
        let mantissa_exponent = saturating_exponent(exponent).saturating_sub(places);
        Parts {
            negative,
            coefficient,
            exponent: mantissa_exponent.saturating_add(zeros.into()),
            mantissa,
            mantissa_exponent,
        }
    }
}

/// A number with zeros and a digit behind it.
fn append(number: u64, zeros: u32, digit: u8) -> Option<u64> {
    if number == 0 {
        return Some(digit.into());
    }
    let shift = 10_u64.checked_pow(zeros.checked_add(1)?)?;
    number.checked_mul(shift)?.checked_add(digit.into())
}

/// An exponent of any length, with its `e`; beyond 64 bits the nearest that fits.
fn saturating_exponent(text: &str) -> i64 {
    let digits = text.bytes().filter(u8::is_ascii_digit).map(|digit| digit.wrapping_sub(b'0'));
    let magnitude =
        digits.fold(0_i64, |value, digit| value.saturating_mul(10).saturating_add(digit.into()));
    let is_below_zero = is_negative(text.get(1..).unwrap_or_default());
    if is_below_zero { magnitude.saturating_neg() } else { magnitude }
}

fn is_negative(text: &str) -> bool {
    text.as_bytes().first() == Some(&b'-')
}
