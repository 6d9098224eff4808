//! What queues do not allow.

use thiserror::Error;

use crate::queue::{QueueId, QueueKind};

/// Why a queue, an enrollment or a project's queues cannot be set so. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QueueError {
    /// The queue is not known.
    #[error("there is no queue `{queue}`")]
    NotFound {
        /// The queue.
        queue: QueueId,
    },
    /// The queue counts something else, which it does for good.
    #[error("the queue `{queue}` is not a {kind} queue")]
    KindMismatch {
        /// The queue.
        queue: QueueId,
        /// The kind that was needed.
        kind: QueueKind,
    },
    /// The queues of a kind would be given more than the enrollment has.
    #[error("the limits of the {kind} queues add up to {sum}, above the enrollment's {limit}")]
    EnrollmentExceeded {
        /// The kind.
        kind: QueueKind,
        /// What the limits would add up to.
        sum: u64,
        /// What the enrollment has.
        limit: u64,
    },
}

impl QueueError {
    /// The error's stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "queue_not_found",
            Self::KindMismatch { .. } => "queue_kind_mismatch",
            Self::EnrollmentExceeded { .. } => "enrollment_exceeded",
        }
    }
}
