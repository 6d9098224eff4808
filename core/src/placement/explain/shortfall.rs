//! What a node lacks.

use serde::Serialize;

use crate::cluster::{Demand, GpuDemand, NodeId, Room, Shape, idle, milli};
use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};

/// What one node lacks for a replica; what it does not lack is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// The node.
    pub node: NodeId,
    /// CPU that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<MilliCpu>,
    /// Memory that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryBytes>,
    /// Idle GPUs that are missing, of the accepted type that has most of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpus: Option<u32>,
    /// What is missing of the emptiest accepted GPU, where a share is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpu_share: Option<MilliGpu>,
}

/// The same as numbers, 0 where nothing is missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    demand: Demand,
    cpu: u64,
    memory: u64,
    gpus: u32,
    share: u32,
}

impl Gap {
    pub(super) fn of(room: &Room, shape: &Shape, demand: &Demand) -> Self {
        let (gpus, share) = match &demand.gpu {
            None => (0, 0),
            Some(gpu) if gpu.is_share() => (0, missing_share(room, shape, gpu)),
            Some(gpu) => (missing_gpus(room, shape, gpu), 0),
        };
        Self {
            demand: *demand,
            cpu: demand.cpu.0.saturating_sub(room.cpu),
            memory: demand.memory.0.saturating_sub(room.memory),
            gpus,
            share,
        }
    }

    /// What is missing of each kind as thousandths of what is asked for, added up.
    pub(super) fn weight(&self) -> u64 {
        let gpu = self.demand.gpu;
        [
            thousandths(self.cpu, self.demand.cpu.0),
            thousandths(self.memory, self.demand.memory.0),
            thousandths(self.gpus.into(), gpu.map_or(0, |gpu| gpu.count().into())),
            thousandths(self.share.into(), gpu.map_or(0, |gpu| gpu.of_each().0.into())),
        ]
        .into_iter()
        .fold(0, u64::saturating_add)
    }

    pub(super) fn on(self, node: NodeId) -> Shortfall {
        Shortfall {
            node,
            cpu: (self.cpu > 0).then_some(MilliCpu(self.cpu)),
            memory: (self.memory > 0).then_some(MemoryBytes(self.memory)),
            gpus: (self.gpus > 0).then_some(self.gpus),
            gpu_share: (self.share > 0).then_some(MilliGpu(self.share)),
        }
    }
}

fn missing_gpus(room: &Room, shape: &Shape, gpu: &GpuDemand) -> u32 {
    let most = room.lefts(shape, gpu).map(idle).max().unwrap_or_default();
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    gpu.count().saturating_sub(most)
}

fn missing_share(room: &Room, shape: &Shape, gpu: &GpuDemand) -> u32 {
    let most = room.lefts(shape, gpu).flatten().max().copied().unwrap_or_default();
    u32::from(milli(gpu).saturating_sub(most))
}

/// A part of a whole in thousandths, rounded up.
fn thousandths(part: u64, of: u64) -> u64 {
    let scaled = u128::from(part).saturating_mul(1_000);
    let whole = u128::from(of.max(1));
    u64::try_from(scaled.div_ceil(whole)).unwrap_or(u64::MAX)
}
