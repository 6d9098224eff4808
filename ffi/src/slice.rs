//! Texts that are a part of something: borrowed on the way out, lists of them on the way in.

use core::ffi::c_char;
use core::{ptr, slice};

use crate::boundary::Input;
use crate::failure::Failure;

/// A text in UTF-8 that belongs to a handle and lives as long as that does, or that the caller lends.
///
/// What the library gives has no NUL at its end, and is of length 0 with `data` NULL where there is
/// nothing to give.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    /// The first byte.
    pub data: *const c_char,
    /// How many bytes there are.
    pub length: usize,
}

impl Slice {
    pub(crate) const NOTHING: Self = Self { data: ptr::null(), length: 0 };

    /// Nothing, or a text.
    pub(crate) fn of(text: Option<&str>) -> Self {
        text.map_or(Self::NOTHING, |text| Self { data: text.as_ptr().cast(), length: text.len() })
    }
}

/// A list that the caller lends for one call.
///
/// # Safety
/// Where `items` is not NULL, `count` of them can be read there and stay as they are for `'a`.
pub(crate) unsafe fn list<'a, T>(
    argument: &'static str,
    items: *const T,
    count: usize,
) -> Result<&'a [T], Failure> {
    let fits = count.checked_mul(size_of::<T>()).is_some_and(|it| isize::try_from(it).is_ok());
    match (items.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Failure::NullPointer { argument }),
        (false, length) if !fits => Err(Failure::InvalidLength { argument, length }),
        // SAFETY: neither NULL nor too long, so these can be read.
        (false, _) => Ok(unsafe { slice::from_raw_parts(items, count) }),
    }
}

/// A list of texts that the caller lends for one call.
///
/// # Safety
/// As for [`list`], and each text keeps the promises of [`Input::new`].
pub(crate) unsafe fn texts<'a>(
    argument: &'static str,
    items: *const Slice,
    count: usize,
) -> Result<Vec<&'a str>, Failure> {
    // SAFETY: the caller promises as much.
    let items = unsafe { list(argument, items, count) }?;
    // SAFETY: the caller promises that each text can be read.
    items.iter().map(|it| unsafe { Input::new(argument, it.data, it.length) }.text()).collect()
}
