//! The host's clock: milliseconds of Unix time.

use std::time::{SystemTime, UNIX_EPOCH};

use liveberth_core::time::Timestamp;

/// The time now. A clock before 1970 counts as 1970; one that steps back is the core's to handle.
pub(crate) fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX))
}
