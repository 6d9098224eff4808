//! The replica state machine, compared with the table of its specification: every state with every
//! event.

use liveberth_core::deployment::ReplicaState::*;
use liveberth_core::deployment::{ReplicaEvent, ReplicaState, Transition, transition};

pub(crate) const STATES: [ReplicaState; 7] =
    [Queued, Starting, Ready, Unready, Backoff, Draining, Stopping];

/// Columns: admitted, ready, unready, exited retryable, exited for good, retired, timed out,
/// stopped, node lost.
const TABLE: [[&str; 9]; 7] = [
    ["Launched", "-", "-", "-", "-", "Gone", "-", "-", "-"],
    ["-", "Served", "-", "Failed", "FailedForGood", "Cancelled", "Overdue", "Failed", "Lost"],
    ["-", "-", "Suspended", "Failed", "FailedForGood", "Drained", "Forgiven", "Failed", "Lost"],
    ["-", "Served", "-", "Failed", "FailedForGood", "Drained", "Replaced", "Failed", "Lost"],
    ["-", "-", "-", "-", "-", "Cancelled", "Retried", "-", "Lost"],
    ["-", "-", "-", "EndedItself", "EndedItself", "-", "Ended", "Gone", "Gone"],
    ["-", "-", "-", "-", "-", "-", "Escalated", "Gone", "Gone"],
];

#[test]
fn every_state_meets_every_event_as_the_table_says() {
    for (state, row) in STATES.into_iter().zip(TABLE) {
        for (event, expected) in ReplicaEvent::ALL.into_iter().zip(row) {
            let got = match transition(state, event) {
                Transition::Ignored => "-".into(),
                other => format!("{other:?}"),
            };
            assert_eq!(got, expected, "{state:?} × {event:?}");
        }
    }
}
