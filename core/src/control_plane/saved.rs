//! The control plane's state as a value that a host can keep.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::api::DirectTarget;
use crate::cluster::{Cluster, NodeSpec};
use crate::control_plane::{ControlPlane, DeploymentKey, RestoreError, Roster};
use crate::deployment::{
    Counters, Deployment, LifecyclePolicy, PublishedVersion, Replica, ReplicaState,
};
use crate::limits::Limits;
use crate::placement::{PlacementPolicy, SavedScheduler, Scheduler};
use crate::queue::{EnrollmentLimits, ProjectQueues, QueueSpec, Queues};
use crate::rid::ProjectRid;
use crate::sort;
use crate::time::Timestamp;

/// The version that this library writes.
const VERSION: u32 = 3;

/// The oldest version that this library reads.
const OLDEST_VERSION: u32 = 1;

/// A control plane's whole state, to be kept by the host.
///
/// The same state gives the same bytes, whichever format of serde writes it. What can be derived —
/// usage, reservations, indexes — is left out, so that it cannot contradict the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Saved {
    version: u32,
    now: Timestamp,
    limits: Limits,
    policy: LifecyclePolicy,
    placement_policy: PlacementPolicy,
    #[serde(default)]
    scheduler: SavedScheduler,
    nodes: Vec<SavedNode>,
    queues: Vec<QueueSpec>,
    enrollment: EnrollmentLimits,
    projects: BTreeMap<ProjectRid, ProjectQueues>,
    branches: Vec<SavedBranch>,
    deployments: Vec<Deployment>,
    counters: Counters,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SavedNode {
    node: NodeSpec,
    up: bool,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    cordoned: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SavedBranch {
    target: DirectTarget,
    newest: PublishedVersion,
}

impl ControlPlane {
    /// The whole state, to be kept by the host.
    pub fn save(&self) -> Saved {
        let node = |node: &crate::cluster::Node| SavedNode {
            node: node.spec().clone(),
            up: node.is_up(),
            cordoned: node.is_cordoned(),
        };
        let branch = |(target, newest): (&DirectTarget, &PublishedVersion)| SavedBranch {
            target: target.clone(),
            newest: newest.clone(),
        };
        Saved {
            version: VERSION,
            now: self.now,
            limits: self.limits.clone(),
            policy: self.policy.clone(),
            placement_policy: self.scheduler.policy(),
            scheduler: self.scheduler.save(&self.cluster),
            nodes: self.cluster.nodes().map(node).collect(),
            queues: self.queues.iter().map(|queue| queue.spec.clone()).collect(),
            enrollment: *self.queues.enrollment(),
            projects: self.queues.projects().clone(),
            branches: self.branches.iter().map(branch).collect(),
            deployments: self
                .roster
                .iter()
                .map(|(_, deployment)| deployment.without_index())
                .collect(),
            counters: self.counters.clone(),
        }
    }

    /// The control plane that was saved: the same inputs have the same effects as before.
    ///
    /// # Errors
    /// The state was saved by a later version of the library, or contradicts itself.
    pub fn restore(saved: Saved) -> Result<Self, RestoreError> {
        if !(OLDEST_VERSION..=VERSION).contains(&saved.version) {
            let version = saved.version;
            return Err(RestoreError::UnknownVersion { version, supported: VERSION });
        }
        saved.policy.check().map_err(|error| inconsistent(&error))?;
        let cluster = restore_cluster(saved.nodes)?;
        let mut plane = Self {
            limits: saved.limits,
            policy: saved.policy,
            scheduler: Scheduler::restore(saved.placement_policy, saved.scheduler, &cluster),
            now: saved.now,
            cluster,
            queues: restore_queues(saved.queues, saved.enrollment, saved.projects)?,
            branches: sort::tree(saved.branches.into_iter().map(|it| (it.target, it.newest))),
            roster: Roster::default(),
            counters: saved.counters,
            deadlines: BTreeSet::new(),
            given_up: BTreeSet::new(),
        };
        for deployment in saved.deployments {
            plane.restore_deployment(deployment)?;
        }
        plane.check_invariants().map_err(|problem| RestoreError::Inconsistent { problem })?;
        Ok(plane)
    }

    fn restore_deployment(&mut self, deployment: Deployment) -> Result<(), RestoreError> {
        let rid = deployment.rid.clone();
        let replicas: Vec<Replica> = deployment.replicas.iter().cloned().collect();
        let Some(key) = self.roster.add(deployment) else {
            return Err(inconsistent(&alloc::format!("`{rid}` is there twice")));
        };
        for replica in replicas {
            let fits = self.restore_replica(key, &replica);
            if fits.is_none() {
                let problem = alloc::format!("replica {} of `{rid}` has no place", replica.id);
                return Err(inconsistent(&problem));
            }
        }
        self.wait(key);
        self.schedule(key);
        self.note_whether_given_up(key);
        Ok(())
    }

    /// Puts a replica back where it was on its node.
    fn restore_replica(&mut self, key: DeploymentKey, replica: &Replica) -> Option<()> {
        if !replica.is(ReplicaState::Queued) {
            let berth = replica.berth.as_ref()?;
            self.queues.get(&berth.charge.queue)?;
            self.queues.add_charge(&berth.charge);
            let resources = self.resources_of(key, replica.id)?;
            let reservation = berth.placement.reservation(&resources);
            self.cluster.reserve(&berth.placement.node, replica.id, reservation).ok()?;
        }
        self.roster.own(replica.id, key).then_some(())
    }
}

fn restore_cluster(nodes: Vec<SavedNode>) -> Result<Cluster, RestoreError> {
    let mut cluster = Cluster::default();
    for SavedNode { node, up, cordoned } in nodes {
        let id = node.id.clone();
        cluster.set_node(node).map_err(|_| inconsistent(&alloc::format!("node `{id}`")))?;
        if !up {
            cluster.take_node_down(&id);
        }
        cluster.cordon(&id, cordoned);
    }
    Ok(cluster)
}

fn restore_queues(
    specs: Vec<QueueSpec>,
    enrollment: EnrollmentLimits,
    projects: BTreeMap<ProjectRid, ProjectQueues>,
) -> Result<Queues, RestoreError> {
    let mut queues = Queues::default();
    queues.set_enrollment(enrollment);
    for spec in specs {
        queues.check_queue(&spec).map_err(|error| inconsistent(&error))?;
        queues.set_queue(spec);
    }
    for (project, its_queues) in projects {
        queues.check_project(&its_queues).map_err(|error| inconsistent(&error))?;
        queues.set_project(project, its_queues);
    }
    Ok(queues)
}

fn inconsistent(problem: &impl ToString) -> RestoreError {
    let problem: String = problem.to_string();
    RestoreError::Inconsistent { problem }
}
