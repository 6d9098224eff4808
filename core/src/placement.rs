//! Placement: which node and which of its GPUs a replica gets.
//!
//! Total and deterministic: "it does not fit" is an answer, and equally good nodes go by name.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::cluster::{Cluster, ComputeGroupId, Node, NodeId, Reservation};
use crate::gpu::{GpuRequest, GpuType};
use crate::resources::Resources;

mod policy;

pub use policy::PlacementPolicy;

/// What wants a place.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Where it may run.
    pub compute_groups: &'a BTreeSet<ComputeGroupId>,
    /// What it needs.
    pub resources: &'a Resources,
    /// The GPU type to stay with where any type would do, as long as it fits.
    pub preferred_gpu_type: Option<GpuType>,
}

/// A place: a node, and the numbers of the GPUs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Placement {
    /// The node.
    pub node: NodeId,
    /// The numbers of the GPUs, ascending; all are of one type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<u32>,
}

impl Placement {
    /// What a replica with these resources holds in this place.
    pub fn reservation(&self, resources: &Resources) -> Reservation {
        Reservation { cpu: resources.cpu, memory: resources.memory, devices: self.devices.clone() }
    }
}

/// The place that the policy likes best, if there is one at all.
///
/// # Complexity
/// Looks at every node of the compute groups.
pub fn place(
    cluster: &Cluster,
    request: &Request<'_>,
    policy: PlacementPolicy,
) -> Option<Placement> {
    if request.preferred_gpu_type.is_some() {
        let preferred = with_gpu_type(request.resources, request.preferred_gpu_type);
        let narrowed = Request { resources: &preferred, ..*request };
        let placement = best(cluster, &narrowed, policy);
        if placement.is_some() {
            return placement;
        }
    }
    best(cluster, request, policy)
}

fn with_gpu_type(resources: &Resources, preferred: Option<GpuType>) -> Resources {
    let narrow = |gpu: GpuRequest| GpuRequest { gpu_type: gpu.gpu_type.or(preferred), ..gpu };
    Resources { gpu: resources.gpu.map(narrow), ..*resources }
}

fn best(cluster: &Cluster, request: &Request<'_>, policy: PlacementPolicy) -> Option<Placement> {
    let candidates = cluster
        .nodes_of(request.compute_groups)
        .filter_map(|node| Some((node, devices_on(node, request.resources)?)));
    let (node, devices) = policy.choose(candidates, request.resources)?;
    Some(Placement { node: node.spec().id.clone(), devices })
}

/// The GPUs that the node would give, lowest numbers first; `None` if it has no room.
fn devices_on(node: &Node, resources: &Resources) -> Option<Vec<u32>> {
    let has_room =
        node.is_up() && node.idle().cpu >= resources.cpu && node.idle().memory >= resources.memory;
    if !has_room {
        return None;
    }
    let Some(gpu) = resources.gpu else {
        return Some(Vec::new());
    };
    let count = usize::try_from(gpu.count).ok()?;
    let enough = |gpu_type| {
        let devices: Vec<u32> = node.idle_devices(gpu_type).take(count).collect();
        (devices.len() == count).then_some(devices)
    };
    match gpu.gpu_type {
        Some(gpu_type) => enough(gpu_type),
        None => node.spec().gpu_types().into_iter().find_map(enough),
    }
}
