//! What would become of a configuration, without touching anything.

use alloc::vec::Vec;
use core::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::cluster::Demand;
use crate::config::RuntimeConfiguration;
use crate::control_plane::{ControlPlane, PositionReport, StepError};
use crate::placement::explain::{Explanation, explain};
use crate::placement::repack::{Consolidation, Plan};
use crate::placement::{Choice, PlacementPolicy, Request, WhatIf};
use crate::queue::{Queue, QueueKind};
use crate::resources::Resources;
use crate::rid::ProjectRid;

/// The most steps that one question may take, so that whoever asks cannot stop a host.
pub const MOST_CONSOLIDATION_STEPS: u32 = 100_000;

/// A question: what would become of a deployment of this configuration in this project?
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WhatIfRequest {
    /// The project.
    pub project: ProjectRid,
    /// The configuration.
    pub runtime_configuration: RuntimeConfiguration,
    /// How many replicas, from 1 to [`Limits::max_replicas`](crate::limits::Limits::max_replicas); as
    /// many as a new deployment starts with where absent.
    #[serde(default)]
    pub replicas: Option<NonZeroU32>,
    /// The placement policy, to compare it with; the control plane's own where absent.
    #[serde(default)]
    pub placement_policy: Option<PlacementPolicy>,
    /// How long to look for moves that make room for one replica where there is none: a step looks at
    /// one node, or at one set of replicas that could leave one, and there are at most
    /// [`MOST_CONSOLIDATION_STEPS`]. 0, which looks for none, where absent.
    #[serde(default)]
    pub consolidation_steps: u32,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfReport {
    /// How many replicas were asked for.
    pub replicas: u32,
    /// What each of them needs, with the platform's defaults filled in.
    pub resources: Resources,
    /// Whether all of them would start now.
    pub starts_now: bool,
    /// How the request stands to its queue; absent where the project has none of its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaReport>,
    /// How it stands to the nodes of the queue; quota apart, but for the changes, which obey it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Explanation>,
    /// Where the replicas would go and why, as far as there is room, whatever the quota.
    pub placements: Vec<Choice>,
    /// The fewest moves found that make room for one replica where there is none: carried out one
    /// after the other, each with [`Input::Move`](crate::control_plane::Input::Move). A replacement
    /// queues like any other: where the queue's order is strict, it waits behind whoever waits already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consolidation: Option<Plan>,
}

/// What replicas would be charged, and what their queue has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuotaReport {
    /// The queue's kind.
    pub kind: QueueKind,
    /// The queue, who is ahead, and the charge of all replicas together.
    #[serde(flatten)]
    pub position: PositionReport,
    /// How much has to become free: millicores or GPUs.
    pub missing: u64,
}

impl ControlPlane {
    /// Says what would become of a configuration now: how it stands to its quota and to the nodes,
    /// where its replicas would go, and the nearest changes with which it would start where it does
    /// not.
    ///
    /// # Errors
    /// There is no such project, or the question is about too many replicas.
    pub fn what_if(&self, asked: &WhatIfRequest) -> Result<WhatIfReport, StepError> {
        self.find_project(&asked.project)?;
        let configuration = &asked.runtime_configuration;
        let resources = configuration.resources(&self.limits);
        let replicas = self.replicas_of(configuration, asked.replicas)?;
        let Some(queue) = self.queue_for(&asked.project, &resources) else {
            return Ok(WhatIfReport {
                replicas,
                resources,
                starts_now: false,
                quota: None,
                capacity: None,
                placements: Vec::new(),
                consolidation: None,
            });
        };
        let request = Request::new(&queue.spec.compute_groups, &resources);
        let quota = quota(queue, charge(queue, &request.demand, replicas));
        let capacity = self.explanation(queue, &request, replicas);
        let is_wanted = capacity.room_for == 0 && asked.consolidation_steps > 0;
        let consolidation =
            is_wanted.then(|| self.consolidation(request, asked.consolidation_steps)).flatten();
        let placements = self.placements(&request, replicas, &capacity, asked.placement_policy);
        let is_held_up = queue.waiting().classes().any(|(class, _)| queue.is_held_up_by(class));
        let all_placed = u32::try_from(placements.len()) == Ok(replicas);
        Ok(WhatIfReport {
            replicas,
            resources,
            starts_now: quota.missing == 0 && !is_held_up && all_placed,
            quota: Some(quota),
            capacity: Some(capacity),
            placements,
            consolidation,
        })
    }

    /// How many replicas a question is about: as many as a new deployment starts with, unless it says.
    pub(super) fn replicas_of(
        &self,
        configuration: &RuntimeConfiguration,
        asked: Option<NonZeroU32>,
    ) -> Result<u32, StepError> {
        let replicas = asked.map_or(configuration.min_replicas().max(1), NonZeroU32::get);
        self.check_count(replicas)?;
        Ok(replicas)
    }

    /// The queue that a project's replicas with these resources are charged to, if it has one.
    pub(super) fn queue_for(&self, project: &ProjectRid, resources: &Resources) -> Option<&Queue> {
        self.queues.get(&self.queues.charge(project, resources)?.queue)
    }

    /// How so many replicas of a request stand to the nodes; the changes obey the quota too.
    pub(super) fn explanation(
        &self,
        queue: &Queue,
        request: &Request<'_>,
        replicas: u32,
    ) -> Explanation {
        let allows = |demand: &Demand, replicas| queue.affords(charge(queue, demand, replicas));
        explain(&self.cluster, request, replicas, allows)
    }

    fn consolidation(&self, request: Request<'_>, steps: u32) -> Option<Plan> {
        let may_move = |replica| self.may_move(replica);
        let mut search = Consolidation::new(&self.cluster, request, may_move);
        search.advance(steps.min(MOST_CONSOLIDATION_STEPS).into());
        search.plan().cloned()
    }

    fn placements(
        &self,
        request: &Request<'_>,
        replicas: u32,
        capacity: &Explanation,
        policy: Option<PlacementPolicy>,
    ) -> Vec<Choice> {
        // The cluster is copied only for what has a place.
        if capacity.room_for == 0 {
            return Vec::new();
        }
        let mut what_if = match policy.filter(|policy| *policy != self.scheduler.policy()) {
            Some(policy) => WhatIf::under(&self.cluster, policy, self.scheduler.mix().clone()),
            None => WhatIf::new(&self.cluster, &self.scheduler),
        };
        what_if.place_all(request, replicas)
    }
}

/// What replicas of a demand are charged together.
fn charge(queue: &Queue, demand: &Demand, replicas: u32) -> u64 {
    let each = match queue.spec.kind {
        QueueKind::Vcpu => demand.cpu.0,
        QueueKind::Vgpu => demand.gpu.map_or(0, |gpu| gpu.count().into()),
    };
    each.saturating_mul(replicas.into())
}

fn quota(queue: &Queue, charge: u64) -> QuotaReport {
    let (usage, limit) = (queue.usage(), queue.spec.limit);
    QuotaReport {
        kind: queue.spec.kind,
        position: PositionReport {
            queue: queue.spec.id.clone(),
            ahead: u64::try_from(queue.waiting().len()).unwrap_or(u64::MAX),
            charge,
            usage,
            limit,
        },
        missing: usage.saturating_add(charge).saturating_sub(limit),
    }
}
