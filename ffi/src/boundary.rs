//! The one way in and out: how pointers become values, how results become outputs, and where a
//! panic ends.

use core::ffi::c_char;
use core::marker::PhantomData;
use core::ptr::NonNull;
use core::slice;
use core::str::{self, FromStr};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::failure::Failure;
use crate::status::Status;
use crate::text::Text;

/// Bytes that the caller lends for one call.
pub(crate) struct Input<'a> {
    argument: &'static str,
    data: *const c_char,
    length: usize,
    lent: PhantomData<&'a [u8]>,
}

impl<'a> Input<'a> {
    /// The input that `argument` and its length describe.
    ///
    /// # Safety
    /// Where `data` is not NULL and `length` is at most `isize::MAX`, `length` bytes can be read
    /// there and stay as they are for `'a`.
    pub(crate) const unsafe fn new(
        argument: &'static str,
        data: *const c_char,
        length: usize,
    ) -> Self {
        Self { argument, data, length, lent: PhantomData }
    }

    /// The bytes; NULL of length 0 is none.
    pub(crate) fn optional_bytes(&self) -> Result<Option<&'a [u8]>, Failure> {
        let &Self { argument, data, length, .. } = self;
        match (data.is_null(), length) {
            (true, 0) => Ok(None),
            (true, _) => Err(Failure::NullPointer { argument }),
            (false, _) if isize::try_from(length).is_err() => {
                Err(Failure::InvalidLength { argument, length })
            }
            // SAFETY: neither NULL nor too long, so `new` was promised that these can be read.
            (false, _) => Ok(Some(unsafe { slice::from_raw_parts(data.cast(), length) })),
        }
    }

    /// The bytes; NULL of length 0 is no bytes.
    pub(crate) fn bytes(&self) -> Result<&'a [u8], Failure> {
        Ok(self.optional_bytes()?.unwrap_or_default())
    }

    /// The text; NULL of length 0 is an empty one.
    pub(crate) fn text(&self) -> Result<&'a str, Failure> {
        Ok(self.optional_text()?.unwrap_or_default())
    }

    /// The text; NULL of length 0 is none.
    pub(crate) fn optional_text(&self) -> Result<Option<&'a str>, Failure> {
        let read = |bytes| {
            str::from_utf8(bytes).map_err(|error| Failure::InvalidUtf8 {
                argument: self.argument,
                position: error.valid_up_to(),
            })
        };
        self.optional_bytes()?.map(read).transpose()
    }

    /// What the text names: an identifier, for example.
    pub(crate) fn parse<T: FromStr<Err: Into<Failure>>>(&self) -> Result<T, Failure> {
        self.text()?.parse().map_err(Into::into)
    }
}

/// Where the caller wants the result of one call: `out` on success, `error` on failure.
pub(crate) struct Outputs<T> {
    out: *mut T,
    error: *mut *mut Text,
}

impl Outputs<()> {
    /// The outputs of a call that has no result.
    ///
    /// # Safety
    /// As for [`Outputs::new`].
    pub(crate) const unsafe fn nothing(error: *mut *mut Text) -> Self {
        // Of no size, so that writing it writes nothing.
        Self { out: NonNull::dangling().as_ptr(), error }
    }
}

impl<T> Outputs<T> {
    /// The outputs of a call.
    ///
    /// # Safety
    /// Each is NULL, or may be written to until the call returns.
    pub(crate) const unsafe fn new(out: *mut T, error: *mut *mut Text) -> Self {
        Self { out, error }
    }

    /// Makes the call and writes what comes of it; without a place for the result it is not made.
    pub(crate) fn answer(self, call: impl FnOnce() -> Result<T, Failure>) -> Status {
        let result = match self.out.is_null() {
            true => Err(Failure::NullPointer { argument: "out" }),
            false => catch(call),
        };
        match result {
            Ok(value) => self.succeed(value),
            Err(failure) => self.fail(&failure),
        }
    }

    fn succeed(self, value: T) -> Status {
        // SAFETY: not NULL, so `new` was promised that it can be written to.
        unsafe { self.out.write(value) };
        Status::Ok
    }

    fn fail(self, failure: &Failure) -> Status {
        if !self.error.is_null() {
            // SAFETY: not NULL, so `new` was promised that it can be written to.
            unsafe { self.error.write(failure.text()) };
        }
        failure.status()
    }
}

/// Makes a call; a panic in it becomes a failure.
///
/// What the call leaves half done is its own business: a handle remembers that it saw a panic.
pub(crate) fn catch<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(Failure::panicked(&*payload)))
}

#[cfg(test)]
mod tests {
    use core::ptr;

    use super::*;
    use crate::text::liveberth_text_free;

    fn input<'a>(data: *const c_char, length: usize) -> Input<'a> {
        // SAFETY: every test passes NULL, a length that cannot be, or bytes that live for ever.
        unsafe { Input::new("input", data, length) }
    }

    #[test]
    fn null_is_nothing_only_at_length_0() {
        assert_eq!(input(ptr::null(), 0).optional_bytes(), Ok(None));
        assert_eq!(input(ptr::null(), 0).bytes(), Ok(b"".as_slice()));
        assert_eq!(input(ptr::null(), 0).text(), Ok(""));
        let null = Failure::NullPointer { argument: "input" };
        assert_eq!(input(ptr::null(), 1).optional_bytes(), Err(null));
    }

    #[test]
    fn a_length_decides_where_a_text_ends() {
        let text = c"abc".as_ptr();
        assert_eq!(input(text, 2).text(), Ok("ab"));
        assert_eq!(input(text, 4).bytes(), Ok(b"abc\0".as_slice()));
        assert_eq!(input(text, 0).optional_bytes(), Ok(Some(b"".as_slice())));
    }

    #[test]
    fn a_length_that_no_text_can_have_is_refused_unread() {
        for length in [usize::MAX, isize::MAX.unsigned_abs() + 1] {
            let failure = Failure::InvalidLength { argument: "input", length };
            assert_eq!(input(c"".as_ptr(), length).bytes(), Err(failure));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_named_by_their_place() {
        let failure = Failure::InvalidUtf8 { argument: "input", position: 1 };
        assert_eq!(input(c"a\xff".as_ptr(), 2).text(), Err(failure));
    }

    /// Makes a call with both outputs and says what was written.
    fn outputs(call: impl FnOnce() -> Result<u64, Failure>) -> (Status, Option<u64>, bool) {
        let mut out = 7;
        let mut error = ptr::null_mut();
        // SAFETY: both live until the call returns.
        let status = unsafe { Outputs::new(&raw mut out, &raw mut error) }.answer(call);
        let has_error = !error.is_null();
        // SAFETY: NULL, or the text that was written.
        unsafe { liveberth_text_free(error) };
        (status, (out != 7).then_some(out), has_error)
    }

    #[test]
    fn exactly_one_output_is_written() {
        assert_eq!(outputs(|| Ok(1)), (Status::Ok, Some(1), false));
        let failure = Failure::NullPointer { argument: "x" };
        assert_eq!(outputs(|| Err(failure)), (Status::NullPointer, None, true));
    }

    #[test]
    fn a_panic_ends_at_the_boundary() {
        assert_eq!(outputs(|| panic!("on purpose")), (Status::Panicked, None, true));
    }

    #[test]
    fn without_a_place_for_the_result_the_call_is_not_made() {
        // SAFETY: NULL is allowed.
        let outputs = unsafe { Outputs::<u64>::new(ptr::null_mut(), ptr::null_mut()) };
        let mut made = false;
        let status = outputs.answer(|| {
            made = true;
            Ok(1)
        });
        assert_eq!((status, made), (Status::NullPointer, false));
    }
}
