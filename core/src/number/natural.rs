//! Whole numbers of any size, for the few literals that are beyond the machine's own arithmetic.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::iter;

/// A whole number, 0 or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Natural {
    /// 32 bits each, the lowest first; the last is never zero.
    limbs: Vec<u32>,
}

impl Natural {
    /// 2^`power`.
    pub(super) fn power_of_two(power: u32) -> Self {
        let mut one = Self::new(1);
        one.shift_left(power);
        one
    }

    pub(super) fn new(value: u64) -> Self {
        let mut limbs = vec![low_half(value), low_half(value >> 32)];
        limbs.truncate(match value {
            0 => 0,
            1..=0xffff_ffff => 1,
            _ => 2,
        });
        Self { limbs }
    }

    pub(super) fn wide(value: u128) -> Self {
        let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or_default();
        let mut high = Self::new(half(value >> 64));
        high.shift_left(64);
        high.sum(&Self::new(half(value)))
    }

    /// 10^`power`.
    pub(super) fn power_of_ten(power: u32) -> Self {
        let mut one = Self::new(1);
        one.multiply_by_power_of_ten(power);
        one
    }

    /// The number with these digits.
    pub(super) fn from_digits(digits: impl Iterator<Item = u8>) -> Self {
        let mut number = Self::new(0);
        for digit in digits {
            number.multiply_and_add(10, u32::from(digit.wrapping_sub(b'0')));
        }
        number
    }

    pub(super) fn multiply_by_power_of_ten(&mut self, power: u32) {
        for _ in 0..power {
            self.multiply_and_add(10, 0);
        }
    }

    pub(super) fn multiply_and_add(&mut self, factor: u32, addend: u32) {
        let mut carry = addend;
        for limb in &mut self.limbs {
            (*limb, carry) = limb.carrying_mul(factor, carry);
        }
        if carry > 0 {
            self.limbs.push(carry);
        }
    }

    pub(super) fn shift_left(&mut self, bits: u32) {
        for _ in 0..bits >> 5 {
            self.limbs.insert(0, 0);
        }
        self.multiply_and_add(1 << (bits & 31), 0);
    }

    pub(super) fn halve(&mut self) {
        let mut above = 0;
        for limb in self.limbs.iter_mut().rev() {
            let lowest = *limb & 1;
            *limb = *limb >> 1 | above << 31;
            above = lowest;
        }
        self.drop_leading_zeros();
    }

    pub(super) fn sum(&self, other: &Self) -> Self {
        let length = self.limbs.len().max(other.limbs.len());
        let padded = |number: &Self| number.limbs.clone().into_iter().chain(iter::repeat(0));
        let mut carry = false;
        let mut limbs: Vec<u32> = iter::zip(padded(self), padded(other))
            .take(length)
            .map(|(a, b)| {
                let sum;
                (sum, carry) = a.carrying_add(b, carry);
                sum
            })
            .collect();
        limbs.extend(carry.then_some(1));
        Self { limbs }
    }

    /// Takes away a number that is not larger.
    pub(super) fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let others = other.limbs.iter().copied().chain(iter::repeat(0));
        for (limb, other) in iter::zip(&mut self.limbs, others) {
            (*limb, borrow) = limb.borrowing_sub(other, borrow);
        }
        self.drop_leading_zeros();
    }

    pub(super) fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// How many binary digits the number has; 0 has none.
    pub(super) fn bits(&self) -> i32 {
        let leading = self.limbs.last().map_or(0, |limb| limb.leading_zeros());
        let all = u32::try_from(self.limbs.len()).unwrap_or(u32::MAX).saturating_mul(32);
        i32::try_from(all.saturating_sub(leading)).unwrap_or(i32::MAX)
    }

    fn drop_leading_zeros(&mut self) {
        while self.limbs.last() == Some(&0) {
            self.limbs.pop();
        }
    }
}

fn low_half(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or_default()
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let lengths = self.limbs.len().cmp(&other.limbs.len());
        lengths.then_with(|| self.limbs.iter().rev().cmp(other.limbs.iter().rev()))
    }
}
