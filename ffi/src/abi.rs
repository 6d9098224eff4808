//! The version of the binary interface, for the library and for its build script.

/// The version of the binary interface that this header describes.
///
/// The shared library's soname ends in it. Additions do not change it; it would change only if the
/// rule on compatibility had to be broken.
pub const LIVEBERTH_ABI_VERSION: u32 = 0;
