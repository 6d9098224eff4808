//! Worst fit: the node on which the most is left over, so that load spreads.
//!
//! The opposite of [best fit](super::best_fit), by the same measure: Kubernetes calls it
//! `LeastAllocated`.

use crate::cluster::{Demand, Room};
use crate::placement::policy::best_fit;

/// What is never left over, and still less than a cost may be.
const MOST: u32 = u32::MAX / 4;

/// As much as is left over, the other way round.
pub(in crate::placement) fn cost(room: &Room, demand: &Demand) -> u32 {
    MOST.saturating_sub(best_fit::cost(room, demand))
}
