//! Texts that the library hands out.

use core::ffi::c_char;
use core::marker::PhantomData;
use core::ptr;

use crate::handle::{self, handles};

/// A text in UTF-8, made by the library.
#[derive(Debug)]
pub struct Text(PhantomData<Terminated>);

handles! {
    Text(Terminated), "text";
}

/// A text and a NUL behind it.
#[derive(Debug)]
pub(crate) struct Terminated(String);

impl Text {
    pub(crate) fn new(mut text: String) -> *mut Self {
        text.push('\0');
        handle::new(Terminated(text))
    }
}

/// The bytes of a text, and behind them a NUL that the length does not count.
///
/// They live until the text is freed. NULL has the bytes "".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_text_data(text: *const Text) -> *const c_char {
    // SAFETY: the caller keeps the header's rules for handles.
    let text = unsafe { handle::look(text) };
    text.map_or(c"".as_ptr(), |text| ptr::from_ref(text.0.as_str()).cast())
}

/// How many bytes a text has. NULL has 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_text_length(text: *const Text) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    let text = unsafe { handle::look(text) };
    text.map_or(0, |text| text.0.len().saturating_sub(1))
}

/// Frees a text. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_text_free(text: *mut Text) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(text) };
}
