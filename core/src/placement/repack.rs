//! Repacking: how few nodes would do for what there is, and how few moves make room.

mod cluster;
mod consolidation;
mod vector;

pub use cluster::ClusterPacking;
pub use consolidation::{Consolidation, Freeing, MOST_MOVES, Plan, PlannedMove};
pub use vector::{MOST_DIMENSIONS, MOST_ITEMS, PackError, VectorPacking};
