//! The rules of scaling and their delays.

use super::Checker;
use crate::config::diagnostic::{Problem, Range};
use crate::config::{ScalingConfiguration, rules};
use crate::document::Value;
use crate::number::Double;
use crate::time::{DurationUnit, WireDuration};

impl Checker<'_> {
    pub(super) fn scaling(&mut self, value: Value<'_>) -> Option<ScalingConfiguration> {
        let fields = self.object(value, &rules::SCALING)?;
        let threshold = self.member(&fields, &rules::SCALE_UP_LOAD_THRESHOLD, Self::load);
        let up = self.member(&fields, &rules::SCALE_UP_DELAY, Self::delay);
        let down = self.member(&fields, &rules::SCALE_DOWN_DELAY, Self::delay);
        if let (Some(up), Some(down)) = (up, down) {
            self.up_not_after_down(up, down);
        }
        self.strays(&fields);
        Some(ScalingConfiguration {
            scale_up_load_threshold: threshold?,
            scale_up_delay: up?,
            scale_down_delay: down?,
        })
    }

    fn load(&mut self, value: Value<'_>) -> Option<Double> {
        let range = Range { minimum: Double::ZERO, exclusive_minimum: false, maximum: Double::ONE };
        let in_range = range.minimum..=range.maximum;
        self.number(value, || range, |load| in_range.contains(&load).then_some(load))
    }

    fn delay(&mut self, value: Value<'_>) -> Option<WireDuration> {
        let fields = self.object(value, &rules::DURATION)?;
        let member = &rules::DURATION_VALUE;
        let count = self.member(&fields, member, |checker, value| checker.integer(value, member));
        let unit = self.member(&fields, &rules::DURATION_UNIT, Self::time_unit);
        let delay = count.zip(unit).and_then(|(count, unit)| {
            let value = u64::try_from(count).ok()?;
            self.not_too_long(WireDuration { value, unit })
        });
        self.strays(&fields);
        delay
    }

    fn time_unit(&mut self, value: Value<'_>) -> Option<DurationUnit> {
        let text = self.text(value)?;
        DurationUnit::from_name(&text)
            .or_else(|| self.refuse(Problem::UnknownTimeUnit { value: text.into_owned() }))
    }

    fn not_too_long(&mut self, delay: WireDuration) -> Option<WireDuration> {
        let max_delay_ms = self.limits.max_delay_ms;
        match delay.checked_millis() {
            Some(millis) if millis <= max_delay_ms => Some(delay),
            _ => self.refuse(Problem::DelayTooLong { delay, max_delay_ms }),
        }
    }

    fn up_not_after_down(&mut self, up: WireDuration, down: WireDuration) {
        if let (Some(scale_up_delay_ms), Some(scale_down_delay_ms)) =
            (up.checked_millis(), down.checked_millis())
            && scale_up_delay_ms > scale_down_delay_ms
        {
            self.at(&rules::SCALE_UP_DELAY, |checker| {
                checker.report(Problem::ScaleUpDelayExceedsScaleDownDelay {
                    scale_up_delay_ms,
                    scale_down_delay_ms,
                });
            });
        }
    }
}
