//! Numbers by their exact value, whatever way they are written.

/// A number, where an integer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Integer {
    /// An integer.
    Value(i64),
    /// An integer that an `i64` does not hold.
    TooLarge,
    /// No integer.
    Fraction,
}

/// The literal as an integer: `1.0`, `1e0` and `30e-1` are integers, `1.5` is not.
///
/// Exact, and the work grows with the length of the literal only.
pub(super) fn integer(literal: &str) -> Integer {
    let (negative, literal) = match literal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, literal),
    };
    let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let length = whole.len().saturating_add(fraction.len());
    let trailing_zeros = digits().rev().take_while(|digit| *digit == b'0').count();
    if trailing_zeros == length {
        return Integer::Value(0);
    }
    // The value is the digits without trailing zeros, times ten to the power of `scale`.
    let scale = parse_exponent(exponent)
        .saturating_sub(to_i64(fraction.len()))
        .saturating_add(to_i64(trailing_zeros));
    let Ok(scale) = u32::try_from(scale) else {
        return if scale < 0 { Integer::Fraction } else { Integer::TooLarge };
    };
    let significant = digits().take(length.saturating_sub(trailing_zeros));
    let value = significant.map(|digit| i64::from(digit.wrapping_sub(b'0')));
    value
        .chain(core::iter::repeat_n(0, usize::try_from(scale.min(20)).unwrap_or_default()))
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
        .filter(|_| scale <= 20)
        .and_then(|value| if negative { value.checked_neg() } else { Some(value) })
        .map_or(Integer::TooLarge, Integer::Value)
}

/// The exponent, held at the ends of what an `i64` counts.
fn parse_exponent(text: &str) -> i64 {
    match text.strip_prefix('-') {
        Some(digits) => parse_digits(digits).saturating_neg(),
        None => parse_digits(text.strip_prefix('+').unwrap_or(text)),
    }
}

fn parse_digits(digits: &str) -> i64 {
    digits.bytes().fold(0_i64, |sum, digit| {
        sum.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0')))
    })
}

fn to_i64(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
