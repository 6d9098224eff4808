//! What is always true of a control plane, checked by tests, fuzzing and `restore`.
//!
//! Numbered as in the specification; what compares two moments is checked by the tests themselves.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use crate::api::DeploymentState;
use crate::control_plane::{ControlPlane, DeploymentKey};
use crate::deployment::{Deployment, Reason, Replica, ReplicaState, count};
use crate::queue::QueueId;

impl ControlPlane {
    /// Checks what is always true between two steps.
    ///
    /// # Errors
    /// What is not, in words. A control plane that was only stepped never fails.
    pub fn check_invariants(&self) -> Result<(), String> {
        self.check_usage()?;
        self.check_waiting()?;
        for (key, deployment) in self.roster.iter() {
            let name = |problem: &str| format!("`{}`: {problem}", deployment.rid);
            self.check_berths(key, deployment).map_err(|problem| name(&problem))?;
            check_numbers(deployment).map_err(name)?;
            self.check_surge(deployment).map_err(name)?;
            check_status(deployment).map_err(name)?;
        }
        Ok(())
    }

    /// S3: usage is the sum of what is held.
    fn check_usage(&self) -> Result<(), String> {
        let mut usage: BTreeMap<&QueueId, u64> = BTreeMap::new();
        let replicas = self.roster.iter().flat_map(|(_, it)| it.replicas.iter());
        for berth in replicas.filter_map(|replica| replica.berth.as_ref()) {
            let sum = usage.entry(&berth.charge.queue).or_default();
            *sum = sum.saturating_add(berth.charge.amount);
        }
        for queue in self.queues.iter() {
            let expected = usage.remove(&queue.spec.id).unwrap_or_default();
            if queue.usage() != expected {
                return Err(format!(
                    "S3: queue `{}` counts {} for {expected}",
                    queue.spec.id,
                    queue.usage()
                ));
            }
        }
        if usage.is_empty() { Ok(()) } else { Err("S3: a charge to no queue".into()) }
    }

    /// Every waiting replica waits once, as what it is, and nothing else does.
    fn check_waiting(&self) -> Result<(), String> {
        let mut waiting = 0_usize;
        let mut replicas = 0_usize;
        for (key, deployment) in self.roster.iter() {
            replicas = replicas.saturating_add(deployment.replicas.len());
            let Some((id, tickets)) = self.waiting_of(key) else {
                continue;
            };
            let queue = self.queues.get(&id);
            waiting = waiting.saturating_add(tickets.len());
            for (ticket, class) in tickets {
                let known = queue.and_then(|queue| queue.waiting().class_of(ticket));
                if known != Some(&class) {
                    return Err(format!("replica {} waits as {known:?}", ticket.1));
                }
            }
        }
        let tickets = self.queues.iter().map(|queue| queue.waiting().len()).sum::<usize>();
        if tickets != waiting {
            return Err(format!("{tickets} tickets for {waiting} waiting replicas"));
        }
        let owned = self.roster.replica_count();
        if replicas != owned {
            return Err(format!("{owned} owners for {replicas} replicas"));
        }
        Ok(())
    }

    /// S2 and S15: who is admitted has a place, on a node that holds it for that replica, and
    /// nobody else's.
    fn check_berths(&self, key: DeploymentKey, deployment: &Deployment) -> Result<(), String> {
        for replica in deployment.replicas.iter() {
            if replica.berth.is_some() != replica.state.holds() {
                return Err(format!("S15: replica {} is {:?}", replica.id, replica.state));
            }
            let Some(berth) = &replica.berth else {
                continue;
            };
            let node = self.cluster.node(&berth.placement.node);
            let held = node.and_then(|node| node.reservation(replica.id));
            let resources = self.resources_of(key, replica.id);
            let expected = resources.map(|it| berth.placement.reservation(&it));
            if held.is_none() || held != expected.as_ref() {
                return Err(format!("S2: replica {} holds {held:?}", replica.id));
            }
        }
        Ok(())
    }

    /// S6: no more new replicas than wanted, and no more in all than the surge allows.
    fn check_surge(&self, deployment: &Deployment) -> Result<(), &'static str> {
        let new = count(deployment.new_replicas());
        let old = count(deployment.old_replicas());
        let desired = deployment.desired;
        let most = desired.max(old).saturating_add(self.policy.max_surge(desired));
        if deployment.enabled && new > desired {
            return Err("S6: more new replicas than wanted");
        }
        if deployment.enabled && new.saturating_add(old) > most {
            return Err("S6: more replicas than the surge allows");
        }
        if !deployment.enabled && new.saturating_add(old) > 0 {
            return Err("S6: a disabled deployment has live replicas");
        }
        Ok(())
    }
}

/// S7: what is wanted is within the configuration's bounds.
fn check_numbers(deployment: &Deployment) -> Result<(), &'static str> {
    let bounds = deployment.configuration.min_replicas()..=deployment.configuration.max_replicas();
    if deployment.enabled && !bounds.contains(&deployment.desired) {
        return Err("S7: desired is out of bounds");
    }
    if !deployment.enabled && deployment.desired != 0 {
        return Err("S7: a disabled deployment wants replicas");
    }
    Ok(())
}

/// S4 and S8: routes and status say what is.
fn check_status(deployment: &Deployment) -> Result<(), &'static str> {
    let Some((status, reason)) = deployment.shown.status else {
        return Err("S8: no status");
    };
    let serves = deployment.enabled && deployment.ready_count() >= 1;
    if status.is_ready != serves {
        return Err("S8: isReady does not say whether a replica is ready");
    }
    let consistent = match status.state {
        DeploymentState::Degraded => status.is_ready,
        DeploymentState::Failed | DeploymentState::Starting => !status.is_ready,
        DeploymentState::Disabled => !status.is_ready && !deployment.enabled,
        DeploymentState::Active => {
            status.is_ready || matches!(reason, Reason::ScaledToZero | Reason::WakingFromZero)
        }
    };
    if !consistent {
        return Err("S8: the state does not suit isReady");
    }
    let is_ready = |replica: &&Replica| replica.is(ReplicaState::Ready);
    let routed =
        deployment.shown.routes.iter().filter_map(|it| deployment.replicas.get(it.replica));
    if routed.filter(is_ready).count() != deployment.shown.routes.len()
        || (deployment.enabled
            && deployment.shown.routes.len() != deployment.ready_replicas().count())
    {
        return Err("S4: routes are not the ready replicas");
    }
    Ok(())
}
