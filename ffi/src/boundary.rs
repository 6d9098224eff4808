//! The one way in and out: how pointers become values, how results become outputs, and where a
//! panic ends.

use core::ffi::c_char;
use core::marker::PhantomData;
use core::slice;
use core::str;
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
        Self {
            argument,
            data,
            length,
            lent: PhantomData,
        }
    }

    /// The bytes; NULL of length 0 is none.
    pub(crate) fn optional_bytes(&self) -> Result<Option<&'a [u8]>, Failure> {
        let &Self {
            argument,
            data,
            length,
            ..
        } = self;
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
        str::from_utf8(self.bytes()?).map_err(|error| Failure::InvalidUtf8 {
            argument: self.argument,
            position: error.valid_up_to(),
        })
    }
}

/// Where the caller wants the result of one call: `out` on success, `error` on failure.
pub(crate) struct Outputs<T> {
    out: *mut T,
    error: *mut Box<Text>,
}

impl<T> Outputs<T> {
    /// The outputs of a call.
    ///
    /// # Safety
    /// Each is NULL, or may be written to until the call returns.
    pub(crate) const unsafe fn new(out: *mut T, error: *mut Box<Text>) -> Self {
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
fn catch<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(Failure::panicked(&*payload)))
}
