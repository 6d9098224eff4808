//! Any sequence of inputs, decoded from bytes, keeps the control plane's promises.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use crate::api::DirectTarget;
use crate::cluster::{NodeId, NodeSpec};
use crate::config::RuntimeConfiguration;
use crate::control_plane::{ControlPlane, Effect, InFlight, Input};
use crate::deployment::{Attempt, LifecyclePolicy, ReplicaId};
use crate::fuzzing::choices::Choices;
use crate::gpu::{GpuRequest, GpuType};
use crate::limits::Limits;
use crate::number::Double;
use crate::placement::PlacementPolicy;
use crate::quantity::{MemoryBytes, MilliCpu};
use crate::queue::{AdmissionOrder, EnrollmentLimits, ProjectQueues, QueueKind, QueueSpec};
use crate::rid::LiveDeploymentRid;
use crate::time::Timestamp;

impl Choices<'_> {
    fn replica(&mut self) -> Option<(ReplicaId, Attempt)> {
        let replica = self.below(24)?;
        Some((ReplicaId(replica.into()), Attempt(u32::from(self.below(3)?).saturating_add(1))))
    }
}

/// Drives a small world with the inputs that the bytes stand for.
///
/// # Panics
/// A promise was broken: an invariant, atomicity, determinism, or a wake-up in the past.
pub fn control_plane_inputs(data: &[u8]) {
    let mut choices = Choices::new(data);
    let policy = match choices.next() {
        Some(byte) => LifecyclePolicy {
            allow_downtime_swap: byte & 1 == 1,
            scale_down_guard: byte & 2 == 0,
            ..LifecyclePolicy::default()
        },
        None => return,
    };
    let Ok(mut plane) = ControlPlane::new(Limits::default(), policy, PlacementPolicy::default())
    else {
        return;
    };
    let mut now = Timestamp::ZERO;
    for input in founding_inputs() {
        step(&mut plane, now, input);
    }
    while let Some(input) = next_input(&mut choices, &plane, &mut now) {
        step(&mut plane, now, input);
    }
}

fn step(plane: &mut ControlPlane, now: Timestamp, input: Input) {
    let before = plane.clone();
    let described = format!("{input:?}");
    let Ok(effects) = plane.step(now, input.clone()) else {
        assert!(*plane == before, "an error changed something: {described}");
        return;
    };
    if let Err(problem) = plane.check_invariants() {
        panic_with(&problem, &described);
    }
    assert!(plane.next_wake().is_none_or(|wake| wake > plane.now()), "late wake: {described}");
    let restored = ControlPlane::restore(before.save());
    let Ok(mut restored) = restored else {
        panic_with("a saved state is not restored", &described);
        return;
    };
    let again = restored.step(now, input);
    assert!(again == Ok(effects.clone()), "other effects after restore: {described}");
    assert!(restored == *plane, "another state after restore: {described}");
    let launches: Vec<_> =
        effects.iter().filter(|it| matches!(it, Effect::Launch { .. })).collect();
    let pairs: BTreeSet<_> = launches
        .iter()
        .filter_map(|effect| match effect {
            Effect::Launch { replica, attempt, .. } => Some((replica, attempt)),
            _ => None,
        })
        .collect();
    assert!(pairs.len() == launches.len(), "two launches of one attempt: {described}");
}

#[expect(clippy::panic, reason = "a broken promise is what the run looks for")]
fn panic_with(problem: &str, described: &str) {
    panic!("{problem}: {described}");
}

fn founding_inputs() -> Vec<Input> {
    vec![
        queue(QueueKind::Vcpu, 4, AdmissionOrder::StrictFifo),
        queue(QueueKind::Vgpu, 3, AdmissionOrder::StrictFifo),
        Input::ProjectSet { project: project(), queues: project_queues(true) },
        Input::NodeUp { node: node(0, 2, 0) },
        Input::NodeUp { node: node(1, 2, 2) },
    ]
}

fn next_input(
    choices: &mut Choices<'_>,
    plane: &ControlPlane,
    now: &mut Timestamp,
) -> Option<Input> {
    Some(match choices.below(22)? {
        0 => {
            let name = choices.below(3)?;
            Input::Create {
                rid: rid(name)?,
                project: project(),
                target: target(choices.below(3)?),
                configuration: configuration(choices)?,
            }
        }
        1 => {
            Input::Replace { rid: rid(choices.below(3)?)?, configuration: configuration(choices)? }
        }
        2 => Input::Disable { rid: rid(choices.below(3)?)? },
        3 => Input::Start { rid: rid(choices.below(3)?)? },
        4..=6 => {
            let (replica, attempt) = choices.replica()?;
            Input::ReplicaReady { replica, attempt }
        }
        7 => {
            let (replica, attempt) = choices.replica()?;
            Input::ReplicaUnready { replica, attempt }
        }
        8 | 9 => {
            let (replica, attempt) = choices.replica()?;
            let retryable = choices.below(4)? > 0;
            Input::ReplicaExited { replica, attempt, reason: "exit".to_string(), retryable }
        }
        10 | 11 => {
            let (replica, attempt) = choices.replica()?;
            Input::ReplicaStopped { replica, attempt }
        }
        12 => Input::NodeUp { node: node(choices.below(3)?, choices.below(4)?, choices.below(4)?) },
        13 => Input::NodeDown { node: node_id(choices.below(3)?) },
        14 => queue_input(choices)?,
        15 => Input::VersionPublished {
            target: target(choices.below(3)?),
            version: "ri.models.main.model-version.v".parse().ok()?,
            sequence: choices.below(8)?.into(),
        },
        16 => {
            let (replica, _) = choices.replica()?;
            let requests = choices.below(4)?.into();
            Input::LoadSample {
                rid: rid(choices.below(3)?)?,
                running: choices.next()?.into(),
                queued: choices.below(8)?.into(),
                in_flight: vec![InFlight { replica, requests }],
            }
        }
        17 => Input::RequestArrived { rid: rid(choices.below(3)?)? },
        18 => Input::Cordon { node: node_id(choices.below(3)?), on: choices.below(2)? == 1 },
        19 => {
            let (replica, _) = choices.replica()?;
            Input::Move { replica, to: node_id(choices.below(3)?) }
        }
        20 => {
            *now = now.saturating_add(u64::from(choices.next()?).saturating_mul(10_000));
            Input::Tick
        }
        _ => {
            *now = plane.next_wake().unwrap_or(*now).max(*now);
            Input::Tick
        }
    })
}

fn queue_input(choices: &mut Choices<'_>) -> Option<Input> {
    let limit = choices.below(6)?.into();
    Some(match choices.below(4)? {
        0 => queue(QueueKind::Vcpu, limit, AdmissionOrder::BestEffort),
        1 => queue(QueueKind::Vgpu, limit, AdmissionOrder::StrictFifo),
        2 => Input::EnrollmentSet { limits: EnrollmentLimits { vcpu: None, vgpu: Some(limit) } },
        _ => Input::ProjectSet { project: project(), queues: project_queues(limit > 2) },
    })
}

fn queue(kind: QueueKind, limit: u64, order: AdmissionOrder) -> Input {
    let (id, limit) = match kind {
        QueueKind::Vcpu => ("cpu", limit.saturating_mul(1_000)),
        QueueKind::Vgpu => ("gpu", limit),
    };
    let compute_groups = BTreeSet::from(["nodes".into()]);
    Input::QueueSet { queue: QueueSpec { id: id.into(), kind, limit, compute_groups, order } }
}

fn node_id(number: u8) -> NodeId {
    format!("node-{number}").as_str().into()
}

fn node(number: u8, cpus: u8, gpus: u8) -> NodeSpec {
    NodeSpec {
        id: node_id(number),
        compute_group: "nodes".into(),
        zone: None,
        labels: crate::cluster::Labels::new(),
        cpu: MilliCpu(u64::from(cpus).saturating_mul(1_000)),
        memory: MemoryBytes(64 << 30),
        gpus: (0..gpus).map(|gpu| if gpu < 2 { GpuType::A100 } else { GpuType::T4 }).collect(),
    }
}

fn configuration(choices: &mut Choices<'_>) -> Option<RuntimeConfiguration> {
    let min_replicas = choices.below(4)?.into();
    let more = u32::from(choices.below(3)?);
    let bits = choices.next()?;
    let gpu_type = [None, Some(GpuType::T4), Some(GpuType::A100)];
    let gpu = (bits & 3 == 3).then(|| GpuRequest {
        count: u32::from(bits >> 2 & 1).saturating_add(1),
        gpu_type: gpu_type.get(usize::from(bits >> 3 & 3)).copied().flatten(),
    });
    Some(RuntimeConfiguration {
        min_replicas,
        max_replicas: min_replicas.saturating_add(more).max(1),
        cpu: Double::new(if bits & 64 == 64 { 0.5 } else { 1.0 }),
        memory: None,
        gpu,
        thread_count: Some(u32::from(bits >> 5 & 1).saturating_add(1)),
        scaling_configuration: None,
        sources: Vec::new(),
        environment_variables: crate::sorted_map::SortedMap::default(),
    })
}

fn rid(number: u8) -> Option<LiveDeploymentRid> {
    format!("ri.foundry-ml-live.main.live-deployment.{number}").parse().ok()
}

fn target(number: u8) -> DirectTarget {
    let branch = format!("branch-{number}");
    DirectTarget { model_rid: fixed("ri.models.main.model.m"), branch }
}

fn project() -> crate::rid::ProjectRid {
    fixed("ri.projects.main.project.p")
}

fn project_queues(has_gpus: bool) -> ProjectQueues {
    ProjectQueues { vcpu: "cpu".into(), vgpu: has_gpus.then(|| "gpu".into()) }
}

#[expect(clippy::expect_used, reason = "the texts are written here")]
fn fixed<T: core::str::FromStr<Err: core::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a resource identifier")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn any_sequence_of_inputs_keeps_the_promises(
            data in proptest::collection::vec(any::<u8>(), 0..600),
        ) {
            control_plane_inputs(&data);
        }
    }
}
