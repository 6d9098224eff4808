//! The text door: JSON in, JSON out, the same for every binding and host that speaks text.
//!
//! Whatever goes through it answers the same bytes on every target. Numbers are written as
//! ECMAScript writes them, members in the order of their declaration, without spaces.

pub mod check;
pub mod control_plane;
pub mod placement;
mod writer;
