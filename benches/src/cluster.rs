//! Nodes, and requests for a place on them.

use std::collections::BTreeSet;

use liveberth_core::cluster::{Cluster, ComputeGroupId, Labels, NodeSpec};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::gpu::{GpuRequest, GpuType};
use liveberth_core::placement::{Mix, PlacementPolicy, Request, Scheduler};
use liveberth_core::quantity::{MemoryBytes, MilliCpu};
use liveberth_core::resources::Resources;
use oorandom::Rand32;

/// The compute group of every node.
pub const COMPUTE_GROUP: &str = "all";

/// What a node has: millicores, gibibytes, GPUs.
type Shape = (u64, u64, Option<(GpuType, usize)>);

/// The shapes of nodes, each as frequent as it is listed.
const SHAPES: [Shape; 8] = [
    (64_000, 256, None),
    (64_000, 256, None),
    (96_000, 384, None),
    (48_000, 192, Some((GpuType::T4, 4))),
    (48_000, 192, Some((GpuType::T4, 4))),
    (96_000, 384, Some((GpuType::A10G, 4))),
    (96_000, 1_152, Some((GpuType::A100, 8))),
    (192_000, 2_048, Some((GpuType::H100, 8))),
];

/// What a replica asks for: millicores, gibibytes, GPUs of a type or of any.
type Demand = (u64, u64, Option<(u32, Option<GpuType>)>);

/// The demands of replicas, each as frequent as it is listed.
const DEMANDS: [Demand; 8] = [
    (1_000, 4, None),
    (2_000, 8, None),
    (8_000, 32, None),
    (4_000, 16, Some((1, None))),
    (4_000, 16, Some((1, Some(GpuType::T4)))),
    (8_000, 64, Some((2, Some(GpuType::A10G)))),
    (16_000, 128, Some((4, Some(GpuType::A100)))),
    (64_000, 512, Some((8, Some(GpuType::H100)))),
];

/// Nodes of mixed shapes.
pub fn nodes(random: &mut Rand32, count: usize) -> Vec<NodeSpec> {
    let node = |number| {
        let (cpu, memory_gib, gpus) = pick(random, SHAPES);
        NodeSpec {
            id: format!("node-{number:05}").as_str().into(),
            compute_group: COMPUTE_GROUP.into(),
            zone: None,
            labels: Labels::new(),
            cpu: MilliCpu(cpu),
            memory: MemoryBytes(memory_gib << 30),
            gpus: gpus.map_or(Vec::new(), |(gpu_type, count)| vec![gpu_type; count]),
        }
    };
    (0..count).map(node).collect()
}

/// What replicas of mixed kinds ask for.
pub fn demands(random: &mut Rand32, count: usize) -> Vec<Resources> {
    let demand = |_| {
        let (cpu, memory_gib, gpu) = pick(random, DEMANDS);
        Resources {
            cpu: MilliCpu(cpu),
            memory: MemoryBytes(memory_gib << 30),
            gpu: gpu.map(|(count, gpu_type)| GpuRequest { count, gpu_type }),
        }
    };
    (0..count).map(demand).collect()
}

/// The compute groups of every request.
pub fn compute_groups() -> BTreeSet<ComputeGroupId> {
    BTreeSet::from([COMPUTE_GROUP.into()])
}

/// A cluster in use: for every node one replica has asked for a place.
pub fn in_use(random: &mut Rand32, node_count: usize) -> Cluster {
    let mut cluster = Cluster::default();
    for node in nodes(random, node_count) {
        cluster.set_node(node).expect("a new node takes any shape");
    }
    let compute_groups = compute_groups();
    let mut scheduler = Scheduler::new(PlacementPolicy::BestFit, Mix::default());
    for (id, resources) in (0..).map(ReplicaId).zip(demands(random, node_count)) {
        let request = Request::new(&compute_groups, &resources);
        if let Some(placement) = scheduler.place(&mut cluster, &request) {
            cluster
                .reserve(&placement.node, id, placement.reservation(&resources))
                .expect("what was placed fits");
        }
    }
    cluster
}

/// One of the elements, each as likely as any other.
fn pick<T: Copy, const N: usize>(random: &mut Rand32, elements: [T; N]) -> T {
    let at = random.rand_range(0..u32::try_from(N).expect("a short list"));
    *elements.get(at as usize).expect("a number below the length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_in_use_is_the_same_for_the_same_seed() {
        let cluster = in_use(&mut Rand32::new(crate::SEED), 100);
        assert_eq!(cluster, in_use(&mut Rand32::new(crate::SEED), 100));
        let held: usize = cluster.nodes().map(|node| node.reservations().len()).sum();
        assert!((70..=100).contains(&held), "{held} of 100 replicas have a place");
    }
}
