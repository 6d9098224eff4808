//! News of replicas and of requests.
//!
//! News of a replica carries its attempt, so that a late answer about an earlier attempt is recognised
//! and ignored.

use core::ffi::c_char;

use liveberth_core::control_plane::{InFlight as CoreInFlight, Input as CoreInput};
use liveberth_core::deployment::{Attempt, ReplicaId};

use super::ControlPlane;
use super::step::step;
use crate::boundary::{Input, Outputs};
use crate::effects::Effects;
use crate::slice;
use crate::status::Status;
use crate::text::Text;

/// How many requests a replica works on.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct InFlight {
    /// The replica.
    pub replica: u64,
    /// Its requests.
    pub requests: u32,
}

/// Says that a replica answers its readiness probe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_replica_ready(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    replica: u64,
    attempt: u32,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::ReplicaReady { replica: ReplicaId(replica), attempt: Attempt(attempt) })
        })
    }
}

/// Says that a replica no longer answers its readiness probe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_replica_unready(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    replica: u64,
    attempt: u32,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::ReplicaUnready { replica: ReplicaId(replica), attempt: Attempt(attempt) })
        })
    }
}

/// Says that a replica's process ended by itself, or could not be started.
///
/// `reason` is shown to users as it is. `retryable` says whether another try may help; it does not for a
/// missing image or a bad entry point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_replica_exited(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    replica: u64,
    attempt: u32,
    reason: *const c_char,
    reason_length: usize,
    retryable: bool,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let reason = Input::new("reason", reason, reason_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::ReplicaExited {
                replica: ReplicaId(replica),
                attempt: Attempt(attempt),
                reason: reason.text()?.to_owned(),
                retryable,
            })
        })
    }
}

/// Says that a replica is gone for certain and holds nothing on its node any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_replica_stopped(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    replica: u64,
    attempt: u32,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::ReplicaStopped { replica: ReplicaId(replica), attempt: Attempt(attempt) })
        })
    }
}

/// Has a ready replica run on another node: its replacement starts there first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_move(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    replica: u64,
    node: *const c_char,
    node_length: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let node = Input::new("node", node, node_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            Ok(CoreInput::Move { replica: ReplicaId(replica), to: node.text()?.into() })
        })
    }
}

/// Says what a deployment is working on: how many requests replicas work on now, how many wait for a
/// free replica, and how many are in flight on each replica; one that is left out has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_load_sample(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    rid: *const c_char,
    rid_length: usize,
    running: u64,
    queued: u64,
    in_flight: *const InFlight,
    in_flight_count: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let rid = Input::new("rid", rid, rid_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            let in_flight = slice::list("in_flight", in_flight, in_flight_count)?;
            let core = |it: &InFlight| CoreInFlight {
                replica: ReplicaId(it.replica),
                requests: it.requests,
            };
            Ok(CoreInput::LoadSample {
                rid: rid.parse()?,
                running,
                queued,
                in_flight: in_flight.iter().map(core).collect(),
            })
        })
    }
}

/// Says that a request came for a deployment that has no replicas.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_request_arrived(
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
            Ok(CoreInput::RequestArrived { rid: rid.parse()? })
        })
    }
}
