//! How a deployment looks from outside: its status, the reason for it, its routes.

use alloc::vec::Vec;
use core::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::api::{DeployedModelVersion, DeploymentState, LiveDeployment, LiveDeploymentStatus};
use crate::control_plane::{Effect, Route};
use crate::deployment::{Deployment, Replica, ReplicaState, Turn};
use crate::sort;

/// Why a deployment is in the state that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// A user switched it off.
    Disabled,
    /// It serves, but a replica is not healthy.
    ReplicasUnhealthy,
    /// It serves, but has been short of its fewest replicas for long.
    BelowMinimum,
    /// It serves in its old form: the new one does not get ready.
    RolloutStalled,
    /// It serves.
    Serving,
    /// It serves while replicas of a new form come.
    RollingOut,
    /// It serves in its old form: the new one finds no room.
    WaitingForCapacity,
    /// Replicas fail again and again.
    CrashLoop,
    /// A replica failed in a way that another attempt cannot mend.
    Permanent,
    /// No replica got ready in time.
    ProgressDeadline,
    /// No node could ever hold a replica, or no queue could pay for one.
    Infeasible,
    /// It has no replicas, because nobody asks for it.
    ScaledToZero,
    /// Somebody asked, and the first replica is on its way.
    WakingFromZero,
    /// Its first replicas are on their way.
    Starting,
    /// The resource queue is full, or others are ahead in it.
    QueueFull,
    /// No node has room.
    NoCapacity,
    /// A replica failed and is tried again.
    Restarting,
}

impl Deployment {
    /// The status and why: the first row that applies.
    pub(crate) fn status(&self, turn: &Turn<'_>) -> (LiveDeploymentStatus, Reason) {
        use DeploymentState::{Active, Degraded, Disabled, Failed, Starting};
        let is_ready = self.enabled && self.ready_count() >= 1;
        let (state, reason) = if !self.enabled {
            (Disabled, Reason::Disabled)
        } else if is_ready {
            match self.trouble(turn) {
                Some(reason) => (Degraded, reason),
                None => (Active, self.serving_reason(turn)),
            }
        } else if let Some(latched) = self.latched {
            (Failed, latched.into())
        } else if self.desired == 0 {
            (Active, Reason::ScaledToZero)
        } else if self.waking && self.streak == 0 {
            (Active, Reason::WakingFromZero)
        } else {
            (Starting, self.starting_reason())
        };
        (LiveDeploymentStatus { state, is_ready }, reason)
    }

    /// What is wrong while it serves.
    fn trouble(&self, turn: &Turn<'_>) -> Option<Reason> {
        let is_sick = self.live_replicas().any(is_sick);
        let is_short = self
            .below_minimum_since
            .is_some_and(|since| turn.now.millis_since(since) >= turn.policy.progress_deadline_ms);
        if !is_sick && !is_short {
            None
        } else if self.is_stalled(turn) {
            Some(Reason::RolloutStalled)
        } else if is_sick {
            Some(Reason::ReplicasUnhealthy)
        } else {
            Some(Reason::BelowMinimum)
        }
    }

    fn serving_reason(&self, turn: &Turn<'_>) -> Reason {
        if !self.is_rolling() {
            Reason::Serving
        } else if self.is_stalled(turn) {
            Reason::RolloutStalled
        } else if self.surge_blocked_since.is_some() {
            Reason::WaitingForCapacity
        } else {
            Reason::RollingOut
        }
    }

    fn starting_reason(&self) -> Reason {
        let is_on_its_way = |replica: &Replica| replica.is(ReplicaState::Starting);
        let oldest = self.new_replicas().min_by_key(|replica| replica.order);
        match oldest {
            None => Reason::Restarting,
            Some(_) if self.new_replicas().any(is_sick) => Reason::Restarting,
            Some(_) if self.new_replicas().any(is_on_its_way) => Reason::Starting,
            Some(replica) if replica.found_no_room => Reason::NoCapacity,
            Some(_) => Reason::QueueFull,
        }
    }

    /// Where requests go: the ready replicas, newest generation first.
    pub(crate) fn routes(&self) -> Vec<Route> {
        if !self.enabled {
            return Vec::new();
        }
        let mut ready: Vec<&Replica> = self.ready_replicas().collect();
        sort::sort_by_key(&mut ready, |replica| (Reverse(replica.generation), replica.id));
        let mut routes: Vec<Route> = Vec::with_capacity(ready.len());
        let (mut priority, mut generation) = (0_u32, None);
        for replica in ready {
            if generation.is_some_and(|it| it != replica.generation) {
                priority = priority.saturating_add(1);
            }
            generation = Some(replica.generation);
            routes.push(Route {
                replica: replica.id,
                priority,
                max_in_flight: self.template(replica.generation).map_or(1, |it| it.threads),
            });
        }
        routes
    }

    /// The routes, if they are not what the host was last told.
    pub(crate) fn show_routes(&mut self) -> Option<Effect> {
        let routes = self.routes();
        if self.shown.routes == routes {
            return None;
        }
        self.shown.routes.clone_from(&routes);
        Some(Effect::SetRoutes { deployment: self.rid.clone(), routes })
    }

    /// The status, if it is not what the host was last told.
    pub(crate) fn show_status(&mut self, turn: &Turn<'_>) -> Option<Effect> {
        let (status, reason) = self.status(turn);
        if self.shown.status == Some((status, reason)) {
            return None;
        }
        self.shown.status = Some((status, reason));
        Some(Effect::Status { deployment: self.rid.clone(), status, reason })
    }

    /// Notes the version that the API shows: that of the newest generation that serves.
    pub(crate) fn update_reported_version(&mut self) {
        let newest = self.ready_replicas().map(|replica| replica.generation).max();
        let serving = newest.and_then(|generation| self.templates.get(&generation));
        if let Some(template) = serving {
            self.reported_version = template.version.clone();
        } else if !self.ever_ready {
            self.reported_version = self.version.clone();
        }
    }

    /// The deployment as the API shows it.
    pub(crate) fn to_api(&self, status: LiveDeploymentStatus) -> LiveDeployment {
        LiveDeployment {
            rid: self.rid.clone(),
            model_version: DeployedModelVersion {
                model_rid: self.target.model_rid.clone(),
                model_version_rid: self.reported_version.clone(),
            },
            branch: Some(self.target.branch.clone()),
            runtime_configuration: self.configuration.clone(),
            status,
        }
    }
}

/// Whether a replica that should serve is in trouble.
fn is_sick(replica: &Replica) -> bool {
    match replica.state {
        ReplicaState::Unready | ReplicaState::Backoff => true,
        ReplicaState::Starting => replica.restarts > 0,
        _ => false,
    }
}
