//! A deployment's status as numbers.

use core::ffi::c_char;

use liveberth_core::control_plane::StepError;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::time::Timestamp;

use super::{ControlPlane, LIVEBERTH_NEVER};
use crate::boundary::{Input, Outputs};
use crate::effects::{Reason, State};
use crate::handle;
use crate::status::Status;
use crate::text::Text;

/// How a deployment stands.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct DeploymentStatus {
    /// Its state, as the API shows it.
    pub state: State,
    /// Why it is in that state.
    pub reason: Reason,
    /// How many replicas are wanted.
    pub desired_replicas: u32,
    /// How many are ready.
    pub ready_replicas: u32,
    /// When a failed replica is tried again; `LIVEBERTH_NEVER` where none waits for that.
    pub next_try_at_ms: u64,
    /// When it counts as failed unless a replica is ready by then; `LIVEBERTH_NEVER` while one is, or
    /// while none has a place yet.
    pub fails_after_ms: u64,
    /// How often the generation has failed since it last had a ready replica for long.
    pub failures_in_a_row: u32,
    /// Whether a request would be routed to a replica now.
    pub is_ready: bool,
}

/// Says how a deployment stands. `liveberth_control_plane_status` explains it as text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_deployment_status(
    control_plane: *const ControlPlane,
    rid: *const c_char,
    rid_length: usize,
    out: *mut DeploymentStatus,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let rid = Input::new("rid", rid, rid_length);
        handle::read(control_plane, Outputs::new(out, error), |core| {
            let rid: LiveDeploymentRid = rid.parse()?;
            let report = core.report(&rid).ok_or(StepError::DeploymentNotFound { rid })?;
            let moment = |at: Option<Timestamp>| at.map_or(LIVEBERTH_NEVER, Timestamp::as_millis);
            Ok(DeploymentStatus {
                state: report.status.state.into(),
                reason: report.reason.into(),
                desired_replicas: report.desired_replicas,
                ready_replicas: report.ready_replicas,
                next_try_at_ms: moment(report.next_try_at),
                fails_after_ms: moment(report.fails_after),
                failures_in_a_row: report.failures_in_a_row,
                is_ready: report.status.is_ready,
            })
        })
    }
}
