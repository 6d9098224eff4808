//! The autoscaler: load against thresholds, held for a window, one replica a step.
//!
//! The rule is the platform's documented one, with one addition: a replica is only taken away if
//! the load would stay below the scale-up threshold without it. The documented thresholds are equal
//! by default, and without the guard they swing for ever at constant load: 7 requests on replicas
//! of 4 threads are below 0.75 on three replicas and above it on two.

use serde::{Deserialize, Serialize};

use crate::number::Double;
use crate::time::Timestamp;

/// What the autoscaler remembers of one deployment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Autoscaler {
    sample: Option<Sample>,
    /// Since when the load has been high without a break.
    over_since: Option<Timestamp>,
    /// Since when the load has been low without a break.
    under_since: Option<Timestamp>,
    /// Since when no request has been waiting.
    quiet_since: Option<Timestamp>,
}

/// What the deployment was working on at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sample {
    at: Timestamp,
    running: u64,
    queued: u64,
}

/// The rules in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) scale_up_load_threshold: Double,
    pub(crate) scale_down_load_threshold: Double,
    pub(crate) scale_up_delay_ms: u64,
    pub(crate) scale_down_delay_ms: u64,
    pub(crate) guard: bool,
    pub(crate) staleness_ms: u64,
}

/// The replicas that the load is spread over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fleet {
    /// Ready replicas.
    pub(crate) ready: u32,
    /// Requests that the ready replicas serve at once, together.
    pub(crate) capacity: u64,
    /// Replicas on their way.
    pub(crate) coming: u32,
    /// Requests that one replica of the target generation serves at once.
    pub(crate) threads: u32,
    /// Whether the deployment may grow at all.
    pub(crate) may_grow: bool,
}

/// What to do about the load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advice {
    Stay,
    OneMore,
    OneFewer,
}

impl Autoscaler {
    /// Takes note of what the deployment works on.
    pub(crate) fn observe(&mut self, now: Timestamp, running: u64, queued: u64) {
        self.sample = Some(Sample { at: now, running, queued });
        self.quiet_since = if queued == 0 { self.quiet_since.or(Some(now)) } else { None };
    }

    /// Takes note that somebody asked: it is quiet from now on at the earliest. Whether the request
    /// waits is told by the next sample.
    pub(crate) fn disturb(&mut self, now: Timestamp) {
        self.quiet_since = self.quiet_since.map(|_| now);
    }

    /// Forgets the windows: they begin anew.
    pub(crate) fn clear_windows(&mut self) {
        self.over_since = None;
        self.under_since = None;
    }

    /// Forgets everything.
    pub(crate) fn reset(&mut self, now: Timestamp) {
        *self = Self { quiet_since: Some(now), ..Self::default() };
    }

    /// Whether no request has been waiting for that long.
    pub(crate) fn is_quiet_for(&self, now: Timestamp, duration_ms: u64) -> bool {
        self.quiet_since.is_some_and(|since| now.millis_since(since) >= duration_ms)
    }

    /// When it has been quiet for that long, if nothing disturbs it.
    pub(crate) fn quiet_at(&self, duration_ms: u64) -> Option<Timestamp> {
        self.quiet_since.map(|since| since.saturating_add(duration_ms))
    }

    /// Looks at the load and says what to do. After each step the window begins anew.
    pub(crate) fn advise(&mut self, now: Timestamp, rules: &Rules, fleet: &Fleet) -> Advice {
        let fresh = |it: &Sample| now.millis_since(it.at) <= rules.staleness_ms;
        let Some(sample) = self.sample.filter(fresh).filter(|_| fleet.capacity > 0) else {
            self.clear_windows();
            return Advice::Stay;
        };
        if fleet.may_grow && sample.is_high(rules, fleet) {
            self.under_since = None;
            let since = *self.over_since.get_or_insert(now);
            if now.millis_since(since) >= rules.scale_up_delay_ms {
                self.over_since = Some(now);
                return Advice::OneMore;
            }
        } else if sample.is_low(rules, fleet) {
            self.over_since = None;
            let since = *self.under_since.get_or_insert(now);
            if now.millis_since(since) >= rules.scale_down_delay_ms {
                self.under_since = Some(now);
                return Advice::OneFewer;
            }
        } else {
            self.clear_windows();
        }
        Advice::Stay
    }

    /// When advice may change by the passing of time alone: at the end of a window, and when the
    /// sample is too old.
    pub(crate) fn deadlines(&self, rules: &Rules) -> [Option<Timestamp>; 2] {
        let up = self.over_since.map(|since| since.saturating_add(rules.scale_up_delay_ms));
        let down = self.under_since.map(|since| since.saturating_add(rules.scale_down_delay_ms));
        let window = up.or(down);
        let stale = |it: Sample| it.at.saturating_add(rules.staleness_ms).saturating_add(1);
        [window, self.sample.filter(|_| window.is_some()).map(stale)]
    }
}

#[expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "thresholds are doubles of the wire, and counts are far below 2^53"
)]
impl Sample {
    /// The load is at or above the threshold, and would be with the replicas on their way.
    fn is_high(&self, rules: &Rules, fleet: &Fleet) -> bool {
        let threshold = rules.scale_up_load_threshold.get();
        let coming = u64::from(fleet.threads).saturating_mul(u64::from(fleet.coming));
        let later = fleet.capacity.saturating_add(coming);
        self.running as f64 >= threshold * fleet.capacity as f64
            && self.demand() as f64 >= threshold * later as f64
    }

    /// The load is below the threshold, and one replica fewer would not have to come back.
    fn is_low(&self, rules: &Rules, fleet: &Fleet) -> bool {
        let up = rules.scale_up_load_threshold.get();
        let rest = fleet.capacity.saturating_sub(u64::from(fleet.threads));
        let would_stay_low = match fleet.ready {
            0 | 1 => self.demand() == 0,
            _ => !rules.guard || (self.demand() as f64) < up * rest as f64,
        };
        (self.running as f64) < rules.scale_down_load_threshold.get() * fleet.capacity as f64
            && would_stay_low
    }

    const fn demand(&self) -> u64 {
        self.running.saturating_add(self.queued)
    }
}
