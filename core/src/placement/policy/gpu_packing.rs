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

use crate::cluster::{Demand, Room, Shape, WHOLE};

/// 100 less the score of the room for the demand; `None` if it does not fit.
pub(in crate::placement) fn cost(room: &Room, shape: &Shape, demand: &Demand) -> Option<u32> {
    let Some(gpu) = demand.gpu else {
        return Some(100);
    };
    let after = room.after(shape, demand)?;
    let count_idle = |room: &Room| {
        let idle = room.left.iter().filter(|left| **left == WHOLE).count();
        u32::try_from(idle).unwrap_or(u32::MAX)
    };
    let devices = u32::try_from(room.left.len()).unwrap_or(u32::MAX);
    let idle = count_idle(room);
    let taken = idle.saturating_sub(count_idle(&after));
    let score = if idle == devices {
        33_u32.saturating_sub(devices).max(devices.min(33))
    } else if taken > 0 {
        50_u32.saturating_sub(taken).max(33)
    } else {
        let left = u32::from(room.left_for(shape, &gpu)?);
        100_u32.saturating_sub(left / 10 / 10).max(50)
    };
    Some(100_u32.saturating_sub(score))
}
