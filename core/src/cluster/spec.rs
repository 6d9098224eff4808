//! Nodes as the host describes them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::gpu::GpuType;
use crate::name::name;
use crate::quantity::{MemoryBytes, MilliCpu};
use crate::sort;

name! {
    /// Names a node.
    NodeId
}
name! {
    /// Names a compute group: machines of one kind that queues send their work to.
    ComputeGroupId
}
name! {
    /// Names a zone: machines that fail together, or are near each other.
    ZoneId
}

/// What the host says of a node beyond its size: keys and values, any text.
pub type Labels = BTreeMap<String, String>;

/// A machine: what it can hold and which compute group it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeSpec {
    /// The node's name, unique in the cluster; placement breaks ties by it.
    pub id: NodeId,
    /// The compute group.
    pub compute_group: ComputeGroupId,
    /// The zone, where the host knows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneId>,
    /// What requests may ask of the node by name.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
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
        sort::tree(self.gpus.iter().copied())
    }
}
