//! The replica state machine, as a table: what an event does to a replica in each state.

use crate::deployment::ReplicaState;

/// What can happen to a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReplicaEvent {
    /// Its queue admitted it and placement found room.
    Admitted,
    /// It answers its readiness probe.
    Ready,
    /// It no longer answers.
    Unready,
    /// Its process ended, or did not start; another try may help.
    ExitedRetryable,
    /// Its process ended, or did not start; another try cannot help.
    ExitedForGood,
    /// The deployment does not want it any more.
    Retired,
    /// The deadline of its state has passed.
    TimedOut,
    /// It is gone for certain.
    Stopped,
    /// Its node is gone.
    NodeLost,
}

/// What an event does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transition {
    /// Nothing.
    Ignored,
    /// Queued → Starting: first attempt.
    Launched,
    /// Starting or Unready → Ready.
    Served,
    /// Ready → Unready.
    Suspended,
    /// → Backoff: the attempt failed.
    Failed,
    /// Starting → Backoff: the attempt took too long and is killed.
    Overdue,
    /// → Stopping: it failed in a way that another attempt cannot mend.
    FailedForGood,
    /// Backoff → Starting: next attempt, on the same node.
    Retried,
    /// → Draining: no new requests.
    Drained,
    /// Unready → Draining: its replacement takes its turn in the queue.
    Replaced,
    /// Starting or Backoff → Stopping: it has no requests to finish.
    Cancelled,
    /// Draining → Stopping: its requests are finished, or their time is up.
    Ended,
    /// Draining → Stopping: its process ended by itself, which is yet to be confirmed.
    EndedItself,
    /// Stopping, and slow at it: killed, and later reported.
    Escalated,
    /// Ready for long: earlier failures are forgotten.
    Forgiven,
    /// Gone: it held nothing, or gives back what it held.
    Gone,
    /// Gone with its node, not by its own fault: its replacement takes its turn in the queue.
    Lost,
}

impl Transition {
    /// Whether the deployment is worse off for it, by no wish of its own.
    pub(crate) const fn is_setback(self) -> bool {
        matches!(
            self,
            Self::Suspended
                | Self::Failed
                | Self::Overdue
                | Self::FailedForGood
                | Self::Replaced
                | Self::Lost
        )
    }
}

impl ReplicaEvent {
    /// Every event, in the order of the table's columns.
    pub const ALL: [Self; 9] = [
        Self::Admitted,
        Self::Ready,
        Self::Unready,
        Self::ExitedRetryable,
        Self::ExitedForGood,
        Self::Retired,
        Self::TimedOut,
        Self::Stopped,
        Self::NodeLost,
    ];
}

/// What `event` does to a replica in `state`.
pub const fn transition(state: ReplicaState, event: ReplicaEvent) -> Transition {
    use ReplicaEvent as E;
    use ReplicaState as S;
    use Transition as T;
    match state {
        S::Queued => match event {
            E::Admitted => T::Launched,
            E::Retired => T::Gone,
            _ => T::Ignored,
        },
        S::Starting => match event {
            E::Ready => T::Served,
            E::ExitedRetryable | E::Stopped => T::Failed,
            E::ExitedForGood => T::FailedForGood,
            E::Retired => T::Cancelled,
            E::TimedOut => T::Overdue,
            E::NodeLost => T::Lost,
            E::Admitted | E::Unready => T::Ignored,
        },
        S::Ready => match event {
            E::Unready => T::Suspended,
            E::ExitedRetryable | E::Stopped => T::Failed,
            E::ExitedForGood => T::FailedForGood,
            E::Retired => T::Drained,
            E::TimedOut => T::Forgiven,
            E::NodeLost => T::Lost,
            E::Admitted | E::Ready => T::Ignored,
        },
        S::Unready => match event {
            E::Ready => T::Served,
            E::ExitedRetryable | E::Stopped => T::Failed,
            E::ExitedForGood => T::FailedForGood,
            E::Retired => T::Drained,
            E::TimedOut => T::Replaced,
            E::NodeLost => T::Lost,
            E::Admitted | E::Unready => T::Ignored,
        },
        S::Backoff => match event {
            E::Retired => T::Cancelled,
            E::TimedOut => T::Retried,
            E::NodeLost => T::Lost,
            _ => T::Ignored,
        },
        S::Draining => match event {
            E::ExitedRetryable | E::ExitedForGood => T::EndedItself,
            E::TimedOut => T::Ended,
            E::Stopped | E::NodeLost => T::Gone,
            _ => T::Ignored,
        },
        S::Stopping => match event {
            E::TimedOut => T::Escalated,
            E::Stopped | E::NodeLost => T::Gone,
            _ => T::Ignored,
        },
    }
}
