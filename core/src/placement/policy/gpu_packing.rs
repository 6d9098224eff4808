//! GPU packing: GPUs in use before idle GPUs, and nodes in use before idle nodes.
//!
//! ```text
//! score = 100 − ⌊what is left of the device, in tenths⌋, at least 50   on a device in use
//!          50 − idle devices that are taken, at least 33               on idle devices, node in use
//!          33 − devices, at least their number                         on an idle node
//! ```
//!
//! The baseline of Weng et al., "Beware of Fragmentation", USENIX ATC '23. The cost is 100 − score;
//! requests without GPUs find every node alike.

use crate::cluster::{Demand, Room, WHOLE};

/// 100 less the score of the room for the demand, which fits.
pub(in crate::placement) fn cost(room: &Room, demand: &Demand, after: &Room) -> u32 {
    let Some(gpu) = demand.gpu else {
        return 100;
    };
    let count_idle = |room: &Room| {
        let idle = room.left.iter().filter(|left| **left == WHOLE).count();
        u32::try_from(idle).unwrap_or(u32::MAX)
    };
    let devices = u32::try_from(room.left.len()).unwrap_or(u32::MAX);
    let idle = count_idle(room);
    let taken = idle.saturating_sub(count_idle(after));
    let score = if idle == devices {
        33_u32.saturating_sub(devices).max(devices.min(33))
    } else if taken > 0 {
        50_u32.saturating_sub(taken).max(33)
    } else {
        let share = gpu.of_each().0;
        let fullest = room.left.iter().map(|left| u32::from(*left)).filter(|left| *left >= share);
        let left = fullest.min().unwrap_or_default();
        100_u32.saturating_sub(left / 10 / 10).max(50)
    };
    100_u32.saturating_sub(score)
}
