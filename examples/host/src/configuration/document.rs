//! The file as it is written: amounts for people, such as `"cpu": 16` and `"memory": "64GiB"`.

use std::collections::{BTreeMap, BTreeSet};

use liveberth_core::api::DirectTarget;
use liveberth_core::cluster::{ComputeGroupId, Labels, NodeId, NodeSpec};
use liveberth_core::config::MemoryText;
use liveberth_core::deployment::LifecyclePolicy;
use liveberth_core::gpu::GpuType;
use liveberth_core::limits::{KnownSource, KnownSources, Limits};
use liveberth_core::number::Double;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::quantity::MilliCpu;
use liveberth_core::queue::{
    AdmissionOrder, EnrollmentLimits, ProjectQueues, QueueId, QueueKind, QueueSpec,
};
use liveberth_core::rid::{ModelRid, ModelVersionRid, ProjectRid, SourceRid};
use liveberth_core::routing::RoutingPolicy;
use serde::Deserialize;

use super::{Configuration, Model, Problem, Project};
use crate::auth::TokenEntry;
use crate::executor::SimulatedTimes;
use crate::server::Places;

/// The most nodes that one entry's `count` may stand for.
const MAX_NODES_PER_ENTRY: u32 = 10_000;

/// The most GPUs of a node.
const MAX_GPUS_PER_NODE: u32 = 64;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    nodes: Vec<NodeEntry>,
    queues: Vec<QueueEntry>,
    #[serde(default)]
    enrollment: EnrollmentEntry,
    projects: Vec<ProjectEntry>,
    models: Vec<ModelEntry>,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    policy: LifecyclePolicy,
    #[serde(default)]
    placement_policy: PlacementPolicy,
    #[serde(default)]
    tokens: Vec<TokenEntry>,
    default_target: Option<TargetEntry>,
    #[serde(default)]
    routing: RoutingPolicy,
    #[serde(default)]
    executor: SimulatedTimes,
    #[serde(default)]
    max_connections: Places,
}

/// One node, or `count` alike that are named `id-1`, `id-2`, and so on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NodeEntry {
    id: String,
    count: Option<u32>,
    compute_group: ComputeGroupId,
    cpu: Double,
    memory: MemoryText,
    #[serde(default)]
    gpus: BTreeMap<GpuType, u32>,
}

/// A queue; its limit is vCPUs of a vCPU queue, GPUs of a vGPU queue.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct QueueEntry {
    id: QueueId,
    kind: QueueKind,
    limit: u64,
    compute_groups: BTreeSet<ComputeGroupId>,
    #[serde(default)]
    order: AdmissionOrder,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EnrollmentEntry {
    vcpu: Option<u64>,
    vgpu: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProjectEntry {
    rid: ProjectRid,
    vcpu_queue: QueueId,
    vgpu_queue: Option<QueueId>,
    #[serde(default)]
    sources: BTreeMap<SourceRid, KnownSource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ModelEntry {
    rid: ModelRid,
    project: ProjectRid,
    branches: BTreeMap<String, ModelVersionRid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TargetEntry {
    model_rid: ModelRid,
    branch: String,
}

/// Reads the document; what it refers to is not looked at yet.
pub(super) fn read(text: &[u8]) -> Result<Configuration, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let document: Document = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| Problem::new(error.path().to_string(), error.inner()))?;
    deserializer.end().map_err(|error| Problem::new("", error))?;
    document.into_configuration()
}

impl Document {
    fn into_configuration(self) -> Result<Configuration, Problem> {
        let mut nodes = Vec::new();
        for (index, entry) in self.nodes.into_iter().enumerate() {
            let place = format!("nodes[{index}]");
            nodes.extend(entry.into_nodes().map_err(|p| p.within(place))?);
        }
        unique("nodes", nodes.iter().map(|node| node.id.as_str()))?;
        unique("queues", self.queues.iter().map(|queue| queue.id.as_str()))?;
        unique("projects", self.projects.iter().map(|p| p.rid.as_str()))?;
        unique("models", self.models.iter().map(|m| m.rid.as_str()))?;
        unique("tokens", self.tokens.iter().map(|t| t.name.as_str()))?;
        Ok(Configuration {
            nodes,
            queues: self.queues.into_iter().map(QueueEntry::into_queue).collect(),
            enrollment: EnrollmentLimits {
                vcpu: self.enrollment.vcpu.map(millicores),
                vgpu: self.enrollment.vgpu,
            },
            projects: self.projects.into_iter().map(ProjectEntry::into_project).collect(),
            models: self.models.into_iter().map(ModelEntry::into_model).collect(),
            limits: self.limits,
            policy: self.policy,
            placement_policy: self.placement_policy,
            tokens: self.tokens,
            default_target: self
                .default_target
                .map(|entry| DirectTarget { model_rid: entry.model_rid, branch: entry.branch }),
            routing: self.routing,
            executor: self.executor,
            max_connections: self.max_connections,
        })
    }
}

impl NodeEntry {
    fn into_nodes(self) -> Result<Vec<NodeSpec>, Problem> {
        let cpu = self
            .cpu
            .thousandths_rounded_up()
            .ok_or_else(|| Problem::new("", format!("`{}` is no number of vCPUs", self.cpu)))?;
        let gpu_count = self.gpus.values().fold(0, |sum: u32, n| sum.saturating_add(*n));
        if gpu_count > MAX_GPUS_PER_NODE {
            let problem = format!("a node has at most {MAX_GPUS_PER_NODE} GPUs, not `{gpu_count}`");
            return Err(Problem::new("", problem));
        }
        let gpus = self
            .gpus
            .iter()
            .flat_map(|(gpu_type, count)| (0..*count).map(|_| *gpu_type))
            .collect::<Vec<_>>();
        let node = |id: String| NodeSpec {
            id: NodeId::new(id),
            compute_group: self.compute_group.clone(),
            zone: None,
            labels: Labels::new(),
            cpu: MilliCpu(cpu),
            memory: self.memory.bytes(),
            gpus: gpus.clone(),
        };
        match self.count {
            None => Ok(vec![node(self.id.clone())]),
            Some(count) if count <= MAX_NODES_PER_ENTRY => {
                Ok((1..=count).map(|number| node(format!("{}-{number}", self.id))).collect())
            }
            Some(count) => Err(Problem::new(
                "",
                format!("`count` is at most {MAX_NODES_PER_ENTRY}, not `{count}`"),
            )),
        }
    }
}

impl QueueEntry {
    fn into_queue(self) -> QueueSpec {
        QueueSpec {
            id: self.id,
            kind: self.kind,
            limit: match self.kind {
                QueueKind::Vcpu => millicores(self.limit),
                QueueKind::Vgpu => self.limit,
            },
            compute_groups: self.compute_groups,
            order: self.order,
        }
    }
}

impl ProjectEntry {
    fn into_project(self) -> (ProjectRid, Project) {
        let project = Project {
            queues: ProjectQueues { vcpu: self.vcpu_queue, vgpu: self.vgpu_queue },
            sources: KnownSources { project_rid: self.rid.clone(), imported: self.sources.into() },
        };
        (self.rid, project)
    }
}

impl ModelEntry {
    fn into_model(self) -> (ModelRid, Model) {
        let model = Model { project: self.project, branches: self.branches };
        (self.rid, model)
    }
}

const fn millicores(vcpus: u64) -> u64 {
    vcpus.saturating_mul(1_000)
}

/// Refuses a name that is given twice.
fn unique<'a>(place: &str, names: impl Iterator<Item = &'a str>) -> Result<(), Problem> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            let problem = format!("`{name}` is described twice; keep one of the two");
            return Err(Problem::new(place, problem));
        }
    }
    Ok(())
}
