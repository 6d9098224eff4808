//! What is true between any two steps, numbered as in the specification and worked out from the
//! record alone.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use liveberth_core::api::DeploymentState;
use liveberth_core::control_plane::ControlPlane;
use liveberth_core::deployment::{FailReason, Reason, ReplicaState};

use crate::record::{Deployment, Record, Replica, max_surge};

/// Checks S2 to S4, S6 to S8 and S15, and that the control plane asks to be woken in the future.
pub(crate) fn check(plane: &ControlPlane, record: &Record) -> Result<()> {
    let wake = plane.next_wake();
    ensure!(wake.is_none_or(|at| at > record.now), "a wake-up at {wake:?} is not in the future");
    check_nodes(record)?;
    check_usage(plane, record)?;
    for deployment in &record.deployments {
        let check = || {
            check_berths(record, deployment)?;
            check_routes(deployment)?;
            check_numbers(record, deployment)?;
            check_status(record, deployment)
        };
        check().with_context(|| format!("deployment `{}`", deployment.rid))?;
    }
    plane.check_invariants().map_err(anyhow::Error::msg).context("the core's own check")
}

/// S2: no node gives more than it has, and each GPU has one owner.
fn check_nodes(record: &Record) -> Result<()> {
    for node in &record.nodes {
        let spec = &node.node;
        let (mut cpu, mut memory) = (0, 0);
        let mut devices = BTreeSet::new();
        for (deployment, replica) in record.replicas() {
            let placement = replica.berth.as_ref().map(|berth| &berth.placement);
            let Some(placement) = placement.filter(|placement| placement.node == spec.id) else {
                continue;
            };
            ensure!(node.up, "S2: replica {} is on `{}`, which is down", replica.id, spec.id);
            let template = deployment.templates.get(&replica.generation);
            let resources = template.context("S2: a replica without a template")?.resources;
            cpu += resources.cpu.0;
            memory += resources.memory.0;
            let mut types = BTreeSet::new();
            for device in &placement.devices {
                ensure!(devices.insert(*device), "S2: GPU {device} of `{}` twice", spec.id);
                let gpu = spec.gpus.get(usize::try_from(*device)?);
                types.insert(*gpu.with_context(|| format!("S2: no GPU {device}"))?);
            }
            let count = u32::try_from(placement.devices.len())?;
            ensure!(count == resources.gpu_count(), "S2: {count} GPUs for {}", replica.id);
            ensure!(types.len() <= 1, "S2: replica {} has GPUs of two types", replica.id);
            let wanted = resources.gpu.and_then(|gpu| gpu.gpu_type);
            let suits = wanted.is_none_or(|wanted| types.contains(&wanted));
            ensure!(suits, "S2: replica {} has GPUs of another type than asked", replica.id);
        }
        ensure!(cpu <= spec.cpu.0, "S2: `{}` gives {cpu} millicores", spec.id);
        ensure!(memory <= spec.memory.0, "S2: `{}` gives {memory} bytes", spec.id);
    }
    Ok(())
}

/// S3: a queue's usage is the sum of what is held.
fn check_usage(plane: &ControlPlane, record: &Record) -> Result<()> {
    for report in plane.queues() {
        let held = record.usage(&report.queue.id);
        let id = &report.queue.id;
        ensure!(report.usage == held, "S3: queue `{id}` counts {} for {held}", report.usage);
    }
    Ok(())
}

/// S3 and S15: a waiting replica holds nothing; any other has quota and a node, both.
fn check_berths(record: &Record, deployment: &Deployment) -> Result<()> {
    for replica in deployment.replicas.values() {
        let waits = replica.state == ReplicaState::Queued;
        let Replica { id, state, .. } = replica;
        ensure!(replica.berth.is_some() != waits, "S15: replica {id} is {state:?}");
        let Some(berth) = &replica.berth else {
            continue;
        };
        let known = record.nodes.iter().any(|node| node.node.id == berth.placement.node);
        ensure!(known, "S15: replica {id} is on a node that is not known");
        let template = deployment.templates.get(&replica.generation);
        let resources = template.context("S3: a replica without a template")?.resources;
        let amount = resources.gpu.map_or(resources.cpu.0, |gpu| gpu.count.into());
        ensure!(berth.charge.amount == amount, "S3: replica {id} is charged wrongly");
    }
    Ok(())
}

/// S4: requests go to the ready replicas of an enabled deployment, newest generation first.
fn check_routes(deployment: &Deployment) -> Result<()> {
    let routed: BTreeSet<_> = deployment.shown.routes.iter().map(|route| route.replica).collect();
    let ready: BTreeSet<_> = deployment.ready().map(|replica| replica.id).collect();
    let expected = if deployment.enabled { ready } else { BTreeSet::new() };
    ensure!(routed == expected, "S4: routes go to {routed:?}, ready are {expected:?}");
    let generations = deployment.shown.routes.iter().filter_map(|route| {
        Some((route.priority, deployment.replicas.get(&route.replica)?.generation))
    });
    let generations: Vec<_> = generations.collect();
    let falls = generations.is_sorted_by(|(priority, generation), (later, older)| {
        (priority == later && generation == older) || (priority < later && generation > older)
    });
    ensure!(falls, "S4: routes prefer an older generation");
    Ok(())
}

/// S6 and S7: how many there are, and how many are wanted.
fn check_numbers(record: &Record, deployment: &Deployment) -> Result<()> {
    let count = |replicas: usize| u32::try_from(replicas);
    let new = count(deployment.new_replicas().count())?;
    let old = count(deployment.old_replicas().count())?;
    let desired = deployment.desired;
    if !deployment.enabled {
        ensure!(new + old == 0, "S6: disabled, with live replicas");
        ensure!(desired == 0, "S7: disabled, and wants {desired}");
        return Ok(());
    }
    let surge = max_surge(&record.policy, desired);
    ensure!(new <= desired, "S6: {new} new replicas of {desired}");
    ensure!(new + old <= desired.max(old) + surge, "S6: {new} new and {old} old of {desired}");
    let configuration = &deployment.configuration;
    let (least, most) = (configuration.min_replicas, configuration.max_replicas);
    ensure!((least..=most).contains(&desired), "S7: {desired} not in {least}..={most}");
    Ok(())
}

/// S8: the status is the first row of the status table that applies.
fn check_status(record: &Record, deployment: &Deployment) -> Result<()> {
    let (state, is_ready, reasons) = expected_status(record, deployment);
    let (status, reason) = deployment.shown.status.context("S8: no status")?;
    ensure!(
        (status.state, status.is_ready) == (state, is_ready),
        "S8: shows {status:?}, is {state:?}, {is_ready}"
    );
    ensure!(reasons.contains(&reason), "S8: {state:?} for the reason {reason:?}");
    Ok(())
}

/// The state, whether it is ready, and the reasons that go with the row.
fn expected_status(
    record: &Record,
    deployment: &Deployment,
) -> (DeploymentState, bool, &'static [Reason]) {
    let ready = deployment.ready().count();
    let sick = deployment.live().any(|replica| match replica.state {
        ReplicaState::Unready | ReplicaState::Backoff => true,
        ReplicaState::Starting => replica.restarts > 0,
        _ => false,
    });
    let short = deployment
        .below_minimum_since
        .is_some_and(|since| record.now.millis_since(since) >= record.policy.progress_deadline_ms);
    if !deployment.enabled {
        (DeploymentState::Disabled, false, &[Reason::Disabled])
    } else if ready > 0 && (sick || short) {
        let reasons = &[Reason::ReplicasUnhealthy, Reason::BelowMinimum, Reason::RolloutStalled];
        (DeploymentState::Degraded, true, reasons)
    } else if ready > 0 {
        let reasons = &[
            Reason::Serving,
            Reason::RollingOut,
            Reason::WaitingForCapacity,
            Reason::RolloutStalled,
        ];
        (DeploymentState::Active, true, reasons)
    } else if let Some(latched) = deployment.latched {
        (
            DeploymentState::Failed,
            false,
            match latched {
                FailReason::CrashLoop => &[Reason::CrashLoop],
                FailReason::Permanent => &[Reason::Permanent],
                FailReason::ProgressDeadline => &[Reason::ProgressDeadline],
                FailReason::Infeasible => &[Reason::Infeasible],
            },
        )
    } else if deployment.desired == 0 {
        (DeploymentState::Active, false, &[Reason::ScaledToZero])
    } else if deployment.waking && deployment.streak == 0 {
        (DeploymentState::Active, false, &[Reason::WakingFromZero])
    } else {
        let reasons =
            &[Reason::Starting, Reason::QueueFull, Reason::NoCapacity, Reason::Restarting];
        (DeploymentState::Starting, false, reasons)
    }
}
