//! The control plane behind a handle.

use core::ffi::c_char;
use core::sync::atomic::{AtomicBool, Ordering};

use liveberth_core::control_plane::ControlPlane as Core;
use liveberth_core::json::control_plane as json;
use liveberth_core::time::Timestamp;

use crate::boundary::{Input, Outputs};
use crate::failure::Failure;
use crate::status::Status;
use crate::text::Text;

/// Every live deployment of a platform, with the nodes and queues they run on.
///
/// One thread at a time may use a control plane, and it may move from thread to thread. Functions
/// that take it as `const` may run on several threads at once, while no other function does.
#[derive(Debug)]
pub struct ControlPlane {
    core: Core,
    /// Whether a call panicked: what it was changing may be half changed.
    panicked: AtomicBool,
}

/// The time of a wake-up that never comes.
pub const LIVEBERTH_NEVER: u64 = u64::MAX;

/// Makes a control plane without nodes, queues or deployments.
///
/// `settings` is an object of `limits`, `policy` and `placementPolicy`, each of which may be left out
/// for its default; NULL with length 0 leaves out all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_new(
    settings: *const c_char,
    settings_length: usize,
    out: *mut Box<ControlPlane>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (settings, outputs) =
        unsafe { (Input::new("settings", settings, settings_length), Outputs::new(out, error)) };
    outputs
        .answer(|| Ok(ControlPlane::new(json::new(settings.optional_bytes()?.unwrap_or(b"{}"))?)))
}

/// Makes a control plane from what `liveberth_control_plane_save` wrote.
///
/// After a restart a host then carries out what `liveberth_control_plane_resume` answers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_restore(
    saved: *const c_char,
    saved_length: usize,
    out: *mut Box<ControlPlane>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (saved, outputs) =
        unsafe { (Input::new("saved", saved, saved_length), Outputs::new(out, error)) };
    outputs.answer(|| Ok(ControlPlane::new(json::restore(saved.bytes()?)?)))
}

/// Frees a control plane. NULL is harmless.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_control_plane_free(control_plane: Option<Box<ControlPlane>>) {
    drop(control_plane);
}

/// Takes one input, such as `{"type": "tick"}`, and answers what the host must do: a list of
/// effects, to be carried out in their order.
///
/// `now_ms` is milliseconds on the host's clock. On failure nothing has changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_step(
    control_plane: Option<&mut ControlPlane>,
    now_ms: u64,
    input: *const c_char,
    input_length: usize,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (input, outputs) =
        unsafe { (Input::new("input", input, input_length), Outputs::new(out, error)) };
    let now = Timestamp::from_millis(now_ms);
    change(control_plane, outputs, |core| Ok(Text::new(json::step(core, now, input.bytes()?)?)))
}

/// When the next input `{"type": "tick"}` is due, in milliseconds on the host's clock;
/// `LIVEBERTH_NEVER` while nothing waits for time to pass. To be asked after each step.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_next_wake(
    control_plane: Option<&ControlPlane>,
    out: *mut u64,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    read(control_plane, outputs, |core| {
        Ok(core.next_wake().map_or(LIVEBERTH_NEVER, Timestamp::as_millis))
    })
}

/// Answers a live deployment's status and everything that explains it: replicas, placements, what it
/// waits for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_status(
    control_plane: Option<&ControlPlane>,
    rid: *const c_char,
    rid_length: usize,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (rid, outputs) = unsafe { (Input::new("rid", rid, rid_length), Outputs::new(out, error)) };
    read_text(control_plane, outputs, |core| Ok(json::status(core, rid.text()?)?))
}

/// Answers a live deployment as the API shows it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_deployment(
    control_plane: Option<&ControlPlane>,
    rid: *const c_char,
    rid_length: usize,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (rid, outputs) = unsafe { (Input::new("rid", rid, rid_length), Outputs::new(out, error)) };
    read_text(control_plane, outputs, |core| Ok(json::deployment(core, rid.text()?)?))
}

/// Answers what a project's configurations may ask for, as its queues and the nodes stand: the limits
/// to check them with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_limits(
    control_plane: Option<&ControlPlane>,
    project: *const c_char,
    project_length: usize,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (project, outputs) =
        unsafe { (Input::new("project", project, project_length), Outputs::new(out, error)) };
    read_text(control_plane, outputs, |core| Ok(json::limits_of(core, project.text()?)?))
}

/// Answers what would become of a configuration, with the state left as it is: how it stands to its
/// quota and to the nodes, where its replicas would go and why, and the nearest changes with which it
/// would start. Takes an object of `project`, `runtimeConfiguration` and, where wanted, `replicas`,
/// `placementPolicy` and `consolidationSteps`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_what_if(
    control_plane: Option<&ControlPlane>,
    asked: *const c_char,
    asked_length: usize,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (asked, outputs) =
        unsafe { (Input::new("asked", asked, asked_length), Outputs::new(out, error)) };
    read_text(control_plane, outputs, |core| Ok(json::what_if(core, asked.bytes()?)?))
}

/// Answers how what runs could be arranged better, with the state left as it is. Takes
/// `{"type":"freeNode","node":…,"steps":…}` for the moves that free a node, or
/// `{"type":"fewestNodes","steps":…}` for how few nodes would hold all; `steps` says how long to
/// search.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_repack(
    control_plane: Option<&ControlPlane>,
    asked: *const c_char,
    asked_length: usize,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for inputs and outputs.
    let (asked, outputs) =
        unsafe { (Input::new("asked", asked, asked_length), Outputs::new(out, error)) };
    read_text(control_plane, outputs, |core| Ok(json::repack(core, asked.bytes()?)?))
}

/// Answers every live deployment as the API shows it, in the order of their identifiers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_list(
    control_plane: Option<&ControlPlane>,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    read_text(control_plane, outputs, |core| Ok(json::list(core)?))
}

/// Answers every node and what runs on it, in the order of their names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_nodes(
    control_plane: Option<&ControlPlane>,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    read_text(control_plane, outputs, |core| Ok(json::nodes(core)?))
}

/// Answers every queue and how full it is, in the order of their names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_queues(
    control_plane: Option<&ControlPlane>,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    read_text(control_plane, outputs, |core| Ok(json::queues(core)?))
}

/// Answers every effect that may not have been carried out before a restart, to be carried out again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_resume(
    control_plane: Option<&ControlPlane>,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    read_text(control_plane, outputs, |core| Ok(json::resume(core)?))
}

/// Answers the whole state, for `liveberth_control_plane_restore`. The same state is the same bytes on
/// every machine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_save(
    control_plane: Option<&ControlPlane>,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    read_text(control_plane, outputs, |core| Ok(json::save(core)?))
}

/// Panics, as no function should. Not part of the interface: only the tests' build has it.
#[cfg(feature = "panic-for-tests")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_panic_for_tests(
    control_plane: Option<&mut ControlPlane>,
    out: *mut Box<Text>,
    error: *mut Box<Text>,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    change(control_plane, outputs, |_| std::panic::panic_any("on purpose"))
}

impl ControlPlane {
    fn new(core: Core) -> Box<Self> {
        Box::new(Self { core, panicked: AtomicBool::new(false) })
    }

    /// Refuses a handle whose state cannot be relied on.
    fn usable(&self) -> Result<(), Failure> {
        match self.panicked.load(Ordering::Relaxed) {
            true => Err(Failure::Panicked { problem: "in an earlier call".to_owned() }),
            false => Ok(()),
        }
    }

    /// Remembers a panic.
    fn ended(&self, status: Status) -> Status {
        if status == Status::Panicked {
            self.panicked.store(true, Ordering::Relaxed);
        }
        status
    }
}

/// Makes a call that may change a control plane.
fn change<T>(
    handle: Option<&mut ControlPlane>,
    outputs: Outputs<T>,
    call: impl FnOnce(&mut Core) -> Result<T, Failure>,
) -> Status {
    let Some(handle) = handle else {
        return outputs.answer(|| Err(Failure::NullPointer { argument: "control_plane" }));
    };
    let status = outputs.answer(|| handle.usable().and_then(|()| call(&mut handle.core)));
    handle.ended(status)
}

/// Makes a call that only looks at a control plane.
fn read<T>(
    handle: Option<&ControlPlane>,
    outputs: Outputs<T>,
    call: impl FnOnce(&Core) -> Result<T, Failure>,
) -> Status {
    let Some(handle) = handle else {
        return outputs.answer(|| Err(Failure::NullPointer { argument: "control_plane" }));
    };
    let status = outputs.answer(|| handle.usable().and_then(|()| call(&handle.core)));
    handle.ended(status)
}

/// Makes a call that only looks at a control plane and answers with a text.
fn read_text(
    handle: Option<&ControlPlane>,
    outputs: Outputs<Box<Text>>,
    call: impl FnOnce(&Core) -> Result<String, Failure>,
) -> Status {
    read(handle, outputs, |core| call(core).map(Text::new))
}

#[cfg(test)]
mod tests {
    use core::mem::MaybeUninit;
    use core::ptr;

    use super::*;

    fn plane() -> Box<ControlPlane> {
        ControlPlane::new(json::new(b"{}").unwrap())
    }

    /// Makes a call that reads, and says how it ended.
    fn read_with(handle: &ControlPlane, call: fn(&Core) -> Result<u64, Failure>) -> Status {
        let mut out = MaybeUninit::uninit();
        // SAFETY: the result's place lives until the call returns; NULL is allowed for the other.
        let outputs = unsafe { Outputs::new(out.as_mut_ptr(), ptr::null_mut()) };
        read(Some(handle), outputs, call)
    }

    #[test]
    fn a_handle_that_saw_a_panic_answers_nothing_else() {
        let (handle, other) = (plane(), plane());
        assert_eq!(read_with(&handle, |_| Ok(1)), Status::Ok);
        assert_eq!(read_with(&handle, |_| panic!("on purpose")), Status::Panicked);
        assert_eq!(read_with(&handle, |_| Ok(1)), Status::Panicked);
        assert_eq!(read_with(&other, |_| Ok(1)), Status::Ok);
        liveberth_control_plane_free(Some(handle));
    }

    #[test]
    fn a_failure_that_is_no_panic_leaves_the_handle_usable() {
        let handle = plane();
        let failed = read_with(&handle, |_| Err(Failure::NullPointer { argument: "x" }));
        assert_eq!(failed, Status::NullPointer);
        assert_eq!(read_with(&handle, |_| Ok(1)), Status::Ok);
    }

    /// What the header says of threads holds as long as this compiles.
    #[test]
    fn a_handle_may_be_moved_and_read_across_threads() {
        const fn is_send_and_sync<T: Send + Sync>() {}
        is_send_and_sync::<ControlPlane>();
        is_send_and_sync::<Text>();
    }
}
