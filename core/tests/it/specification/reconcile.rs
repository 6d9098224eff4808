//! §6: which replicas there should be.

use std::cmp::Reverse;

use liveberth_core::deployment::ReplicaState::*;
use liveberth_core::deployment::{Attempt, FailReason, ReplicaId, ReplicaState};

use super::replica::Event;
use super::state::{Replica, Specification, Swap, count};

impl Specification {
    pub(super) fn reconcile_all(&mut self) {
        for number in self.deployments.keys().copied().collect::<Vec<_>>() {
            for _ in 0..100 {
                let before = self.clone();
                self.run_clocks(number);
                self.reconcile(number);
                if *self == before {
                    break;
                }
            }
            self.deployments.get_mut(&number).unwrap().inherited.clear();
            self.review_swap(number);
            self.latch(number);
        }
    }

    pub(super) fn swap_all(&mut self) {
        for number in self.deployments.keys().copied().collect::<Vec<_>>() {
            self.swap(number);
        }
    }

    fn reconcile(&mut self, number: usize) {
        if !self.deployments[&number].enabled {
            let all = self.deployments[&number].live().map(|it| it.id).collect();
            return self.retire(number, all);
        }
        self.clamp(number);
        self.retire_old_non_servers(number);
        self.retire_surplus(number);
        self.create_missing(number);
        self.mark_surge(number);
        self.retire_old_servers(number);
        self.take_surge_back(number);
    }

    fn retire(&mut self, number: usize, victims: Vec<ReplicaId>) {
        victims.into_iter().for_each(|id| self.happen(number, id, Event::Retire));
    }

    /// 2.
    pub(super) fn clamp(&mut self, number: usize) {
        let deployment = self.deployments.get_mut(&number).unwrap();
        let configuration = &deployment.configuration;
        deployment.desired = deployment.desired.clamp(configuration.min, configuration.max);
    }

    /// 3: of those that do not answer, as many as are wanted may recover while nothing is ready.
    fn retire_old_non_servers(&mut self, number: usize) {
        let deployment = &self.deployments[&number];
        let kept = if count(deployment.ready()) == 0 { deployment.desired } else { 0 };
        let unready = || deployment.old().filter(|it| it.state == Unready);
        let too_many = count(unready()).saturating_sub(kept);
        let hopeless =
            deployment.old().filter(|it| matches!(it.state, Queued | Starting | Backoff));
        let victims = hopeless.chain(unready().take(usize::try_from(too_many).unwrap()));
        let victims = victims.map(|it| it.id).collect();
        self.retire(number, victims);
    }

    /// 4, and what 5 says of a stall.
    fn retire_surplus(&mut self, number: usize) {
        let deployment = &self.deployments[&number];
        let mut new: Vec<&Replica> = deployment.newer().collect();
        new.sort_by_key(|it| worth(it));
        let surplus = count(new.iter()).saturating_sub(deployment.desired);
        let trying = count(new.iter().filter(|it| it.state != Ready));
        let idle = if self.is_stalled(number) { trying.saturating_sub(1) } else { 0 };
        let victims = usize::try_from(surplus.max(idle)).unwrap();
        let victims = new.into_iter().take(victims).map(|it| it.id).collect();
        self.retire(number, victims);
    }

    /// 5.
    fn create_missing(&mut self, number: usize) {
        let deployment = &self.deployments[&number];
        if deployment.halted {
            return;
        }
        let (new, old) = (count(deployment.newer()), count(deployment.old()));
        let room = deployment.desired + self.max_surge(number);
        let mut missing =
            deployment.desired.saturating_sub(new).min(room.saturating_sub(new + old));
        if self.is_stalled(number) {
            let trying = count(deployment.newer().filter(|it| it.state != Ready));
            missing = missing.min(1_u64.saturating_sub(trying));
        }
        (0..missing).for_each(|_| self.create_replica(number));
    }

    fn create_replica(&mut self, number: usize) {
        let deployment = self.deployments.get_mut(&number).unwrap();
        deployment.inherited.sort_unstable();
        let order = if deployment.inherited.is_empty() {
            self.orders_so_far += 1;
            self.orders_so_far
        } else {
            deployment.inherited.remove(0)
        };
        self.replicas_so_far += 1;
        deployment.replicas.push(Replica {
            id: ReplicaId(self.replicas_so_far),
            generation: deployment.generation,
            template: deployment.template,
            attempt: Attempt(0),
            state: Queued,
            since: self.now,
            order,
            surge: false,
            node: None,
            in_flight: 0,
            restarts: 0,
            backoff_until: 0,
            stop_stage: 0,
        });
    }

    /// 6.
    fn mark_surge(&mut self, number: usize) {
        let deployment = self.deployments.get_mut(&number).unwrap();
        let placed = count(deployment.live().filter(|it| it.state != Queued));
        let surge = deployment.old().next().is_some() && placed >= deployment.desired;
        for replica in deployment.replicas.iter_mut().filter(|it| it.state == Queued) {
            replica.surge = surge;
        }
    }

    /// 7.
    fn retire_old_servers(&mut self, number: usize) {
        let deployment = &self.deployments[&number];
        let spare = count(deployment.ready()).saturating_sub(deployment.desired);
        let mut victims = self.old_servers(number);
        victims.truncate(usize::try_from(spare).unwrap());
        if count(deployment.ready()) >= deployment.desired {
            let unready = deployment.old().filter(|it| it.state == Unready);
            victims.extend(unready.map(|it| it.id));
        }
        self.retire(number, victims);
    }

    /// Of the ready old ones the first to go: with the fewest requests, then the oldest.
    fn old_servers(&self, number: usize) -> Vec<ReplicaId> {
        let old = self.deployments[&number].old();
        let mut servers: Vec<&Replica> = old.filter(|it| it.state == Ready).collect();
        servers.sort_by_key(|it| (it.in_flight, it.id));
        servers.into_iter().map(|it| it.id).collect()
    }

    /// S6, where fewer are wanted than when the rollout began.
    fn take_surge_back(&mut self, number: usize) {
        let deployment = &self.deployments[&number];
        let most = deployment.desired.max(count(deployment.old())) + self.max_surge(number);
        let excess = count(deployment.live()).saturating_sub(most);
        let mut victims: Vec<&Replica> =
            deployment.newer().filter(|it| it.state != Ready).collect();
        victims.sort_by_key(|it| worth(it));
        victims.truncate(usize::try_from(excess).unwrap());
        let victims = victims.into_iter().map(|it| it.id).collect();
        self.retire(number, victims);
    }

    /// §6.4: a replica makes way for another, after so long a wait for spare room.
    fn swap(&mut self, number: usize) {
        let deployment = &self.deployments[&number];
        let waits = |it: &&Replica| it.state == Queued && it.surge;
        let beneficiary = deployment.newer().filter(waits).min_by_key(|it| it.order);
        let victim = self.old_servers(number).first().copied();
        let waited = deployment.surge_blocked_since.map(|since| self.now - since);
        let may_lose_one = count(deployment.ready()) >= 2 || self.policy.allow_downtime_swap;
        let is_time = waited.is_some_and(|waited| waited >= self.policy.surge_wait_ms);
        let (Some(beneficiary), Some(victim), true) =
            (beneficiary, victim, is_time && may_lose_one)
        else {
            return;
        };
        let victim = deployment.replica(victim).unwrap();
        let swap = Swap { victim: victim.id, beneficiary: beneficiary.id };
        if self.fits_in_place_of(beneficiary, victim) {
            self.happen(number, swap.victim, Event::Retire);
            let deployment = self.deployments.get_mut(&number).unwrap();
            deployment.swap = Some(swap);
            deployment.surge_blocked_since = None;
        } else {
            // Looked at again when as much time has passed.
            self.deployments.get_mut(&number).unwrap().surge_blocked_since = Some(self.now);
        }
    }

    fn review_swap(&mut self, number: usize) {
        let now = self.now;
        let contends = self.contends(number);
        let deployment = self.deployments.get_mut(&number).unwrap();
        let waits = |id| deployment.replica(id).is_some_and(|it| it.state == Queued);
        deployment.swap = deployment.swap.filter(|swap| waits(swap.beneficiary));
        let is_blocked = deployment.swap.is_none()
            && contends
            && deployment.newer().any(|it| it.state == Queued && it.surge);
        let since = deployment.surge_blocked_since.unwrap_or(now);
        deployment.surge_blocked_since = is_blocked.then_some(since);
    }

    /// §7: the clocks that run while something is the case.
    fn run_clocks(&mut self, number: usize) {
        let now = self.now;
        let deployment = self.deployments.get_mut(&number).unwrap();
        let tries = deployment.newer().any(|it| matches!(it.state, Starting | Backoff));
        let below = deployment.enabled && count(deployment.ready()) < deployment.configuration.min;
        deployment.progress_at = tries.then(|| deployment.progress_at.unwrap_or(now));
        deployment.below_min_since = below.then(|| deployment.below_min_since.unwrap_or(now));
    }

    /// §7: what latches beside `fail()`.
    fn latch(&mut self, number: usize) {
        let infeasible = !self.is_feasible(number);
        let overdue = self.is_overdue(number);
        let deployment = self.deployments.get_mut(&number).unwrap();
        if deployment.latched == Some(FailReason::Infeasible) && !infeasible {
            deployment.latched = None;
        }
        let is_down =
            deployment.enabled && deployment.desired > 0 && deployment.ready().count() == 0;
        if !is_down || deployment.latched.is_some() {
            return;
        }
        let all_wait = deployment.newer().all(|it| it.state == Queued);
        if infeasible && all_wait && deployment.newer().next().is_some() {
            deployment.latched = Some(FailReason::Infeasible);
        } else if deployment.halted && deployment.newer().next().is_none() {
            deployment.latched = Some(FailReason::Permanent);
        } else if overdue {
            deployment.latched = Some(FailReason::ProgressDeadline);
        }
    }

    fn is_overdue(&self, number: usize) -> bool {
        let since = self.deployments[&number].progress_at;
        since.is_some_and(|since| self.now - since > self.policy.progress_deadline_ms)
    }

    /// §6.3.
    pub(super) fn is_stalled(&self, number: usize) -> bool {
        let deployment = &self.deployments[&number];
        let failed = deployment.streak >= self.fail_threshold(number);
        deployment.old().next().is_some() && (failed || self.is_overdue(number))
    }

    fn max_surge(&self, number: usize) -> u64 {
        let percent = u64::from(self.policy.max_surge_percent);
        (self.deployments[&number].desired * percent).div_ceil(100).max(1)
    }
}

/// The order in which surplus goes.
fn worth(replica: &Replica) -> (u64, u64, Reverse<ReplicaId>) {
    const ORDER: [ReplicaState; 5] = [Queued, Backoff, Unready, Starting, Ready];
    let rank = count(ORDER.iter().take_while(|it| **it != replica.state));
    let busy = if replica.state == Ready { replica.in_flight } else { 0 };
    (rank, busy, Reverse(replica.id))
}
