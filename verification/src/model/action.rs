//! Everything that may happen next.

use anyhow::{Context, Result};
use liveberth_core::cluster::NodeId;
use liveberth_core::control_plane::{ControlPlane, Input};
use liveberth_core::deployment::{Attempt, ReplicaId, ReplicaState};
use liveberth_core::time::Timestamp;

use crate::model::budget::Cost;
use crate::model::scope::{Scope, wake_after};
use crate::record::{Configuration, Deployment, Record};

/// Something that may happen.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub(crate) now: Timestamp,
    pub(crate) input: Input,
    pub(crate) cost: Cost,
}

/// Everything that may happen, were it for the budget alone.
pub(crate) fn all(scope: &Scope, plane: &ControlPlane, record: &Record) -> Result<Vec<Action>> {
    let now = record.now;
    let mut actions = Vec::new();
    let mut add = |cost, input| actions.push(Action { now, input, cost });
    for (_, replica) in record.replicas() {
        answers(replica.id, replica.attempt, replica.state, &mut add);
    }
    for node in &record.nodes {
        if node.up {
            add(Cost::NodeLoss, Input::NodeDown { node: node.node.id.clone() });
        } else {
            add(Cost::Nothing, Input::NodeUp { node: node.node.clone() });
        }
        let cordon = Input::Cordon { node: node.node.id.clone(), on: !node.cordoned };
        add(if node.cordoned { Cost::Nothing } else { Cost::Move }, cordon);
    }
    for (number, deployment) in record.deployments.iter().enumerate() {
        for to in record.nodes.iter().map(|node| &node.node.id) {
            moves(deployment, to, &mut |input| add(Cost::Move, input));
        }
        commands(deployment, &mut |input| add(Cost::Command, input))?;
        let plan = scope.deployments.get(number).context("a deployment without a plan")?;
        for configuration in &plan.configurations {
            let known: Configuration = serde_json::from_value(configuration.clone())?;
            if known != deployment.configuration {
                let rid = deployment.rid.clone();
                let configuration = serde_json::from_value(configuration.clone())?;
                add(Cost::Command, Input::Replace { rid, configuration });
            }
        }
    }
    let tick = plane.next_wake().map(wake_after);
    actions.extend(tick.map(|now| Action { now, input: Input::Tick, cost: Cost::Nothing }));
    Ok(actions)
}

/// The moves to a node that are not refused.
fn moves(deployment: &Deployment, to: &NodeId, add: &mut impl FnMut(Input)) {
    if !deployment.is_replacing_replicas() {
        deployment.ready().for_each(|it| add(Input::Move { replica: it.id, to: to.clone() }));
    }
}

/// What the host may say of a replica.
fn answers(
    replica: ReplicaId,
    attempt: Attempt,
    state: ReplicaState,
    add: &mut impl FnMut(Cost, Input),
) {
    let ready = Input::ReplicaReady { replica, attempt };
    let unready = Input::ReplicaUnready { replica, attempt };
    let stopped = Input::ReplicaStopped { replica, attempt };
    let exited = |retryable| exit(replica, attempt, retryable);
    match state {
        ReplicaState::Queued | ReplicaState::Backoff => {}
        ReplicaState::Starting => {
            add(Cost::Nothing, ready);
            add(Cost::Failure, exited(true));
            add(Cost::Failure, exited(false));
        }
        ReplicaState::Ready => {
            add(Cost::Failure, unready);
            add(Cost::Failure, exited(true));
        }
        ReplicaState::Unready => {
            add(Cost::Nothing, ready);
            add(Cost::Failure, exited(true));
        }
        ReplicaState::Draining => {
            add(Cost::Failure, exited(true));
            add(Cost::Nothing, stopped);
        }
        ReplicaState::Stopping => add(Cost::Nothing, stopped),
    }
}

pub(crate) fn exit(replica: ReplicaId, attempt: Attempt, retryable: bool) -> Input {
    Input::ReplicaExited { replica, attempt, reason: "exit".into(), retryable }
}

/// What users and the load may ask for.
fn commands(deployment: &Deployment, add: &mut impl FnMut(Input)) -> Result<()> {
    let rid = &deployment.rid;
    add(publish(deployment)?);
    let ready = deployment.ready().count();
    if !deployment.enabled {
        add(Input::Start { rid: rid.clone() });
        return Ok(());
    }
    add(Input::Disable { rid: rid.clone() });
    if deployment.latched.is_some() && ready == 0 {
        add(Input::Start { rid: rid.clone() });
    }
    let (least, most) =
        (deployment.configuration.min_replicas, deployment.configuration.max_replicas);
    let sample = |running, queued| Input::LoadSample {
        rid: rid.clone(),
        running,
        queued,
        in_flight: Vec::new(),
    };
    if deployment.desired < most && ready > 0 {
        add(sample(u64::try_from(ready)?, 1_000));
    }
    if deployment.desired > least && ready > 0 {
        add(sample(0, 0));
    }
    if deployment.desired == 0 {
        add(Input::RequestArrived { rid: rid.clone() });
    }
    Ok(())
}

/// A version that is newer than any that the deployment knows.
pub(crate) fn publish(deployment: &Deployment) -> Result<Input> {
    let sequence = deployment.version_sequence + 1;
    let version = format!("ri.models.main.model-version.{sequence}").parse()?;
    Ok(Input::VersionPublished { target: deployment.target.clone(), version, sequence })
}
