//! The wasm modules of the npm package `liveberth`: convert, call the core, convert.
//!
//! One module for each feature; the JavaScript in `js/` makes the package of them.

#![expect(
    clippy::missing_errors_doc,
    reason = "what is thrown is told where it is called: js/*.d.ts"
)]

#[cfg(feature = "check")]
pub mod check;
#[cfg(feature = "control-plane")]
pub mod control_plane;
