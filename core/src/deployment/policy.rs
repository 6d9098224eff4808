//! How patient the platform is: every delay and threshold of a deployment's life.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::number::Double;

/// The deadlines, delays and thresholds that deployments live by.
///
/// The defaults are the platform's documented figures where there are any, else the habits of
/// Kubernetes, Knative and Ray Serve. As JSON every member may be left out for its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LifecyclePolicy {
    /// Load at or above which a replica is added, where the configuration has no rule of its own;
    /// 0 to 1. Default 0.75, the platform's documented default.
    pub scale_up_load_threshold: Double,
    /// How long the load must stay high, where the configuration has no rule. Default 60 s,
    /// documented.
    pub scale_up_delay_ms: u64,
    /// Load below which a replica is removed; never above the scale-up threshold in force. Default
    /// 0.75, documented.
    pub scale_down_load_threshold: Double,
    /// How long the load must stay low, where the configuration has no rule. Default 30 min,
    /// documented.
    pub scale_down_delay_ms: u64,
    /// Whether a replica stays when the rest would be loaded enough to need it back at once.
    /// Default true: without it the documented thresholds swing at constant load.
    pub scale_down_guard: bool,
    /// After how long a load sample says nothing any more. Default 60 s.
    pub load_staleness_ms: u64,
    /// How long replicas may start without one getting ready before the deployment counts as
    /// failed. Default 600 s, as Kubernetes and Knative have it.
    pub progress_deadline_ms: u64,
    /// How long one attempt to start may take before it is killed. Default 3600 s: large images
    /// and weights are slow.
    pub start_timeout_ms: u64,
    /// The pause after a replica's first failure; it doubles with each further one. Default 10 s,
    /// as Kubernetes has it.
    pub backoff_base_ms: u64,
    /// The longest pause after a failure. Default 300 s, as Kubernetes has it.
    pub backoff_cap_ms: u64,
    /// How long a replica must be ready for its failures to be forgotten. Default 600 s.
    pub backoff_reset_ms: u64,
    /// Failures in a row, per wanted replica, after which the deployment counts as failed. Default
    /// 3, as Ray Serve has it.
    pub fail_threshold_per_replica: u32,
    /// The most failures in a row that are waited for. Default 20, as Ray Serve has it.
    pub fail_threshold_cap: u32,
    /// How long a replica may be unready before it is replaced. Default 120 s.
    pub unready_timeout_ms: u64,
    /// How long a replica that leaves may finish its requests. Default 300 s: the documented
    /// five minutes that an inference may take.
    pub drain_grace_ms: u64,
    /// How long a replica may take to end before it is killed. Default 60 s.
    pub stop_timeout_ms: u64,
    /// Replicas above the wanted number during a rollout, in percent of it, rounded up, at least
    /// one. Default 25, as Kubernetes has it.
    pub max_surge_percent: u32,
    /// How long a rollout waits for spare room before it swaps a replica in place. Default 60 s.
    pub surge_wait_ms: u64,
    /// Whether a rollout without spare room may take the only ready replica away. Default false:
    /// the platform promises no downtime.
    pub allow_downtime_swap: bool,
}

impl Default for LifecyclePolicy {
    fn default() -> Self {
        Self {
            scale_up_load_threshold: Double::THREE_QUARTERS,
            scale_up_delay_ms: 60_000,
            scale_down_load_threshold: Double::THREE_QUARTERS,
            scale_down_delay_ms: 1_800_000,
            scale_down_guard: true,
            load_staleness_ms: 60_000,
            progress_deadline_ms: 600_000,
            start_timeout_ms: 3_600_000,
            backoff_base_ms: 10_000,
            backoff_cap_ms: 300_000,
            backoff_reset_ms: 600_000,
            fail_threshold_per_replica: 3,
            fail_threshold_cap: 20,
            unready_timeout_ms: 120_000,
            drain_grace_ms: 300_000,
            stop_timeout_ms: 60_000,
            max_surge_percent: 25,
            surge_wait_ms: 60_000,
            allow_downtime_swap: false,
        }
    }
}

/// Why a policy cannot be lived by.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// A threshold of load is not between 0 and 1.
    #[error("the load threshold `{threshold}` is not between 0 and 1")]
    ThresholdOutOfRange {
        /// The threshold.
        threshold: Double,
    },
    /// A scale-up delay is longer than the scale-down delay.
    #[error("the scale-up delay of {up_ms} ms exceeds the scale-down delay of {down_ms} ms")]
    ScaleUpDelayExceedsScaleDownDelay {
        /// The scale-up delay.
        up_ms: u64,
        /// The scale-down delay.
        down_ms: u64,
    },
    /// A figure that must be at least 1 is 0.
    #[error("`{field}` must be at least 1")]
    Zero {
        /// The figure's name.
        field: &'static str,
    },
}

impl PolicyError {
    /// The error's stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ThresholdOutOfRange { .. } => "threshold_out_of_range",
            Self::ScaleUpDelayExceedsScaleDownDelay { .. } => {
                "scale_up_delay_exceeds_scale_down_delay"
            }
            Self::Zero { .. } => "zero",
        }
    }
}

impl LifecyclePolicy {
    /// Whether deployments can live by this policy.
    ///
    /// # Errors
    /// A threshold outside 0 to 1, a scale-up delay above the scale-down delay, or a zero where at
    /// least one is needed.
    pub fn check(&self) -> Result<(), PolicyError> {
        for threshold in [self.scale_up_load_threshold, self.scale_down_load_threshold] {
            if threshold < Double::ZERO || threshold > Double::ONE {
                return Err(PolicyError::ThresholdOutOfRange { threshold });
            }
        }
        if self.scale_up_delay_ms > self.scale_down_delay_ms {
            return Err(PolicyError::ScaleUpDelayExceedsScaleDownDelay {
                up_ms: self.scale_up_delay_ms,
                down_ms: self.scale_down_delay_ms,
            });
        }
        let at_least_one = [
            ("progressDeadlineMs", self.progress_deadline_ms),
            ("startTimeoutMs", self.start_timeout_ms),
            ("backoffBaseMs", self.backoff_base_ms),
            ("stopTimeoutMs", self.stop_timeout_ms),
            ("failThresholdPerReplica", self.fail_threshold_per_replica.into()),
            ("failThresholdCap", self.fail_threshold_cap.into()),
        ];
        match at_least_one.iter().find(|(_, figure)| *figure == 0) {
            Some(&(field, _)) => Err(PolicyError::Zero { field }),
            None => Ok(()),
        }
    }

    /// Replicas above `desired` that a rollout may have.
    pub(crate) fn max_surge(&self, desired: u32) -> u32 {
        let percent = u64::from(desired).saturating_mul(u64::from(self.max_surge_percent));
        u32::try_from(percent.div_ceil(100)).unwrap_or(u32::MAX).max(1)
    }

    /// Failures in a row after which a deployment that wants `desired` replicas counts as failed.
    pub(crate) fn fail_threshold(&self, desired: u32) -> u32 {
        self.fail_threshold_per_replica.saturating_mul(desired.max(1)).min(self.fail_threshold_cap)
    }

    /// The pause after a replica's `restarts`-th failure, counted from 1.
    pub(crate) fn backoff_ms(&self, restarts: u32) -> u64 {
        let doublings = restarts.saturating_sub(1);
        let factor = 2_u64.checked_pow(doublings).unwrap_or(u64::MAX);
        self.backoff_base_ms.saturating_mul(factor).min(self.backoff_cap_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_lived_by() {
        assert_eq!(LifecyclePolicy::default().check(), Ok(()));
    }

    #[test]
    fn a_figure_that_makes_no_sense_is_named() {
        let zero = LifecyclePolicy { start_timeout_ms: 0, ..LifecyclePolicy::default() };
        assert_eq!(zero.check(), Err(PolicyError::Zero { field: "startTimeoutMs" }));
        let slow = LifecyclePolicy { scale_up_delay_ms: u64::MAX, ..LifecyclePolicy::default() };
        assert_eq!(slow.check().unwrap_err().code(), "scale_up_delay_exceeds_scale_down_delay");
        let threshold = Double::new(1.5).unwrap();
        let high =
            LifecyclePolicy { scale_up_load_threshold: threshold, ..LifecyclePolicy::default() };
        assert_eq!(high.check(), Err(PolicyError::ThresholdOutOfRange { threshold }));
    }

    #[test]
    fn a_pause_doubles_up_to_the_cap() {
        let policy = LifecyclePolicy::default();
        let pauses = [1, 2, 3, 4, 5, 6, 7, 64, 65, u32::MAX].map(|n| policy.backoff_ms(n) / 1_000);
        assert_eq!(pauses, [10, 20, 40, 80, 160, 300, 300, 300, 300, 300]);
    }

    #[test]
    fn a_quarter_more_rounded_up_may_surge() {
        let policy = LifecyclePolicy::default();
        assert_eq!([0, 1, 4, 5, 8, 1_000].map(|n| policy.max_surge(n)), [1, 1, 1, 2, 2, 250]);
    }

    #[test]
    fn larger_deployments_fail_later() {
        let policy = LifecyclePolicy::default();
        assert_eq!([0, 1, 2, 6, 7, 1_000].map(|n| policy.fail_threshold(n)), [3, 3, 6, 18, 20, 20]);
    }
}
