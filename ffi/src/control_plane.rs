//! The control plane behind a handle.

use core::ffi::c_char;
use core::marker::PhantomData;

use liveberth_core::control_plane::ControlPlane as Core;
use liveberth_core::json::control_plane as json;
use liveberth_core::time::Timestamp;

use crate::boundary::{Input, Outputs};
use crate::failure::Failure;
use crate::handle::{self, handles};
use crate::status::Status;
use crate::text::Text;

mod commands;
mod news;
mod nodes;
mod queues;
mod status;
mod step;

pub use commands::*;
pub use news::*;
pub use nodes::*;
pub use queues::*;
pub use status::*;
pub use step::*;

/// Every live deployment of a platform, with the nodes and queues they run on.
///
/// One thread at a time may use a control plane, and it may move from thread to thread. Functions
/// that take it as `const` may run on several threads at once, while no other function does.
#[derive(Debug)]
pub struct ControlPlane(PhantomData<Core>);

handles! {
    ControlPlane(Core), "control_plane";
}

/// The time of a wake-up that never comes.
pub const LIVEBERTH_NEVER: u64 = u64::MAX;

/// Makes a control plane without nodes, queues or deployments.
///
/// `settings` is an object of `limits`, `policy` and `placementPolicy`, each of which may be left out
/// for its default; NULL with length 0 leaves out all. Of the limits, a control plane fills in defaults
/// and refuses more than `maxReplicas`: check configurations with the same limits before they come here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_new(
    settings: *const c_char,
    settings_length: usize,
    out: *mut *mut ControlPlane,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (settings, outputs) =
        unsafe { (Input::new("settings", settings, settings_length), Outputs::new(out, error)) };
    outputs.answer(|| Ok(handle::new(json::new(settings.optional_bytes()?.unwrap_or(b"{}"))?)))
}

/// Makes a control plane from what `liveberth_control_plane_save` wrote.
///
/// After a restart a host then carries out what `liveberth_control_plane_resume` answers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_restore(
    saved: *const c_char,
    saved_length: usize,
    out: *mut *mut ControlPlane,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (saved, outputs) =
        unsafe { (Input::new("saved", saved, saved_length), Outputs::new(out, error)) };
    outputs.answer(|| Ok(handle::new(json::restore(saved.bytes()?)?)))
}

/// Frees a control plane. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_free(control_plane: *mut ControlPlane) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(control_plane) };
}

/// Takes one input, such as `{"type": "tick"}`, and answers what the host must do: a list of
/// effects, to be carried out in their order.
///
/// `now_ms` is milliseconds on the host's clock. On failure nothing has changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_step(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    input: *const c_char,
    input_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (input, outputs) =
        unsafe { (Input::new("input", input, input_length), Outputs::new(out, error)) };
    let now = Timestamp::from_millis(now_ms);
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe {
        handle::change(control_plane, outputs, |core| {
            Ok(Text::new(json::step(core, now, input.bytes()?)?))
        })
    }
}

/// When the next input `{"type": "tick"}` is due, in milliseconds on the host's clock;
/// `LIVEBERTH_NEVER` while nothing waits for time to pass. To be asked after each step.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_next_wake(
    control_plane: *const ControlPlane,
    out: *mut u64,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe {
        handle::read(control_plane, outputs, |core| {
            Ok(core.next_wake().map_or(LIVEBERTH_NEVER, Timestamp::as_millis))
        })
    }
}

/// Answers a live deployment's status and everything that explains it: replicas, placements, what it
/// waits for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_status(
    control_plane: *const ControlPlane,
    rid: *const c_char,
    rid_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (rid, outputs) = unsafe { (Input::new("rid", rid, rid_length), Outputs::new(out, error)) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::status(core, rid.text()?)?)) }
}

/// Answers a live deployment as the API shows it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_deployment(
    control_plane: *const ControlPlane,
    rid: *const c_char,
    rid_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (rid, outputs) = unsafe { (Input::new("rid", rid, rid_length), Outputs::new(out, error)) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::deployment(core, rid.text()?)?)) }
}

/// Answers what a project's configurations may ask for, as its queues and the nodes stand: the limits
/// to check them with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_limits(
    control_plane: *const ControlPlane,
    project: *const c_char,
    project_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (project, outputs) =
        unsafe { (Input::new("project", project, project_length), Outputs::new(out, error)) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::limits_of(core, project.text()?)?)) }
}

/// Answers what would become of a configuration, with the state left as it is: how it stands to its
/// quota and to the nodes, where its replicas would go and why, and the nearest changes with which it
/// would start. Takes an object of `project`, `runtimeConfiguration` and, where wanted, `replicas`,
/// `placementPolicy` and `consolidationSteps`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_what_if(
    control_plane: *const ControlPlane,
    asked: *const c_char,
    asked_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (asked, outputs) =
        unsafe { (Input::new("asked", asked, asked_length), Outputs::new(out, error)) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::what_if(core, asked.bytes()?)?)) }
}

/// Answers how placement policies would place a list of deployments, with the state left as it is.
/// Takes an object of `deployments`, each of `project`, `runtimeConfiguration` and, where wanted,
/// `replicas`, and of `placementPolicies`, which are all where absent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_compare(
    control_plane: *const ControlPlane,
    asked: *const c_char,
    asked_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (asked, outputs) =
        unsafe { (Input::new("asked", asked, asked_length), Outputs::new(out, error)) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::compare(core, asked.bytes()?)?)) }
}

/// Answers how what runs could be arranged better, with the state left as it is. Takes
/// `{"type":"freeNode","node":…,"steps":…}` for the moves that free a node,
/// `{"type":"fewestNodes","steps":…}` for how few nodes would hold all, or
/// `{"type":"cheapestNodes","prices":{…},"steps":…}` for how cheap they could be, by what a node of each
/// compute group costs; `steps` says how long to search.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_repack(
    control_plane: *const ControlPlane,
    asked: *const c_char,
    asked_length: usize,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (asked, outputs) =
        unsafe { (Input::new("asked", asked, asked_length), Outputs::new(out, error)) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::repack(core, asked.bytes()?)?)) }
}

/// Answers every live deployment as the API shows it, in the order of their identifiers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_list(
    control_plane: *const ControlPlane,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::list(core)?)) }
}

/// Answers every node and what runs on it, in the order of their names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_nodes(
    control_plane: *const ControlPlane,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::nodes(core)?)) }
}

/// Answers every queue and how full it is, in the order of their names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_queues(
    control_plane: *const ControlPlane,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::queues(core)?)) }
}

/// Answers every effect that may not have been carried out before a restart, to be carried out again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_resume(
    control_plane: *const ControlPlane,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::resume(core)?)) }
}

/// Answers the whole state, for `liveberth_control_plane_restore`. The same state is the same bytes on
/// every machine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_save(
    control_plane: *const ControlPlane,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { read_text(control_plane, outputs, |core| Ok(json::save(core)?)) }
}

/// Panics, as no function should. Not part of the interface: only the tests' build has it.
#[cfg(feature = "panic-for-tests")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_panic_for_tests(
    control_plane: *mut ControlPlane,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::change(control_plane, Outputs::new(out, error), |_| {
            std::panic::panic_any("on purpose")
        })
    }
}

/// Makes a call that only looks at a control plane and answers with a text.
///
/// # Safety
/// As for [`handle::read`].
unsafe fn read_text(
    control_plane: *const ControlPlane,
    outputs: Outputs<*mut Text>,
    call: impl FnOnce(&Core) -> Result<String, Failure>,
) -> Status {
    // SAFETY: the caller promises as much.
    unsafe { handle::read(control_plane, outputs, |core| call(core).map(Text::new)) }
}
