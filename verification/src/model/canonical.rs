//! Which states count as one.
//!
//! Two states that differ only in when they were reached, or in the names that counters gave, have
//! the same future but for those. So moments become ages, no older than makes a difference, and what
//! is counted is renumbered in order.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Context, Result};
use liveberth_core::deployment::{Attempt, Generation, LifecyclePolicy, ReplicaId, ReplicaState};
use liveberth_core::rid::ModelVersionRid;
use liveberth_core::time::Timestamp;
use serde::Serialize;

use crate::record::{Deployment, Record, Replica, StopStage};

/// What a state is known by: equal for states that count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(u64);

impl Key {
    /// The key of a state of the control plane, with whatever else the future depends on.
    pub(crate) fn of(record: &Record, rest: &impl Serialize) -> Result<Self> {
        let mut record = record.clone();
        canonicalise(&mut record)?;
        let bytes = serde_json::to_vec(&(record.nodes, record.queues, record.deployments, rest))?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Ok(Self(hasher.finish()))
    }
}

/// The numbers that a set of things has once it is numbered from 1.
struct Ranks<T>(BTreeMap<T, u64>);

impl<T: Ord + Copy> Ranks<T> {
    fn of(items: impl Iterator<Item = T>) -> Self {
        let sorted: BTreeSet<T> = items.collect();
        Self(sorted.into_iter().zip(1..).collect())
    }

    fn rank(&self, item: T) -> u64 {
        self.0.get(&item).copied().unwrap_or(0)
    }
}

fn canonicalise(record: &mut Record) -> Result<()> {
    let ids = Ranks::of(record.replicas().map(|(_, replica)| replica.id));
    let orders = Ranks::of(record.replicas().map(|(_, replica)| replica.order));
    let Record { now, policy, deployments, .. } = record;
    let clock = Clock { now: *now, policy };
    for deployment in deployments {
        forget_moments(deployment, clock);
        renumber_generations(deployment)?;
        deployment.epoch = 0;
        deployment.version_sequence = 0;
        deployment.streak = deployment.streak.min(policy.fail_threshold_cap);
        if let Some(swap) = &mut deployment.swap {
            swap.victim = ReplicaId(ids.rank(swap.victim));
            swap.beneficiary = ReplicaId(ids.rank(swap.beneficiary));
        }
        if let Some(planned) = &mut deployment.planned_move {
            planned.leaver = ReplicaId(ids.rank(planned.leaver));
            planned.newcomer = planned.newcomer.map(|id| ReplicaId(ids.rank(id)));
        }
        // Only told, never asked.
        deployment.last_failure = None;
        for route in &mut deployment.shown.routes {
            route.replica = ReplicaId(ids.rank(route.replica));
        }
        let replicas = std::mem::take(&mut deployment.replicas).into_values();
        let renumbered = replicas.map(|mut replica| {
            replica.id = ReplicaId(ids.rank(replica.id));
            replica.order = orders.rank(replica.order);
            replica.attempt = Attempt(replica.attempt.0.min(1));
            (replica.id, replica)
        });
        deployment.replicas = renumbered.collect();
    }
    Ok(())
}

/// Now, and how long moments matter.
#[derive(Clone, Copy)]
struct Clock<'a> {
    now: Timestamp,
    policy: &'a LifecyclePolicy,
}

impl Clock<'_> {
    /// How long ago that was, at most as long as makes a difference.
    fn age(self, moment: Timestamp, at_most_ms: u64) -> Timestamp {
        Timestamp::from_millis(self.now.millis_since(moment).min(at_most_ms))
    }

    /// How long until then; 0 once it has passed.
    fn remaining(self, moment: Timestamp) -> Timestamp {
        Timestamp::from_millis(moment.millis_since(self.now))
    }
}

fn forget_moments(deployment: &mut Deployment, clock: Clock<'_>) {
    let policy = clock.policy;
    let deadline_ms = policy.progress_deadline_ms.saturating_add(1);
    let age = |moment: &mut Option<Timestamp>, at_most_ms| {
        *moment = moment.map(|moment| clock.age(moment, at_most_ms));
    };
    deployment.next_start_at = clock.remaining(deployment.next_start_at);
    age(&mut deployment.progress_at, deadline_ms);
    age(&mut deployment.below_minimum_since, deadline_ms);
    age(&mut deployment.surge_blocked_since, policy.surge_wait_ms);
    if let Some(planned) = &mut deployment.planned_move {
        planned.since = clock.age(planned.since, policy.surge_wait_ms);
    }
    let (up_ms, down_ms) = match &deployment.configuration.scaling_configuration {
        Some(own) => (own.scale_up_delay.checked_millis(), own.scale_down_delay.checked_millis()),
        None => (Some(policy.scale_up_delay_ms), Some(policy.scale_down_delay_ms)),
    };
    let (up_ms, down_ms) = (up_ms.unwrap_or(u64::MAX), down_ms.unwrap_or(u64::MAX));
    let autoscaler = &mut deployment.autoscaler;
    age(&mut autoscaler.over_since, up_ms);
    age(&mut autoscaler.under_since, down_ms);
    age(&mut autoscaler.quiet_since, down_ms);
    let fresh = |at| clock.now.millis_since(at) <= policy.load_staleness_ms;
    autoscaler.sample = autoscaler.sample.take().filter(|sample| fresh(sample.at));
    if let Some(sample) = &mut autoscaler.sample {
        sample.at = clock.age(sample.at, policy.load_staleness_ms);
    }
    for replica in deployment.replicas.values_mut() {
        forget_moments_of_replica(replica, clock);
    }
}

fn forget_moments_of_replica(replica: &mut Replica, clock: Clock<'_>) {
    let policy = clock.policy;
    let at_most_ms = match replica.state {
        ReplicaState::Queued => 0,
        ReplicaState::Backoff => policy.backoff_cap_ms,
        ReplicaState::Starting => policy.start_timeout_ms,
        ReplicaState::Ready => policy.backoff_reset_ms,
        ReplicaState::Unready => policy.unready_timeout_ms,
        ReplicaState::Draining => policy.drain_grace_ms,
        ReplicaState::Stopping => match replica.stop {
            StopStage::Asked => policy.stop_timeout_ms,
            StopStage::Killed => policy.stop_timeout_ms.saturating_mul(2),
            StopStage::Reported => 0,
        },
    };
    replica.since = clock.age(replica.since, at_most_ms);
    replica.restarts = replica.restarts.min(restarts_until_cap(policy));
}

/// From how many restarts on the pause is as long as it gets.
fn restarts_until_cap(policy: &LifecyclePolicy) -> u32 {
    let pauses = std::iter::successors(Some(policy.backoff_base_ms), |it| it.checked_mul(2));
    let below_cap = pauses.take_while(|pause| *pause < policy.backoff_cap_ms).count();
    u32::try_from(below_cap).unwrap_or(u32::MAX).saturating_add(1)
}

fn renumber_generations(deployment: &mut Deployment) -> Result<()> {
    let generations = Ranks::of(deployment.templates.keys().copied());
    let rank = |generation| -> Result<Generation> {
        Ok(Generation(u32::try_from(generations.rank(generation))?))
    };
    deployment.generation = rank(deployment.generation)?;
    if let Some(planned) = &mut deployment.planned_move {
        planned.generation = rank(planned.generation)?;
    }
    for replica in deployment.replicas.values_mut() {
        replica.generation = rank(replica.generation)?;
    }
    let mut versions = BTreeMap::new();
    let mut rename = |version: &mut ModelVersionRid| -> Result<()> {
        let number = versions.len();
        let name = format!("ri.models.main.model-version.{number}");
        let renamed: &ModelVersionRid =
            versions.entry(version.clone()).or_insert(name.parse().context("a version")?);
        *version = renamed.clone();
        Ok(())
    };
    let templates = std::mem::take(&mut deployment.templates);
    for (generation, mut template) in templates {
        rename(&mut template.version)?;
        deployment.templates.insert(rank(generation)?, template);
    }
    rename(&mut deployment.version)?;
    rename(&mut deployment.reported_version)
}
