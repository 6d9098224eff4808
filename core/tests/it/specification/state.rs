//! §2: the data.

use std::collections::BTreeMap;

use liveberth_core::deployment::{
    Attempt, FailReason, Generation, LifecyclePolicy, ReplicaId, ReplicaState,
};
use liveberth_core::gpu::GpuType;
use liveberth_core::queue::{AdmissionOrder, QueueKind};

/// Moments and durations alike.
pub(super) type Millis = u64;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Specification {
    pub(super) policy: LifecyclePolicy,
    pub(super) now: Millis,
    /// When the input before came.
    pub(super) earlier: Millis,
    /// In the order of their names.
    pub(super) nodes: Vec<Node>,
    /// In the order of their names.
    pub(super) queues: [Queue; 2],
    /// The newest version of each deployment's branch.
    pub(super) published: BTreeMap<usize, u64>,
    /// By number, which is also the order of their identifiers.
    pub(super) deployments: BTreeMap<usize, Deployment>,
    pub(super) replicas_so_far: u64,
    pub(super) orders_so_far: u64,
    /// What the host was told to do in this step.
    pub(super) actions: Vec<Action>,
    /// Whether the last input was refused.
    pub(super) is_refused: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) cores: u64,
    pub(super) gpu_type: GpuType,
    pub(super) gpus: u64,
    pub(super) up: bool,
    /// Whether it was ever there.
    pub(super) known: bool,
    pub(super) cordoned: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Queue {
    pub(super) kind: QueueKind,
    /// Cores or GPUs.
    pub(super) limit: u64,
    pub(super) order: AdmissionOrder,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Configuration {
    pub(super) min: u64,
    pub(super) max: u64,
    pub(super) up_delay: Millis,
    pub(super) down_delay: Millis,
    pub(super) shape: Shape,
}

/// What needs new replicas where it changes, but for the version.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) cores: u64,
    pub(super) gpus: u64,
    pub(super) gpu_type: Option<GpuType>,
    pub(super) threads: u64,
    pub(super) sources: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Template {
    pub(super) version: u64,
    pub(super) shape: Shape,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deployment {
    pub(super) enabled: bool,
    pub(super) configuration: Configuration,
    pub(super) version: u64,
    pub(super) generation: Generation,
    pub(super) template: Template,
    /// The GPU type that the generation keeps to where its template names none.
    pub(super) gpu_type: Option<GpuType>,
    pub(super) desired: u64,
    pub(super) over_since: Option<Millis>,
    pub(super) under_since: Option<Millis>,
    pub(super) sample: Option<Sample>,
    /// Since when no request has been waiting.
    pub(super) quiet_since: Option<Millis>,
    pub(super) streak: u64,
    pub(super) latched: Option<FailReason>,
    pub(super) halted: bool,
    pub(super) next_start_at: Millis,
    pub(super) progress_at: Option<Millis>,
    pub(super) below_min_since: Option<Millis>,
    pub(super) ever_ready: bool,
    pub(super) waking: bool,
    pub(super) reported_version: u64,
    pub(super) swap: Option<Swap>,
    pub(super) surge_blocked_since: Option<Millis>,
    pub(super) replicas: Vec<Replica>,
    /// Turns in the queue that replacements take over in this step.
    pub(super) inherited: Vec<u64>,
    /// The earliest of its deadlines.
    pub(super) wake_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    pub(super) at: Millis,
    pub(super) running: u64,
    pub(super) queued: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Swap {
    pub(super) victim: ReplicaId,
    pub(super) beneficiary: ReplicaId,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Replica {
    pub(super) id: ReplicaId,
    pub(super) generation: Generation,
    pub(super) template: Template,
    pub(super) attempt: Attempt,
    pub(super) state: ReplicaState,
    pub(super) since: Millis,
    pub(super) order: u64,
    pub(super) surge: bool,
    /// Where it has its place.
    pub(super) node: Option<usize>,
    pub(super) in_flight: u64,
    pub(super) restarts: u32,
    pub(super) backoff_until: Millis,
    /// How often it was told to stop: asked, killed, given up on.
    pub(super) stop_stage: u64,
}

/// What the host is told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    Launch(ReplicaId, Attempt),
    Stop(ReplicaId, Attempt),
    Kill(ReplicaId, Attempt),
}

impl Deployment {
    /// `N`: those of the target generation that serve or may yet.
    pub(super) fn newer(&self) -> impl Iterator<Item = &Replica> {
        self.live().filter(|it| it.generation == self.generation)
    }

    /// `O`: those of older generations.
    pub(super) fn old(&self) -> impl Iterator<Item = &Replica> {
        self.live().filter(|it| it.generation < self.generation)
    }

    pub(super) fn live(&self) -> impl Iterator<Item = &Replica> {
        use ReplicaState::{Draining, Stopping};
        self.replicas.iter().filter(|it| !matches!(it.state, Draining | Stopping))
    }

    pub(super) fn ready(&self) -> impl Iterator<Item = &Replica> {
        self.replicas.iter().filter(|it| it.state == ReplicaState::Ready)
    }

    pub(super) fn replica(&self, id: ReplicaId) -> Option<&Replica> {
        self.replicas.iter().find(|it| it.id == id)
    }
}

pub(super) fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |sum, _| sum + 1)
}
