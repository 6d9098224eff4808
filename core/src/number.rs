//! Doubles of the wire, read once and then handled as decimals.

use alloc::format;
use alloc::string::{String, ToString};
use core::cmp::Ordering;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

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

    /// The double nearest to a number of thousandths.
    pub(crate) fn from_thousandths(thousandths: u64) -> Self {
        let decimal = format!("{thousandths}e-3");
        decimal.parse().map_or(Self::ZERO, Self)
    }

    /// Whether the value is a whole number.
    pub(crate) fn is_whole(self) -> bool {
        Decimal::shortest(self.0).exponent >= 0
    }

    /// A thousand times the value, rounded up to a whole number; `None` if that is negative or
    /// passes a `u64`.
    ///
    /// The value is that of the shortest decimal which reads back as this double, so that `2.007`
    /// is 2007 although the double itself lies a little below.
    pub fn thousandths_rounded_up(self) -> Option<u64> {
        let decimal = Decimal::shortest(self.0);
        if decimal.negative {
            return None;
        }
        let digits = decimal.digits.parse::<u64>().ok()?;
        let exponent = decimal.exponent.checked_add(3)?;
        let power = 10_u64.checked_pow(exponent.unsigned_abs());
        match (exponent >= 0, power) {
            (true, Some(power)) => digits.checked_mul(power),
            (true, None) => (digits == 0).then_some(0),
            (false, Some(power)) => Some(digits.div_ceil(power)),
            (false, None) => Some(u64::from(digits > 0)),
        }
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
        let Decimal { negative, digits, exponent } = Decimal::shortest(self.0);
        let length = i32::try_from(digits.len()).map_err(|_| fmt::Error)?;
        let point = length.saturating_add(exponent);
        let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
        if negative {
            f.write_str("-")?;
        }
        match point {
            1..=21 if point >= length => write!(f, "{digits}{}", zeros(exponent)),
            1..=21 => {
                let (whole, fraction) =
                    digits.split_at(usize::try_from(point).map_err(|_| fmt::Error)?);
                write!(f, "{whole}.{fraction}")
            }
            -5..=0 => write!(f, "0.{}{digits}", zeros(point.saturating_neg())),
            _ => {
                let (first, rest) = digits.split_at(1);
                let dot = if rest.is_empty() { "" } else { "." };
                write!(f, "{first}{dot}{rest}e{:+}", point.saturating_sub(1))
            }
        }
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

/// A number in decimal: `±digits · 10^exponent`, without trailing zeros.
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal that reads back as `value`, which is finite.
    fn shortest(value: f64) -> Self {
        // Core's formatting gives the shortest digits that round-trip, as `d.ddde±x`.
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(mantissa) => (true, mantissa),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction_length = i32::try_from(fraction.len()).unwrap_or_default();
        let exponent = exponent.parse::<i32>().unwrap_or_default();
        Self {
            negative,
            digits: format!("{whole}{fraction}"),
            exponent: exponent.saturating_sub(fraction_length),
        }
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
    fn numbers_are_printed_as_ecmascript_prints_them() {
        let cases = [
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

    proptest! {
        #[test]
        fn printing_and_reading_agree(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
            let printed = double(value).to_string();
            prop_assert_eq!(printed.parse::<f64>().unwrap(), value);
        }

        #[test]
        fn a_whole_number_of_thousandths_is_exact(thousandths in 0_u64..1_000_000_000_000) {
            let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
            let value = double(text.parse::<f64>().unwrap());
            prop_assert_eq!(value.thousandths_rounded_up(), Some(thousandths));
        }
    }
}
