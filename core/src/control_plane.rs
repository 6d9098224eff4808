//! The control plane: inputs in, effects out.
//!
//! [`ControlPlane::step`] first decides whether the input is acceptable and then applies it, so on
//! an error nothing has changed. One step carries an input through to the end: the replicas it
//! concerns, the replicas that should now come and go, the places that can now be given, and what
//! deployments look like after that.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::api::DirectTarget;
use crate::cluster::Cluster;
use crate::deployment::{Counters, LifecyclePolicy, PolicyError, PublishedVersion};
use crate::limits::Limits;
use crate::placement::{Mix, PlacementPolicy, Scheduler};
use crate::queue::Queues;
use crate::time::Timestamp;

mod accept;
mod admission;
mod apply;
mod compare;
mod effect;
mod error;
mod input;
mod invariants;
mod reads;
mod repack;
mod report;
mod roster;
mod saved;
mod settle;
mod step;
mod what_if;

pub use compare::{
    ComparedDeployment, ComparisonReport, ComparisonRequest, MOST_COMPARED_DEPLOYMENTS,
    PolicyOutcome,
};
pub use effect::{Effect, Effects, LogEvent, Route};
pub use error::{RestoreError, StepError};
pub use input::{InFlight, Input};
pub use repack::{MOST_REPACK_STEPS, Packed, PackedReplica, RepackReport, RepackRequest};
pub use report::{
    DeploymentReport, MoveReport, NodeReport, PlacedReplica, PlacementReport, PositionReport,
    QueueReport, ReplicaReport, WaitingReport, WaitsFor,
};
pub use saved::Saved;
pub use what_if::{MOST_CONSOLIDATION_STEPS, QuotaReport, WhatIfReport, WhatIfRequest};

use roster::{DeploymentKey, Roster};

/// Every live deployment of a platform, with the nodes and queues they run on.
#[derive(Debug, Clone)]
pub struct ControlPlane {
    limits: Limits,
    policy: LifecyclePolicy,
    scheduler: Scheduler,
    /// The latest time that was seen.
    now: Timestamp,
    cluster: Cluster,
    queues: Queues,
    /// The newest version of each branch.
    branches: BTreeMap<DirectTarget, PublishedVersion>,
    roster: Roster,
    counters: Counters,
    /// When to look at which deployment again.
    deadlines: BTreeSet<(Timestamp, DeploymentKey)>,
    /// Those that failed because they could never run and were scaled to zero since: no replica of
    /// theirs waits to hear that they could.
    given_up: BTreeSet<DeploymentKey>,
}

/// Equal if the same inputs have the same effects from here on.
impl PartialEq for ControlPlane {
    fn eq(&self, other: &Self) -> bool {
        self.save() == other.save()
    }
}

impl Eq for ControlPlane {}

impl ControlPlane {
    /// An empty control plane: no nodes, no queues, no deployments.
    ///
    /// `limits` gives what is filled into configurations that leave it out; what it says of GPUs,
    /// nodes and sources is not looked at.
    ///
    /// # Errors
    /// Deployments cannot live by the policy.
    pub fn new(
        limits: Limits,
        policy: LifecyclePolicy,
        placement_policy: PlacementPolicy,
    ) -> Result<Self, PolicyError> {
        policy.check()?;
        Ok(Self {
            limits,
            policy,
            scheduler: Scheduler::new(placement_policy, Mix::default()),
            now: Timestamp::ZERO,
            cluster: Cluster::default(),
            queues: Queues::default(),
            branches: BTreeMap::new(),
            roster: Roster::default(),
            counters: Counters::default(),
            deadlines: BTreeSet::new(),
            given_up: BTreeSet::new(),
        })
    }

    /// Takes one input at a time and says what to do.
    ///
    /// A time before the latest one seen counts as that one. Deadlines that have passed are honoured
    /// after the input, so an answer that is late by less than the host's own delay still counts.
    ///
    /// # Errors
    /// The input was refused, see [`StepError`]; nothing has changed.
    ///
    /// # Complexity
    /// Grows with what the input touches: the replicas of the deployments concerned, the queues in
    /// which something became free, and a look at the nodes for each replica admitted.
    pub fn step(&mut self, now: Timestamp, input: Input) -> Result<Effects, StepError> {
        self.accept(&input)?;
        let mut step = step::Step::new(self, now);
        step.apply(input);
        step.fire_timers();
        step.settle();
        Ok(step.finish())
    }

    /// When the next [`Input::Tick`] is due, which is after the latest time seen; `None` while
    /// nothing waits for time to pass.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }
}
