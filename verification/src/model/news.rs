//! S10: news that says nothing new changes nothing.

use anyhow::{Result, ensure};
use liveberth_core::control_plane::{ControlPlane, Effect, Input, LogEvent};
use liveberth_core::deployment::{Attempt, ReplicaId, ReplicaState};

use crate::model::action::exit;
use crate::record::Record;

/// Tells the control plane everything that it must not listen to: news that it has had, news that
/// the state rules out, and news of attempts and replicas that are no longer there.
pub(crate) fn check(plane: &ControlPlane, record: &Record) -> Result<()> {
    for (_, replica) in record.replicas() {
        let (id, attempt) = (replica.id, replica.attempt);
        for input in ignored(id, attempt, replica.state) {
            check_ignored(plane, record, input, false)?;
        }
        let others = [attempt.0.checked_sub(1), attempt.0.checked_add(1)];
        for other in others.into_iter().flatten() {
            for input in every(id, Attempt(other)) {
                check_ignored(plane, record, input, true)?;
            }
        }
    }
    let unknown = record.counters.get("nextReplica").copied().unwrap_or(u64::MAX);
    for input in every(ReplicaId(unknown), Attempt(1)) {
        check_ignored(plane, record, input, true)?;
    }
    check_ignored(plane, record, Input::Tick, false)
}

fn every(replica: ReplicaId, attempt: Attempt) -> [Input; 4] {
    [
        Input::ReplicaReady { replica, attempt },
        Input::ReplicaUnready { replica, attempt },
        exit(replica, attempt, false),
        Input::ReplicaStopped { replica, attempt },
    ]
}

/// The entries `ign` of the replica table.
fn ignored(replica: ReplicaId, attempt: Attempt, state: ReplicaState) -> Vec<Input> {
    let ready = Input::ReplicaReady { replica, attempt };
    let unready = Input::ReplicaUnready { replica, attempt };
    match state {
        ReplicaState::Queued | ReplicaState::Backoff => every(replica, attempt).into(),
        ReplicaState::Starting | ReplicaState::Unready => vec![unready],
        ReplicaState::Ready => vec![ready],
        ReplicaState::Draining => vec![ready, unready],
        ReplicaState::Stopping => vec![ready, unready, exit(replica, attempt, true)],
    }
}

fn check_ignored(
    plane: &ControlPlane,
    record: &Record,
    input: Input,
    is_stale: bool,
) -> Result<()> {
    let mut other = plane.clone();
    let described = format!("{input:?}");
    let effects = other.step(record.now, input)?;
    let is_log = |effect: &Effect| match effect {
        Effect::Log { event: LogEvent::StaleEvent { .. } } => true,
        Effect::Log { .. } => !is_stale,
        _ => false,
    };
    ensure!(other == *plane, "S10: {described} changed something");
    ensure!(effects.iter().all(is_log), "S10: {described} had effects: {effects:?}");
    ensure!(!is_stale || effects.len() == 1, "S10: {described} was not reported as stale");
    Ok(())
}
