//! Best fit: the node on which the least is left over.
//!
//! ```text
//! score = ⌊100 · (1 − ½ · cpu left / 128 cores − ½ · GPUs left / 8)⌋, after the request
//! ```
//!
//! The best-fit baseline in Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads
//! with Fragmentation Gradient Descent", USENIX ATC '23. Multiplied by 256,000 it is whole numbers;
//! the cost is 100 − score. Memory is not looked at.

use crate::cluster::{Demand, Room};

/// Millicores and sixteen times milli-GPUs of a full score.
const FULL: u64 = 256_000;

/// What would be left over of the room, in hundredths of a full score, rounded up.
pub(in crate::placement) fn cost(room: &Room, demand: &Demand) -> u32 {
    let hundredths = left_over(room, demand).saturating_mul(100).div_ceil(FULL);
    u32::try_from(hundredths).unwrap_or(u32::MAX)
}

/// What would be left over: millicores, and sixteen for each milli-GPU.
pub(super) fn left_over(room: &Room, demand: &Demand) -> u64 {
    let cpu = room.cpu.saturating_sub(demand.cpu.0);
    let gpu = room.idle_gpu().saturating_sub(demand.gpu_total());
    cpu.saturating_add(gpu.saturating_mul(16))
}
