//! The control plane's wasm module of the npm package `liveberth`: convert, call the core, convert.
//!
//! The checks have a module of their own in `check/`, so that a form does not carry this one. The
//! JavaScript in `js/` makes the package of both.

#![expect(
    clippy::missing_errors_doc,
    reason = "what is thrown is told where it is called: js/*.d.ts"
)]

pub mod control_plane;
