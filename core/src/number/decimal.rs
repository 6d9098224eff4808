//! From decimal to double and back, correctly rounded.
//!
//! The standard library does both, with tables and formatting that are larger than everything else
//! a form has to load. Here the numbers that people write take a short way through exact arithmetic
//! of the machine, and all others a long one through [`Natural`] numbers.

use core::cmp::Ordering;

use super::natural::Natural;

/// A number in decimal: `digits · 10^exponent`, without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) digits: u64,
    pub(super) exponent: i32,
}

/// The powers of ten that a double holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Above this a double no longer holds every whole number.
const MAX_EXACT: u64 = 1 << 53;

/// Decimals of fewer digits than this has are told apart by doubles.
const MAX_DISTINCT: u64 = 1_000_000_000_000_000;

/// The binary exponent of the least bit of the least double.
const LEAST_EXPONENT: i32 = -1074;

/// The digits that can matter: the halfway point between two doubles has no more than 767.
const MAX_DIGITS: usize = 800;

/// The double nearest to `coefficient · 10^exponent`, ties to even; `None` where that is infinite.
pub(super) fn nearest(coefficient: u64, exponent: i64) -> Option<f64> {
    exact(coefficient, exponent).or_else(|| nearest_to(Natural::new(coefficient), exponent))
}

/// As [`nearest`], for a coefficient that may have more bits.
pub(super) fn nearest_to_wide(coefficient: u128, exponent: i64) -> Option<f64> {
    match u64::try_from(coefficient) {
        Ok(coefficient) => nearest(coefficient, exponent),
        Err(_) => nearest_to(Natural::wide(coefficient), exponent),
    }
}

/// As [`nearest`], for any number of digits, in ASCII.
pub(super) fn nearest_to_digits(digits: impl Iterator<Item = u8>, exponent: i64) -> Option<f64> {
    let mut digits = digits.skip_while(|digit| *digit == b'0');
    let kept = Natural::from_digits(digits.by_ref().take(MAX_DIGITS));
    let cut = i64::try_from(digits.count()).unwrap_or(i64::MAX);
    if cut == 0 {
        return nearest_to(kept, exponent);
    }
    // A digit stands for all that are cut off: it only tells that they are not all zero, which they
    // are not, or there were fewer significant digits.
    let mut with_rest = kept;
    with_rest.multiply_and_add(10, 1);
    nearest_to(with_rest, exponent.saturating_add(cut).saturating_sub(1))
}

/// The nearest double where one operation on exact operands gives it.
#[expect(
    clippy::float_arithmetic,
    reason = "both operands are exact, so the result is rounded once"
)]
fn exact(coefficient: u64, exponent: i64) -> Option<f64> {
    if coefficient == 0 {
        return Some(0.0);
    }
    let power = EXACT_POWERS.get(usize::try_from(exponent.unsigned_abs()).ok()?)?;
    let coefficient = (coefficient <= MAX_EXACT).then_some(coefficient as f64)?;
    Some(if exponent < 0 { coefficient / power } else { coefficient * power })
}

fn nearest_to(mut digits: Natural, exponent: i64) -> Option<f64> {
    // A binary digit is about three tenths of a decimal one; a rough guess bounds the work.
    let magnitude = exponent.saturating_add(i64::from(digits.bits()).saturating_mul(3) / 10);
    let power = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
    match (magnitude, exponent) {
        (..-400, _) => Some(0.0),
        (400.., _) => None,
        (_, 0..) => {
            digits.multiply_by_power_of_ten(power);
            quotient(digits, Natural::new(1))
        }
        _ => quotient(digits, Natural::power_of_ten(power)),
    }
}

/// The double nearest to a quotient; `None` where that is infinite.
fn quotient(mut numerator: Natural, mut denominator: Natural) -> Option<f64> {
    // Shifted so that the whole part of the quotient has 54 or 55 binary digits.
    let shift = denominator.bits().saturating_sub(numerator.bits()).saturating_add(54);
    if shift >= 0 {
        numerator.shift_left(shift.unsigned_abs());
    } else {
        denominator.shift_left(shift.unsigned_abs());
    }
    denominator.shift_left(55);
    let mut whole = 0_u64;
    for _ in 0..=55 {
        whole <<= 1;
        if numerator >= denominator {
            numerator.subtract(&denominator);
            whole |= 1;
        }
        denominator.halve();
    }
    // The bits that the double has no place for; fewer places are left near zero.
    let extra = 11_u32.saturating_sub(whole.leading_zeros()).cast_signed();
    let extra = extra.max(shift.saturating_add(LEAST_EXPONENT));
    let exponent = extra.saturating_sub(shift);
    let extra = extra.unsigned_abs();
    let mantissa = whole.checked_shr(extra).unwrap_or_default();
    let rest = whole.wrapping_sub(mantissa.checked_shl(extra).unwrap_or_default());
    let half = 1_u64.checked_shl(extra.saturating_sub(1)).unwrap_or(u64::MAX);
    let up = match rest.cmp(&half) {
        Ordering::Less => false,
        Ordering::Equal => !numerator.is_zero() || mantissa & 1 == 1,
        Ordering::Greater => true,
    };
    let mantissa = mantissa.saturating_add(u64::from(up));
    let biased = u64::try_from(exponent.saturating_sub(LEAST_EXPONENT)).ok()?;
    let bits = (biased <= 2046).then(|| (biased << 52).saturating_add(mantissa))?;
    Some(f64::from_bits(bits)).filter(|double| double.is_finite())
}

impl Decimal {
    /// The shortest decimal that reads back as `value`, which is finite and not negative.
    pub(super) fn shortest(value: f64) -> Self {
        if value == 0.0 {
            return Self { digits: 0, exponent: 0 };
        }
        Self::short(value).unwrap_or_else(|| Self::long(value)).without_trailing_zeros()
    }

    /// A decimal of at most 15 digits that reads back as `value`. No other such decimal does, and
    /// none with fewer digits.
    #[expect(clippy::float_arithmetic, reason = "a guess, which an exact operation then proves")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a guess")]
    fn short(value: f64) -> Option<Self> {
        EXACT_POWERS.iter().zip(0..).find_map(|(power, places)| {
            let digits = (value * power + 0.5) as u64;
            let reads_back = digits < MAX_DISTINCT && digits as f64 / power == value;
            reads_back.then_some(Self { digits, exponent: 0_i32.saturating_sub(places) })
        })
    }

    /// The shortest decimal, digit by digit: the algorithm of Steele and White.
    fn long(value: f64) -> Self {
        let bits = value.to_bits();
        let (biased, fraction) = (bits >> 52, bits & (MAX_EXACT / 2).wrapping_sub(1));
        let hidden = if biased == 0 { 0 } else { MAX_EXACT / 2 };
        let mantissa = fraction | hidden;
        let exponent = i32::try_from(biased.max(1)).unwrap_or_default().saturating_add(-1075);
        // Below a power of two doubles are twice as close as above it.
        let uneven = fraction == 0 && biased > 1;
        Digits::new(mantissa, exponent, uneven).collect_all()
    }

    fn without_trailing_zeros(mut self) -> Self {
        while self.digits != 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.exponent = self.exponent.saturating_add(1);
        }
        self
    }
}

/// The digits of a double that are still to come, as ratios to `unit`.
struct Digits {
    /// What is left of the value.
    rest: Natural,
    /// One in the present decimal place.
    unit: Natural,
    /// Half the distance to the double below, and to the one above.
    below: Natural,
    above: Natural,
    /// Whether a decimal half way to a neighbour reads back as this double.
    even: bool,
    /// The present decimal place.
    exponent: i32,
}

impl Digits {
    /// The digits of `mantissa · 2^exponent`.
    fn new(mantissa: u64, exponent: i32, uneven: bool) -> Self {
        let spare = if uneven { 2 } else { 1 };
        let up = u32::try_from(exponent).unwrap_or_default();
        let down = exponent.min(0).unsigned_abs();
        let mut rest = Natural::new(mantissa);
        rest.shift_left(up.saturating_add(spare));
        Self {
            rest,
            unit: Natural::power_of_two(down.saturating_add(spare)),
            below: Natural::power_of_two(up),
            above: Natural::power_of_two(up.saturating_add(spare).saturating_sub(1)),
            even: mantissa & 1 == 0,
            exponent: 0,
        }
    }

    fn collect_all(mut self) -> Decimal {
        while self.reaches_unit() {
            self.unit.multiply_and_add(10, 0);
            self.exponent = self.exponent.saturating_add(1);
        }
        let mut digits = 0_u64;
        loop {
            let digit = self.next();
            digits = digits.saturating_mul(10).saturating_add(digit);
            let down = self.may_end_below();
            let up = self.reaches_unit();
            if down || up {
                let nearer_up = up && (!down || self.is_past_half(digits));
                digits = digits.saturating_add(u64::from(nearer_up));
                return Decimal { digits, exponent: self.exponent };
            }
        }
    }

    fn next(&mut self) -> u64 {
        for number in [&mut self.rest, &mut self.below, &mut self.above] {
            number.multiply_and_add(10, 0);
        }
        self.exponent = self.exponent.saturating_sub(1);
        let mut digit = 0_u64;
        while self.rest >= self.unit {
            self.rest.subtract(&self.unit);
            digit = digit.saturating_add(1);
        }
        digit
    }

    /// Whether the digits so far, without the rest, read back as the double.
    fn may_end_below(&self) -> bool {
        self.is_within(self.rest.cmp(&self.below))
    }

    /// Whether the digits so far, the last one up, read back as the double.
    fn reaches_unit(&self) -> bool {
        self.is_within(self.unit.cmp(&self.rest.sum(&self.above)))
    }

    fn is_within(&self, ordering: Ordering) -> bool {
        ordering.is_lt() || (ordering.is_eq() && self.even)
    }

    fn is_past_half(&self, digits: u64) -> bool {
        match self.rest.sum(&self.rest).cmp(&self.unit) {
            Ordering::Less => false,
            Ordering::Equal => digits & 1 == 1,
            Ordering::Greater => true,
        }
    }
}
