//! What users and publishers ask of a deployment.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::api::DirectTarget;
use crate::autoscaler::Autoscaler;
use crate::config::RuntimeConfiguration;
use crate::deployment::{
    Deployment, Generation, Replica, ReplicaEvent, ReplicaId, ReplicaState, Replicas, Shown,
    Template, Turn,
};
use crate::limits::Limits;
use crate::rid::{LiveDeploymentRid, ModelVersionRid, ProjectRid};
use crate::time::Timestamp;

/// A model version and its place in its branch's history.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PublishedVersion {
    pub(crate) version: ModelVersionRid,
    pub(crate) sequence: u64,
}

impl Deployment {
    /// A new deployment, switched on; at least one replica comes at first.
    pub(crate) fn new(
        rid: LiveDeploymentRid,
        project: ProjectRid,
        target: DirectTarget,
        configuration: RuntimeConfiguration,
        published: &PublishedVersion,
        limits: &Limits,
        now: Timestamp,
    ) -> Self {
        let generation = Generation(1);
        let version = published.version.clone();
        let template = Template::new(version.clone(), &configuration, limits);
        let mut autoscaler = Autoscaler::default();
        autoscaler.reset(now);
        Self {
            rid,
            project,
            target,
            enabled: true,
            epoch: 1,
            desired: configuration.min_replicas().max(1),
            configuration,
            reported_version: version.clone(),
            version,
            version_sequence: published.sequence,
            generation,
            templates: BTreeMap::from([(generation, Arc::new(template))]),
            autoscaler,
            streak: 0,
            latched: None,
            halted: false,
            last_failure: None,
            next_start_at: now,
            progress_at: None,
            below_minimum_since: None,
            ever_ready: false,
            waking: false,
            swap: None,
            planned_move: None,
            surge_blocked_since: None,
            infeasible: false,
            gpu_type: None,
            replicas: Replicas::default(),
            shown: Shown::default(),
            inherited_orders: BTreeSet::new(),
            waits_in: None,
            wake_at: None,
        }
    }

    /// Takes another configuration: replicas change only if what they run changes.
    pub(crate) fn replace(&mut self, configuration: RuntimeConfiguration, turn: &Turn<'_>) {
        let rescales =
            self.configuration.scaling_configuration != configuration.scaling_configuration;
        self.configuration = configuration;
        if self.enabled {
            self.retarget(turn);
            self.clamp_desired();
            if rescales {
                self.autoscaler.clear_windows();
            }
        }
    }

    /// Switches it off; its replicas leave in the same step.
    pub(crate) fn disable(&mut self) {
        self.enabled = false;
        self.desired = 0;
        self.waking = false;
        self.latched = None;
        self.autoscaler.clear_windows();
    }

    /// Switches it on, or has a failed one try again at once.
    pub(crate) fn start(&mut self, turn: &mut Turn<'_>) {
        if !self.enabled {
            self.enabled = true;
            self.epoch = self.epoch.saturating_add(1);
            self.desired = self.configuration.min_replicas().max(1);
            self.ever_ready = false;
            self.waking = false;
            self.autoscaler.reset(turn.now);
            self.forget_failures(turn.now);
            self.retarget(turn);
        } else if self.has_failed() {
            self.forget_failures(turn.now);
            self.desired = self.desired.max(self.configuration.min_replicas()).max(1);
            self.retry_now(turn);
        }
    }

    /// Follows a version published on its branch; an old one is ignored.
    pub(crate) fn publish(&mut self, published: &PublishedVersion, turn: &Turn<'_>) {
        if published.sequence <= self.version_sequence {
            return;
        }
        self.version_sequence = published.sequence;
        self.version = published.version.clone();
        if self.enabled {
            self.retarget(turn);
        }
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.latched.is_some() && self.ready_count() == 0
    }

    /// Makes a new generation if what replicas should run is not what the present one runs.
    fn retarget(&mut self, turn: &Turn<'_>) {
        let template = Template::new(self.version.clone(), &self.configuration, turn.limits);
        if self.template(self.generation).is_some_and(|present| **present == template) {
            return;
        }
        let is_unused = !self.replicas.iter().any(|it| it.generation == self.generation);
        if is_unused {
            self.templates.remove(&self.generation);
        }
        self.generation = Generation(self.generation.0.saturating_add(1));
        self.templates.insert(self.generation, Arc::new(template));
        self.gpu_type = None;
        self.infeasible = false;
        self.autoscaler.clear_windows();
        self.forget_failures(turn.now);
    }

    fn retry_now(&mut self, turn: &mut Turn<'_>) {
        let is_paused = |replica: &&Replica| replica.is(ReplicaState::Backoff);
        let paused: Vec<ReplicaId> =
            self.new_replicas().filter(is_paused).map(|replica| replica.id).collect();
        for replica in paused {
            self.apply(replica, ReplicaEvent::TimedOut, turn);
        }
    }
}

impl PublishedVersion {
    /// Whether this comes after what is known.
    pub(crate) fn is_newer_than(&self, known: Option<&Self>) -> bool {
        known.is_none_or(|known| self.sequence > known.sequence)
    }
}
