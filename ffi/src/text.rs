//! Texts that the library hands out.

use core::ffi::c_char;
use core::ptr;

/// A text in UTF-8, made by the library.
#[derive(Debug)]
pub struct Text {
    /// The text and a NUL behind it.
    terminated: String,
}

impl Text {
    pub(crate) fn new(mut text: String) -> Box<Self> {
        text.push('\0');
        Box::new(Self { terminated: text })
    }
}

/// The bytes of a text, and behind them a NUL that the length does not count.
///
/// They live until the text is freed. NULL has the bytes "".
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_text_data(text: Option<&Text>) -> *const c_char {
    text.map_or(c"".as_ptr(), |text| ptr::from_ref(text.terminated.as_str()).cast())
}

/// How many bytes a text has. NULL has 0.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_text_length(text: Option<&Text>) -> usize {
    text.map_or(0, |text| text.terminated.len().saturating_sub(1))
}

/// Frees a text. NULL is harmless.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_text_free(text: Option<Box<Text>>) {
    drop(text);
}
