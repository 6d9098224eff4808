//! Doubles of the wire, read once and then handled as decimals.

use alloc::string::{String, ToString};
use core::cmp::Ordering;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use decimal::Decimal;

mod decimal;
mod natural;

/// A finite double as a client wrote it.
///
/// Printed as ECMAScript prints numbers, so that every host and binding answers the same bytes:
/// `1.0` is `1`, `1e21` is `1e+21`.
///
/// ```
/// use liveberth_core::number::Double;
/// let cpu = Double::new(2.007).unwrap();
/// assert_eq!(cpu.thousandths_rounded_up(), Some(2_007));
/// assert_eq!(cpu.to_string(), "2.007");
/// assert!(Double::new(f64::NAN).is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Double(f64);

impl Double {
    /// 0.
    pub const ZERO: Self = Self(0.0);
    /// 0.75.
    pub const THREE_QUARTERS: Self = Self(0.75);
    /// 1.
    pub const ONE: Self = Self(1.0);

    /// The double, `None` for NaN and the infinities. A negative zero becomes zero.
    pub fn new(value: f64) -> Option<Self> {
        if value == 0.0 {
            return Some(Self(0.0));
        }
        value.is_finite().then_some(Self(value))
    }

    /// The double's value.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The double nearest to `±coefficient · 10^exponent`, ties to even; `None` where that is
    /// infinite.
    pub(crate) fn nearest(negative: bool, coefficient: u64, exponent: i64) -> Option<Self> {
        Self::with_sign(negative, decimal::nearest(coefficient, exponent)?)
    }

    /// As [`nearest`](Self::nearest), for any number of digits, in ASCII.
    pub(crate) fn nearest_to_digits(
        negative: bool,
        digits: impl Iterator<Item = u8>,
        exponent: i64,
    ) -> Option<Self> {
        Self::with_sign(negative, decimal::nearest_to_digits(digits, exponent)?)
    }

    fn with_sign(negative: bool, magnitude: f64) -> Option<Self> {
        Self::new(if negative { magnitude.copysign(-1.0) } else { magnitude })
    }

    /// The double nearest to a number of thousandths.
    pub(crate) fn from_thousandths(thousandths: impl Into<u128>) -> Self {
        Self(decimal::nearest_to_wide(thousandths.into(), -3).unwrap_or_default())
    }

    /// Whether the value is a whole number.
    pub(crate) fn is_whole(self) -> bool {
        self.decimal().exponent >= 0
    }

    /// A thousand times the value, rounded up to a whole number; `None` if that is negative or
    /// passes a `u64`.
    ///
    /// The value is that of the shortest decimal which reads back as this double, so that `2.007`
    /// is 2007 although the double itself lies a little below.
    pub fn thousandths_rounded_up(self) -> Option<u64> {
        if self < Self::ZERO {
            return None;
        }
        let Decimal { digits, exponent } = self.decimal();
        let exponent = exponent.checked_add(3)?;
        let power = 10_u64.checked_pow(exponent.unsigned_abs());
        match (exponent >= 0, power) {
            (true, Some(power)) => digits.checked_mul(power),
            (true, None) => (digits == 0).then_some(0),
            (false, Some(power)) => Some(digits.div_ceil(power)),
            (false, None) => Some(u64::from(digits > 0)),
        }
    }

    /// Appends the value as ECMAScript's `Number::toString` writes it, radix 10.
    pub(crate) fn write_to(self, text: &mut String) {
        let Decimal { digits, exponent } = self.decimal();
        if self < Self::ZERO {
            text.push('-');
        }
        let start = text.len();
        push_digits(text, digits);
        let length = i32::try_from(text.len().saturating_sub(start)).unwrap_or_default();
        let point = length.saturating_add(exponent);
        let place = |offset: i32| start.saturating_add(usize::try_from(offset).unwrap_or_default());
        match point {
            1..=21 if exponent >= 0 => push_zeros(text, exponent),
            1..=21 => text.insert(place(point), '.'),
            -5..=0 => {
                let mut zeros = String::from("0.");
                push_zeros(&mut zeros, point.saturating_neg());
                text.insert_str(start, &zeros);
            }
            _ => {
                if length > 1 {
                    text.insert(place(1), '.');
                }
                let exponent = point.saturating_sub(1);
                text.push_str(if exponent < 0 { "e-" } else { "e+" });
                push_digits(text, exponent.unsigned_abs().into());
            }
        }
    }

    /// The shortest decimal that reads back as the value's magnitude.
    fn decimal(self) -> Decimal {
        Decimal::shortest(self.0.abs())
    }
}

/// Appends a whole number.
pub(crate) fn push_digits(text: &mut String, number: u64) {
    if let Some(before @ 1..) = number.checked_div(10) {
        push_digits(text, before);
    }
    let digit = u8::try_from(number % 10).unwrap_or_default();
    text.push(char::from(b'0'.saturating_add(digit)));
}

/// Appends a number of thousandths as a decimal, without zeros at its end.
pub(crate) fn push_thousandths(text: &mut String, thousandths: u64) {
    push_digits(text, thousandths / 1000);
    let mut rest = thousandths % 1000;
    if rest > 0 {
        text.push('.');
    }
    while rest > 0 {
        push_digits(text, rest / 100);
        rest = (rest % 100).saturating_mul(10);
    }
}

fn push_zeros(text: &mut String, count: i32) {
    for _ in 0..count {
        text.push('0');
    }
}

impl From<i32> for Double {
    fn from(value: i32) -> Self {
        Self(f64::from(value))
    }
}

impl From<i64> for Double {
    /// The nearest double, ties to the even one: exact up to ±2^53.
    fn from(value: i64) -> Self {
        Self(value as f64)
    }
}

impl From<u32> for Double {
    fn from(value: u32) -> Self {
        Self(f64::from(value))
    }
}

impl From<u64> for Double {
    /// The nearest double, ties to the even one: exact up to 2^53.
    fn from(value: u64) -> Self {
        Self(value as f64)
    }
}

impl PartialEq for Double {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Double {}

impl PartialOrd for Double {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Double {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl fmt::Display for Double {
    /// ECMAScript's `Number::toString`, radix 10.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write_to(&mut text);
        f.write_str(&text)
    }
}

impl Serialize for Double {
    /// A whole number as an integer, as ECMAScript writes it; any other value as a double.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.to_string().parse::<i64>() {
            Ok(whole) => serializer.serialize_i64(whole),
            Err(_) => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Double {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::new(value).ok_or_else(|| de::Error::custom("not a finite number"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn double(value: f64) -> Double {
        Double::new(value).unwrap()
    }

    #[test]
    #[expect(clippy::excessive_precision, reason = "a tie is longer than what is printed of it")]
    fn numbers_are_printed_as_ecmascript_prints_them() {
        let cases = [
            // Half way between two decimals of 16 digits: the even one.
            (8_796_093_022_208.062_5, "8796093022208.062"),
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.25e21, "1.25e+21"),
            (123_456_789.0, "123456789"),
            (0.1, "0.1"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (1.5e-7, "1.5e-7"),
            (0.3, "0.3"),
            (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
            (1_000_000.25, "1000000.25"),
            (0.000_012_3, "0.0000123"),
        ];
        for (value, text) in cases {
            assert_eq!(double(value).to_string(), text);
        }
    }

    #[test]
    fn thousandths_are_those_of_the_shortest_decimal_rounded_up() {
        let cases = [
            (2.007, Some(2_007)),
            (1.0, Some(1_000)),
            (0.0001, Some(1)),
            (1e-300, Some(1)),
            (0.0, Some(0)),
            (0.0015, Some(2)),
            (1e15, Some(1_000_000_000_000_000_000)),
            (1e17, None),
            (1e300, None),
            (-1.0, None),
            (4.35, Some(4_350)),
            (1.1, Some(1_100)),
        ];
        for (value, thousandths) in cases {
            assert_eq!(double(value).thousandths_rounded_up(), thousandths, "{value}");
        }
    }

    #[test]
    fn a_whole_number_is_written_as_an_integer() {
        assert_eq!(serde_json::to_string(&double(3.0)).unwrap(), "3");
        assert_eq!(serde_json::to_string(&double(0.75)).unwrap(), "0.75");
    }

    fn read(text: &str) -> Option<f64> {
        crate::document::NumberLiteral::new(text).double().map(Double::get)
    }

    #[test]
    fn literals_between_two_doubles_are_read_as_the_nearest() {
        let zeros = "0".repeat(1_000);
        let cases = [
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("9007199254740993.0000000000000000001", 9_007_199_254_740_994.0),
            ("2.2250738585072011e-308", f64::from_bits(0x000f_ffff_ffff_ffff)),
            ("4.9406564584124654e-324", f64::from_bits(1)),
            ("0e999", 0.0),
            ("0.000e-999", 0.0),
            ("1e-999999999999999999999", 0.0),
            ("2.4703282292062327e-324", 0.0),
            ("2.4703282292062328e-324", f64::from_bits(1)),
            ("1.7976931348623157e308", f64::MAX),
            ("1e-400", 0.0),
            ("0.1000000000000000055511151231257827", 0.1),
        ];
        for (text, value) in cases {
            assert_eq!(read(text), Some(value), "{text}");
        }
        assert_eq!(read(&std::format!("9007199254740993.{zeros}1")), Some(9_007_199_254_740_994.0));
        assert_eq!(read("1.7976931348623159e308"), None);
        assert_eq!(read("1e309"), None);
    }

    proptest! {
        #[test]
        fn every_literal_is_read_as_the_standard_library_reads_it(
            text in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?(e-?[0-9]{1,3})?"
        ) {
            let expected = text.parse::<f64>().unwrap();
            prop_assert_eq!(read(&text), expected.is_finite().then_some(expected));
        }

        #[test]
        fn every_double_is_printed_as_short_as_the_standard_library_prints_it(
            value in any::<f64>().prop_filter("finite", |v| v.is_finite())
        ) {
            let digits = |text: &str| {
                let digits = text.split(['e', 'E']).next().unwrap_or_default().replace(['.', '-'], "");
                digits.trim_matches('0').len()
            };
            let printed = double(value).to_string();
            prop_assert_eq!(printed.parse::<f64>().unwrap(), value);
            prop_assert_eq!(digits(&printed), digits(&std::format!("{value:e}")));
        }

        #[test]
        fn printing_and_reading_agree(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
            let printed = double(value).to_string();
            prop_assert_eq!(printed.parse::<f64>().unwrap(), value);
        }

        #[test]
        fn a_whole_number_of_thousandths_is_exact(thousandths in 0_u64..1_000_000_000_000) {
            let text = std::format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
            let value = double(text.parse::<f64>().unwrap());
            prop_assert_eq!(value.thousandths_rounded_up(), Some(thousandths));
        }
    }
}
