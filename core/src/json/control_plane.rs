//! The control plane, called with text and answering with text.
//!
//! Every function is inline, so that the crate which calls it says how its code is made: it is much, and
//! seldom in a hurry.
//!
//! ```
//! use liveberth_core::json::control_plane;
//! use liveberth_core::time::Timestamp;
//!
//! let mut plane = control_plane::new(br#"{"policy": {"progressDeadlineMs": 60000}}"#)?;
//! let effects = control_plane::step(&mut plane, Timestamp::ZERO, br#"{"type": "tick"}"#)?;
//! assert_eq!(effects, "[]");
//! assert_eq!(control_plane::list(&plane)?, "[]");
//!
//! let error = control_plane::step(&mut plane, Timestamp::ZERO, b"{}").unwrap_err();
//! assert_eq!(error.code(), "malformed");
//! # Ok::<(), control_plane::TextError>(())
//! ```

use alloc::string::{String, ToString};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::writer;
use crate::control_plane::{
    ComparisonRequest, ControlPlane, Effects, Input, RepackRequest, RestoreError, Saved, StepError,
    WhatIfRequest,
};
use crate::deployment::{LifecyclePolicy, PolicyError};
use crate::limits::Limits;
use crate::placement::PlacementPolicy;
use crate::rid::{LiveDeploymentRid, ProjectRid, RidError};
use crate::time::Timestamp;

/// Why a call was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TextError {
    /// The text is not JSON, or not of the form that the call takes.
    #[error("the text cannot be read: {problem}")]
    Malformed {
        /// What is wrong.
        problem: String,
    },
    /// The answer has no JSON form.
    #[error("the answer cannot be written: {problem}")]
    Unwritable {
        /// What is wrong.
        problem: String,
    },
    /// A question is about more replicas than it may be, so that whoever asks cannot stop a host.
    #[error("`replicas` is {replicas}, but may be at most {max_replicas}")]
    TooManyReplicas {
        /// How many were asked about.
        replicas: u32,
        /// How many it may be.
        max_replicas: u32,
    },
    /// The text names no resource.
    #[error(transparent)]
    Rid(#[from] RidError),
    /// The settings' policy cannot be lived by.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The control plane refused the input, or does not know what was asked for.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The saved state could not be restored.
    #[error(transparent)]
    Restore(#[from] RestoreError),
}

impl TextError {
    /// The error's stable code, the same in JS and C.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::Unwritable { .. } => "unwritable",
            Self::TooManyReplicas { .. } => "too_many_replicas",
            Self::Rid(error) => error.code(),
            Self::Policy(error) => error.code(),
            Self::Step(error) => error.code(),
            Self::Restore(error) => error.code(),
        }
    }
}

/// What a control plane starts with; each member may be left out for its default.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Settings {
    limits: Limits,
    policy: LifecyclePolicy,
    placement_policy: PlacementPolicy,
}

/// An empty control plane with the given settings: an object of `limits` ([`Limits`]), `policy`
/// ([`LifecyclePolicy`]) and `placementPolicy` ([`PlacementPolicy`]), each with its default.
///
/// # Errors
/// The text is malformed, or the policy cannot be lived by.
#[inline]
pub fn new(settings: &[u8]) -> Result<ControlPlane, TextError> {
    let Settings { limits, policy, placement_policy } = read(settings)?;
    Ok(ControlPlane::new(limits, policy, placement_policy)?)
}

/// Takes one [`Input`] and answers the list of
/// [effects](crate::control_plane::Effect).
///
/// # Errors
/// The text is malformed, or the input was refused; nothing has changed.
#[inline]
pub fn step(plane: &mut ControlPlane, now: Timestamp, input: &[u8]) -> Result<String, TextError> {
    let input = self::input(input)?;
    write(&plane.step(now, input)?)
}

/// An [`Input`], read alone: for a binding whose answers are not text.
///
/// # Errors
/// The text is malformed.
#[inline]
pub fn input(text: &[u8]) -> Result<Input, TextError> {
    read(text)
}

/// Effects, written alone: for a binding whose inputs are not text.
///
/// # Errors
/// The answer has no JSON form.
#[inline]
pub fn effects(effects: &Effects) -> Result<String, TextError> {
    write(effects)
}

/// Every effect that may not have been carried out before a restart.
///
/// # Errors
/// The answer has no JSON form.
#[inline]
pub fn resume(plane: &ControlPlane) -> Result<String, TextError> {
    write(&plane.resume())
}

/// A deployment's status with everything that explains it: a
/// [`DeploymentReport`](crate::control_plane::DeploymentReport).
///
/// # Errors
/// The text is no identifier, or there is no such deployment.
#[inline]
pub fn status(plane: &ControlPlane, rid: &str) -> Result<String, TextError> {
    let rid = LiveDeploymentRid::new(rid)?;
    let report = plane.report(&rid);
    write(&report.ok_or(StepError::DeploymentNotFound { rid })?)
}

/// A deployment as the API shows it: a [`LiveDeployment`](crate::api::LiveDeployment).
///
/// # Errors
/// The text is no identifier, or there is no such deployment.
#[inline]
pub fn deployment(plane: &ControlPlane, rid: &str) -> Result<String, TextError> {
    let rid = LiveDeploymentRid::new(rid)?;
    let deployment = plane.deployment(&rid);
    write(&deployment.ok_or(StepError::DeploymentNotFound { rid })?)
}

/// Every deployment as the API shows it, in the order of their identifiers.
///
/// # Errors
/// The answer has no JSON form.
#[inline]
pub fn list(plane: &ControlPlane) -> Result<String, TextError> {
    write(&plane.deployments())
}

/// Every node and what runs on it, in the order of their names: a list of
/// [`NodeReport`](crate::control_plane::NodeReport).
///
/// # Errors
/// The answer has no JSON form.
#[inline]
pub fn nodes(plane: &ControlPlane) -> Result<String, TextError> {
    write(&plane.nodes())
}

/// Every queue and how full it is, in the order of their names: a list of
/// [`QueueReport`](crate::control_plane::QueueReport).
///
/// # Errors
/// The answer has no JSON form.
#[inline]
pub fn queues(plane: &ControlPlane) -> Result<String, TextError> {
    write(&plane.queues())
}

/// What a project's configurations may ask for, as its queues and the cluster stand: the
/// [`Limits`] to check them with.
///
/// # Errors
/// The text is no identifier, or there is no such project.
#[inline]
pub fn limits_of(plane: &ControlPlane, project: &str) -> Result<String, TextError> {
    let project = ProjectRid::new(project)?;
    let limits = plane.limits_of(&project);
    write(&limits.ok_or(StepError::ProjectNotFound { project })?)
}

/// What would become of a configuration, with the state left as it is: takes a
/// [`WhatIfRequest`], answers a [`WhatIfReport`](crate::control_plane::WhatIfReport).
///
/// # Errors
/// The text is malformed, there is no such project, or the question is about too many replicas.
#[inline]
pub fn what_if(plane: &ControlPlane, asked: &[u8]) -> Result<String, TextError> {
    write(&plane.what_if(&what_if_request(asked)?)?)
}

/// A [`WhatIfRequest`], read alone: for a binding whose answers are not text.
///
/// # Errors
/// The text is malformed.
#[inline]
pub fn what_if_request(text: &[u8]) -> Result<WhatIfRequest, TextError> {
    read(text)
}

/// How placement policies would place a list of deployments, with the state left as it is: takes a
/// [`ComparisonRequest`], answers a [`ComparisonReport`](crate::control_plane::ComparisonReport).
///
/// # Errors
/// The text is malformed, there is no such project, or the question is about too many replicas.
#[inline]
pub fn compare(plane: &ControlPlane, asked: &[u8]) -> Result<String, TextError> {
    write(&plane.compare(&comparison_request(asked)?)?)
}

/// A [`ComparisonRequest`], read alone: for a binding whose answers are not text.
///
/// # Errors
/// The text is malformed.
#[inline]
pub fn comparison_request(text: &[u8]) -> Result<ComparisonRequest, TextError> {
    read(text)
}

/// How what runs could be arranged better, with the state left as it is: takes a [`RepackRequest`],
/// answers a [`RepackReport`](crate::control_plane::RepackReport).
///
/// # Errors
/// The text is malformed, or there is no such node.
#[inline]
pub fn repack(plane: &ControlPlane, asked: &[u8]) -> Result<String, TextError> {
    write(&plane.repack(&repack_request(asked)?)?)
}

/// A [`RepackRequest`], read alone: for a binding whose answers are not text.
///
/// # Errors
/// The text is malformed.
#[inline]
pub fn repack_request(text: &[u8]) -> Result<RepackRequest, TextError> {
    read(text)
}

/// The whole state, to be kept.
///
/// # Errors
/// The answer has no JSON form.
#[inline]
pub fn save(plane: &ControlPlane) -> Result<String, TextError> {
    write(&plane.save())
}

/// The control plane that was [saved](save).
///
/// # Errors
/// The text is malformed, was saved by a later version, or contradicts itself.
#[inline]
pub fn restore(saved: &[u8]) -> Result<ControlPlane, TextError> {
    Ok(ControlPlane::restore(read::<Saved>(saved)?)?)
}

fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, TextError> {
    serde_json::from_slice(text)
        .map_err(|error| TextError::Malformed { problem: error.to_string() })
}

#[inline]
pub(super) fn write(answer: &impl Serialize) -> Result<String, TextError> {
    writer::write(answer).map_err(|error| TextError::Unwritable { problem: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNKNOWN: &str = "ri.foundry-ml-live.main.live-deployment.unknown";

    fn plane() -> ControlPlane {
        new(b"{}").unwrap()
    }

    #[test]
    fn settings_that_cannot_be_are_refused_with_the_code_of_their_problem() {
        let code = |settings: &[u8]| new(settings).unwrap_err().code();
        assert_eq!(code(b"{"), "malformed");
        assert_eq!(code(br#"{"polices": {}}"#), "malformed");
        assert_eq!(code(b"\"\xff\""), "malformed");
        assert_eq!(code(br#"{"policy": {"startTimeoutMs": 0}}"#), "zero");
    }

    #[test]
    fn what_is_not_there_has_a_code_of_its_own() {
        let plane = plane();
        let code = |error: TextError| error.code();
        assert_eq!(status(&plane, "x").map_err(code), Err("invalid_rid"));
        for call in [status, deployment] {
            assert_eq!(call(&plane, UNKNOWN).map_err(code), Err("deployment_not_found"));
        }
    }

    #[test]
    fn a_malformed_input_says_what_is_wrong() {
        let error =
            step(&mut plane(), Timestamp::ZERO, br#"{"type":"disable","x":1}"#).unwrap_err();
        assert_eq!(error.code(), "malformed");
        assert!(error.to_string().contains("unknown field `x`"), "{error}");
    }

    #[test]
    fn a_saved_state_comes_back_as_it_was() {
        let saved = save(&plane()).unwrap();
        let restored = restore(saved.as_bytes()).unwrap();
        assert_eq!(save(&restored).unwrap(), saved);
        assert_eq!(restore(b"[]").map(drop).unwrap_err().code(), "malformed");
    }
}
