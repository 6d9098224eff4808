//! What a run has to come across now and then; one that never does tests less than it says.

use std::collections::BTreeMap;
use std::fmt;

use liveberth_core::api::DeploymentState;
use liveberth_core::control_plane::{Effect, LogEvent};
use liveberth_core::deployment::Reason;

use crate::record::Record;

/// How often each rare thing has come about.
#[derive(Debug)]
pub(crate) struct Sometimes(BTreeMap<&'static str, u64>);

const WANTED: [&str; 19] = [
    "a host crash",
    "a late answer",
    "a move done",
    "a move given up",
    "a node lost",
    "a refused input",
    "a stop unconfirmed",
    "a swap",
    "a version superseded during its rollout",
    "degraded",
    "disabled",
    "failed for good",
    "failed in a crash loop",
    "failed to get ready in time",
    "infeasible",
    "rollout stalled",
    "scaled to zero",
    "waiting for capacity",
    "woken from zero",
];

impl Default for Sometimes {
    fn default() -> Self {
        Self(WANTED.into_iter().map(|name| (name, 0)).collect())
    }
}

impl Sometimes {
    pub(crate) fn note(&mut self, name: &'static str) {
        *self.0.entry(name).or_default() += 1;
    }

    /// What has never come about.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        self.0.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect()
    }

    /// Notes what one step has come to.
    pub(crate) fn look_at(&mut self, before: &Record, effects: &[Effect], after: &Record) {
        for effect in effects {
            match effect {
                Effect::Status { status, reason, .. } => self.note_status(status.state, *reason),
                Effect::Log { event } => self.note_event(event),
                _ => {}
            }
        }
        for deployment in &after.deployments {
            let Some(earlier) = before.deployment(&deployment.rid) else {
                continue;
            };
            if deployment.swap.is_some() && earlier.swap.is_none() {
                self.note("a swap");
            }
            let was_rolling = earlier.live().any(|it| it.generation < earlier.generation);
            if was_rolling && deployment.version_sequence > earlier.version_sequence {
                self.note("a version superseded during its rollout");
            }
        }
    }

    fn note_status(&mut self, state: DeploymentState, reason: Reason) {
        if state == DeploymentState::Degraded {
            self.note("degraded");
        }
        self.note(match reason {
            Reason::Disabled => "disabled",
            Reason::Permanent => "failed for good",
            Reason::CrashLoop => "failed in a crash loop",
            Reason::ProgressDeadline => "failed to get ready in time",
            Reason::Infeasible => "infeasible",
            Reason::RolloutStalled => "rollout stalled",
            Reason::ScaledToZero => "scaled to zero",
            Reason::WaitingForCapacity => "waiting for capacity",
            Reason::WakingFromZero => "woken from zero",
            _ => return,
        });
    }

    fn note_event(&mut self, event: &LogEvent) {
        self.note(match event {
            LogEvent::StaleEvent { .. } => "a late answer",
            LogEvent::StopUnconfirmed { .. } => "a stop unconfirmed",
            LogEvent::MoveDone { .. } => "a move done",
            LogEvent::MoveGivenUp { .. } => "a move given up",
            LogEvent::ReplicaExited { .. } => return,
        });
    }
}

impl fmt::Display for Sometimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, count)| writeln!(f, "{count:>8}  {name}"))
    }
}
