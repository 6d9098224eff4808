//! Live deployments of machine-learning models: every decision, none of the I/O.
#![no_std]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::iter_over_hash_type
)]
#![deny(
    clippy::alloc_instead_of_core,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc
)]

extern crate alloc;
// Tests run on a host and may use its collections and threads; the library may not.
#[cfg(test)]
extern crate std;

pub mod api;
pub mod cluster;
pub mod config;
pub mod control_plane;
pub mod deployment;
mod document;
pub mod error;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod gpu;
#[cfg(feature = "json")]
pub mod json;
pub mod limits;
mod name;
pub mod number;
pub mod quantity;
pub mod queue;
pub mod resources;
pub mod rid;
pub mod time;
