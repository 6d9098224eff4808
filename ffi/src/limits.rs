//! Limits, read once and used for many checks.

use core::ffi::c_char;
use core::marker::PhantomData;
use std::sync::Arc;

use liveberth_core::control_plane::StepError;
use liveberth_core::limits::Limits as Core;
use liveberth_core::rid::ProjectRid;

use crate::boundary::{Input, Outputs};
use crate::control_plane::ControlPlane;
use crate::failure::Failure;
use crate::handle::{self, handles};
use crate::status::Status;
use crate::text::Text;

/// What a platform permits and what it fills in.
///
/// Limits never change, so any number of threads may check with them at once.
#[derive(Debug)]
pub struct Limits(PhantomData<Arc<Core>>);

handles! {
    Limits(Arc<Core>), "limits";
}

/// Reads limits from their JSON: an object whose members may each be left out for their default, such
/// as `{"maxThreadCount": 64, "gpus": {"T4": 4}}`. NULL with length 0 are those of any platform.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_limits_new(
    text: *const c_char,
    text_length: usize,
    out: *mut *mut Limits,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (text, outputs) =
        unsafe { (Input::new("text", text, text_length), Outputs::new(out, error)) };
    outputs.answer(|| {
        let limits = text.optional_bytes()?.map_or(Ok(Core::DEFAULT), Core::from_json)?;
        Ok(handle::new(Arc::new(limits)))
    })
}

/// The limits of a project's configurations, as its queues and the nodes stand.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_limits_of_project(
    control_plane: *const ControlPlane,
    project: *const c_char,
    project_length: usize,
    out: *mut *mut Limits,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let project = Input::new("project", project, project_length);
        handle::read(control_plane, Outputs::new(out, error), |core| {
            let project: ProjectRid = project.parse()?;
            let limits = core.limits_of(&project);
            let limits = limits.ok_or(StepError::ProjectNotFound { project })?;
            Ok(handle::new(Arc::new(limits)))
        })
    }
}

/// Frees limits. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_limits_free(limits: *mut Limits) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(limits) };
}

/// The limits of a handle; NULL are those of any platform.
///
/// # Safety
/// As for [`handle::look`].
pub(crate) unsafe fn limits_or_default(limits: *const Limits) -> Result<Arc<Core>, Failure> {
    match limits.is_null() {
        true => Ok(Arc::new(Core::DEFAULT)),
        // SAFETY: the caller promises as much.
        false => unsafe { handle::get(limits) }.cloned(),
    }
}
