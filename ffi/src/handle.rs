//! Handles: what a pointer that the caller holds stands for, and how far it can be trusted.
//!
//! A handle begins with the tag of its type. One of another type, or one that was freed and whose
//! memory still tells so, is refused instead of believed.

use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::boundary::{Outputs, catch};
use crate::failure::Failure;
use crate::status::Status;

/// A type of handles, which callers know by its name alone.
pub(crate) trait Opaque: Sized {
    /// What is behind a handle.
    type Inside;
    /// The parameter that takes one, for messages.
    const ARGUMENT: &'static str;
    /// Marks the memory of a handle of this type.
    const TAG: u64;
}

/// Says of types of handles what is behind them, and which parameter takes one.
macro_rules! handles {
    ($($name:ident($inside:ty), $argument:literal;)*) => {$(
        impl crate::handle::Opaque for $name {
            type Inside = $inside;
            const ARGUMENT: &'static str = $argument;
            const TAG: u64 = crate::handle::tag($argument);
        }

        /// What the header says of threads holds as long as this compiles.
        const _: fn() = || {
            const fn is_send_and_sync<T: Send + Sync>() {}
            is_send_and_sync::<$inside>();
        };
    )*};
}

pub(crate) use handles;

/// A tag from the name of a parameter: its FNV-1a hash, which is not likely to be met by chance.
pub(crate) const fn tag(name: &str) -> u64 {
    let (mut hash, mut rest) = (0xcbf2_9ce4_8422_2325_u64, name.as_bytes());
    while let [first, others @ ..] = rest {
        hash = (hash ^ *first as u64).wrapping_mul(0x0100_0000_01b3);
        rest = others;
    }
    hash
}

/// The tag of memory that is being freed.
const FREED: u64 = 0;

/// What a handle points to.
#[repr(C)]
struct Cell<T> {
    tag: u64,
    /// Whether a call panicked: what it was changing may be half changed.
    panicked: AtomicBool,
    inside: T,
}

/// Makes a handle, which the caller will own.
pub(crate) fn new<O: Opaque>(inside: O::Inside) -> *mut O {
    let cell = Cell { tag: O::TAG, panicked: AtomicBool::new(false), inside };
    Box::into_raw(Box::new(cell)).cast()
}

/// Frees a handle; leaves alone what is none of its type.
///
/// # Safety
/// `handle` is NULL, or points to a handle that nobody else uses.
pub(crate) unsafe fn free<O: Opaque>(handle: *mut O) {
    // SAFETY: the caller promises more.
    if unsafe { check(handle) }.is_err() {
        return;
    }
    let cell = handle.cast::<Cell<O::Inside>>();
    // SAFETY: `check` found a handle of this type, which is ours from now on.
    let owned = unsafe {
        // Volatile, or it would be left out as useless.
        ptr::write_volatile(&raw mut (*cell).tag, FREED);
        Box::from_raw(cell)
    };
    // There is nobody left to tell of a panic.
    let _ = catch(|| {
        drop(owned);
        Ok(())
    });
}

/// Makes sure that a pointer is a handle of its type.
///
/// # Safety
/// `handle` is NULL, or points to a handle of any type.
unsafe fn check<O: Opaque>(handle: *const O) -> Result<(), Failure> {
    let argument = O::ARGUMENT;
    let tag = handle.cast::<u64>();
    if tag.is_null() {
        return Err(Failure::NullPointer { argument });
    }
    // SAFETY: every handle begins with its tag.
    match tag.is_aligned() && unsafe { ptr::read_volatile(tag) } == O::TAG {
        true => Ok(()),
        false => Err(Failure::WrongHandle { argument }),
    }
}

/// What is behind a handle, for a function that only looks at it and cannot fail.
///
/// # Safety
/// `handle` is NULL, or points to a handle that nobody changes for `'a`.
pub(crate) unsafe fn look<'a, O: Opaque>(handle: *const O) -> Option<&'a O::Inside> {
    // SAFETY: the caller promises as much.
    unsafe { get(handle) }.ok()
}

/// What is behind a handle.
///
/// # Safety
/// As for [`look`].
pub(crate) unsafe fn get<'a, O: Opaque>(handle: *const O) -> Result<&'a O::Inside, Failure> {
    // SAFETY: the caller promises as much.
    unsafe { cell(handle) }.map(|cell| &cell.inside)
}

/// The memory of a usable handle.
///
/// # Safety
/// As for [`look`].
unsafe fn cell<'a, O: Opaque>(handle: *const O) -> Result<&'a Cell<O::Inside>, Failure> {
    // SAFETY: the caller promises as much; after `check` the cast is right.
    let cell = unsafe {
        check(handle)?;
        &*handle.cast::<Cell<O::Inside>>()
    };
    match cell.panicked.load(Ordering::Relaxed) {
        true => Err(Failure::Panicked { problem: "in an earlier call".to_owned() }),
        false => Ok(cell),
    }
}

/// Makes a call that only looks at a handle.
///
/// # Safety
/// `handle` is NULL, or points to a handle that nobody changes meanwhile.
pub(crate) unsafe fn read<O: Opaque, T>(
    handle: *const O,
    outputs: Outputs<T>,
    call: impl FnOnce(&O::Inside) -> Result<T, Failure>,
) -> Status {
    // SAFETY: the caller promises as much.
    match unsafe { cell(handle) } {
        Ok(cell) => remember(&cell.panicked, outputs.answer(|| call(&cell.inside))),
        Err(failure) => outputs.answer(|| Err(failure)),
    }
}

/// Makes a call that may change what is behind a handle.
///
/// # Safety
/// `handle` is NULL, or points to a handle that nobody else uses meanwhile.
pub(crate) unsafe fn change<O: Opaque, T>(
    handle: *mut O,
    outputs: Outputs<T>,
    call: impl FnOnce(&mut O::Inside) -> Result<T, Failure>,
) -> Status {
    // SAFETY: the caller promises as much, and the reference ends here.
    if let Err(failure) = unsafe { cell(handle) }.map(drop) {
        return outputs.answer(|| Err(failure));
    }
    // SAFETY: it is a handle of this type, and nobody else uses it.
    let Cell { panicked, inside, .. } = unsafe { &mut *handle.cast::<Cell<O::Inside>>() };
    remember(panicked, outputs.answer(|| call(inside)))
}

/// Remembers a panic.
fn remember(panicked: &AtomicBool, status: Status) -> Status {
    if status == Status::Panicked {
        panicked.store(true, Ordering::Relaxed);
    }
    status
}

/// Has a handle of any type behave as after a panic. Not part of the interface: only the tests' build
/// has it.
#[cfg(feature = "panic-for-tests")]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn liveberth_spoil_for_tests(handle: *mut core::ffi::c_void) {
    // SAFETY: the caller passes a handle, and all begin alike.
    let cell = unsafe { &*handle.cast::<Cell<()>>() };
    cell.panicked.store(true, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Number;
    #[derive(Debug)]
    struct Other;

    handles! {
        Number(u64), "number";
        Other(String), "other";
    }

    fn read_with(handle: *const Number, call: fn(&u64) -> Result<u64, Failure>) -> Status {
        let mut out = 0;
        // SAFETY: the handles of these tests live long enough, and so does the result's place.
        unsafe { read(handle, Outputs::new(&raw mut out, ptr::null_mut()), call) }
    }

    fn add_to(handle: *mut Number, call: fn(&mut u64)) -> Status {
        // SAFETY: as above; without a result there is nothing to write.
        unsafe {
            change(handle, Outputs::nothing(ptr::null_mut()), |it| {
                call(it);
                Ok(())
            })
        }
    }

    #[test]
    fn a_handle_that_saw_a_panic_answers_nothing_else() {
        let (handle, other) = (new::<Number>(1), new::<Number>(2));
        assert_eq!(read_with(handle, |it| Ok(*it)), Status::Ok);
        assert_eq!(read_with(handle, |_| panic!("on purpose")), Status::Panicked);
        assert_eq!(read_with(handle, |it| Ok(*it)), Status::Panicked);
        assert_eq!(add_to(handle, |it| *it += 1), Status::Panicked);
        assert_eq!(read_with(other, |it| Ok(*it)), Status::Ok);
        // SAFETY: nobody else uses them.
        unsafe {
            assert_eq!(look(handle), None);
            free(handle);
            free(other);
        }
    }

    #[test]
    fn a_failure_that_is_no_panic_leaves_the_handle_usable() {
        let handle = new::<Number>(1);
        let failed = read_with(handle, |_| Err(Failure::NullPointer { argument: "x" }));
        assert_eq!(failed, Status::NullPointer);
        assert_eq!(add_to(handle, |it| *it += 1), Status::Ok);
        // SAFETY: nobody else uses it.
        unsafe {
            assert_eq!(look(handle), Some(&2));
            free(handle);
        }
    }

    #[test]
    fn what_is_no_handle_of_the_type_is_refused_and_left_alone() {
        let other = new::<Other>("text".to_owned());
        assert_eq!(read_with(other.cast(), |it| Ok(*it)), Status::WrongHandle);
        assert_eq!(add_to(other.cast(), |it| *it += 1), Status::WrongHandle);
        assert_eq!(read_with(ptr::null(), |it| Ok(*it)), Status::NullPointer);
        // SAFETY: a handle of another type is allowed; then nobody else uses it.
        unsafe {
            free(other.cast::<Number>());
            assert_eq!(look(other).map(String::as_str), Some("text"));
            free(other);
            free(ptr::null_mut::<Number>());
        }
    }
}
