//! Whether an input is acceptable: the decision before anything changes.

use crate::api::DirectTarget;
use crate::cluster::NodeId;
use crate::config::RuntimeConfiguration;
use crate::control_plane::{ControlPlane, Input, StepError};
use crate::deployment::{Deployment, ReplicaId, ReplicaState};
use crate::rid::{LiveDeploymentRid, ProjectRid};

impl ControlPlane {
    /// Refuses what cannot be applied; what passes here is applied without fail.
    pub(super) fn accept(&self, input: &Input) -> Result<(), StepError> {
        match input {
            Input::Create { rid, project, target, configuration } => {
                self.accept_create(rid, project, target)?;
                self.accept_replicas(configuration)
            }
            Input::Replace { rid, configuration } => self.accept_replace(rid, configuration),
            Input::Disable { rid }
            | Input::Start { rid }
            | Input::LoadSample { rid, .. }
            | Input::RequestArrived { rid } => self.find(rid).map(drop),
            Input::NodeUp { node } => self
                .cluster
                .check_node(node)
                .map_err(|_| StepError::NodeInUse { node: node.id.clone() }),
            Input::NodeDown { node } | Input::Cordon { node, .. } => self.find_node(node),
            Input::Move { replica, to } => self.accept_move(*replica, to),
            Input::QueueSet { queue } => Ok(self.queues.check_queue(queue)?),
            Input::EnrollmentSet { limits } => Ok(self.queues.check_enrollment(limits)?),
            Input::ProjectSet { queues, .. } => Ok(self.queues.check_project(queues)?),
            // News of a replica that is unknown or stale is reported, not refused.
            Input::ReplicaReady { .. }
            | Input::ReplicaUnready { .. }
            | Input::ReplicaExited { .. }
            | Input::ReplicaStopped { .. }
            | Input::VersionPublished { .. }
            | Input::Tick => Ok(()),
        }
    }

    fn accept_create(
        &self,
        rid: &LiveDeploymentRid,
        project: &ProjectRid,
        target: &DirectTarget,
    ) -> Result<(), StepError> {
        if self.roster.key_of(rid).is_some() {
            return Err(StepError::DeploymentExists { rid: rid.clone() });
        }
        self.find_project(project)?;
        if !self.branches.contains_key(target) {
            return Err(StepError::NoVersion {
                model_rid: target.model_rid.clone(),
                branch: target.branch.clone(),
            });
        }
        match self.roster.at(target).and_then(|key| self.roster.get(key)) {
            None => Ok(()),
            Some(existing) => Err(StepError::TargetTaken {
                model_rid: target.model_rid.clone(),
                branch: target.branch.clone(),
                existing: existing.rid.clone(),
            }),
        }
    }

    fn accept_replace(
        &self,
        rid: &LiveDeploymentRid,
        configuration: &RuntimeConfiguration,
    ) -> Result<(), StepError> {
        let deployment = self.find(rid)?;
        let same_sources = deployment.configuration.source_set() == configuration.source_set();
        if deployment.enabled && !same_sources {
            return Err(StepError::SourcesInUse { rid: rid.clone() });
        }
        self.accept_replicas(configuration)
    }

    /// The host has checked this too, as all else that it permits; but here it is what bounds memory.
    const fn accept_replicas(&self, configuration: &RuntimeConfiguration) -> Result<(), StepError> {
        self.check_count(configuration.max_replicas())
    }

    /// Refuses more replicas than a deployment may have.
    pub(super) const fn check_count(&self, replicas: u32) -> Result<(), StepError> {
        let max_replicas = self.limits.max_replicas;
        if replicas > max_replicas {
            return Err(StepError::TooManyReplicas { replicas, max_replicas });
        }
        Ok(())
    }

    fn accept_move(&self, replica: ReplicaId, to: &NodeId) -> Result<(), StepError> {
        self.find_node(to)?;
        self.check_movable(replica)
    }

    /// One thing at a time: whatever replaces replicas already has to come to its end first.
    pub(super) fn check_movable(&self, replica: ReplicaId) -> Result<(), StepError> {
        let owner = self.roster.owner_of(replica).and_then(|key| self.roster.get(key));
        let deployment = owner.ok_or(StepError::ReplicaNotFound { replica })?;
        let found = deployment.replicas.get(replica);
        if !found.is_some_and(|found| found.is(ReplicaState::Ready)) {
            return Err(StepError::ReplicaNotReady { replica });
        }
        if deployment.is_replacing_replicas() {
            return Err(StepError::MoveConflict { rid: deployment.rid.clone() });
        }
        Ok(())
    }

    pub(super) fn find_project(&self, project: &ProjectRid) -> Result<(), StepError> {
        match self.queues.projects().get(project) {
            Some(_) => Ok(()),
            None => Err(StepError::ProjectNotFound { project: project.clone() }),
        }
    }

    pub(super) fn find_node(&self, node: &NodeId) -> Result<(), StepError> {
        match self.cluster.node(node) {
            Some(_) => Ok(()),
            None => Err(StepError::NodeNotFound { node: node.clone() }),
        }
    }

    fn find(&self, rid: &LiveDeploymentRid) -> Result<&Deployment, StepError> {
        self.roster.find(rid).ok_or_else(|| StepError::DeploymentNotFound { rid: rid.clone() })
    }
}
