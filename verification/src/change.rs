//! What is true of any one step, numbered as in the specification and worked out from the records
//! before and after it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use liveberth_core::control_plane::{Effect, Input};
use liveberth_core::deployment::{Attempt, ReplicaId, ReplicaState};
use liveberth_core::queue::AdmissionOrder;

use crate::record::{Deployment, Record, Replica};

/// One step, as seen from outside.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    pub(crate) before: &'a Record,
    pub(crate) input: &'a Input,
    pub(crate) effects: &'a [Effect],
    pub(crate) after: &'a Record,
}

impl<'a> Change<'a> {
    /// Checks S1, S5, S11 to S14 and S16.
    pub(crate) fn check(self) -> Result<()> {
        self.check_admissions()?;
        self.check_effects()?;
        for after in &self.after.deployments {
            if let Some(before) = self.before.deployment(&after.rid) {
                self.check_deployment(before, after)
                    .with_context(|| format!("deployment `{}`", after.rid))?;
            }
        }
        Ok(())
    }

    fn check_deployment(self, before: &Deployment, after: &Deployment) -> Result<()> {
        let ran = before.enabled && after.enabled;
        let same = before.configuration.sources == after.configuration.sources;
        ensure!(!ran || same, "S11: the sources changed");
        ensure!(after.generation >= before.generation, "S12: the generation went back");
        ensure!(after.epoch >= before.epoch, "S12: the epoch went back");
        ensure!(after.version_sequence >= before.version_sequence, "S12: the version went back");
        for replica in before.replicas.values() {
            if let Some(later) = after.replicas.get(&replica.id) {
                check_replica(replica, later)?;
            }
        }
        self.check_service(before, after)
    }

    /// S5: the core takes a ready replica away only where enough others are ready, or for a swap.
    fn check_service(self, before: &Deployment, after: &Deployment) -> Result<()> {
        if !after.enabled {
            return Ok(());
        }
        let is_ready = |record: &Deployment, id| {
            record.replicas.get(&id).is_some_and(|it| it.state == ReplicaState::Ready)
        };
        // Ready once the news of this step is heard and before the core draws its conclusions.
        let serving = after.replicas.keys().copied().filter(|&id| {
            let retired = after.replicas.get(&id).is_some_and(Replica::is_leaving);
            let ended = self.is_ended_by_the_host(id);
            is_ready(after, id) || (retired && is_ready(before, id) && !ended)
        });
        let serving = serving.count();
        let ready = after.ready().count();
        let began = after.swap.filter(|_| after.swap != before.swap);
        let swapped = began.is_some_and(|it| is_ready(before, it.victim));
        let may_swap = serving >= 2 || self.after.policy.allow_downtime_swap;
        let wanted = usize::try_from(after.desired)?;
        let kept = wanted.min(serving).saturating_sub(usize::from(swapped && may_swap));
        ensure!(ready >= kept, "S5: {ready} of {serving} serving replicas are left of {wanted}");
        Ok(())
    }

    fn is_ended_by_the_host(self, id: ReplicaId) -> bool {
        match self.input {
            Input::ReplicaUnready { replica, .. }
            | Input::ReplicaExited { replica, .. }
            | Input::ReplicaStopped { replica, .. } => *replica == id,
            _ => false,
        }
    }

    /// S1 and S16: nothing is admitted beyond a limit, nor out of turn.
    fn check_admissions(self) -> Result<()> {
        for (deployment, replica) in self.after.replicas() {
            let was_waiting =
                self.before.replica(replica.id).is_none_or(|(_, it)| it.berth.is_none());
            let Some(berth) = replica.berth.as_ref().filter(|_| was_waiting) else {
                continue;
            };
            let queue = self.after.queue(&berth.charge.queue).context("S1: no such queue")?;
            let usage = self.after.usage(&queue.id);
            ensure!(usage <= queue.limit, "S1: `{}` admitted to {usage}", queue.id);
            if queue.order == AdmissionOrder::StrictFifo && !self.was_swapped_in(replica.id) {
                self.check_turn(deployment, replica)?;
            }
        }
        Ok(())
    }

    fn was_swapped_in(self, id: ReplicaId) -> bool {
        let swaps = self.before.deployments.iter().filter_map(|it| it.swap);
        swaps.into_iter().any(|swap| swap.beneficiary == id)
    }

    /// S16: who still waits in the same queue with an earlier turn is one that others need not wait
    /// for.
    fn check_turn(self, deployment: &Deployment, admitted: &Replica) -> Result<()> {
        let charge = self.after.charge(deployment, admitted).context("S16: no charge")?;
        for (owner, waiting) in self.after.replicas() {
            let queue = self.after.charge(owner, waiting).map(|charge| charge.queue);
            let was_there = self.before.replica(waiting.id).is_some();
            let overtaken = waiting.state == ReplicaState::Queued
                && waiting.order < admitted.order
                && was_there
                && queue.as_ref() == Some(&charge.queue);
            let excused = owner.infeasible
                || owner.halted
                || waiting.surge
                || self.after.now < owner.next_start_at;
            ensure!(!overtaken || excused, "S16: replica {} overtook {}", admitted.id, waiting.id);
        }
        Ok(())
    }

    /// S13: effects name what is there, and each attempt is launched once.
    fn check_effects(self) -> Result<()> {
        let mut launched = BTreeSet::new();
        for effect in self.effects {
            match effect {
                Effect::Launch { replica, attempt, .. } => {
                    let now = self.current(*replica)?;
                    ensure!(now.attempt == *attempt, "S13: launch of an old attempt");
                    // It may be stopped again by what else the step does.
                    let was_launched =
                        matches!(now.state, ReplicaState::Starting | ReplicaState::Stopping);
                    ensure!(was_launched, "S13: {replica} is {:?} after its launch", now.state);
                    let before = self.before.replica(*replica).map(|(_, it)| it.attempt);
                    let is_first = before.is_none_or(|earlier| earlier < *attempt);
                    ensure!(is_first && launched.insert(replica), "S13: {replica} launched twice");
                }
                Effect::Stop { replica, attempt, .. } | Effect::Kill { replica, attempt } => {
                    let now = self.current(*replica)?.attempt;
                    ensure!(now == *attempt, "S13: stop of an old attempt of {replica}");
                }
                Effect::SetRoutes { deployment, routes } => {
                    let shown = self.after.deployment(deployment).map(|it| &it.shown.routes);
                    ensure!(shown == Some(routes), "S4: routes are not what is kept of them");
                }
                Effect::Status { deployment, status, reason } => {
                    let shown = self.after.deployment(deployment).and_then(|it| it.shown.status);
                    ensure!(shown == Some((*status, *reason)), "S8: another status is kept");
                }
                Effect::Log { .. } => {}
            }
        }
        self.check_launches(&launched)
    }

    /// Each new attempt is launched.
    fn check_launches(self, launched: &BTreeSet<&ReplicaId>) -> Result<()> {
        for (_, replica) in self.after.replicas() {
            let before = self.before.replica(replica.id).map(|(_, it)| it.attempt);
            let is_new = before.unwrap_or(Attempt(0)) < replica.attempt;
            let is_launched = launched.contains(&replica.id);
            ensure!(is_launched == is_new, "S13: {} not launched", replica.id);
        }
        Ok(())
    }

    fn current(self, id: ReplicaId) -> Result<&'a Replica> {
        let found = self.after.replica(id).map(|(_, replica)| replica);
        found.with_context(|| format!("S13: an effect on replica {id}, which is gone"))
    }
}

/// S12 and S14: an attempt does not come back, nor does a replica that leaves.
fn check_replica(before: &Replica, after: &Replica) -> Result<()> {
    let id = before.id;
    ensure!(after.attempt >= before.attempt, "S12: the attempt of replica {id} went back");
    ensure!(after.generation == before.generation, "S12: the generation of replica {id} changed");
    ensure!(!before.is_leaving() || after.is_leaving(), "S14: replica {id} came back");
    let was_stopping = before.state == ReplicaState::Stopping;
    ensure!(!was_stopping || after.state == before.state, "S14: replica {id} drains again");
    Ok(())
}
