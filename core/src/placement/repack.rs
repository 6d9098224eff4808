//! Repacking: how few bins, or nodes, would do for what there is.
//!
//! [`VectorPacking`] is the search itself, on plain vectors of integers.

mod vector;

pub use vector::{MOST_DIMENSIONS, MOST_ITEMS, PackError, VectorPacking};
