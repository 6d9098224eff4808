//! What goes wrong: pauses between attempts, failures in a row, and when to call it failed.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::deployment::{
    Attempt, Deployment, Reason, Replica, ReplicaEvent, ReplicaId, ReplicaState, Turn,
};
use crate::time::Timestamp;

/// Why a deployment counts as failed.
///
/// Kept until a replica gets ready or a user does something, so that a crash loop does not flicker
/// between starting and failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailReason {
    /// Replicas failed too often in a row.
    CrashLoop,
    /// A replica failed in a way that another attempt cannot mend.
    Permanent,
    /// No replica got ready in time.
    ProgressDeadline,
    /// No node could ever hold a replica, or no queue could pay for one.
    Infeasible,
}

/// One failure of a replica.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Failure {
    /// The replica.
    pub replica: ReplicaId,
    /// The attempt that failed.
    pub attempt: Attempt,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub cause: FailureCause,
}

/// What made an attempt fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum FailureCause {
    /// Its process ended by itself, or could not be started.
    Exited {
        /// What the host knew of the cause.
        reason: String,
    },
    /// It did not get ready in time and was killed.
    StartTimedOut,
    /// It was gone without having been told to go.
    Stopped,
}

impl FailureCause {
    pub(super) const fn of(event: ReplicaEvent) -> Self {
        match event {
            ReplicaEvent::TimedOut => Self::StartTimedOut,
            ReplicaEvent::Stopped => Self::Stopped,
            _ => Self::Exited { reason: String::new() },
        }
    }
}

impl From<FailReason> for Reason {
    fn from(reason: FailReason) -> Self {
        match reason {
            FailReason::CrashLoop => Self::CrashLoop,
            FailReason::Permanent => Self::Permanent,
            FailReason::ProgressDeadline => Self::ProgressDeadline,
            FailReason::Infeasible => Self::Infeasible,
        }
    }
}

impl Deployment {
    /// The replica's attempt failed: it pauses, longer each time, and keeps its place.
    pub(super) fn fail(&mut self, id: ReplicaId, cause: FailureCause, turn: &Turn<'_>) {
        let Some(replica) = self.replicas.get_mut(id) else {
            return;
        };
        replica.restarts = replica.restarts.saturating_add(1);
        replica.enter(ReplicaState::Backoff, turn.now);
        let retry_at = replica.retry_at(turn.policy);
        let failure = Failure { replica: id, attempt: replica.attempt, at: turn.now, cause };
        if replica.generation == self.generation {
            self.next_start_at =
                retry_at.map_or(self.next_start_at, |it| it.max(self.next_start_at));
            self.count_failure(failure, turn);
        }
    }

    /// The replica failed in a way that another attempt cannot mend: nothing more is started of
    /// its generation.
    pub(super) fn fail_for_good(&mut self, id: ReplicaId, turn: &mut Turn<'_>) {
        self.kill(id, turn);
        let Some(replica) = self.replicas.get_mut(id) else {
            return;
        };
        replica.restarts = replica.restarts.saturating_add(1);
        replica.enter(ReplicaState::Stopping, turn.now);
        replica.stop = super::replica::StopStage::Killed;
        let cause = FailureCause::of(ReplicaEvent::ExitedForGood);
        let failure = Failure { replica: id, attempt: replica.attempt, at: turn.now, cause };
        if replica.generation == self.generation {
            self.halted = true;
            self.count_failure(failure, turn);
            if self.ready_count() == 0 {
                self.latched = Some(FailReason::Permanent);
            }
        }
    }

    fn count_failure(&mut self, failure: Failure, turn: &Turn<'_>) {
        self.last_failure = Some(failure);
        self.streak = self.streak.saturating_add(1);
        if self.has_failed_too_often(turn) && self.ready_count() == 0 {
            self.latched = Some(FailReason::CrashLoop);
        }
    }

    pub(super) fn has_failed_too_often(&self, turn: &Turn<'_>) -> bool {
        self.streak >= turn.policy.fail_threshold(self.desired)
    }

    /// A replica that has been ready for long makes up for earlier failures.
    pub(super) fn forgive(&mut self, id: ReplicaId) {
        if let Some(replica) = self.replicas.get_mut(id) {
            replica.restarts = 0;
            if replica.generation == self.generation {
                self.streak = 0;
                self.last_failure = None;
            }
        }
    }

    /// Forgets every failure: a new generation or a user's wish begins afresh.
    pub(super) fn forget_failures(&mut self, now: Timestamp) {
        self.streak = 0;
        self.latched = None;
        self.halted = false;
        self.last_failure = None;
        self.progress_at = None;
        self.next_start_at = now;
    }

    /// Whether it failed because it could never run, and has no replica that waits for better.
    pub(crate) fn is_given_up(&self) -> bool {
        self.latched == Some(FailReason::Infeasible) && self.new_replicas().next().is_none()
    }

    /// Brings the clocks that measure trouble up to date.
    pub(super) fn update_clocks(&mut self, turn: &Turn<'_>) {
        let is_trying = |replica: &Replica| {
            matches!(replica.state, ReplicaState::Starting | ReplicaState::Backoff)
        };
        self.progress_at = if self.new_replicas().any(is_trying) {
            self.progress_at.or(Some(turn.now))
        } else {
            None
        };
        let is_below = self.enabled && self.ready_count() < self.configuration.min_replicas();
        self.below_minimum_since =
            if is_below { self.below_minimum_since.or(Some(turn.now)) } else { None };
    }

    /// Latches what the clocks and the cluster say.
    pub(super) fn latch(&mut self, turn: &Turn<'_>) {
        if self.latched == Some(FailReason::Infeasible) && !self.infeasible {
            self.latched = None;
        }
        if !self.enabled || self.latched.is_some() || self.desired == 0 || self.ready_count() > 0 {
            return;
        }
        let all_wait = self.new_replicas().all(|replica| replica.is(ReplicaState::Queued));
        if self.infeasible && all_wait && self.new_replicas().next().is_some() {
            self.latched = Some(FailReason::Infeasible);
        } else if self.halted && self.new_replicas().next().is_none() {
            // What was left after a failure for good is gone too, and nothing more comes.
            self.latched = Some(FailReason::Permanent);
        } else if self.is_progress_overdue(turn) {
            self.latched = Some(FailReason::ProgressDeadline);
        }
    }

    pub(super) fn is_progress_overdue(&self, turn: &Turn<'_>) -> bool {
        self.progress_at
            .is_some_and(|since| turn.now.millis_since(since) > turn.policy.progress_deadline_ms)
    }
}
