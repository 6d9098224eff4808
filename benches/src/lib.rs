//! Made-up documents, clusters and platforms to measure on: the same for the same seed, everywhere.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::cast_possible_truncation,
    reason = "what cannot be made up must stop the bench, and numbers are small"
)]

pub mod chart;
pub mod cluster;
pub mod consolidate;
pub mod documents;
pub mod inputs;
pub mod platform;
pub mod replay;
pub mod steady;
pub mod synthetic;
pub mod trace;

/// The seed of every bench.
pub const SEED: u64 = 42;
