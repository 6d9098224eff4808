//! S10: news that says nothing new changes nothing.

use anyhow::{Result, bail, ensure};
use liveberth_core::control_plane::{ControlPlane, Effect, Input, LogEvent};
use liveberth_core::deployment::{Attempt, ReplicaId, ReplicaState};

use crate::model::action::exit;
use crate::record::Record;

/// Tells the control plane everything that it must not listen to: news that it has had, news that
/// the state rules out, and news of attempts and replicas that are no longer there.
///
/// All of it one after the other, which is quicker than each by itself; where that has changed
/// something, each by itself says what it was.
pub(crate) fn check(plane: &ControlPlane, record: &Record) -> Result<()> {
    let news = news(record);
    let mut other = plane.clone();
    for (input, is_stale) in &news {
        check_effects(&mut other, record, input, *is_stale)?;
    }
    if other == *plane {
        return Ok(());
    }
    for (input, is_stale) in &news {
        let mut other = plane.clone();
        check_effects(&mut other, record, input, *is_stale)?;
        ensure!(other == *plane, "S10: {input:?} changed something");
    }
    bail!("S10: {news:?} changed something together")
}

/// What must not be listened to, and whether it is of an attempt that is not the current one.
fn news(record: &Record) -> Vec<(Input, bool)> {
    let mut news = vec![(Input::Tick, false)];
    for (_, replica) in record.replicas() {
        let (id, attempt) = (replica.id, replica.attempt);
        news.extend(ignored(id, attempt, replica.state).into_iter().map(|input| (input, false)));
        let others = [attempt.0.checked_sub(1), attempt.0.checked_add(1)];
        for other in others.into_iter().flatten() {
            news.extend(every(id, Attempt(other)).map(|input| (input, true)));
        }
    }
    let unknown = record.counters.get("nextReplica").copied().unwrap_or(u64::MAX);
    news.extend(every(ReplicaId(unknown), Attempt(1)).map(|input| (input, true)));
    news
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

/// News that is not listened to is at most logged, and stale news always.
fn check_effects(
    plane: &mut ControlPlane,
    record: &Record,
    input: &Input,
    is_stale: bool,
) -> Result<()> {
    let effects = plane.step(record.now, input.clone())?;
    let is_log = |effect: &Effect| match effect {
        Effect::Log { event: LogEvent::StaleEvent { .. } } => true,
        Effect::Log { .. } => !is_stale,
        _ => false,
    };
    ensure!(effects.iter().all(is_log), "S10: {input:?} had effects: {effects:?}");
    ensure!(!is_stale || effects.len() == 1, "S10: {input:?} was not reported as stale");
    Ok(())
}
