//! Checking documents.

use core::ffi::c_char;

use liveberth_core::json::check::{self, LimitsError};

use crate::boundary::{Input, Outputs};
use crate::status::Status;
use crate::text::Text;

/// Checks a runtime configuration and answers `{"ok", "normalized", "cost", "diagnostics"}`.
///
/// A document with problems is no failure: `ok` is false then, and the diagnostics name every
/// problem by its place, its code and its bounds. Limits that cannot be read are a failure; NULL and
/// length 0 are the limits that hold on any platform.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_check_runtime_configuration(
    document: *const c_char,
    document_length: usize,
    limits: *const c_char,
    limits_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    unsafe {
        let (document, limits) = ((document, document_length), (limits, limits_length));
        check(check::check_runtime_configuration, document, limits, Outputs::new(out, error))
    }
}

/// Checks the body of a request to create a deployment, as `liveberth_check_runtime_configuration`
/// checks a configuration. Places are given from the request's root: `/runtimeConfiguration/cpu`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_check_create_request(
    document: *const c_char,
    document_length: usize,
    limits: *const c_char,
    limits_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    unsafe {
        let (document, limits) = ((document, document_length), (limits, limits_length));
        check(check::check_create_request, document, limits, Outputs::new(out, error))
    }
}

/// Checks the body of a request to replace a deployment's configuration, as
/// `liveberth_check_create_request` does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_check_replace_request(
    document: *const c_char,
    document_length: usize,
    limits: *const c_char,
    limits_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    unsafe {
        let (document, limits) = ((document, document_length), (limits, limits_length));
        check(check::check_replace_request, document, limits, Outputs::new(out, error))
    }
}

/// One of the core's checks: document and limits to answer.
type Check = fn(&[u8], Option<&[u8]>) -> Result<String, LimitsError>;

/// Has the core check a document.
///
/// # Safety
/// The pointers keep the promises of [`Input::new`].
unsafe fn check(
    check: Check,
    document: (*const c_char, usize),
    limits: (*const c_char, usize),
    outputs: Outputs<*mut Text>,
) -> Status {
    // SAFETY: the caller promises what `Input::new` asks for.
    let (document, limits) = unsafe {
        (Input::new("document", document.0, document.1), Input::new("limits", limits.0, limits.1))
    };
    outputs.answer(|| Ok(Text::new(check(document.bytes()?, limits.optional_bytes()?)?)))
}
