//! The C library: the core behind a C ABI, converted on the way in and on the way out.
//!
//! The contract with a caller stands at the head of `include/liveberth.h` (written in
//! `cbindgen.toml`). Every function that can fail goes through `boundary`: pointers are looked at
//! there, and panics end there; `handle` says what a pointer of the caller stands for. Each other file
//! is one concept of the header. No decision is made in this crate.

#[cfg(not(panic = "unwind"))]
compile_error!("a panic has to be caught before it reaches C: build with panic = \"unwind\"");

use core::ffi::{CStr, c_char};

mod abi;
mod boundary;
mod check;
mod cluster;
mod control_plane;
mod effects;
mod failure;
mod handle;
mod limits;
mod node;
mod report;
mod request;
mod router;
mod slice;
mod status;
mod text;

pub use abi::LIVEBERTH_ABI_VERSION;
pub use check::*;
pub use cluster::*;
pub use control_plane::*;
pub use effects::*;
pub use limits::*;
pub use node::*;
pub use report::*;
pub use request::*;
pub use router::*;
pub use slice::*;
pub use status::*;
pub use text::*;

/// The version of the binary interface of the library that is loaded.
///
/// A program that finds another number than `LIVEBERTH_ABI_VERSION` was compiled with the header of
/// an incompatible library and should stop.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_abi_version() -> u32 {
    LIVEBERTH_ABI_VERSION
}

/// The version of the library that is loaded, such as "0.1.0". It lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    const TEXT: &CStr = match CStr::from_bytes_with_nul(VERSION.as_bytes()) {
        Ok(text) => text,
        Err(_) => c"",
    };
    TEXT.as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_crates() {
        // SAFETY: the function returns a text that ends in a NUL and lives for ever.
        let version = unsafe { CStr::from_ptr(liveberth_version()) };
        assert_eq!(version.to_str(), Ok(env!("CARGO_PKG_VERSION")));
        assert_eq!(liveberth_abi_version(), LIVEBERTH_ABI_VERSION);
    }
}
