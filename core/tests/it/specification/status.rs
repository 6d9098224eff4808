//! §6.5 and §7: how a deployment looks from outside.

use std::cmp::Reverse;

use liveberth_core::api::DeploymentState;
use liveberth_core::deployment::ReplicaState::*;
use liveberth_core::deployment::{FailReason, Reason, ReplicaId};

use super::state::{Deployment, Replica, Specification, count};

impl Specification {
    /// What is said at the end of a step.
    pub(super) fn draw_conclusions(&mut self) {
        for number in self.deployments.keys().copied().collect::<Vec<_>>() {
            let wake_at = self.wake_at(&self.deployments[&number]);
            let deployment = self.deployments.get_mut(&number).unwrap();
            deployment.wake_at = wake_at;
            let newest = deployment.ready().max_by_key(|it| it.generation);
            let fallback = deployment.reported_version;
            let fallback = if deployment.ever_ready { fallback } else { deployment.version };
            deployment.reported_version = newest.map_or(fallback, |it| it.template.version);
        }
    }

    /// §7: the first row that applies, with the reasons that it may have.
    pub(super) fn status(&self, number: usize) -> (DeploymentState, bool, Vec<Reason>) {
        use DeploymentState::{Active, Degraded, Disabled, Failed, Starting};
        let deployment = &self.deployments[&number];
        let serves = deployment.ready().next().is_some();
        let sick = deployment.live().any(is_sick);
        let short = deployment
            .below_min_since
            .is_some_and(|since| self.now - since >= self.policy.progress_deadline_ms);
        let stalled = self.is_stalled(number);
        let one = |reason| vec![reason];
        if !deployment.enabled {
            (Disabled, false, one(Reason::Disabled))
        } else if serves && stalled {
            let state = if sick || short { Degraded } else { Active };
            (state, true, one(Reason::RolloutStalled))
        } else if serves && sick {
            (Degraded, true, one(Reason::ReplicasUnhealthy))
        } else if serves && short {
            (Degraded, true, one(Reason::BelowMinimum))
        } else if serves {
            (Active, true, one(serving_reason(deployment)))
        } else if let Some(latched) = deployment.latched {
            (Failed, false, one(reason_of(latched)))
        } else if deployment.desired == 0 {
            (Active, false, one(Reason::ScaledToZero))
        } else if deployment.waking && deployment.streak == 0 {
            (Active, false, one(Reason::WakingFromZero))
        } else {
            (Starting, false, starting_reasons(deployment))
        }
    }

    /// §6.5: the ready replicas of an enabled deployment, the newest generation first.
    pub(super) fn routes(&self, number: usize) -> Vec<(ReplicaId, u64, u64)> {
        let deployment = &self.deployments[&number];
        let mut ready: Vec<&Replica> = deployment.ready().filter(|_| deployment.enabled).collect();
        ready.sort_by_key(|it| (Reverse(it.generation), it.id));
        let newer = |it: &Replica| {
            let mut newer: Vec<_> = ready
                .iter()
                .map(|it| it.generation)
                .filter(|other| *other > it.generation)
                .collect();
            newer.dedup();
            count(newer.iter())
        };
        ready.iter().map(|it| (it.id, newer(it), it.template.shape.threads)).collect()
    }
}

fn is_sick(replica: &Replica) -> bool {
    match replica.state {
        Unready | Backoff => true,
        Starting => replica.restarts > 0,
        _ => false,
    }
}

fn serving_reason(deployment: &Deployment) -> Reason {
    if deployment.old().next().is_none() {
        Reason::Serving
    } else if deployment.surge_blocked_since.is_some() {
        Reason::WaitingForCapacity
    } else {
        Reason::RollingOut
    }
}

fn reason_of(latched: FailReason) -> Reason {
    match latched {
        FailReason::CrashLoop => Reason::CrashLoop,
        FailReason::Permanent => Reason::Permanent,
        FailReason::ProgressDeadline => Reason::ProgressDeadline,
        FailReason::Infeasible => Reason::Infeasible,
    }
}

fn starting_reasons(deployment: &Deployment) -> Vec<Reason> {
    if deployment.newer().any(is_sick) || deployment.newer().next().is_none() {
        vec![Reason::Restarting]
    } else if deployment.newer().any(|it| it.state == Starting) {
        vec![Reason::Starting]
    } else {
        vec![Reason::QueueFull, Reason::NoCapacity]
    }
}
