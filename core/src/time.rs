//! Time as the core knows it: a number that the host hands in.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds on the host's clock.
///
/// The core never reads a clock. Any origin will do as long as one host keeps to it; the Unix epoch
/// makes saved states readable. A host whose clock steps back is harmless: the control plane works
/// with the latest time it has seen.
///
/// ```
/// use liveberth_core::time::Timestamp;
/// let start = Timestamp::from_millis(1_000);
/// assert_eq!(start.saturating_add(500), Timestamp::from_millis(1_500));
/// assert_eq!(Timestamp::from_millis(1_500).millis_since(start), 500);
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The host's origin of time.
    pub const ZERO: Self = Self(0);

    /// The point `millis` milliseconds after the host's origin.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the host's origin.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The time `duration_ms` later; stays at the end of time instead of overflowing.
    #[must_use]
    pub const fn saturating_add(self, duration_ms: u64) -> Self {
        Self(self.0.saturating_add(duration_ms))
    }

    /// Milliseconds from `earlier` to here, 0 if `earlier` is later.
    pub const fn millis_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A duration as the API writes it: a number and a unit.
///
/// ```
/// use liveberth_core::time::{DurationUnit, WireDuration};
/// let minute = WireDuration { value: 1, unit: DurationUnit::Minutes };
/// assert_eq!(minute.checked_millis(), Some(60_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireDuration {
    /// How many units, 0 to 2^53 − 1 (a safe integer of JSON).
    pub value: u64,
    /// Of what length.
    pub unit: DurationUnit,
}

impl WireDuration {
    /// The duration in milliseconds, `None` where that passes a `u64`.
    pub const fn checked_millis(self) -> Option<u64> {
        self.value.checked_mul(self.unit.millis())
    }
}

/// The units of time of the API, shortest first.
///
/// A month and a year are the mean lengths that `java.time` gives them: 2,629,746 s and
/// 31,556,952 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DurationUnit {
    /// A thousandth of a second.
    Milliseconds,
    /// A second.
    Seconds,
    /// 60 seconds.
    Minutes,
    /// 3,600 seconds.
    Hours,
    /// 86,400 seconds.
    Days,
    /// 7 days.
    Weeks,
    /// 2,629,746 seconds: a twelfth of a year.
    Months,
    /// 31,556,952 seconds: the mean Gregorian year.
    Years,
}

impl DurationUnit {
    /// Every unit, shortest first.
    pub const ALL: [Self; 8] = [
        Self::Milliseconds,
        Self::Seconds,
        Self::Minutes,
        Self::Hours,
        Self::Days,
        Self::Weeks,
        Self::Months,
        Self::Years,
    ];

    /// The names of [`ALL`](Self::ALL), in its order.
    pub(crate) const NAMES: [&'static str; 8] =
        ["MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS", "WEEKS", "MONTHS", "YEARS"];

    /// The unit's name on the wire, such as `MINUTES`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "MILLISECONDS",
            Self::Seconds => "SECONDS",
            Self::Minutes => "MINUTES",
            Self::Hours => "HOURS",
            Self::Days => "DAYS",
            Self::Weeks => "WEEKS",
            Self::Months => "MONTHS",
            Self::Years => "YEARS",
        }
    }

    /// The unit with this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// The unit's length in milliseconds.
    pub const fn millis(self) -> u64 {
        match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Minutes => 60_000,
            Self::Hours => 3_600_000,
            Self::Days => 86_400_000,
            Self::Weeks => 604_800_000,
            Self::Months => 2_629_746_000,
            Self::Years => 31_556_952_000,
        }
    }
}

impl fmt::Display for DurationUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_unit() {
        assert_eq!(DurationUnit::ALL.map(DurationUnit::name), DurationUnit::NAMES);
        for unit in DurationUnit::ALL {
            assert_eq!(DurationUnit::from_name(unit.name()), Some(unit));
        }
        assert_eq!(DurationUnit::from_name("minutes"), None);
    }

    #[test]
    fn twelve_months_are_a_year() {
        assert_eq!(DurationUnit::Months.millis() * 12, DurationUnit::Years.millis());
    }

    #[test]
    fn a_duration_too_long_for_milliseconds_is_none() {
        let long = WireDuration { value: (1 << 53) - 1, unit: DurationUnit::Years };
        assert_eq!(long.checked_millis(), None);
    }
}
