//! §4: what users ask for, and §6.2: new versions.

use liveberth_core::deployment::{Generation, ReplicaState};

use super::happenings::What;
use super::replica::Event;
use super::state::{Configuration, Deployment, Specification, Template, count};

impl Specification {
    pub(super) fn refuses(&self, what: &What) -> bool {
        match what {
            What::Create { deployment, .. } => {
                self.deployments.contains_key(deployment)
                    || !self.published.contains_key(deployment)
            }
            What::Replace { deployment, configuration } => {
                self.deployments.get(deployment).is_none_or(|known| {
                    let sources = known.configuration.shape.sources;
                    known.enabled && sources != configuration.shape.sources
                })
            }
            What::Disable { deployment }
            | What::Start { deployment }
            | What::Sample { deployment, .. }
            | What::Request { deployment } => !self.deployments.contains_key(deployment),
            What::NodeDown { node } | What::Cordon { node, .. } => !self.nodes[*node].known,
            What::Publish { .. }
            | What::News { .. }
            | What::NodeUp { .. }
            | What::Queue { .. }
            | What::Tick => false,
        }
    }

    pub(super) fn create(&mut self, number: usize, configuration: &Configuration) {
        let version = self.published[&number];
        let deployment = Deployment {
            enabled: true,
            configuration: configuration.clone(),
            version,
            generation: Generation(1),
            template: Template { version, shape: configuration.shape },
            gpu_type: None,
            desired: configuration.min.max(1),
            over_since: None,
            under_since: None,
            sample: None,
            quiet_since: Some(self.now),
            streak: 0,
            latched: None,
            halted: false,
            next_start_at: self.now,
            progress_at: None,
            below_min_since: None,
            ever_ready: false,
            waking: false,
            reported_version: version,
            swap: None,
            surge_blocked_since: None,
            replicas: Vec::new(),
            inherited: Vec::new(),
            wake_at: None,
        };
        self.deployments.insert(number, deployment);
    }

    pub(super) fn replace(&mut self, number: usize, configuration: &Configuration) {
        let now = self.now;
        let deployment = self.deployments.get_mut(&number).unwrap();
        let delays = |it: &Configuration| (it.up_delay, it.down_delay);
        if deployment.enabled && delays(configuration) != delays(&deployment.configuration) {
            deployment.clear_windows();
        }
        deployment.configuration = configuration.clone();
        if deployment.enabled {
            deployment.retarget(now);
            self.clamp(number);
        }
    }

    pub(super) fn disable(&mut self, number: usize) {
        let deployment = self.deployments.get_mut(&number).unwrap();
        if deployment.enabled {
            deployment.enabled = false;
            deployment.desired = 0;
            deployment.swap = None;
            deployment.latched = None;
            deployment.clear_windows();
        }
    }

    pub(super) fn start(&mut self, number: usize) {
        let now = self.now;
        let deployment = self.deployments.get_mut(&number).unwrap();
        let least = deployment.configuration.min.max(1);
        if !deployment.enabled {
            deployment.enabled = true;
            deployment.desired = least;
            deployment.ever_ready = false;
            deployment.waking = false;
            deployment.sample = None;
            deployment.quiet_since = Some(now);
            deployment.clear_windows();
            deployment.forget_failures(now);
            deployment.retarget(now);
        } else if deployment.latched.is_some() && count(deployment.ready()) == 0 {
            deployment.forget_failures(now);
            deployment.desired = deployment.desired.max(least);
            let paused = |it: &&super::state::Replica| it.state == ReplicaState::Backoff;
            let paused: Vec<_> = deployment.newer().filter(paused).map(|it| it.id).collect();
            paused.into_iter().for_each(|id| self.happen(number, id, Event::Timer));
        }
    }

    pub(super) fn publish(&mut self, number: usize, version: u64) {
        let now = self.now;
        let newest = self.published.entry(number).or_insert(version);
        *newest = version.max(*newest);
        let Some(deployment) = self.deployments.get_mut(&number) else {
            return;
        };
        if version > deployment.version {
            deployment.version = version;
            if deployment.enabled {
                deployment.retarget(now);
            }
        }
    }

    /// §9.4: somebody asks.
    pub(super) fn request(&mut self, number: usize) {
        let now = self.now;
        let deployment = self.deployments.get_mut(&number).unwrap();
        deployment.quiet_since = deployment.quiet_since.map(|_| now);
        if deployment.enabled && deployment.desired == 0 {
            deployment.desired = deployment.configuration.min.max(1);
            deployment.waking = true;
        }
    }
}

impl Deployment {
    /// A new generation, if what replicas should run has changed.
    fn retarget(&mut self, now: u64) {
        let template = Template { version: self.version, shape: self.configuration.shape };
        if template != self.template {
            self.template = template;
            self.generation.0 += 1;
            self.gpu_type = None;
            self.clear_windows();
            self.forget_failures(now);
        }
    }

    fn forget_failures(&mut self, now: u64) {
        self.streak = 0;
        self.latched = None;
        self.halted = false;
        self.next_start_at = now;
        self.progress_at = None;
    }

    pub(super) fn clear_windows(&mut self) {
        self.over_since = None;
        self.under_since = None;
    }
}
