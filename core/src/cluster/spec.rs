//! Nodes as the host describes them.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::gpu::{GpuRequest, GpuType};
use crate::name::name;
use crate::quantity::{MemoryBytes, MilliCpu};
use crate::resources::Resources;

name! {
    /// Names a node.
    NodeId
}
name! {
    /// Names a compute group: machines of one kind that queues send their work to.
    ComputeGroupId
}

/// A machine: what it can hold and which compute group it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeSpec {
    /// The node's name, unique in the cluster; placement breaks ties by it.
    pub id: NodeId,
    /// The compute group.
    pub compute_group: ComputeGroupId,
    /// Processor time that replicas may use, in millicores.
    pub cpu: MilliCpu,
    /// Memory that replicas may use, in bytes.
    pub memory: MemoryBytes,
    /// The GPUs by device number: the first is device 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gpus: Vec<GpuType>,
}

impl NodeSpec {
    /// The types of the node's GPUs, each once.
    pub fn gpu_types(&self) -> BTreeSet<GpuType> {
        self.gpus.iter().copied().collect()
    }

    /// How many GPUs of a type the node has.
    pub fn gpu_count(&self, gpu_type: GpuType) -> u32 {
        let count = self.gpus.iter().filter(|gpu| **gpu == gpu_type).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Whether the node could hold the resources if nothing else were on it.
    pub fn could_hold(&self, resources: &Resources) -> bool {
        let enough_gpus = |gpu: GpuRequest| match gpu.gpu_type {
            Some(gpu_type) => self.gpu_count(gpu_type) >= gpu.count,
            None => self.gpu_types().into_iter().any(|it| self.gpu_count(it) >= gpu.count),
        };
        self.cpu >= resources.cpu
            && self.memory >= resources.memory
            && resources.gpu.is_none_or(enough_gpus)
    }
}
