//! Made-up documents, clusters and platforms to measure on: the same for the same seed, everywhere.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "what cannot be made up must stop the bench"
)]

pub mod cluster;
pub mod documents;
pub mod platform;

/// The seed of every bench.
pub const SEED: u64 = 42;
