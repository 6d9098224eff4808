//! What comes of a state once everybody does what they should: the host answers, nodes come back
//! and are open, time passes, users mend what only they can.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use liveberth_core::api::DeploymentState;
use liveberth_core::control_plane::{ControlPlane, Input, WaitsFor};
use liveberth_core::deployment::ReplicaState;
use liveberth_core::queue::AdmissionOrder;
use liveberth_core::time::Timestamp;

use crate::model::action;
use crate::model::canonical::Key;
use crate::model::scope::{Goal, wake_after};
use crate::record::{Deployment, Record};

/// More steps than a fair completion of a small world takes.
const MOST_STEPS: usize = 1_000;

/// What comes of states, as far as it is known.
#[derive(Debug, Default)]
pub(crate) struct Liveness {
    /// Whether a state ends with everything converged; all of these end well.
    ends: HashMap<Key, bool>,
}

impl Liveness {
    /// Completes the state fairly and checks what comes of it. Returns whether everything converged.
    pub(crate) fn check(&mut self, goal: Goal, plane: &ControlPlane) -> Result<bool> {
        let mut plane = plane.clone();
        let mut path = HashSet::new();
        for _ in 0..MOST_STEPS {
            let record = Record::of(&plane)?;
            let key = Key::of(&record, &())?;
            let end = match self.ends.get(&key) {
                Some(converged) => Some(*converged),
                // Nothing is left to happen, or nothing but what has happened already.
                None if !path.insert(key) => Some(judge(goal, &plane, &record)?),
                None => None,
            };
            let next = if end.is_none() { fair(&plane, &record)? } else { None };
            let end = match (&next, end) {
                (None, None) => Some(judge(goal, &plane, &record)?),
                (_, end) => end,
            };
            if let Some(converged) = end {
                self.ends.extend(path.into_iter().map(|key| (key, converged)));
                return Ok(converged);
            }
            if let Some((now, input)) = next {
                let _ = plane.step(now, input)?;
            }
        }
        anyhow::bail!("it does not come to rest")
    }
}

/// What happens next if everybody does what they should.
fn fair(plane: &ControlPlane, record: &Record) -> Result<Option<(Timestamp, Input)>> {
    let now = record.now;
    if let Some(node) = record.nodes.iter().find(|node| !node.up) {
        return Ok(Some((now, Input::NodeUp { node: node.node.clone() })));
    }
    if let Some(node) = record.nodes.iter().find(|node| node.cordoned) {
        return Ok(Some((now, Input::Cordon { node: node.node.id.clone(), on: false })));
    }
    for (_, it) in record.replicas() {
        let (replica, attempt) = (it.id, it.attempt);
        let input = match it.state {
            ReplicaState::Starting | ReplicaState::Unready => {
                Input::ReplicaReady { replica, attempt }
            }
            ReplicaState::Stopping => Input::ReplicaStopped { replica, attempt },
            _ => continue,
        };
        return Ok(Some((now, input)));
    }
    for deployment in record.deployments.iter().filter(|deployment| deployment.enabled) {
        if deployment.halted {
            return Ok(Some((now, action::publish(deployment)?)));
        }
        if deployment.latched.is_some() && deployment.desired == 0 {
            return Ok(Some((now, Input::RequestArrived { rid: deployment.rid.clone() })));
        }
    }
    Ok(plane.next_wake().map(|wake| (wake_after(wake), Input::Tick)))
}

/// Checks what a state has come to. Returns whether everything converged.
fn judge(goal: Goal, plane: &ControlPlane, record: &Record) -> Result<bool> {
    let mut converged = true;
    for deployment in &record.deployments {
        let rid = &deployment.rid;
        if !deployment.enabled {
            ensure!(deployment.replicas.is_empty(), "L5: `{rid}` is disabled and holds replicas");
            continue;
        }
        let serves = deployment.ready().count() > 0 || deployment.desired == 0;
        ensure!(serves, "L1: `{rid}` never serves");
        let (status, _) = deployment.shown.status.context("no status")?;
        ensure!(status.state == DeploymentState::Active, "L4: `{rid}` ends {:?}", status.state);
        let has_converged = has_converged(deployment)?;
        ensure!(has_converged || goal == Goal::Serves, "L1, L2: `{rid}` does not converge");
        converged &= has_converged;
    }
    check_heads(plane, record)?;
    Ok(converged)
}

fn has_converged(deployment: &Deployment) -> Result<bool> {
    let wanted = usize::try_from(deployment.desired)?;
    let is_new = |replica: &&crate::record::Replica| replica.generation == deployment.generation;
    let ready = deployment.ready().filter(is_new).count();
    Ok(ready == wanted && deployment.replicas.len() == wanted)
}

/// L6 and L7: the first in a queue that may hold up others waits only where it does not fit.
fn check_heads(plane: &ControlPlane, record: &Record) -> Result<()> {
    for queue in &record.queues {
        let waiting = record.replicas().filter(|(owner, replica)| {
            let charge = record.charge(owner, replica);
            replica.state == ReplicaState::Queued
                && charge.is_some_and(|charge| charge.queue == queue.id)
        });
        let holders = waiting.filter(|(owner, replica)| !replica.surge && !owner.infeasible);
        let Some((owner, head)) = holders.min_by_key(|(_, replica)| replica.order) else {
            continue;
        };
        let charge = record.charge(owner, head).context("no charge")?;
        let affordable = record.usage(&queue.id) + charge.amount <= queue.limit;
        let report = plane.report(&owner.rid).context("no report")?;
        let obstacle = report.waiting.map(|waiting| waiting.waits_for);
        let has_room = obstacle.is_some_and(|obstacle| obstacle == WaitsFor::Turn);
        let order: AdmissionOrder = queue.order;
        ensure!(
            !(affordable && has_room),
            "L6: replica {} is the head of `{}` ({order:?}), fits, and waits for ever",
            head.id,
            queue.id
        );
    }
    Ok(())
}
