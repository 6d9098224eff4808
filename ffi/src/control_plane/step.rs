//! Steps whose answer is effects, and how each typed input takes one.

use core::ffi::c_char;

use liveberth_core::control_plane::Input as CoreInput;
use liveberth_core::json::control_plane as json;
use liveberth_core::time::Timestamp;

use super::ControlPlane;
use crate::boundary::{Input, Outputs};
use crate::effects::Effects;
use crate::failure::Failure;
use crate::handle;
use crate::status::Status;
use crate::text::Text;

/// Takes one input as text, as `liveberth_control_plane_step` does, and answers effects to be asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_step_text(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    input: *const c_char,
    input_length: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let input = Input::new("input", input, input_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| Ok(json::input(input.bytes()?)?))
    }
}

/// Says that time has passed: due at `liveberth_control_plane_next_wake`, harmless at any time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_tick(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe { step(control_plane, now_ms, Outputs::new(out, error), &|| Ok(CoreInput::Tick)) }
}

/// Answers every effect that may not have been carried out before a restart, to be carried out again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_resume_effects(
    control_plane: *const ControlPlane,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::read(control_plane, Outputs::new(out, error), |core| Ok(handle::new(core.resume())))
    }
}

/// Takes one input at a time.
///
/// # Safety
/// As for [`handle::change`].
pub(super) unsafe fn step(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    outputs: Outputs<*mut Effects>,
    input: &dyn Fn() -> Result<CoreInput, Failure>,
) -> Status {
    // SAFETY: the caller promises as much.
    unsafe {
        handle::change(control_plane, outputs, |core| {
            Ok(handle::new(core.step(Timestamp::from_millis(now_ms), input()?)?))
        })
    }
}
