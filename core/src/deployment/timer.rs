//! When time alone changes something.

use alloc::vec::Vec;

use crate::deployment::replica::StopStage;
use crate::deployment::{Deployment, LifecyclePolicy, Replica, ReplicaId, ReplicaState, Turn};
use crate::time::Timestamp;

impl Deployment {
    /// The replicas whose state has timed out, and since when.
    pub(crate) fn overdue_replicas(&self, turn: &Turn<'_>) -> Vec<(Timestamp, ReplicaId)> {
        let overdue = self.replicas.iter().filter_map(|replica| {
            let deadline = self.replica_deadline(replica, turn.policy)?;
            // Long service makes up for earlier failures once; what fails later counts.
            let is_over = replica.is(ReplicaState::Ready) && deadline <= turn.earlier;
            (deadline <= turn.now && !is_over).then_some((deadline, replica.id))
        });
        overdue.collect()
    }

    /// When to look again, if nothing else happens; always after now.
    pub(crate) fn deadline(&self, now: Timestamp, policy: &LifecyclePolicy) -> Option<Timestamp> {
        let of_replicas = self.replicas.iter().filter_map(|replica| {
            let deadline = self.replica_deadline(replica, policy)?;
            // What may take no time at all is due at the next moment.
            let is_once = replica.is(ReplicaState::Ready);
            Some(if is_once { deadline } else { deadline.max(after(now)) })
        });
        // So may the quiet that a failed deployment rests after: it may have been quiet for long.
        let rest = self.rest_deadline(policy).map(|it| it.max(after(now)));
        let of_deployment = [
            // What counts is that this deadline has passed, not that it is reached.
            self.progress_at.map(|it| it.saturating_add(policy.progress_deadline_ms)).map(after),
            self.below_minimum_since.map(|it| it.saturating_add(policy.progress_deadline_ms)),
            self.surge_blocked_since.map(|it| it.saturating_add(policy.surge_wait_ms)),
            self.move_deadline(policy.surge_wait_ms),
            self.next_start(),
            rest,
        ];
        let of_scaling = self.scaling_deadlines(policy);
        let of_deployment = of_deployment.into_iter().chain(of_scaling).flatten();
        of_replicas.chain(of_deployment).filter(|it| *it > now).min()
    }

    /// When the replica's state times out.
    fn replica_deadline(&self, replica: &Replica, policy: &LifecyclePolicy) -> Option<Timestamp> {
        let wait_ms = match replica.state {
            ReplicaState::Queued => return None,
            ReplicaState::Backoff => return replica.retry_at(policy),
            ReplicaState::Starting => policy.start_timeout_ms,
            ReplicaState::Ready if self.has_something_to_forgive(replica) => {
                policy.backoff_reset_ms
            }
            ReplicaState::Ready => return None,
            ReplicaState::Unready => policy.unready_timeout_ms,
            ReplicaState::Draining => policy.drain_grace_ms,
            ReplicaState::Stopping => match replica.stop {
                StopStage::Asked => policy.stop_timeout_ms,
                StopStage::Killed => policy.stop_timeout_ms.saturating_mul(2),
                StopStage::Reported => return None,
            },
        };
        Some(replica.since.saturating_add(wait_ms))
    }

    fn has_something_to_forgive(&self, replica: &Replica) -> bool {
        replica.restarts > 0 || (self.streak > 0 && replica.generation == self.generation)
    }

    /// When replicas that wait in the queue may start: after the last failure's pause, or never if
    /// one failed for good.
    pub(crate) fn next_start(&self) -> Option<Timestamp> {
        let waits = self.new_replicas().any(|replica| replica.is(ReplicaState::Queued));
        (waits && !self.halted).then_some(self.next_start_at)
    }

    /// When the load's windows end, or what is known of the load is too old.
    fn scaling_deadlines(&self, policy: &LifecyclePolicy) -> [Option<Timestamp>; 2] {
        if self.enabled {
            self.autoscaler.deadlines(&self.scaling_rules(policy))
        } else {
            [None; 2]
        }
    }

    /// When a failed deployment that nobody calls is scaled to zero.
    fn rest_deadline(&self, policy: &LifecyclePolicy) -> Option<Timestamp> {
        let may_rest = self.enabled
            && self.latched.is_some()
            && self.desired > 0
            && self.configuration.min_replicas() == 0;
        let rules = self.scaling_rules(policy);
        self.autoscaler.quiet_at(rules.scale_down_delay_ms).filter(|_| may_rest)
    }
}

/// The first moment after.
fn after(deadline: Timestamp) -> Timestamp {
    deadline.saturating_add(1)
}
