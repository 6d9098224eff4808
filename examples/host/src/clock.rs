//! The host's clocks.

use std::time::{SystemTime, UNIX_EPOCH};

use liveberth_core::time::Timestamp;
use tokio::time::Instant;

/// The time now, in milliseconds of Unix time: for what outlives the process. A clock before 1970
/// counts as 1970; one that steps back is the core's to handle.
pub(crate) fn now() -> Timestamp {
    timestamp(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis())
}

/// A clock that nobody can set: for what ends with the process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// A clock that begins now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since it began.
    pub(crate) fn now(self) -> Timestamp {
        timestamp(self.0.elapsed().as_millis())
    }
}

fn timestamp(milliseconds: u128) -> Timestamp {
    Timestamp::from_millis(u64::try_from(milliseconds).unwrap_or(u64::MAX))
}
