//! What requests live by.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How long requests wait, how many may, and how often the control plane hears of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RoutingPolicy {
    /// How long after its arrival a request is answered at the latest, in milliseconds, at least 1.
    /// Default 300,000: the five minutes that the platform documents for inference.
    pub inference_timeout_ms: u64,
    /// The most requests of one deployment that wait at once. Default 1,000: more of them would
    /// hardly be served before they time out. With 0 none waits.
    pub max_pending_requests: u32,
    /// How often the load of a deployment is told, in milliseconds, at least 1. Default 10,000: often
    /// enough for delays of a minute, and far below
    /// [`load_staleness_ms`](crate::deployment::LifecyclePolicy::load_staleness_ms).
    pub sample_interval_ms: u64,
}

impl Default for RoutingPolicy {
    fn default() -> Self {
        Self {
            inference_timeout_ms: 300_000,
            max_pending_requests: 1_000,
            sample_interval_ms: 10_000,
        }
    }
}

/// Requests cannot live by a policy: a figure that must be at least 1 is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("`{field}` must be at least 1")]
pub struct RoutingPolicyError {
    /// The figure's name.
    pub field: &'static str,
}

impl RoutingPolicyError {
    /// The error's stable code.
    pub const fn code(&self) -> &'static str {
        "zero"
    }
}

impl RoutingPolicy {
    /// Whether requests can live by this policy.
    ///
    /// # Errors
    /// A figure is 0 that must be at least 1.
    pub const fn check(&self) -> Result<(), RoutingPolicyError> {
        if self.inference_timeout_ms == 0 {
            return Err(RoutingPolicyError { field: "inferenceTimeoutMs" });
        }
        if self.sample_interval_ms == 0 {
            return Err(RoutingPolicyError { field: "sampleIntervalMs" });
        }
        Ok(())
    }
}
