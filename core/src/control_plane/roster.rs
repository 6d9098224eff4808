//! Every deployment, and the ways to find one.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Bound::Included;

use crate::api::DirectTarget;
use crate::deployment::{Deployment, Replica, ReplicaId};
use crate::rid::{LiveDeploymentRid, ModelRid, ProjectRid};
use crate::sort;

/// Stands for a deployment within one control plane: short to copy and quick to compare, where an
/// identifier is neither.
///
/// Keys are given by the order of creation, which is not kept over `save` and `restore`: nothing
/// that can be seen may depend on their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DeploymentKey(u32);

/// Every deployment.
#[derive(Debug, Clone, Default)]
pub(super) struct Roster {
    /// By key. Deployments are never deleted. Boxed, so that growing moves pointers only.
    #[expect(clippy::vec_box, reason = "moving a deployment costs more than following a pointer")]
    deployments: Vec<Box<Deployment>>,
    by_rid: BTreeMap<LiveDeploymentRid, DeploymentKey>,
    by_target: BTreeMap<DirectTarget, DeploymentKey>,
    by_project: BTreeSet<(ProjectRid, DeploymentKey)>,
    by_replica: BTreeMap<ReplicaId, DeploymentKey>,
}

impl Roster {
    /// Adds a deployment; `None` if its identifier or its target is taken.
    pub(super) fn add(&mut self, deployment: Deployment) -> Option<DeploymentKey> {
        let key = DeploymentKey(u32::try_from(self.deployments.len()).ok()?);
        let is_taken = self.by_rid.contains_key(&deployment.rid)
            || self.by_target.contains_key(&deployment.target);
        if is_taken {
            return None;
        }
        self.by_rid.insert(deployment.rid.clone(), key);
        self.by_target.insert(deployment.target.clone(), key);
        self.by_project.insert((deployment.project.clone(), key));
        self.deployments.push(Box::new(deployment));
        Some(key)
    }

    pub(super) fn get(&self, key: DeploymentKey) -> Option<&Deployment> {
        let index = usize::try_from(key.0).ok()?;
        self.deployments.get(index).map(|deployment| &**deployment)
    }

    pub(super) fn get_mut(&mut self, key: DeploymentKey) -> Option<&mut Deployment> {
        let index = usize::try_from(key.0).ok()?;
        self.deployments.get_mut(index).map(|deployment| &mut **deployment)
    }

    /// Every deployment, in the order of their identifiers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (DeploymentKey, &Deployment)> {
        self.by_rid.values().filter_map(|key| Some((*key, self.get(*key)?)))
    }

    pub(super) fn key_of(&self, rid: &LiveDeploymentRid) -> Option<DeploymentKey> {
        self.by_rid.get(rid).copied()
    }

    pub(super) fn find(&self, rid: &LiveDeploymentRid) -> Option<&Deployment> {
        self.get(self.key_of(rid)?)
    }

    /// The deployment that follows a branch.
    pub(super) fn at(&self, target: &DirectTarget) -> Option<DeploymentKey> {
        self.by_target.get(target).copied()
    }

    /// The deployments of a model, in the order of their identifiers.
    pub(super) fn of_model(&self, model: &ModelRid) -> Vec<DeploymentKey> {
        let first = DirectTarget { model_rid: model.clone(), branch: String::new() };
        let range = self.by_target.range(first..);
        let of_model = range.take_while(|(target, _)| target.model_rid == *model);
        self.in_order(of_model.map(|(_, key)| *key))
    }

    /// The deployments of a project, in the order of their identifiers.
    pub(super) fn of_project(&self, project: &ProjectRid) -> Vec<DeploymentKey> {
        let least = (project.clone(), DeploymentKey(u32::MIN));
        let most = (project.clone(), DeploymentKey(u32::MAX));
        let range = self.by_project.range((Included(least), Included(most)));
        self.in_order(range.map(|(_, key)| *key))
    }

    /// The deployment that a replica belongs to.
    pub(super) fn owner_of(&self, replica: ReplicaId) -> Option<DeploymentKey> {
        self.by_replica.get(&replica).copied()
    }

    pub(super) fn replica(&self, key: DeploymentKey, id: ReplicaId) -> Option<&Replica> {
        self.get(key)?.replicas.get(id)
    }

    /// Notes whose a replica is; whether it was nobody's.
    pub(super) fn own(&mut self, replica: ReplicaId, key: DeploymentKey) -> bool {
        self.by_replica.insert(replica, key).is_none()
    }

    pub(super) fn disown(&mut self, replica: ReplicaId) {
        self.by_replica.remove(&replica);
    }

    /// How many replicas there are.
    pub(super) fn replica_count(&self) -> usize {
        self.by_replica.len()
    }

    /// Keys in the order of the identifiers they stand for.
    pub(super) fn in_order(
        &self,
        keys: impl IntoIterator<Item = DeploymentKey>,
    ) -> Vec<DeploymentKey> {
        let mut keys: Vec<DeploymentKey> = keys.into_iter().collect();
        let rid = |key: &DeploymentKey| self.get(*key).map(|deployment| &deployment.rid);
        sort::sort_by_key(&mut keys, rid);
        keys
    }
}
