//! Resource queues: what each project may use at once, and in which order waiting replicas get it.
//!
//! A project has one vCPU queue and at most one vGPU queue. A replica with GPUs is charged to the
//! vGPU queue by GPUs, any other to the vCPU queue by millicores.

use alloc::collections::BTreeSet;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::cluster::ComputeGroupId;
use crate::name::name;
use crate::resources::Resources;

mod error;
mod ledger;
mod waiting;

pub use error::QueueError;
pub(crate) use ledger::{Queue, Queues};
pub(crate) use waiting::{Class, Standing, Ticket, Waiting};

name! {
    /// Names a resource queue.
    QueueId
}

/// What a queue counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QueueKind {
    /// Millicores of replicas without GPUs.
    Vcpu,
    /// GPUs of replicas that have any.
    Vgpu,
}

/// Whether a waiting replica that does not fit holds up the younger ones.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AdmissionOrder {
    /// It does: first come, first served. The documented order of resource queues.
    #[default]
    StrictFifo,
    /// It does not: a younger one that fits goes ahead.
    BestEffort,
}

/// A resource queue as the host describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueSpec {
    /// The queue's name.
    pub id: QueueId,
    /// What it counts.
    pub kind: QueueKind,
    /// How much may be used at once: millicores of a vCPU queue, GPUs of a vGPU queue.
    pub limit: u64,
    /// Where its replicas run.
    pub compute_groups: BTreeSet<ComputeGroupId>,
    /// In which order they get their place.
    #[serde(default)]
    pub order: AdmissionOrder,
}

/// The most that all queues of a kind may be given together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnrollmentLimits {
    /// Millicores of all vCPU queues; no limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcpu: Option<u64>,
    /// GPUs of all vGPU queues; no limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vgpu: Option<u64>,
}

/// The queues that a project's replicas are charged to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectQueues {
    /// For replicas without GPUs.
    pub vcpu: QueueId,
    /// For replicas with GPUs; without it the project runs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vgpu: Option<QueueId>,
}

impl EnrollmentLimits {
    /// The limit for queues of a kind, if there is one.
    pub const fn of(&self, kind: QueueKind) -> Option<u64> {
        match kind {
            QueueKind::Vcpu => self.vcpu,
            QueueKind::Vgpu => self.vgpu,
        }
    }
}

impl QueueKind {
    /// What a replica with these resources is charged in a queue of this kind.
    pub(crate) const fn amount_of(self, resources: &Resources) -> u64 {
        match self {
            Self::Vcpu => resources.cpu.0,
            Self::Vgpu => resources.gpu_count() as u64,
        }
    }
}

impl fmt::Display for QueueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vcpu => "vCPU",
            Self::Vgpu => "vGPU",
        })
    }
}
