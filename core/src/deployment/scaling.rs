//! How many replicas are wanted, as the load has it.

use crate::autoscaler::{Advice, Fleet, Rules};
use crate::control_plane::InFlight;
use crate::deployment::{Deployment, LifecyclePolicy, ReplicaState, Turn, count};
use crate::gpu::GpuType;
use crate::time::Timestamp;

impl Deployment {
    /// Takes note of the load, and ends draining replicas that have no requests left.
    pub(crate) fn observe(
        &mut self,
        running: u64,
        queued: u64,
        in_flight: &[InFlight],
        turn: &mut Turn<'_>,
    ) {
        self.autoscaler.observe(turn.now, running, queued);
        self.replicas.iter_mut().for_each(|replica| replica.in_flight = 0);
        for load in in_flight {
            if let Some(replica) = self.replicas.get_mut(load.replica) {
                replica.in_flight = load.requests;
            }
        }
        self.finish_draining(turn);
        self.autoscale(turn);
    }

    /// Keeps the target generation to a GPU type, where its configuration leaves it open.
    pub(crate) fn keep_to(&mut self, gpu_type: Option<GpuType>) {
        self.gpu_type = self.gpu_type.or(gpu_type);
    }

    /// Scales from zero at once: somebody asked.
    pub(crate) fn wake(&mut self, now: Timestamp) {
        self.autoscaler.disturb(now);
        if self.enabled && self.desired == 0 {
            self.desired = self.configuration.min_replicas().max(1);
            self.waking = true;
        }
    }

    /// Follows the load, one replica at most.
    pub(crate) fn autoscale(&mut self, turn: &Turn<'_>) {
        if !self.enabled {
            return;
        }
        let rules = self.scaling_rules(turn.policy);
        let fleet = self.fleet(turn);
        match self.autoscaler.advise(turn.now, &rules, &fleet) {
            Advice::OneMore if self.desired < self.configuration.max_replicas() => {
                self.desired = self.desired.saturating_add(1);
            }
            Advice::OneFewer if self.desired > self.configuration.min_replicas() => {
                self.desired = self.desired.saturating_sub(1);
            }
            _ => {}
        }
        // A crash loop that nobody calls burns no GPU.
        let may_rest = self.latched.is_some() && self.configuration.min_replicas() == 0;
        if may_rest && self.autoscaler.is_quiet_for(turn.now, rules.scale_down_delay_ms) {
            self.desired = 0;
        }
    }

    /// The configuration's rules, or the policy's where it has none.
    pub(super) fn scaling_rules(&self, policy: &LifecyclePolicy) -> Rules {
        let own = self.configuration.scaling_configuration();
        let up = own.map_or(policy.scale_up_load_threshold, |it| it.scale_up_load_threshold());
        let millis = |delay: Option<u64>, default| delay.unwrap_or(default);
        Rules {
            scale_up_load_threshold: up,
            scale_down_load_threshold: up.min(policy.scale_down_load_threshold),
            scale_up_delay_ms: millis(
                own.and_then(|it| it.scale_up_delay().checked_millis()),
                policy.scale_up_delay_ms,
            ),
            scale_down_delay_ms: millis(
                own.and_then(|it| it.scale_down_delay().checked_millis()),
                policy.scale_down_delay_ms,
            ),
            guard: policy.scale_down_guard,
            staleness_ms: policy.load_staleness_ms,
        }
    }

    fn fleet(&self, turn: &Turn<'_>) -> Fleet {
        let threads = |generation| self.template(generation).map_or(0, |it| it.threads);
        Fleet {
            ready: self.ready_count(),
            capacity: self.ready_replicas().map(|it| u64::from(threads(it.generation))).sum(),
            coming: count(self.new_replicas().filter(|it| !it.is(ReplicaState::Ready))),
            threads: threads(self.generation),
            may_grow: !self.halted && self.latched.is_none() && !self.is_stalled(turn),
        }
    }
}
