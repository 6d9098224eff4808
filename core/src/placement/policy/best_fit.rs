//! Best fit: the node on which the least is left over.
//!
//! Left over = CPU left in thousandths of 128 cores + GPUs left in thousandths of 8 devices, equally
//! weighted: the formula of the best-fit baseline in Weng et al., "Beware of Fragmentation:
//! Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent", USENIX ATC '23. Scaled by
//! 128,000, which makes it whole numbers: millicores left + 16 · milli-GPUs left. Memory is not
//! looked at.

use crate::cluster::Node;
use crate::resources::Resources;

/// What would be left over on the node; smaller is better.
pub(super) fn left_over(node: &Node, resources: &Resources) -> u64 {
    let cpu = node.idle().cpu.0.saturating_sub(resources.cpu.0);
    let idle_gpus = u64::try_from(node.idle_gpu_count()).unwrap_or(u64::MAX);
    let gpus = idle_gpus.saturating_sub(u64::from(resources.gpu_count()));
    cpu.saturating_add(gpus.saturating_mul(16 * 1_000))
}
