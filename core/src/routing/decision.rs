//! What the router decides about requests.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::slice;

use serde::{Deserialize, Serialize};

use crate::control_plane::Input;
use crate::deployment::ReplicaId;

/// Names a request. The host gives it, and gives it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One thing that the host must do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Decision {
    /// Send a request to a replica, and say when it has finished.
    Forward {
        /// The request.
        request: RequestId,
        /// The replica.
        replica: ReplicaId,
    },
    /// Keep a request until more is said of it.
    Wait {
        /// The request.
        request: RequestId,
    },
    /// Answer a request at once; it is over.
    Refuse {
        /// The request.
        request: RequestId,
        /// Why.
        refusal: Refusal,
    },
    /// Answer a request that it took too long, and break off what it does; it is over.
    TimeOut {
        /// The request.
        request: RequestId,
        /// Where it was, if it had been forwarded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replica: Option<ReplicaId>,
    },
    /// Pass this on to the control plane.
    Tell {
        /// A [`LoadSample`](Input::LoadSample) or a [`RequestArrived`](Input::RequestArrived).
        input: Box<Input>,
    },
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Refusal {
    /// The deployment is switched off.
    Disabled,
    /// The deployment failed; to ask again soon is of no use.
    Failed,
    /// As many requests wait already as may.
    TooManyPending,
}

/// What to do, in this order.
#[must_use = "the host has to carry the decisions out"]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decisions(Vec<Decision>);

impl Decisions {
    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The decisions in order.
    pub fn iter(&self) -> slice::Iter<'_, Decision> {
        self.0.iter()
    }

    pub(super) fn push(&mut self, decision: Decision) {
        self.0.push(decision);
    }
}

impl IntoIterator for Decisions {
    type Item = Decision;
    type IntoIter = vec::IntoIter<Decision>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Decisions {
    type Item = &'a Decision;
    type IntoIter = slice::Iter<'a, Decision>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
