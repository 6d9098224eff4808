//! What an input does before anything follows from it.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use crate::api::DirectTarget;
use crate::cluster::{ComputeGroupId, NodeId, NodeSpec};
use crate::config::RuntimeConfiguration;
use crate::control_plane::step::Step;
use crate::control_plane::{DeploymentKey, InFlight, Input, LogEvent};
use crate::deployment::{Attempt, Deployment, PublishedVersion, ReplicaEvent, ReplicaId};
use crate::queue::{ProjectQueues, QueueId, QueueSpec, Standing};
use crate::rid::{LiveDeploymentRid, ProjectRid};
use crate::sort;

impl Step<'_> {
    /// Applies an input that was accepted.
    pub(super) fn apply(&mut self, input: Input) {
        match input {
            Input::Create { rid, project, target, configuration } => {
                self.create(rid, project, target, configuration);
            }
            Input::Replace { rid, configuration } => self.replace(&rid, configuration),
            Input::Disable { rid } => {
                self.with_named(&rid, |deployment, _| {
                    if deployment.enabled {
                        deployment.disable();
                    }
                });
            }
            Input::Start { rid } => {
                self.with_named(&rid, Deployment::start);
            }
            Input::ReplicaReady { replica, attempt } => {
                self.hear(replica, attempt, ReplicaEvent::Ready);
            }
            Input::ReplicaUnready { replica, attempt } => {
                self.hear(replica, attempt, ReplicaEvent::Unready);
            }
            Input::ReplicaExited { replica, attempt, reason, retryable } => {
                self.hear_exit(replica, attempt, reason, retryable);
            }
            Input::ReplicaStopped { replica, attempt } => {
                self.hear(replica, attempt, ReplicaEvent::Stopped);
            }
            Input::NodeUp { node } => self.node_up(node),
            Input::NodeDown { node } => self.node_down(&node),
            Input::Cordon { node, on } => self.cordon(&node, on),
            Input::Move { replica, to } => self.begin_move(replica, to),
            Input::QueueSet { queue } => self.set_queue(queue),
            Input::EnrollmentSet { limits } => self.plane.queues.set_enrollment(limits),
            Input::ProjectSet { project, queues } => self.set_project(project, queues),
            Input::VersionPublished { target, version, sequence } => {
                self.publish(target, PublishedVersion { version, sequence });
            }
            Input::LoadSample { rid, running, queued, in_flight } => {
                self.observe(&rid, running, queued, &in_flight);
            }
            Input::RequestArrived { rid } => {
                self.with_named(&rid, |deployment, turn| deployment.wake(turn.now));
            }
            Input::Tick => {}
        }
    }

    /// Lets everything happen that is due: replicas by (deadline, deployment, identifier), then the
    /// autoscalers.
    pub(super) fn fire_timers(&mut self) {
        let due = self.take_due();
        let mut replicas = Vec::new();
        for (place, &key) in due.iter().enumerate() {
            let overdue = self.quietly_with(key, |it, turn| it.overdue_replicas(turn));
            let overdue = overdue.into_iter().flatten();
            replicas.extend(overdue.map(|(deadline, replica)| (deadline, place, replica, key)));
        }
        sort::sort(&mut replicas);
        for (_, _, replica, key) in replicas {
            self.with(key, |it, turn| it.apply(replica, ReplicaEvent::TimedOut, turn));
        }
        for key in due {
            self.with(key, |it, turn| it.autoscale(turn));
        }
    }

    /// The deployments that are due, in the order of their identifiers. When to look again is to be
    /// noted anew.
    fn take_due(&mut self) -> Vec<DeploymentKey> {
        let Self { plane, now, .. } = self;
        let mut due = Vec::new();
        while plane.deadlines.first().is_some_and(|(deadline, _)| deadline <= now) {
            due.extend(plane.deadlines.pop_first().map(|(_, key)| key));
        }
        for key in &due {
            plane.roster.get_mut(*key).into_iter().for_each(|it| it.wake_at = None);
        }
        plane.roster.in_order(due)
    }

    fn create(
        &mut self,
        rid: LiveDeploymentRid,
        project: ProjectRid,
        target: DirectTarget,
        configuration: RuntimeConfiguration,
    ) {
        let Some(published) = self.plane.branches.get(&target).cloned() else {
            return;
        };
        let deployment = Deployment::new(
            rid,
            project,
            target,
            configuration,
            &published,
            &self.plane.limits,
            self.now,
        );
        if let Some(key) = self.plane.roster.add(deployment) {
            self.with(key, |_, _| ());
        }
    }

    fn replace(&mut self, rid: &LiveDeploymentRid, configuration: RuntimeConfiguration) {
        self.with_named(rid, |deployment, turn| deployment.replace(configuration, turn));
    }

    /// Passes on news of a replica, if it is of the current attempt.
    fn hear(&mut self, replica: ReplicaId, attempt: Attempt, event: ReplicaEvent) {
        if let Some(key) = self.current_owner(replica, attempt) {
            self.with(key, |deployment, turn| deployment.apply(replica, event, turn));
        }
    }

    fn hear_exit(&mut self, replica: ReplicaId, attempt: Attempt, reason: String, retryable: bool) {
        let event =
            if retryable { ReplicaEvent::ExitedRetryable } else { ReplicaEvent::ExitedForGood };
        if let Some(key) = self.current_owner(replica, attempt) {
            self.with(key, |deployment, turn| deployment.exit(replica, event, &reason, turn));
            self.log(LogEvent::ReplicaExited { replica, attempt, reason });
        }
    }

    /// Whose a replica is, if the attempt is its current one; news of any other is logged.
    fn current_owner(&mut self, replica: ReplicaId, attempt: Attempt) -> Option<DeploymentKey> {
        let owner = self.plane.roster.owner_of(replica).filter(|key| {
            let deployment = self.plane.roster.get(*key);
            deployment.is_some_and(|deployment| deployment.is_current(replica, attempt))
        });
        if owner.is_none() {
            self.log(LogEvent::StaleEvent { replica, attempt });
        }
        owner
    }

    fn node_up(&mut self, node: NodeSpec) {
        let earlier = self.plane.cluster.node(&node.id).map(|it| it.spec().compute_group.clone());
        let groups: BTreeSet<_> =
            sort::tree(earlier.into_iter().chain([node.compute_group.clone()]));
        // `accept` has seen that it fits.
        if self.plane.cluster.set_node(node).is_ok() {
            for group in groups {
                self.open_queues_of(&group);
                let queues: Vec<QueueId> = self.plane.queues.busy_in(&group).cloned().collect();
                queues.iter().for_each(|queue| self.review_queue(queue));
            }
            self.unreviewed.extend(self.plane.given_up.iter());
        }
    }

    fn cordon(&mut self, node: &NodeId, on: bool) {
        self.plane.cluster.cordon(node, on);
        if let Some(node) = self.plane.cluster.node(node) {
            let group = node.spec().compute_group.clone();
            self.open_queues_of(&group);
        }
    }

    fn begin_move(&mut self, replica: ReplicaId, to: NodeId) {
        if let Some(key) = self.plane.roster.owner_of(replica) {
            self.with(key, |deployment, turn| deployment.begin_move(replica, to, turn.now));
        }
    }

    fn node_down(&mut self, node: &NodeId) {
        for replica in self.plane.cluster.take_node_down(node) {
            if let Some(key) = self.plane.roster.owner_of(replica) {
                self.with(key, |deployment, turn| {
                    deployment.apply(replica, ReplicaEvent::NodeLost, turn);
                });
            }
        }
    }

    fn set_queue(&mut self, queue: QueueSpec) {
        let id = queue.id.clone();
        self.plane.queues.set_queue(queue);
        self.review_queue(&id);
        self.unreviewed.extend(self.plane.given_up.iter());
        self.open_queues.insert(id);
    }

    /// Waiting replicas of the project move to its new queues and keep their turn; what is running
    /// stays charged where it is.
    fn set_project(&mut self, project: ProjectRid, queues: ProjectQueues) {
        let deployments = self.plane.roster.of_project(&project);
        for key in &deployments {
            for ticket in self.plane.tickets_of(*key) {
                self.withdraw(*key, ticket);
            }
        }
        self.plane.queues.set_project(project, queues);
        for key in deployments {
            self.wait(key);
            self.unreviewed.insert(key);
        }
    }

    fn publish(&mut self, target: DirectTarget, published: PublishedVersion) {
        if !published.is_newer_than(self.plane.branches.get(&target)) {
            return;
        }
        if let Some(key) = self.plane.roster.at(&target) {
            self.with(key, |deployment, turn| deployment.publish(&published, turn));
        }
        self.plane.branches.insert(target, published);
    }

    fn observe(
        &mut self,
        rid: &LiveDeploymentRid,
        running: u64,
        queued: u64,
        in_flight: &[InFlight],
    ) {
        self.with_named(rid, |deployment, turn| {
            deployment.observe(running, queued, in_flight, turn);
        });
    }

    /// Has the queues in which somebody waits to run in a compute group looked at again.
    pub(super) fn open_queues_of(&mut self, group: &ComputeGroupId) {
        self.open_queues.extend(self.plane.queues.busy_in(group).cloned());
    }

    /// Has the deployments looked at again that wait in a queue and of which it is no longer true
    /// that they could, or could not, ever run.
    fn review_queue(&mut self, id: &QueueId) {
        let plane = &*self.plane;
        let Some(queue) = plane.queues.get(id) else {
            return;
        };
        let changed = queue.waiting().classes().filter(|(class, _)| {
            let was_infeasible = class.standing == Standing::Infeasible;
            plane.could_ever_run(queue, &class.resources) == was_infeasible
        });
        let replicas = changed.flat_map(|(_, tickets)| tickets.iter().map(|(_, replica)| *replica));
        self.unreviewed.extend(replicas.filter_map(|replica| plane.roster.owner_of(replica)));
    }
}
