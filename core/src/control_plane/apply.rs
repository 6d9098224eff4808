//! What an input does before anything follows from it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::api::DirectTarget;
use crate::cluster::{ComputeGroupId, NodeId, NodeSpec};
use crate::config::RuntimeConfiguration;
use crate::control_plane::step::Step;
use crate::control_plane::{InFlight, Input, LogEvent};
use crate::deployment::{
    Attempt, Deployment, PublishedVersion, ReplicaEvent, ReplicaId, ReplicaState,
};
use crate::queue::{ProjectQueues, QueueSpec};
use crate::rid::{LiveDeploymentRid, ProjectRid};

impl Step<'_> {
    /// Applies an input that was accepted.
    pub(super) fn apply(&mut self, input: Input) {
        match input {
            Input::Create { rid, project, target, configuration } => {
                self.create(rid, project, target, configuration);
            }
            Input::Replace { rid, configuration } => self.replace(&rid, configuration),
            Input::Disable { rid } => {
                self.with(&rid, |deployment, _| {
                    if deployment.enabled {
                        deployment.disable();
                    }
                });
            }
            Input::Start { rid } => {
                self.with(&rid, Deployment::start);
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
                self.with(&rid, |deployment, _| deployment.wake());
            }
            Input::Tick => {}
        }
    }

    /// Lets everything happen that is due.
    pub(super) fn fire_timers(&mut self) {
        while let Some((deadline, rid)) = self.plane.deadlines.first().cloned() {
            if deadline > self.now {
                break;
            }
            self.plane.deadlines.remove(&(deadline, rid.clone()));
            self.with(&rid, |deployment, turn| {
                deployment.wake_at = None;
                deployment.fire_timers(turn);
            });
            // A replica may have waited for the pause after a failure.
            let queue = self.plane.queue_of(&rid);
            self.open_queues.extend(queue);
        }
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
            rid.clone(),
            project,
            target.clone(),
            configuration,
            &published,
            &self.plane.limits,
            self.now,
        );
        self.plane.targets.insert(target, rid.clone());
        self.plane.deployments.insert(rid.clone(), deployment);
        self.with(&rid, |_, _| ());
    }

    fn replace(&mut self, rid: &LiveDeploymentRid, configuration: RuntimeConfiguration) {
        self.with(rid, |deployment, turn| deployment.replace(configuration, turn));
    }

    /// Passes on news of a replica, if it is of the current attempt.
    fn hear(&mut self, replica: ReplicaId, attempt: Attempt, event: ReplicaEvent) -> bool {
        let owner = self.plane.owners.get(&replica).map(|owner| owner.deployment.clone());
        let current = owner.filter(|rid| {
            let deployment = self.plane.deployments.get(rid);
            deployment.is_some_and(|deployment| deployment.is_current(replica, attempt))
        });
        match &current {
            Some(rid) => {
                self.with(rid, |deployment, turn| deployment.apply(replica, event, turn));
            }
            None => self.log(LogEvent::StaleEvent { replica, attempt }),
        }
        current.is_some()
    }

    fn hear_exit(&mut self, replica: ReplicaId, attempt: Attempt, reason: String, retryable: bool) {
        let event =
            if retryable { ReplicaEvent::ExitedRetryable } else { ReplicaEvent::ExitedForGood };
        if self.hear(replica, attempt, event) {
            self.log(LogEvent::ReplicaExited { replica, attempt, reason });
        }
    }

    fn node_up(&mut self, node: NodeSpec) {
        let group = node.compute_group.clone();
        // `accept` has seen that it fits.
        if self.plane.cluster.set_node(node).is_ok() {
            self.open_queues_of(&group);
            self.review_waiting();
        }
    }

    fn node_down(&mut self, node: &NodeId) {
        for replica in self.plane.cluster.take_node_down(node) {
            if let Some(owner) = self.plane.owners.get(&replica) {
                let rid = owner.deployment.clone();
                self.with(&rid, |deployment, turn| {
                    deployment.apply(replica, ReplicaEvent::NodeLost, turn);
                });
            }
        }
    }

    fn set_queue(&mut self, queue: QueueSpec) {
        self.open_queues.insert(queue.id.clone());
        self.plane.queues.set_queue(queue);
        self.review_waiting();
    }

    /// Waiting replicas of the project move to its new queues and keep their turn; what is running
    /// stays charged where it is.
    fn set_project(&mut self, project: ProjectRid, queues: ProjectQueues) {
        self.plane.queues.set_project(project.clone(), queues);
        let waiting: Vec<(LiveDeploymentRid, ReplicaId, u64)> = self
            .plane
            .deployments
            .values()
            .filter(|deployment| deployment.project == project)
            .flat_map(|deployment| deployment.replicas.values().map(move |it| (deployment, it)))
            .filter(|(_, replica)| replica.is(ReplicaState::Queued))
            .map(|(deployment, replica)| (deployment.rid.clone(), replica.id, replica.order))
            .collect();
        for (rid, replica, order) in waiting {
            self.withdraw(replica, order);
            self.enqueue(&rid, replica, order);
        }
        self.review_waiting();
    }

    fn publish(&mut self, target: DirectTarget, published: PublishedVersion) {
        if !published.is_newer_than(self.plane.branches.get(&target)) {
            return;
        }
        if let Some(rid) = self.plane.targets.get(&target).cloned() {
            self.with(&rid, |deployment, turn| deployment.publish(&published, turn));
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
        self.with(rid, |deployment, turn| {
            deployment.observe(running, queued, in_flight, turn);
        });
    }

    /// Has the queues that send work to a compute group looked at again.
    pub(super) fn open_queues_of(&mut self, group: &ComputeGroupId) {
        let queues = self.plane.queues.of_group(group).map(|queue| queue.spec.id.clone());
        self.open_queues.extend(queues);
    }

    /// Has every deployment that waits looked at again: what could never run may now, and the other
    /// way round.
    fn review_waiting(&mut self) {
        let waiting = self.plane.owners.values().map(|owner| &owner.deployment);
        self.unreviewed.extend(waiting.cloned());
    }
}
