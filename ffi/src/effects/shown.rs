//! What is shown of a deployment: its routes, its state, the reason for it.

use core::ffi::{CStr, c_char};

use liveberth_core::api::DeploymentState as CoreState;
use liveberth_core::control_plane::{Effect, Route as CoreRoute};
use liveberth_core::deployment::Reason as CoreReason;

use super::{Effects, effect};
use crate::report::LIVEBERTH_NONE;

/// Where requests may go.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The replica; `LIVEBERTH_NONE` where there is no such route.
    pub replica: u64,
    /// 0 is preferred while it has room; then 1, and so on.
    pub priority: u32,
    /// The most requests at once.
    pub max_in_flight: u32,
}

/// Where a deployment stands.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The effect is no status.
    None = 0,
    /// Serving, or scaled to zero and ready to wake.
    Active = 1,
    /// At least one replica is ready, but not all replicas are healthy.
    Degraded = 2,
    /// Switched off.
    Disabled = 3,
    /// No healthy replica is available.
    Failed = 4,
    /// On the way to its first ready replica.
    Starting = 5,
}

/// Why a deployment is in the state that it shows.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The effect is no status.
    None = 0,
    /// A user switched it off.
    Disabled = 1,
    /// It serves, but a replica is not healthy.
    ReplicasUnhealthy = 2,
    /// It serves, but has been short of its fewest replicas for long.
    BelowMinimum = 3,
    /// It serves in its old form: the new one does not get ready.
    RolloutStalled = 4,
    /// It serves.
    Serving = 5,
    /// It serves while replicas of a new form come.
    RollingOut = 6,
    /// It serves in its old form: the new one finds no room.
    WaitingForCapacity = 7,
    /// Replicas fail again and again.
    CrashLoop = 8,
    /// A replica failed in a way that another attempt cannot mend.
    Permanent = 9,
    /// No replica got ready in time.
    ProgressDeadline = 10,
    /// No node could ever hold a replica, or no queue could pay for one.
    Infeasible = 11,
    /// It has no replicas, because nobody asks for it.
    ScaledToZero = 12,
    /// Somebody asked, and the first replica is on its way.
    WakingFromZero = 13,
    /// Its first replicas are on their way.
    Starting = 14,
    /// The resource queue is full, or others are ahead in it.
    QueueFull = 15,
    /// No node has room.
    NoCapacity = 16,
    /// A replica failed and is tried again.
    Restarting = 17,
}

/// Every reason and its name.
const REASONS: &[(Reason, &CStr)] = &[
    (Reason::None, c"NONE"),
    (Reason::Disabled, c"DISABLED"),
    (Reason::ReplicasUnhealthy, c"REPLICAS_UNHEALTHY"),
    (Reason::BelowMinimum, c"BELOW_MINIMUM"),
    (Reason::RolloutStalled, c"ROLLOUT_STALLED"),
    (Reason::Serving, c"SERVING"),
    (Reason::RollingOut, c"ROLLING_OUT"),
    (Reason::WaitingForCapacity, c"WAITING_FOR_CAPACITY"),
    (Reason::CrashLoop, c"CRASH_LOOP"),
    (Reason::Permanent, c"PERMANENT"),
    (Reason::ProgressDeadline, c"PROGRESS_DEADLINE"),
    (Reason::Infeasible, c"INFEASIBLE"),
    (Reason::ScaledToZero, c"SCALED_TO_ZERO"),
    (Reason::WakingFromZero, c"WAKING_FROM_ZERO"),
    (Reason::Starting, c"STARTING"),
    (Reason::QueueFull, c"QUEUE_FULL"),
    (Reason::NoCapacity, c"NO_CAPACITY"),
    (Reason::Restarting, c"RESTARTING"),
];

/// Every state and its name.
const STATES: &[(State, &CStr)] = &[
    (State::None, c"NONE"),
    (State::Active, c"ACTIVE"),
    (State::Degraded, c"DEGRADED"),
    (State::Disabled, c"DISABLED"),
    (State::Failed, c"FAILED"),
    (State::Starting, c"STARTING"),
];

impl From<CoreState> for State {
    fn from(state: CoreState) -> Self {
        match state {
            CoreState::Active => Self::Active,
            CoreState::Degraded => Self::Degraded,
            CoreState::Disabled => Self::Disabled,
            CoreState::Failed => Self::Failed,
            CoreState::Starting => Self::Starting,
        }
    }
}

impl From<CoreReason> for Reason {
    fn from(reason: CoreReason) -> Self {
        match reason {
            CoreReason::Disabled => Self::Disabled,
            CoreReason::ReplicasUnhealthy => Self::ReplicasUnhealthy,
            CoreReason::BelowMinimum => Self::BelowMinimum,
            CoreReason::RolloutStalled => Self::RolloutStalled,
            CoreReason::Serving => Self::Serving,
            CoreReason::RollingOut => Self::RollingOut,
            CoreReason::WaitingForCapacity => Self::WaitingForCapacity,
            CoreReason::CrashLoop => Self::CrashLoop,
            CoreReason::Permanent => Self::Permanent,
            CoreReason::ProgressDeadline => Self::ProgressDeadline,
            CoreReason::Infeasible => Self::Infeasible,
            CoreReason::ScaledToZero => Self::ScaledToZero,
            CoreReason::WakingFromZero => Self::WakingFromZero,
            CoreReason::Starting => Self::Starting,
            CoreReason::QueueFull => Self::QueueFull,
            CoreReason::NoCapacity => Self::NoCapacity,
            CoreReason::Restarting => Self::Restarting,
        }
    }
}

/// The name of a state, such as "ACTIVE", as the API has it; "NONE" for a number that is no state. It
/// lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_state_name(state: u32) -> *const c_char {
    let named = STATES.iter().find(|(it, _)| *it as u32 == state);
    named.map_or(c"NONE", |(_, name)| *name).as_ptr()
}

/// The name of a reason, such as "CRASH_LOOP"; "NONE" for a number that is no reason. It lives as long
/// as the program.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_reason_name(reason: u32) -> *const c_char {
    let named = REASONS.iter().find(|(it, _)| *it as u32 == reason);
    named.map_or(c"NONE", |(_, name)| *name).as_ptr()
}

/// How many routes a deployment has from now on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_route_count(
    effects: *const Effects,
    index: usize,
) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { routes(effects, index) }.len()
}

/// One of those routes, the preferred ones first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_route(
    effects: *const Effects,
    index: usize,
    route: usize,
) -> Route {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { routes(effects, index) }.get(route) {
        None => Route { replica: LIVEBERTH_NONE, priority: 0, max_in_flight: 0 },
        Some(CoreRoute { replica, priority, max_in_flight }) => {
            Route { replica: replica.0, priority: *priority, max_in_flight: *max_in_flight }
        }
    }
}

/// The state that a deployment is in from now on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_state(effects: *const Effects, index: usize) -> State {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { effect(effects, index) } {
        Some(Effect::Status { status, .. }) => status.state.into(),
        _ => State::None,
    }
}

/// Whether a request for the deployment would be routed to a replica.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_is_ready(effects: *const Effects, index: usize) -> bool {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { effect(effects, index) } {
        Some(Effect::Status { status, .. }) => status.is_ready,
        _ => false,
    }
}

/// Why the deployment is in that state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_reason(effects: *const Effects, index: usize) -> Reason {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { effect(effects, index) } {
        Some(Effect::Status { reason, .. }) => (*reason).into(),
        _ => Reason::None,
    }
}

/// # Safety
/// As for [`crate::handle::look`].
unsafe fn routes<'a>(effects: *const Effects, index: usize) -> &'a [CoreRoute] {
    // SAFETY: the caller promises as much.
    match unsafe { effect(effects, index) } {
        Some(Effect::SetRoutes { routes, .. }) => routes,
        _ => &[],
    }
}
