//! The router: which replica each request goes to, and who waits.

use core::ffi::c_char;
use core::marker::PhantomData;

use liveberth_core::control_plane::{Effect, Input as CoreInput};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::routing::{
    Decision, Decisions as CoreDecisions, Refusal as CoreRefusal, RequestId, Router as Core,
    RoutingPolicy,
};
use liveberth_core::time::Timestamp;

use crate::boundary::{Input, Outputs};
use crate::control_plane::{ControlPlane, LIVEBERTH_NEVER};
use crate::effects::{Effects, effect};
use crate::failure::Failure;
use crate::handle::{self, handles};
use crate::report::LIVEBERTH_NONE;
use crate::slice::Slice;
use crate::status::Status;
use crate::text::Text;

mod told;

pub use told::*;

/// Every request that is under way. Volatile: it is not saved.
///
/// One thread at a time may use a router, and it may move from thread to thread. Functions that
/// take it as `const` may run on several threads at once, while no other function does.
#[derive(Debug)]
pub struct Router(PhantomData<Core>);

/// What a host must do about requests, in this order, each to be asked by its number from 0.
///
/// Decisions never change, so any number of threads may ask them at once.
#[derive(Debug)]
pub struct Decisions(PhantomData<CoreDecisions>);

handles! {
    Router(Core), "router";
    Decisions(CoreDecisions), "decisions";
}

/// What a host must do about a request.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// There is no such decision.
    None = 0,
    /// Send it to a replica, and say when it has finished.
    Forward = 1,
    /// Keep it until more is said of it.
    Wait = 2,
    /// Answer it at once; it is over. It has a refusal.
    Refuse = 3,
    /// Answer that it took too long, and break off what it does; it is over. It has a replica where it
    /// had been forwarded.
    TimeOut = 4,
    /// Pass this on to the control plane, with `liveberth_control_plane_tell`. It has no request.
    Tell = 5,
}

/// Why a request is refused.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The decision is no refusal.
    None = 0,
    /// The deployment is switched off.
    Disabled = 1,
    /// The deployment failed; to ask again soon is of no use.
    Failed = 2,
    /// As many requests wait already as may.
    TooManyPending = 3,
}

/// Makes a router without requests. A request is answered at the latest `inference_timeout_ms` after
/// its arrival, at most `max_pending_requests` of one deployment wait at once, and the control plane
/// hears of loads every `sample_interval_ms`; `LIVEBERTH_NONE` for each is its default: 300000, 1000
/// and 10000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_new(
    inference_timeout_ms: u64,
    max_pending_requests: u64,
    sample_interval_ms: u64,
    out: *mut *mut Router,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for outputs.
    let outputs = unsafe { Outputs::new(out, error) };
    outputs.answer(|| {
        let or = |given: u64, default| if given == LIVEBERTH_NONE { default } else { given };
        let default = RoutingPolicy::default();
        let pending = or(max_pending_requests, default.max_pending_requests.into());
        Ok(handle::new(Core::new(RoutingPolicy {
            inference_timeout_ms: or(inference_timeout_ms, default.inference_timeout_ms),
            max_pending_requests: u32::try_from(pending).unwrap_or(u32::MAX),
            sample_interval_ms: or(sample_interval_ms, default.sample_interval_ms),
        })?))
    })
}

/// Takes an effect of the control plane: routes and statuses change where requests go, all others
/// nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_take(
    router: *mut Router,
    now_ms: u64,
    effects: *const Effects,
    index: usize,
    out: *mut *mut Decisions,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        turn(router, now_ms, Outputs::new(out, error), &|router, now| {
            handle::get(effects)?;
            Ok(match effect(effects, index) {
                Some(Effect::SetRoutes { deployment, routes }) => {
                    router.set_routes(now, deployment, routes)
                }
                Some(Effect::Status { deployment, status, .. }) => {
                    router.set_status(now, deployment, *status)
                }
                _ => CoreDecisions::default(),
            })
        })
    }
}

/// Takes a request for a deployment. The caller numbers it, higher than every one before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_arrived(
    router: *mut Router,
    now_ms: u64,
    request: u64,
    deployment: *const c_char,
    deployment_length: usize,
    out: *mut *mut Decisions,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let deployment = Input::new("deployment", deployment, deployment_length);
        turn(router, now_ms, Outputs::new(out, error), &|router, now| {
            Ok(router.arrived(now, RequestId(request), &deployment.parse()?)?)
        })
    }
}

/// Says that a request has finished, or that whoever asked has gone. One that is not under way any
/// more is left alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_finished(
    router: *mut Router,
    now_ms: u64,
    request: u64,
    out: *mut *mut Decisions,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        turn(router, now_ms, Outputs::new(out, error), &|router, now| {
            Ok(router.finished(now, RequestId(request)))
        })
    }
}

/// Lets everything happen that is due.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_tick(
    router: *mut Router,
    now_ms: u64,
    out: *mut *mut Decisions,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe { turn(router, now_ms, Outputs::new(out, error), &|router, now| Ok(router.tick(now))) }
}

/// When the next `liveberth_router_tick` is due, in milliseconds on the host's clock;
/// `LIVEBERTH_NEVER` while nothing waits for time to pass.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_next_wake(
    router: *const Router,
    out: *mut u64,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::read(router, Outputs::new(out, error), |router| {
            Ok(router.next_wake().map_or(LIVEBERTH_NEVER, Timestamp::as_millis))
        })
    }
}

/// How many requests are under way.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_count(router: *const Router) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::look(router) }.map_or(0, Core::len)
}

/// Frees a router. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_free(router: *mut Router) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(router) };
}

/// How many decisions there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_decisions_count(decisions: *const Decisions) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::look(decisions) }.map_or(0, |it| it.iter().len())
}

/// What a decision is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_decisions_kind(
    decisions: *const Decisions,
    index: usize,
) -> DecisionKind {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { decision(decisions, index) } {
        None => DecisionKind::None,
        Some(Decision::Forward { .. }) => DecisionKind::Forward,
        Some(Decision::Wait { .. }) => DecisionKind::Wait,
        Some(Decision::Refuse { .. }) => DecisionKind::Refuse,
        Some(Decision::TimeOut { .. }) => DecisionKind::TimeOut,
        Some(Decision::Tell { .. }) => DecisionKind::Tell,
    }
}

/// The request that a decision is about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_decisions_request(
    decisions: *const Decisions,
    index: usize,
) -> u64 {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { decision(decisions, index) } {
        Some(
            Decision::Forward { request, .. }
            | Decision::Wait { request }
            | Decision::Refuse { request, .. }
            | Decision::TimeOut { request, .. },
        ) => request.0,
        Some(Decision::Tell { .. }) | None => LIVEBERTH_NONE,
    }
}

/// The replica that a decision is about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_decisions_replica(
    decisions: *const Decisions,
    index: usize,
) -> u64 {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { decision(decisions, index) } {
        Some(
            Decision::Forward { replica: ReplicaId(replica), .. }
            | Decision::TimeOut { replica: Some(ReplicaId(replica)), .. },
        ) => *replica,
        _ => LIVEBERTH_NONE,
    }
}

/// Why a request is refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_decisions_refusal(
    decisions: *const Decisions,
    index: usize,
) -> Refusal {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { decision(decisions, index) } {
        Some(Decision::Refuse { refusal, .. }) => match refusal {
            CoreRefusal::Disabled => Refusal::Disabled,
            CoreRefusal::Failed => Refusal::Failed,
            CoreRefusal::TooManyPending => Refusal::TooManyPending,
        },
        _ => Refusal::None,
    }
}

/// The deployment that the control plane is to hear of.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_decisions_deployment(
    decisions: *const Decisions,
    index: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(match unsafe { decision(decisions, index) } {
        Some(Decision::Tell { input }) => match &**input {
            CoreInput::LoadSample { rid, .. } | CoreInput::RequestArrived { rid } => {
                Some(rid.as_str())
            }
            _ => None,
        },
        _ => None,
    })
}

/// Frees decisions. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_decisions_free(decisions: *mut Decisions) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(decisions) };
}

/// Tells the control plane what a decision has for it; with any other decision it does nothing but let
/// time pass.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_tell(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    decisions: *const Decisions,
    index: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::change(control_plane, Outputs::new(out, error), |core| {
            handle::get(decisions)?;
            let input = match decision(decisions, index) {
                Some(Decision::Tell { input }) => CoreInput::clone(input),
                _ => CoreInput::Tick,
            };
            Ok(handle::new(core.step(Timestamp::from_millis(now_ms), input)?))
        })
    }
}

/// # Safety
/// As for [`handle::look`].
unsafe fn decision<'a>(decisions: *const Decisions, index: usize) -> Option<&'a Decision> {
    // SAFETY: the caller promises as much.
    unsafe { handle::look(decisions) }?.iter().nth(index)
}

/// Lets something happen to requests.
///
/// # Safety
/// As for [`handle::change`].
unsafe fn turn(
    router: *mut Router,
    now_ms: u64,
    outputs: Outputs<*mut Decisions>,
    act: &dyn Fn(&mut Core, Timestamp) -> Result<CoreDecisions, Failure>,
) -> Status {
    // SAFETY: the caller promises as much.
    unsafe {
        handle::change(router, outputs, |router| {
            Ok(handle::new(act(router, Timestamp::from_millis(now_ms))?))
        })
    }
}
