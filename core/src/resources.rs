//! Resources: one vector of quantities, compared and counted as one.

use serde::{Deserialize, Serialize};

use crate::gpu::GpuRequest;
use crate::quantity::{MemoryBytes, MilliCpu};

/// What one replica needs of the node it runs on.
///
/// The API has one figure for request and limit, so what is reserved is what may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Resources {
    /// Processor time.
    pub cpu: MilliCpu,
    /// Memory.
    pub memory: MemoryBytes,
    /// Whole GPUs, where any are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu: Option<GpuRequest>,
}

impl Resources {
    /// How many GPUs these resources hold.
    pub const fn gpu_count(&self) -> u32 {
        match self.gpu {
            Some(gpu) => gpu.count,
            None => 0,
        }
    }
}
