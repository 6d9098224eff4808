//! What happens: news that is true, late, doubled or made up, users who change their minds, nodes
//! that die and return.

use liveberth_core::control_plane::{InFlight, Input};
use liveberth_core::deployment::{Attempt, LifecyclePolicy, ReplicaId, ReplicaState};
use liveberth_core::gpu::GpuType;
use liveberth_core::queue::{AdmissionOrder, QueueKind};
use liveberth_core::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::replica::Event;
use super::state::{Configuration, Millis, Node, Queue, Shape, Specification};
use crate::world::{MINUTE, SECOND, from, rid, target};

/// Something that happens, and how long after the last thing that did.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    pub(super) after: Millis,
    /// By how much the host's clock has gone back instead.
    pub(super) back: Millis,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Create { deployment: usize, configuration: Configuration },
    Replace { deployment: usize, configuration: Configuration },
    Disable { deployment: usize },
    Start { deployment: usize },
    Publish { deployment: usize, version: u64 },
    News { replica: ReplicaId, attempt: Attempt, event: Event },
    NodeUp { node: usize },
    NodeDown { node: usize },
    Cordon { node: usize, on: bool },
    Queue { kind: QueueKind, limit: u64, order: AdmissionOrder },
    Sample { deployment: usize, running: u64, queued: u64, in_flight: Vec<(ReplicaId, u64)> },
    Request { deployment: usize },
    Tick,
}

const DEPLOYMENTS: std::ops::Range<usize> = 0..4;
const NODES: std::ops::Range<usize> = 0..4;
pub(super) const PROJECT: &str = "ri.projects.main.project.p";

/// Four nodes with 0, 1 or 4 GPUs of two types, some of them there; two queues.
pub(super) fn founded() -> BoxedStrategy<Specification> {
    let known = prop::array::uniform4(prop::bool::weighted(0.8));
    (policy(), known, 2_u64..9, 1_u64..7, order(), order())
        .prop_map(|(policy, known, cores, gpus, cpu_order, gpu_order)| {
            let node = |at: usize, cores, gpu_type, gpus| Node {
                cores,
                gpu_type,
                gpus,
                up: known[at],
                known: known[at],
                cordoned: false,
            };
            Specification {
                policy,
                now: 1_000_000,
                earlier: 0,
                nodes: vec![
                    node(0, 3, GpuType::T4, 0),
                    node(1, 2, GpuType::T4, 1),
                    node(2, 4, GpuType::A100, 4),
                    node(3, 2, GpuType::T4, 4),
                ],
                queues: [
                    Queue { kind: QueueKind::Vcpu, limit: cores, order: cpu_order },
                    Queue { kind: QueueKind::Vgpu, limit: gpus, order: gpu_order },
                ],
                published: [(0, 1), (1, 1), (2, 1)].into(),
                deployments: [].into(),
                replicas_so_far: 0,
                orders_so_far: 0,
                actions: Vec::new(),
                is_refused: false,
            }
        })
        .boxed()
}

/// Patient, or so hasty that everything is overdue soon.
fn policy() -> impl Strategy<Value = LifecyclePolicy> {
    (any::<bool>(), any::<bool>()).prop_map(|(allow_downtime_swap, hasty)| {
        let patient = LifecyclePolicy { allow_downtime_swap, ..LifecyclePolicy::default() };
        let hurry = LifecyclePolicy {
            progress_deadline_ms: 60 * SECOND,
            start_timeout_ms: 45 * SECOND,
            backoff_reset_ms: 30 * SECOND,
            unready_timeout_ms: 20 * SECOND,
            drain_grace_ms: 10 * SECOND,
            stop_timeout_ms: 10 * SECOND,
            surge_wait_ms: 15 * SECOND,
            fail_threshold_per_replica: 2,
            ..patient.clone()
        };
        if hasty { hurry } else { patient }
    })
}

fn order() -> impl Strategy<Value = AdmissionOrder> {
    select(vec![AdmissionOrder::StrictFifo, AdmissionOrder::BestEffort])
}

/// What may happen next.
pub(super) fn next(state: &Specification) -> BoxedStrategy<Happening> {
    let wake = state.deployments.values().filter_map(|it| it.wake_at).min();
    let until_wake = wake.map_or(0, |at| at - state.now);
    let after = prop_oneof![
        6 => Just(0),
        4 => 0..5 * SECOND,
        3 => 0..MINUTE,
        1 => 0..15 * MINUTE,
        8 => Just(until_wake),
    ];
    let back = prop_oneof![20 => Just(0), 1 => 0..MINUTE];
    (after, back, what(state))
        .prop_map(|(after, back, what)| Happening { after, back, what })
        .boxed()
}

fn what(state: &Specification) -> BoxedStrategy<What> {
    let deployment = DEPLOYMENTS;
    let node = NODES;
    prop_oneof![
        40 => news(state),
        20 => Just(What::Tick),
        6 => (deployment.clone(), configuration())
            .prop_map(|(deployment, configuration)| What::Create { deployment, configuration }),
        8 => replacement(state),
        2 => deployment.clone().prop_map(|deployment| What::Disable { deployment }),
        5 => deployment.clone().prop_map(|deployment| What::Start { deployment }),
        6 => (deployment.clone(), 1_u64..40)
            .prop_map(|(deployment, version)| What::Publish { deployment, version }),
        8 => node.clone().prop_map(|node| What::NodeUp { node }),
        3 => node.clone().prop_map(|node| What::NodeDown { node }),
        3 => (node, any::<bool>()).prop_map(|(node, on)| What::Cordon { node, on }),
        3 => (any::<bool>(), 0_u64..9, order()).prop_map(|(vgpu, limit, order)| What::Queue {
            kind: if vgpu { QueueKind::Vgpu } else { QueueKind::Vcpu },
            limit,
            order,
        }),
        16 => sample(state),
        5 => deployment.prop_map(|deployment| What::Request { deployment }),
    ]
    .boxed()
}

/// News of a replica: mostly what a host would say next, now and then anything.
fn news(state: &Specification) -> BoxedStrategy<What> {
    let replicas = state.deployments.values().flat_map(|it| &it.replicas);
    let known: Vec<_> = replicas.map(|it| (it.id, it.attempt, it.state)).collect();
    if known.is_empty() {
        return Just(What::Tick).boxed();
    }
    let likely =
        (select(known.clone()), 0_u32..10).prop_map(|((replica, attempt, state), luck)| {
            let event = match (state, luck) {
                (ReplicaState::Starting | ReplicaState::Unready, 0..7) => Event::Ready,
                (ReplicaState::Starting, 9) | (ReplicaState::Ready, 0) => {
                    Event::Exited { retryable: false }
                }
                (ReplicaState::Ready, 3..) => Event::Unready,
                (ReplicaState::Stopping | ReplicaState::Draining, 0..8) => Event::Stopped,
                _ => Event::Exited { retryable: true },
            };
            What::News { replica, attempt, event }
        });
    let event = select(vec![
        Event::Ready,
        Event::Unready,
        Event::Exited { retryable: true },
        Event::Exited { retryable: false },
        Event::Stopped,
    ]);
    let next = known.iter().map(|it| it.0.0).max().unwrap_or_default() + 2;
    let stale = (1..next, 0_u32..4, event.clone()).prop_map(|(replica, attempt, event)| {
        What::News { replica: ReplicaId(replica), attempt: Attempt(attempt), event }
    });
    let unlikely = (select(known), event).prop_map(|((replica, attempt, _), event)| What::News {
        replica,
        attempt,
        event,
    });
    prop_oneof![12 => likely, 1 => stale, 1 => unlikely].boxed()
}

fn sample(state: &Specification) -> BoxedStrategy<What> {
    let replicas = state.deployments.values().flat_map(|it| &it.replicas);
    let ids: Vec<ReplicaId> = replicas.map(|it| it.id).chain([ReplicaId(1)]).collect();
    let in_flight = prop::collection::vec((select(ids), 0_u64..3), 0..4);
    (DEPLOYMENTS, select(vec![0, 0, 1, 2, 4, 8]), select(vec![0, 0, 1, 9]), in_flight)
        .prop_map(|(deployment, running, queued, in_flight)| What::Sample {
            deployment,
            running,
            queued,
            in_flight,
        })
        .boxed()
}

/// Another configuration, or the same with other bounds.
fn replacement(state: &Specification) -> BoxedStrategy<What> {
    let shapes = state.deployments.iter();
    let shapes: Vec<_> = shapes.map(|(at, it)| (*at, it.configuration.shape)).collect();
    let any = (DEPLOYMENTS, configuration());
    let any =
        any.prop_map(|(deployment, configuration)| What::Replace { deployment, configuration });
    if shapes.is_empty() {
        return any.boxed();
    }
    let bounds = (select(shapes), configuration()).prop_map(|((deployment, shape), it)| {
        What::Replace { deployment, configuration: Configuration { shape, ..it } }
    });
    prop_oneof![any, bounds].boxed()
}

fn configuration() -> impl Strategy<Value = Configuration> {
    let gpu_type = prop::option::of(select(vec![GpuType::T4, GpuType::A100]));
    let gpus = prop_oneof![3 => Just(0_u64), 2 => 1_u64..3, 1 => 3_u64..6];
    let shape = (1_u64..4, gpus, gpu_type, 1_u64..4, prop::bool::weighted(0.05));
    let delays = select(vec![(0, 0), (10, 30), (60, 300)]);
    (0_u64..4, 0_u64..3, shape, delays).prop_map(|(min, more, shape, (up, down))| {
        let (cores, gpus, gpu_type, threads, sources) = shape;
        Configuration {
            min,
            max: (min + more).max(1),
            up_delay: up * SECOND,
            down_delay: down * SECOND,
            shape: Shape {
                cores,
                gpus,
                gpu_type: gpu_type.filter(|_| gpus > 0),
                threads,
                sources: u64::from(sources),
            },
        }
    })
}

impl Happening {
    /// When it happens, by the specification's clock.
    pub(super) const fn at(&self, now: Millis) -> Millis {
        if self.back > 0 { now } else { now + self.after }
    }

    /// The same by the host's clock.
    pub(super) const fn told_at(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(self.at(now.as_millis()).saturating_sub(self.back))
    }
}

impl What {
    /// The core's input for it.
    pub(super) fn input(&self, specification: &Specification) -> Input {
        match self {
            Self::Create { deployment, configuration } => from(json!({
                "type": "create", "rid": rid_of(*deployment), "project": PROJECT,
                "target": target_of(*deployment), "configuration": configuration.document(),
            })),
            Self::Replace { deployment, configuration } => from(json!({
                "type": "replace", "rid": rid_of(*deployment),
                "configuration": configuration.document(),
            })),
            Self::Disable { deployment } => Input::Disable { rid: rid(&name(*deployment)) },
            Self::Start { deployment } => Input::Start { rid: rid(&name(*deployment)) },
            Self::Publish { deployment, version } => from(json!({
                "type": "versionPublished", "target": target_of(*deployment),
                "version": version_name(*version), "sequence": version,
            })),
            Self::News { replica, attempt, event } => news_input(*replica, *attempt, *event),
            Self::NodeUp { node } => from(specification.node_up(*node)),
            Self::NodeDown { node } => from(json!({"type": "nodeDown", "node": node_name(*node)})),
            Self::Cordon { node, on } => {
                from(json!({"type": "cordon", "node": node_name(*node), "on": on}))
            }
            Self::Queue { kind, limit, order } => from(queue_set(*kind, *limit, *order)),
            Self::Sample { deployment, running, queued, in_flight } => Input::LoadSample {
                rid: rid(&name(*deployment)),
                running: *running,
                queued: *queued,
                in_flight: in_flight.iter().map(in_flight_of).collect(),
            },
            Self::Request { deployment } => Input::RequestArrived { rid: rid(&name(*deployment)) },
            Self::Tick => Input::Tick,
        }
    }
}

fn in_flight_of((replica, requests): &(ReplicaId, u64)) -> InFlight {
    InFlight { replica: *replica, requests: u32::try_from(*requests).unwrap() }
}

fn news_input(replica: ReplicaId, attempt: Attempt, event: Event) -> Input {
    match event {
        Event::Ready => Input::ReplicaReady { replica, attempt },
        Event::Unready => Input::ReplicaUnready { replica, attempt },
        Event::Exited { retryable } => {
            Input::ReplicaExited { replica, attempt, reason: "exit code 1".into(), retryable }
        }
        Event::Stopped => Input::ReplicaStopped { replica, attempt },
        Event::Admit { .. } | Event::Retire | Event::Timer | Event::NodeDown => {
            panic!("{event:?} is no news")
        }
    }
}

pub(super) fn name(deployment: usize) -> String {
    deployment.to_string()
}

pub(super) fn version_name(version: u64) -> String {
    format!("ri.models.main.model-version.{version}")
}

pub(super) fn node_name(node: usize) -> String {
    format!("node-{node}")
}

fn rid_of(deployment: usize) -> Value {
    serde_json::to_value(rid(&name(deployment))).unwrap()
}

pub(super) fn target_of(deployment: usize) -> Value {
    serde_json::to_value(target(&name(deployment))).unwrap()
}

pub(super) const fn queue_name(kind: QueueKind) -> &'static str {
    match kind {
        QueueKind::Vcpu => "cpu",
        QueueKind::Vgpu => "gpu",
    }
}

pub(super) fn queue_set(kind: QueueKind, limit: u64, order: AdmissionOrder) -> Value {
    let limit = if kind == QueueKind::Vcpu { limit * 1_000 } else { limit };
    json!({"type": "queueSet", "queue": {
        "id": queue_name(kind), "kind": kind, "limit": limit, "computeGroups": ["nodes"],
        "order": order,
    }})
}

impl Specification {
    pub(super) fn node_up(&self, at: usize) -> Value {
        let node = &self.nodes[at];
        let gpus: Vec<GpuType> = (0..node.gpus).map(|_| node.gpu_type).collect();
        json!({"type": "nodeUp", "node": {
            "id": node_name(at), "computeGroup": "nodes", "cpu": node.cores * 1_000,
            "memory": 1_u64 << 40, "gpus": gpus,
        }})
    }
}

impl Configuration {
    fn document(&self) -> Value {
        let Shape { cores, gpus, gpu_type, threads, sources } = self.shape;
        let delay = |millis: Millis| json!({"value": millis / SECOND, "unit": "SECONDS"});
        let source = "ri.magritte..source.1";
        let mut document = json!({
            "minReplicas": self.min, "maxReplicas": self.max, "cpu": cores, "memory": "1GiB",
            "threadCount": threads, "environmentVariables": {},
            "sources": if sources > 0 { vec![source] } else { vec![] },
            "scalingConfiguration": {
                "scaleUpLoadThreshold": 0.75, "scaleUpDelay": delay(self.up_delay),
                "scaleDownDelay": delay(self.down_delay),
            },
        });
        if gpus > 0 {
            document["gpu"] = json!({"count": gpus});
        }
        if let Some(gpu_type) = gpu_type {
            document["gpu"]["type"] = json!(gpu_type);
        }
        document
    }
}
