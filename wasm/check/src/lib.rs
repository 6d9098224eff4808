//! The checks as a wasm module: five functions and a memory, `js/core.js` calls them.
//!
//! A call is: `begin`, which gives room for the texts; the document and behind it the limits are
//! written there; `check`; the answer is read where `answer_start` and `answer_length` say. All
//! of a call's memory is given back at once by the next `begin`, so that there is no bookkeeping.

#![cfg(target_arch = "wasm32")]
#![expect(unsafe_code, reason = "memory is shared with JavaScript, which knows only addresses")]

mod arena;

use core::slice;
use core::sync::atomic::{AtomicUsize, Ordering};

use arena::Arena;
use liveberth_core::json::check;

#[global_allocator]
static ARENA: Arena = Arena::new();

/// Where the last answer begins, and how long it is.
static ANSWER_START: AtomicUsize = AtomicUsize::new(0);
static ANSWER_LENGTH: AtomicUsize = AtomicUsize::new(0);

/// What stands for limits that are not given.
const NO_LIMITS: usize = usize::MAX;

/// Forgets the last call and gives room for the texts of a new one.
#[unsafe(no_mangle)]
pub extern "C" fn begin(length: usize) -> *mut u8 {
    ARENA.reset();
    Vec::with_capacity(length).leak().as_mut_ptr()
}

/// Checks the document that `texts` begins with, against the limits behind it.
///
/// `call` is 0 for a runtime configuration, 1 for the body of *create*, 2 for that of *replace*.
/// Answers whether the limits could be read; where not, the answer is what is wrong with them.
///
/// # Safety
/// `texts` is the room of the last [`begin`], and was written up to both lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn check(
    call: u32,
    texts: *const u8,
    document_length: usize,
    limits_length: usize,
) -> bool {
    // SAFETY: the caller promises that the room holds both texts.
    let (document, limits) = unsafe {
        let limits = (limits_length != NO_LIMITS)
            .then(|| slice::from_raw_parts(texts.add(document_length), limits_length));
        (slice::from_raw_parts(texts, document_length), limits)
    };
    let result = match call {
        0 => check::check_runtime_configuration(document, limits),
        1 => check::check_create_request(document, limits),
        _ => check::check_replace_request(document, limits),
    };
    let ok = result.is_ok();
    let answer = result.unwrap_or_else(|error| error.message()).leak();
    ANSWER_START.store(answer.as_ptr().addr(), Ordering::Relaxed);
    ANSWER_LENGTH.store(answer.len(), Ordering::Relaxed);
    ok
}

/// Where the last answer begins.
#[unsafe(no_mangle)]
pub extern "C" fn answer_start() -> usize {
    ANSWER_START.load(Ordering::Relaxed)
}

/// How long the last answer is, in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    ANSWER_LENGTH.load(Ordering::Relaxed)
}
