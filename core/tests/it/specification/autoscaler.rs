//! §9: how many replicas are wanted.

use liveberth_core::deployment::ReplicaId;
use liveberth_core::deployment::ReplicaState::{Draining, Ready};

use super::replica::Event;
use super::state::{Deployment, Sample, Specification, count};

/// Load at or above which a replica is added, and below which one is removed, in quarters.
const THRESHOLD_QUARTERS: u64 = 3;

impl Specification {
    pub(super) fn sample(
        &mut self,
        number: usize,
        running: u64,
        queued: u64,
        in_flight: &[(ReplicaId, u64)],
    ) {
        let now = self.now;
        let deployment = self.deployments.get_mut(&number).unwrap();
        deployment.sample = Some(Sample { at: now, running, queued });
        deployment.quiet_since = (queued == 0).then(|| deployment.quiet_since.unwrap_or(now));
        for replica in &mut deployment.replicas {
            let told = in_flight.iter().rfind(|(id, _)| *id == replica.id);
            replica.in_flight = told.map_or(0, |(_, requests)| *requests);
        }
        let drained = deployment.replicas.iter().filter(|it| it.state == Draining);
        let drained: Vec<_> = drained.filter(|it| it.in_flight == 0).map(|it| it.id).collect();
        drained.into_iter().for_each(|id| self.happen(number, id, Event::Timer));
        self.autoscale(number);
    }

    /// §9.2 and §9.4.
    pub(super) fn autoscale(&mut self, number: usize) {
        let (now, staleness) = (self.now, self.policy.load_staleness_ms);
        let stalled = self.is_stalled(number);
        let deployment = self.deployments.get_mut(&number).unwrap();
        if !deployment.enabled {
            return;
        }
        let (min, max) = (deployment.configuration.min, deployment.configuration.max);
        let fresh = deployment.sample.filter(|it| now - it.at <= staleness);
        let may_grow = !deployment.halted && deployment.latched.is_none() && !stalled;
        match fresh.map(|sample| deployment.tendency(sample)) {
            Some(Tendency::Up) if may_grow => {
                deployment.under_since = None;
                let since = *deployment.over_since.get_or_insert(now);
                if now - since >= deployment.configuration.up_delay {
                    deployment.over_since = Some(now);
                    deployment.desired = max.min(deployment.desired + 1);
                }
            }
            Some(Tendency::Down) => {
                deployment.over_since = None;
                let since = *deployment.under_since.get_or_insert(now);
                if now - since >= deployment.configuration.down_delay {
                    deployment.under_since = Some(now);
                    deployment.desired = min.max(deployment.desired.saturating_sub(1));
                }
            }
            _ => deployment.clear_windows(),
        }
        let quiet = deployment.quiet_since.map(|since| now - since);
        let is_quiet = quiet.is_some_and(|quiet| quiet >= deployment.configuration.down_delay);
        if deployment.latched.is_some() && min == 0 && is_quiet {
            deployment.desired = 0;
        }
    }
}

enum Tendency {
    Up,
    Stay,
    Down,
}

impl Deployment {
    fn tendency(&self, sample: Sample) -> Tendency {
        let running = 4 * sample.running;
        let demand = 4 * (sample.running + sample.queued);
        let ready = count(self.ready());
        let capacity: u64 = self.ready().map(|it| it.template.shape.threads).sum();
        let threads = self.template.shape.threads;
        let coming = threads * count(self.newer().filter(|it| it.state != Ready));
        let left = capacity.saturating_sub(threads);
        if capacity == 0 {
            Tendency::Stay
        } else if running >= THRESHOLD_QUARTERS * capacity
            && demand >= THRESHOLD_QUARTERS * (capacity + coming)
        {
            Tendency::Up
        } else if running < THRESHOLD_QUARTERS * capacity
            && (if ready >= 2 { demand < THRESHOLD_QUARTERS * left } else { demand == 0 })
        {
            Tendency::Down
        } else {
            Tendency::Stay
        }
    }
}
