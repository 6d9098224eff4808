//! GPU clustering: nodes that hold requests for as many GPUs.
//!
//! ```text
//! score = base + ⌊25 · (8 − idle GPUs) / 8⌋, where base is
//!     75 if all of the node's requests for GPUs are of this size, 50 if some are,
//!     25 if it has none,                                           0 if all are of other sizes
//! ```
//!
//! Sizes are a share, and each number of whole GPUs. The baseline of Weng et al., "Beware of
//! Fragmentation", USENIX ATC '23, after Gandiva (Xiao et al., OSDI '18). The cost is 100 − score;
//! requests without GPUs find every node alike.

use crate::cluster::{Demand, Room, Tenants};

/// Milli-GPUs of a node of eight.
const EIGHT: u64 = 8_000;

/// 100 less the score of the room, on a node with these tenants, for the demand.
pub(in crate::placement) fn cost(tenants: Tenants, room: &Room, demand: &Demand) -> u32 {
    let Some(gpu) = demand.gpu else {
        return 100;
    };
    let its = Tenants::of(&gpu);
    let base: u64 = if tenants == its {
        75
    } else if tenants.include(its) {
        50
    } else if tenants == Tenants::NONE {
        25
    } else {
        0
    };
    let used = EIGHT.saturating_sub(room.idle_gpu()).saturating_mul(25) / EIGHT;
    u32::try_from(100_u64.saturating_sub(base.saturating_add(used))).unwrap_or_default()
}
