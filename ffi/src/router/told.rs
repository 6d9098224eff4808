//! What a router hears by values, for hosts that keep effects in a form of their own.

use core::ffi::c_char;

use liveberth_core::api::{DeploymentState, LiveDeploymentStatus};
use liveberth_core::control_plane::Route as CoreRoute;
use liveberth_core::deployment::ReplicaId;

use super::{Decisions, Router, turn};
use crate::boundary::{Input, Outputs};
use crate::effects::{Route, State};
use crate::failure::Failure;
use crate::slice;
use crate::status::Status;
use crate::text::Text;

/// Says where a deployment's requests may go from now on, as `liveberth_router_take` hears from an
/// effect.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_set_routes(
    router: *mut Router,
    now_ms: u64,
    deployment: *const c_char,
    deployment_length: usize,
    routes: *const Route,
    routes_count: usize,
    out: *mut *mut Decisions,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let deployment = Input::new("deployment", deployment, deployment_length);
        turn(router, now_ms, Outputs::new(out, error), &|router, now| {
            let routes = slice::list("routes", routes, routes_count)?;
            let route = |route: &Route| CoreRoute {
                replica: ReplicaId(route.replica),
                priority: route.priority,
                max_in_flight: route.max_in_flight,
            };
            let routes: Vec<CoreRoute> = routes.iter().map(route).collect();
            Ok(router.set_routes(now, &deployment.parse()?, &routes))
        })
    }
}

/// Says how a deployment stands from now on, as `liveberth_router_take` hears from an effect. `state`
/// is one of `liveberth_state`; `is_ready` says whether a request would be routed to a replica.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_router_set_status(
    router: *mut Router,
    now_ms: u64,
    deployment: *const c_char,
    deployment_length: usize,
    state: u32,
    is_ready: bool,
    out: *mut *mut Decisions,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let deployment = Input::new("deployment", deployment, deployment_length);
        turn(router, now_ms, Outputs::new(out, error), &|router, now| {
            let status = LiveDeploymentStatus { state: known(state)?, is_ready };
            Ok(router.set_status(now, &deployment.parse()?, status))
        })
    }
}

fn known(number: u32) -> Result<DeploymentState, Failure> {
    let all = [
        (State::Active, DeploymentState::Active),
        (State::Degraded, DeploymentState::Degraded),
        (State::Disabled, DeploymentState::Disabled),
        (State::Failed, DeploymentState::Failed),
        (State::Starting, DeploymentState::Starting),
    ];
    let found = all.into_iter().find(|(state, _)| *state as u32 == number);
    found.map(|(_, known)| known).ok_or(Failure::UnknownNumber { argument: "state", number })
}
