//! How placement policies would place what is not there yet, without touching anything.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::cluster::{ComputeGroupId, Demand};
use crate::config::RuntimeConfiguration;
use crate::control_plane::{ControlPlane, StepError};
use crate::placement::{Placement, PlacementPolicy, Request, WhatIf};
use crate::rid::ProjectRid;

/// The most deployments that one question may name, so that whoever asks cannot stop a host.
pub const MOST_COMPARED_DEPLOYMENTS: usize = 100;

/// A question: where would policies place these deployments, one after the other, as the nodes stand
/// now?
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComparisonRequest {
    /// The deployments, in the order in which they would come: at most
    /// [`MOST_COMPARED_DEPLOYMENTS`].
    #[serde(deserialize_with = "at_most")]
    pub deployments: Vec<ComparedDeployment>,
    /// The policies; all that there are where absent.
    #[serde(default = "every_policy")]
    pub placement_policies: BTreeSet<PlacementPolicy>,
}

/// A deployment that is not there yet.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComparedDeployment {
    /// Its project.
    pub project: ProjectRid,
    /// Its configuration.
    pub runtime_configuration: RuntimeConfiguration,
    /// How many replicas, from 1 to [`Limits::max_replicas`](crate::limits::Limits::max_replicas); as
    /// many as a new deployment starts with where absent.
    #[serde(default)]
    pub replicas: Option<NonZeroU32>,
}

/// The answer: what becomes of the deployments under each policy, in the order of
/// [`PlacementPolicy`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonReport {
    /// One outcome for each policy.
    pub policies: Vec<PolicyOutcome>,
}

/// What becomes of the deployments under one policy, whatever their quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyOutcome {
    /// The policy.
    pub placement_policy: PlacementPolicy,
    /// Replicas that have a place.
    pub placed: u64,
    /// Replicas for which there is no room.
    pub unplaced: u64,
    /// The thousandths of GPUs that would be allocated, those of what runs now included.
    pub allocated_gpu: u64,
    /// The nodes that would hold something, those that do now included.
    pub used_nodes: u64,
    /// Where each deployment's replicas would go: fewer places than replicas where room ends.
    pub deployments: Vec<Vec<Placement>>,
}

/// A deployment as the placement engine sees it.
struct Kind<'a> {
    /// `None` in a project that has no queue for it.
    compute_groups: Option<&'a BTreeSet<ComputeGroupId>>,
    demand: Demand,
    replicas: u32,
}

impl ControlPlane {
    /// Says how policies would place a list of deployments on the nodes as they stand.
    ///
    /// Each begins with what the control plane has learned of the requests that come.
    ///
    /// # Errors
    /// There is no such project, or the question is about too many replicas of a deployment.
    ///
    /// # Complexity
    /// That of a placement for each replica and each policy.
    pub fn compare(&self, asked: &ComparisonRequest) -> Result<ComparisonReport, StepError> {
        let kinds = asked.deployments.iter().map(|deployment| self.kind(deployment));
        let kinds = kinds.collect::<Result<Vec<_>, _>>()?;
        let outcomes = asked.placement_policies.iter().map(|policy| self.outcome(*policy, &kinds));
        Ok(ComparisonReport { policies: outcomes.collect() })
    }

    fn kind(&self, deployment: &ComparedDeployment) -> Result<Kind<'_>, StepError> {
        let ComparedDeployment { project, runtime_configuration: configuration, .. } = deployment;
        self.find_project(project)?;
        let resources = configuration.resources(&self.limits);
        let queue = self.queue_for(project, &resources);
        Ok(Kind {
            compute_groups: queue.map(|queue| &queue.spec.compute_groups),
            demand: Demand::from(&resources),
            replicas: self.replicas_of(configuration, deployment.replicas)?,
        })
    }

    fn outcome(&self, placement_policy: PlacementPolicy, kinds: &[Kind<'_>]) -> PolicyOutcome {
        let mix = self.scheduler.mix().clone();
        let mut what_if = WhatIf::under(&self.cluster, placement_policy, mix);
        let mut places = |kind: &Kind<'_>| {
            let Some(groups) = kind.compute_groups else { return Vec::new() };
            let request = Request::new(groups, kind.demand);
            (0..kind.replicas).map_while(|_| what_if.place_unexplained(&request)).collect()
        };
        let deployments: Vec<Vec<Placement>> = kinds.iter().map(&mut places).collect();
        let wanted = kinds.iter().map(|kind| u64::from(kind.replicas)).sum::<u64>();
        let placed = deployments.iter().map(Vec::len).sum::<usize>();
        let placed = u64::try_from(placed).unwrap_or(u64::MAX);
        PolicyOutcome {
            placement_policy,
            placed,
            unplaced: wanted.saturating_sub(placed),
            allocated_gpu: what_if.allocated_gpu(),
            used_nodes: what_if.used_nodes(),
            deployments,
        }
    }
}

fn every_policy() -> BTreeSet<PlacementPolicy> {
    PlacementPolicy::ALL.into()
}

fn at_most<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<ComparedDeployment>, D::Error> {
    let deployments = Vec::deserialize(reader)?;
    let count = deployments.len();
    if count > MOST_COMPARED_DEPLOYMENTS {
        let most = MOST_COMPARED_DEPLOYMENTS;
        return Err(D::Error::custom(format_args!(
            "`{count}` deployments are compared at once, {most} at most"
        )));
    }
    Ok(deployments)
}
