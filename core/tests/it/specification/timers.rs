//! §3 and §5: the deadlines.

use liveberth_core::deployment::ReplicaState::*;

use super::replica::Event;
use super::state::{Deployment, Millis, Replica, Specification};

impl Specification {
    /// Everything that is due, in the order (deadline, deployment, replica).
    pub(super) fn fire_timers(&mut self) {
        let is_due = |it: &Deployment| it.wake_at.is_some_and(|at| at <= self.now);
        let due = self.deployments.iter().filter(|(_, it)| is_due(it)).map(|(number, _)| *number);
        let due: Vec<_> = due.collect();
        let deadlines = due.iter().flat_map(|number| {
            let deployment = &self.deployments[number];
            deployment.replicas.iter().filter_map(|replica| {
                Some((self.replica_deadline(deployment, replica)?, *number, replica.id))
            })
        });
        let mut deadlines: Vec<_> = deadlines.filter(|(at, ..)| *at <= self.now).collect();
        deadlines.sort_unstable();
        for (_, number, id) in deadlines {
            self.happen(number, id, Event::Timer);
        }
        due.into_iter().for_each(|number| self.autoscale(number));
    }

    /// The timers of the replica table. Service that lasts makes up for failures once, when it has
    /// lasted so long: a deadline that had passed when the last input came is over.
    fn replica_deadline(&self, deployment: &Deployment, replica: &Replica) -> Option<Millis> {
        let policy = &self.policy;
        let is_new = replica.generation == deployment.generation;
        let wait = match replica.state {
            Queued => return None,
            Backoff => return Some(replica.backoff_until),
            Starting => policy.start_timeout_ms,
            Ready if replica.restarts > 0 || (deployment.streak > 0 && is_new) => {
                let deadline = replica.since + policy.backoff_reset_ms;
                return Some(deadline).filter(|at| *at > self.earlier);
            }
            Ready => return None,
            Unready => policy.unready_timeout_ms,
            Draining => policy.drain_grace_ms,
            Stopping => match replica.stop_stage {
                0 => policy.stop_timeout_ms,
                1 => 2 * policy.stop_timeout_ms,
                _ => return None,
            },
        };
        Some(replica.since + wait)
    }

    /// When time alone changes something of a deployment: after now, always. What should have
    /// happened by now, had it been known in time, happens at the next moment.
    pub(super) fn wake_at(&self, deployment: &Deployment) -> Option<Millis> {
        let policy = &self.policy;
        let configuration = &deployment.configuration;
        let deadline = policy.progress_deadline_ms;
        let next_moment = self.now + 1;
        let of_replicas = deployment.replicas.iter().filter_map(|replica| {
            let at = self.replica_deadline(deployment, replica)?;
            Some(if replica.state == Ready { at } else { at.max(next_moment) })
        });
        let mut deadlines: Vec<Millis> = of_replicas.collect();
        deadlines.extend(deployment.progress_at.map(|at| at + deadline + 1));
        deadlines.extend(deployment.below_min_since.map(|at| at + deadline));
        deadlines.extend(deployment.surge_blocked_since.map(|at| at + policy.surge_wait_ms));
        if !deployment.halted && deployment.newer().any(|it| it.state == Queued) {
            deadlines.push(deployment.next_start_at);
        }
        if deployment.over_since.or(deployment.under_since).is_some() {
            let at = deployment.sample.map(|it| it.at + policy.load_staleness_ms + 1);
            deadlines.extend(at);
        }
        deadlines.extend(deployment.over_since.map(|at| at + configuration.up_delay));
        deadlines.extend(deployment.under_since.map(|at| at + configuration.down_delay));
        if deployment.latched.is_some() && deployment.desired > 0 && configuration.min == 0 {
            let at = deployment.quiet_since.map(|at| at + configuration.down_delay);
            deadlines.extend(at.map(|at| at.max(next_moment)));
        }
        deadlines.into_iter().filter(|at| *at > self.now).min()
    }
}
