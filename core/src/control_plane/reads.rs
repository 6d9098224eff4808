//! What can be read of the control plane, without changing anything.

use alloc::vec::Vec;

use crate::api::LiveDeployment;
use crate::cluster::Demand;
use crate::control_plane::{
    ControlPlane, DeploymentKey, DeploymentReport, Effect, Effects, MoveReport, NodeReport,
    PlacedReplica, PlacementReport, PositionReport, QueueReport, ReplicaReport, WaitingReport,
    WaitsFor,
};
use crate::deployment::{Deployment, Replica, ReplicaState, StopStage};
use crate::gpu::GpuType;
use crate::limits::Limits;
use crate::placement::{Placement, Request};
use crate::queue::{Queue, QueueKind};
use crate::resources::Resources;
use crate::rid::{LiveDeploymentRid, ModelRid, ProjectRid};
use crate::sorted_map::SortedMap;
use crate::time::Timestamp;

impl ControlPlane {
    /// A deployment as the API shows it.
    pub fn deployment(&self, rid: &LiveDeploymentRid) -> Option<LiveDeployment> {
        self.roster.find(rid).and_then(to_api)
    }

    /// The project of a deployment.
    pub fn project_of(&self, rid: &LiveDeploymentRid) -> Option<&ProjectRid> {
        self.roster.find(rid).map(|deployment| &deployment.project)
    }

    /// Every deployment, in the order of their identifiers.
    pub fn deployments(&self) -> Vec<LiveDeployment> {
        self.roster.iter().filter_map(|(_, deployment)| to_api(deployment)).collect()
    }

    /// The deployments of a model, or of one of its branches, in the order of their identifiers.
    pub fn deployments_of(&self, model: &ModelRid, branch: Option<&str>) -> Vec<LiveDeployment> {
        let deployments = self.roster.of_model(model);
        deployments
            .into_iter()
            .filter_map(|key| self.roster.get(key))
            .filter(|deployment| branch.is_none_or(|branch| deployment.target.branch == branch))
            .filter_map(to_api)
            .collect()
    }

    /// A deployment's status with everything that explains it.
    pub fn report(&self, rid: &LiveDeploymentRid) -> Option<DeploymentReport> {
        let key = self.roster.key_of(rid)?;
        let deployment = self.roster.get(key)?;
        let (status, reason) = deployment.shown.status?;
        let retries = deployment.replicas.iter().filter_map(|it| it.retry_at(&self.policy));
        let pause = deployment.next_start().filter(|at| *at > self.now);
        let is_waiting_to_get_ready = deployment.latched.is_none() && !status.is_ready;
        let deadline_ms = self.policy.progress_deadline_ms;
        Some(DeploymentReport {
            rid: rid.clone(),
            status,
            reason,
            desired_replicas: deployment.desired,
            ready_replicas: deployment.ready_count(),
            generation: deployment.generation,
            target_version: deployment.version.clone(),
            failures_in_a_row: deployment.streak,
            last_failure: deployment.last_failure.clone(),
            waiting: self.waiting_report(key),
            next_try_at: retries.chain(pause).min(),
            fails_after: deployment
                .progress_at
                .filter(|_| is_waiting_to_get_ready)
                .map(|since| since.saturating_add(deadline_ms)),
            planned_move: deployment.planned_move.as_ref().map(|planned| MoveReport {
                replica: planned.leaver,
                replacement: planned.newcomer,
                to: planned.to.clone(),
                since: planned.since,
            }),
            replicas: deployment.replicas.iter().map(|it| self.replica_report(it)).collect(),
        })
    }

    fn waiting_report(&self, key: DeploymentKey) -> Option<WaitingReport> {
        let deployment = self.roster.get(key)?;
        let waiting = deployment.new_replicas().filter(|replica| is_waiting(replica));
        let oldest = waiting.min_by_key(|replica| replica.order)?;
        let resources = self.resources_of(key, oldest.id)?;
        let charge = self.charge_of(key, oldest.id);
        let queue = charge.as_ref().and_then(|charge| self.queues.get(&charge.queue));
        Some(WaitingReport {
            replica: oldest.id,
            since: oldest.since,
            waits_for: self.waits_for(deployment, oldest, &resources, queue),
            position: queue.zip(charge).map(|(queue, charge)| PositionReport {
                queue: queue.spec.id.clone(),
                ahead: u64::try_from(queue.waiting().count_before(oldest.ticket()))
                    .unwrap_or(u64::MAX),
                charge: charge.amount,
                usage: queue.usage(),
                limit: queue.spec.limit,
            }),
            capacity: queue.filter(|_| deployment.node_bound_to(oldest.id).is_none()).map(
                |queue| {
                    let request = Request::new(&queue.spec.compute_groups, &resources);
                    self.explanation(queue, &request, 1)
                },
            ),
        })
    }

    /// What a waiting replica lacks, the most lasting obstacle first.
    fn waits_for(
        &self,
        deployment: &Deployment,
        replica: &Replica,
        resources: &Resources,
        queue: Option<&Queue>,
    ) -> WaitsFor {
        let Some(queue) = queue else {
            let kind = if resources.gpu.is_some() { QueueKind::Vgpu } else { QueueKind::Vcpu };
            return WaitsFor::Queue { kind };
        };
        let (charge, limit) = (queue.spec.kind.amount_of(resources), queue.spec.limit);
        let groups = &queue.spec.compute_groups;
        if charge > limit {
            return WaitsFor::HigherLimit { missing: charge.saturating_sub(limit) };
        }
        if !self.cluster.could_ever_hold(groups, &Demand::from(resources)) {
            return WaitsFor::LargerNode;
        }
        if deployment.halted {
            return WaitsFor::Change;
        }
        if deployment.next_start_at > self.now {
            return WaitsFor::Pause { until: deployment.next_start_at };
        }
        if !queue.affords(charge) {
            let needed = queue.usage().saturating_add(charge);
            return WaitsFor::Quota { missing: needed.saturating_sub(limit) };
        }
        let request = Request::new(groups, resources);
        let fits = match deployment.node_bound_to(replica.id) {
            Some(node) => request.place_on(&self.cluster, node).is_some(),
            None => request.fits(&self.cluster),
        };
        if fits { WaitsFor::Turn } else { WaitsFor::Room }
    }

    /// Every node and what runs on it, in the order of their names.
    pub fn nodes(&self) -> Vec<NodeReport> {
        let placed = |(replica, reservation): &(_, crate::cluster::Reservation)| {
            let owner = self.roster.get(self.roster.owner_of(*replica)?)?;
            Some(PlacedReplica {
                replica: *replica,
                deployment: owner.rid.clone(),
                devices: reservation.devices.to_vec(),
            })
        };
        self.cluster
            .nodes()
            .map(|node| NodeReport {
                node: node.spec().clone(),
                up: node.is_up(),
                cordoned: node.is_cordoned(),
                replicas: node.reservations().iter().filter_map(placed).collect(),
            })
            .collect()
    }

    /// Every queue and how full it is, in the order of their names.
    pub fn queues(&self) -> Vec<QueueReport> {
        self.queues
            .iter()
            .map(|queue| QueueReport {
                queue: queue.spec.clone(),
                usage: queue.usage(),
                waiting: u64::try_from(queue.waiting().len()).unwrap_or(u64::MAX),
            })
            .collect()
    }

    /// What a project's configurations may ask for, as its queues and the cluster stand; `None` for
    /// an unknown project. The host adds the project's sources, which the core does not know.
    pub fn limits_of(&self, project: &ProjectRid) -> Option<Limits> {
        let queues = self.queues.projects().get(project)?;
        let vcpu = self.queues.get(&queues.vcpu)?;
        let vgpu = queues.vgpu.as_ref().and_then(|id| self.queues.get(id));
        let gpus = vgpu.map_or_else(SortedMap::default, |queue| {
            let most = u32::try_from(queue.spec.limit).unwrap_or(u32::MAX);
            let types = self.cluster.gpu_types(&queue.spec.compute_groups);
            types.into_iter().map(|(gpu_type, count)| (gpu_type, count.min(most))).collect()
        });
        Some(Limits {
            gpus: Some(gpus),
            largest_node: self.cluster.largest_node(&vcpu.spec.compute_groups),
            largest_gpu_node: vgpu
                .and_then(|queue| self.cluster.largest_node(&queue.spec.compute_groups)),
            ..self.limits.clone()
        })
    }

    /// What a host has to do after a restart: every effect that may not have been carried out.
    ///
    /// Ready replicas are not launched again; a host that has lost them says so, with
    /// [`ReplicaExited`](crate::control_plane::Input::ReplicaExited).
    pub fn resume(&self) -> Effects {
        let mut effects = Effects::default();
        for (key, deployment) in self.roster.iter() {
            let routes = deployment.shown.routes.clone();
            effects.push(Effect::SetRoutes { deployment: deployment.rid.clone(), routes });
            for replica in deployment.replicas.iter() {
                let effect = match replica.state {
                    ReplicaState::Starting => self.launch(key, replica.id),
                    ReplicaState::Stopping => Some(self.stop_again(replica)),
                    _ => None,
                };
                effect.into_iter().for_each(|effect| effects.push(effect));
            }
        }
        effects
    }

    fn replica_report(&self, replica: &Replica) -> ReplicaReport {
        ReplicaReport {
            replica: replica.id,
            generation: replica.generation,
            attempt: replica.attempt,
            state: replica.state,
            since: replica.since,
            restarts: replica.restarts,
            retry_at: replica.retry_at(&self.policy),
            placement: replica.berth.as_ref().map(|berth| PlacementReport {
                node: berth.placement.node.clone(),
                devices: berth.placement.devices.to_vec(),
            }),
        }
    }

    fn stop_again(&self, replica: &Replica) -> Effect {
        let Replica { id, attempt, .. } = *replica;
        match replica.stop {
            StopStage::Asked => {
                Effect::Stop { replica: id, attempt, grace_ms: self.policy.stop_timeout_ms }
            }
            StopStage::Killed | StopStage::Reported => Effect::Kill { replica: id, attempt },
        }
    }

    /// The latest time that was seen.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The type of the GPUs in a place; `None` where there are none.
    pub(super) fn gpu_type_at(&self, placement: &Placement) -> Option<GpuType> {
        let device = usize::try_from(*placement.devices.first()?).ok()?;
        self.cluster.node(&placement.node)?.spec().gpus.get(device).copied()
    }
}

/// The API form; there from the end of the step that made the deployment.
fn to_api(deployment: &Deployment) -> Option<LiveDeployment> {
    let (status, _) = deployment.shown.status?;
    Some(deployment.to_api(status))
}

fn is_waiting(replica: &Replica) -> bool {
    replica.is(ReplicaState::Queued)
}
