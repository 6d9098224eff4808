//! Dot product: the node whose room, as a vector, has the smallest product with the request.
//!
//! ```text
//! score = ⌊100 · (1 − ½ · (cpu left · cpu / 128² cores + GPUs left · GPUs / 8²))⌋, before the request
//! ```
//!
//! After the alignment of Tetris (Grandl et al., "Multi-resource packing for cluster schedulers",
//! SIGCOMM '14), turned round as in the baseline of Weng et al., USENIX ATC '23: room that is much
//! wanted is kept. Multiplied by 2 · 128,000² it is whole numbers; the cost is 100 − score.

use crate::cluster::{Demand, Room};

/// The square of 128 cores in millicores.
const CPU_SQUARE: u64 = 128_000 * 128_000;

/// How many times the square of 8 GPUs in milli-GPUs goes into that of 128 cores.
const GPU_WEIGHT: u64 = 256;

/// The product in hundredths of its largest value, rounded up.
pub(in crate::placement) fn cost(room: &Room, demand: &Demand) -> u32 {
    let cpu = room.cpu.saturating_mul(demand.cpu.0);
    let gpu = room.idle_gpu().saturating_mul(demand.gpu_total()).saturating_mul(GPU_WEIGHT);
    let hundredths = cpu.saturating_add(gpu).saturating_mul(50).div_ceil(CPU_SQUARE);
    u32::try_from(hundredths).unwrap_or(u32::MAX)
}
