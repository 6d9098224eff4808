//! What users ask for: a deployment made, changed, switched off and on.

use core::ffi::c_char;

use liveberth_core::control_plane::Input as CoreInput;

use super::ControlPlane;
use super::step::step;
use crate::boundary::{Input, Outputs};
use crate::effects::Effects;
use crate::handle;
use crate::report::Report;
use crate::status::Status;
use crate::text::Text;

/// Creates a deployment, as an accepted report of a request to create one says. The host makes its
/// identifier, and `project` pays for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_create(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    rid: *const c_char,
    rid_length: usize,
    project: *const c_char,
    project_length: usize,
    report: *const Report,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let rid = Input::new("rid", rid, rid_length);
        let project = Input::new("project", project, project_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            let request = handle::get(report)?.create_request()?.clone();
            Ok(CoreInput::Create {
                rid: rid.parse()?,
                project: project.parse()?,
                target: request.target,
                configuration: request.configuration,
            })
        })
    }
}

/// Replaces a deployment's configuration by that of an accepted report of any kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_replace(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    rid: *const c_char,
    rid_length: usize,
    report: *const Report,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let rid = Input::new("rid", rid, rid_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            let configuration = handle::get(report)?.configuration()?.clone();
            Ok(CoreInput::Replace { rid: rid.parse()?, configuration })
        })
    }
}

/// Switches a deployment off.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_disable(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    rid: *const c_char,
    rid_length: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let rid = Input::new("rid", rid, rid_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::Disable { rid: rid.parse()? })
        })
    }
}

/// Switches a deployment on, or has a failed one try again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_start(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    rid: *const c_char,
    rid_length: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let rid = Input::new("rid", rid, rid_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::Start { rid: rid.parse()? })
        })
    }
}
