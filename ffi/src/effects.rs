//! Effects: what the host must do after a step, to be asked one by one, by their numbers from 0.

use core::marker::PhantomData;

use liveberth_core::control_plane::{Effect, Effects as Core, LogEvent};
use liveberth_core::deployment::{Attempt, ReplicaId};
use liveberth_core::json::control_plane as json;

use crate::boundary::Outputs;
use crate::handle::{self, handles};
use crate::report::LIVEBERTH_NONE;
use crate::slice::Slice;
use crate::status::Status;
use crate::text::Text;

mod launch;
mod shown;

pub use launch::*;
pub use shown::*;

/// What a host must do after a step, in this order.
///
/// To carry an effect out more than once is harmless: a replica and its attempt name each launch.
/// Effects never change, so any number of threads may ask them at once. What an effect of one kind
/// does not have is `LIVEBERTH_NONE`, 0, false or of length 0.
#[derive(Debug)]
pub struct Effects(PhantomData<Core>);

handles! {
    Effects(Core), "effects";
}

/// What kind of thing the host must do.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectKind {
    /// There is no such effect.
    None = 0,
    /// Start a replica, then say that it is ready or has exited. It has a replica, an attempt, a
    /// deployment, a node, devices, and all that `liveberth_launch_…` gives.
    Launch = 1,
    /// Have a replica end by itself, then say that it has stopped. It has a replica, an attempt and a
    /// grace.
    Stop = 2,
    /// End a replica at once, then say that it has stopped. It has a replica and an attempt.
    Kill = 3,
    /// Send requests to these replicas and no others. It has a deployment and routes.
    SetRoutes = 4,
    /// A deployment's status has changed. It has a deployment, a state, a readiness and a reason.
    Status = 5,
    /// Something worth a line in the log, with nothing to do. It has a log kind.
    Log = 6,
}

/// What was noticed.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// The effect is no log.
    None = 0,
    /// News of a replica or attempt that is no longer current; it was ignored. It has both.
    StaleEvent = 1,
    /// A replica was told to end and then killed, yet its stop was never confirmed; what it holds
    /// stays reserved. It has a replica and an attempt.
    StopUnconfirmed = 2,
    /// A replica was moved. It has the replica that left and the node of its replacement.
    MoveDone = 3,
    /// A replica stays where it is. It has the replica and the node where its replacement was to run.
    MoveGivenUp = 4,
    /// A replica's process ended. It has a replica, an attempt and a message.
    ReplicaExited = 5,
}

/// Frees effects. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_free(effects: *mut Effects) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(effects) };
}

/// Answers all effects as text: the same bytes as `liveberth_control_plane_step`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_text(
    effects: *const Effects,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe {
        handle::read(effects, Outputs::new(out, error), |core| Ok(Text::new(json::effects(core)?)))
    }
}

/// How many effects there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_count(effects: *const Effects) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::look(effects) }.map_or(0, Core::len)
}

/// What kind of effect it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_kind(
    effects: *const Effects,
    index: usize,
) -> EffectKind {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { effect(effects, index) } {
        None => EffectKind::None,
        Some(Effect::Launch { .. }) => EffectKind::Launch,
        Some(Effect::Stop { .. }) => EffectKind::Stop,
        Some(Effect::Kill { .. }) => EffectKind::Kill,
        Some(Effect::SetRoutes { .. }) => EffectKind::SetRoutes,
        Some(Effect::Status { .. }) => EffectKind::Status,
        Some(Effect::Log { .. }) => EffectKind::Log,
    }
}

/// The replica that an effect is about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_replica(effects: *const Effects, index: usize) -> u64 {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { effect(effects, index) }.and_then(replica).map_or(LIVEBERTH_NONE, |it| it.0)
}

/// The attempt that an effect is about, from 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_attempt(effects: *const Effects, index: usize) -> u32 {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { effect(effects, index) }.and_then(attempt).map_or(0, |it| it.0)
}

/// The deployment that an effect is about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_deployment(
    effects: *const Effects,
    index: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(match unsafe { effect(effects, index) } {
        Some(
            Effect::Launch { deployment, .. }
            | Effect::SetRoutes { deployment, .. }
            | Effect::Status { deployment, .. },
        ) => Some(deployment.as_str()),
        _ => None,
    })
}

/// The node that an effect is about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_node(effects: *const Effects, index: usize) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(match unsafe { effect(effects, index) } {
        Some(
            Effect::Launch { node, .. }
            | Effect::Log {
                event: LogEvent::MoveDone { to: node, .. } | LogEvent::MoveGivenUp { to: node, .. },
            },
        ) => Some(node.as_str()),
        _ => None,
    })
}

/// How long a replica that is to stop may take, in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_grace_ms(effects: *const Effects, index: usize) -> u64 {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { effect(effects, index) } {
        Some(Effect::Stop { grace_ms, .. }) => *grace_ms,
        _ => LIVEBERTH_NONE,
    }
}

/// What a log effect has noticed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_log_kind(
    effects: *const Effects,
    index: usize,
) -> LogKind {
    // SAFETY: the caller keeps the header's rules for handles.
    let Some(Effect::Log { event }) = (unsafe { effect(effects, index) }) else {
        return LogKind::None;
    };
    match event {
        LogEvent::StaleEvent { .. } => LogKind::StaleEvent,
        LogEvent::StopUnconfirmed { .. } => LogKind::StopUnconfirmed,
        LogEvent::MoveDone { .. } => LogKind::MoveDone,
        LogEvent::MoveGivenUp { .. } => LogKind::MoveGivenUp,
        LogEvent::ReplicaExited { .. } => LogKind::ReplicaExited,
    }
}

/// What the host knew of the cause when a replica exited.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_effects_message(effects: *const Effects, index: usize) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(match unsafe { effect(effects, index) } {
        Some(Effect::Log { event: LogEvent::ReplicaExited { reason, .. } }) => {
            Some(reason.as_str())
        }
        _ => None,
    })
}

/// An effect by its number.
///
/// # Safety
/// As for [`handle::look`].
pub(crate) unsafe fn effect<'a>(effects: *const Effects, index: usize) -> Option<&'a Effect> {
    // SAFETY: the caller promises as much.
    unsafe { handle::look(effects) }?.iter().nth(index)
}

const fn replica(effect: &Effect) -> Option<ReplicaId> {
    match effect {
        Effect::Launch { replica, .. }
        | Effect::Stop { replica, .. }
        | Effect::Kill { replica, .. }
        | Effect::Log {
            event:
                LogEvent::StaleEvent { replica, .. }
                | LogEvent::StopUnconfirmed { replica, .. }
                | LogEvent::MoveDone { replica, .. }
                | LogEvent::MoveGivenUp { replica, .. }
                | LogEvent::ReplicaExited { replica, .. },
        } => Some(*replica),
        Effect::SetRoutes { .. } | Effect::Status { .. } => None,
    }
}

const fn attempt(effect: &Effect) -> Option<Attempt> {
    match effect {
        Effect::Launch { attempt, .. }
        | Effect::Stop { attempt, .. }
        | Effect::Kill { attempt, .. }
        | Effect::Log {
            event:
                LogEvent::StaleEvent { attempt, .. }
                | LogEvent::StopUnconfirmed { attempt, .. }
                | LogEvent::ReplicaExited { attempt, .. },
        } => Some(*attempt),
        _ => None,
    }
}
