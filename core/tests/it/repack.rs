//! A cluster packed from scratch, against trying every place of every request.

use std::collections::BTreeSet;

use liveberth_core::cluster::{
    Cluster, ComputeGroupId, Demand, GpuDemand, GpuTypes, Labels, NodeSpec,
};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::gpu::GpuType;
use liveberth_core::placement::Request;
use liveberth_core::placement::repack::ClusterPacking;
use liveberth_core::quantity::{MemoryBytes, MilliCpu, MilliGpu};
use proptest::prelude::*;

const GROUPS: [&str; 2] = ["one", "two"];

#[derive(Debug, Clone)]
struct World {
    nodes: Vec<NodeSpec>,
    requests: Vec<(BTreeSet<ComputeGroupId>, Demand)>,
}

impl World {
    fn cluster(&self) -> Cluster {
        let mut cluster = Cluster::default();
        for spec in &self.nodes {
            cluster.set_node(spec.clone()).unwrap();
        }
        cluster
    }

    fn requests(&self) -> Vec<Request<'_>> {
        self.requests.iter().map(|(groups, demand)| Request::new(groups, *demand)).collect()
    }
}

/// What a node costs: some of the same size cost more.
fn price(spec: &NodeSpec) -> u64 {
    spec.cpu.0 * 2 + 5 * spec.gpus.len() as u64 + u64::from(spec.compute_group == "two".into())
}

fn gpu_types() -> impl Strategy<Value = GpuTypes> {
    prop_oneof![
        Just(GpuTypes::ANY),
        Just(GpuTypes::only(GpuType::T4)),
        Just(GpuTypes::only(GpuType::V100)),
    ]
}

fn requests() -> impl Strategy<Value = (BTreeSet<ComputeGroupId>, Demand)> {
    let whole = (1_u32..=2, gpu_types()).prop_map(|(count, types)| GpuDemand::whole(count, types));
    let share = (200_u32..=900, gpu_types())
        .prop_map(|(share, types)| GpuDemand::share(MilliGpu(share), types));
    let gpu = prop_oneof![Just(None), whole, share];
    let groups = prop::sample::subsequence(GROUPS.to_vec(), 1..=2);
    (groups, 1_u64..=4, 1_u64..=4, gpu).prop_map(|(groups, cpu, memory, gpu)| {
        let groups = groups.into_iter().map(Into::into).collect();
        (groups, Demand { cpu: MilliCpu(cpu), memory: MemoryBytes(memory), gpu })
    })
}

fn worlds(most_nodes: usize, most_requests: usize) -> impl Strategy<Value = World> {
    let gpus = prop::collection::vec(prop::sample::select(vec![GpuType::T4, GpuType::V100]), 0..=3);
    let node = (4_u64..=7, 4_u64..=7, prop::sample::select(GROUPS.to_vec()), gpus);
    let nodes = prop::collection::vec(node, 1..=most_nodes).prop_map(|nodes| {
        let spec = |(number, (cpu, memory, group, gpus)): (usize, (_, _, &str, _))| NodeSpec {
            id: format!("node-{number}").as_str().into(),
            compute_group: group.into(),
            zone: None,
            labels: Labels::new(),
            cpu: MilliCpu(cpu),
            memory: MemoryBytes(memory),
            gpus,
        };
        nodes.into_iter().enumerate().map(spec).collect()
    });
    let requests = prop::collection::vec(requests(), 0..=most_requests);
    (nodes, requests).prop_map(|(nodes, requests)| World { nodes, requests })
}

/// What is left of a node in the search that tries all.
#[derive(Clone)]
struct Left {
    cpu: u64,
    memory: u64,
    gpus: Vec<u64>,
    is_used: bool,
}

impl Left {
    /// Every way in which a node can take a demand: one for each device of a share, and one for
    /// each type of whole GPUs.
    fn after(&self, spec: &NodeSpec, demand: &Demand) -> Vec<Self> {
        let (cpu, memory) = (demand.cpu.0, demand.memory.0);
        if cpu > self.cpu || memory > self.memory {
            return vec![];
        }
        let rest = Self {
            cpu: self.cpu - cpu,
            memory: self.memory - memory,
            is_used: true,
            ..self.clone()
        };
        let Some(gpu) = demand.gpu else { return vec![rest] };
        let each = u64::from(gpu.of_each().0);
        let mut after = Vec::new();
        for gpu_type in [GpuType::T4, GpuType::V100] {
            let would_do = |at: &usize| {
                gpu.types().contains(gpu_type)
                    && spec.gpus[*at] == gpu_type
                    && self.gpus[*at] >= each
            };
            let devices: Vec<usize> = (0..self.gpus.len()).filter(would_do).collect();
            let sets = if gpu.is_share() {
                devices.into_iter().map(|at| vec![at]).collect()
            } else {
                let set = devices.get(..gpu.count() as usize).map(<[usize]>::to_vec);
                set.into_iter().collect::<Vec<_>>()
            };
            for set in sets {
                let mut rest = rest.clone();
                set.into_iter().for_each(|at| rest.gpus[at] -= each);
                after.push(rest);
            }
        }
        after
    }
}

/// The least price of the nodes that hold all requests; `None` where none do.
fn least_cost(world: &World, left: &mut [Left], request: usize) -> Option<u64> {
    let Some((groups, demand)) = world.requests.get(request) else {
        let used = world.nodes.iter().zip(left.iter()).filter(|(_, left)| left.is_used);
        return Some(used.map(|(spec, _)| price(spec)).sum());
    };
    let mut least = None;
    for (at, spec) in world.nodes.iter().enumerate() {
        if !groups.contains(&spec.compute_group) {
            continue;
        }
        let before = left[at].clone();
        for after in before.after(spec, demand) {
            left[at] = after;
            let found = least_cost(world, left, request + 1);
            least = [least, found].into_iter().flatten().min();
        }
        left[at] = before;
    }
    least
}

fn empty(world: &World) -> Vec<Left> {
    let left = |spec: &NodeSpec| Left {
        cpu: spec.cpu.0,
        memory: spec.memory.0,
        gpus: vec![1_000; spec.gpus.len()],
        is_used: false,
    };
    world.nodes.iter().map(left).collect()
}

/// Every request is in one place or in none, each place holds, and the nodes cost what is said.
fn audit(world: &World, packing: &ClusterPacking<'_>) {
    let (placements, unplaced) = (packing.placements(), packing.unplaced());
    let mut named: Vec<usize> = placements.keys().copied().chain(unplaced).collect();
    named.sort_unstable();
    assert_eq!(named, (0..world.requests.len()).collect::<Vec<_>>());
    let mut cluster = world.cluster();
    for (request, placement) in &placements {
        let (groups, demand) = &world.requests[*request];
        let spec = cluster.node(&placement.node).unwrap().spec();
        assert!(groups.contains(&spec.compute_group));
        let reservation = placement.reservation(*demand);
        cluster.reserve(&placement.node, ReplicaId(*request as u64), reservation).unwrap();
    }
    let used: BTreeSet<_> = placements.values().map(|placement| &placement.node).collect();
    assert_eq!(used.len(), packing.node_count());
    let of = |spec: &&NodeSpec| used.contains(&spec.id);
    assert_eq!(world.nodes.iter().filter(of).map(price).sum::<u64>(), packing.cost());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_cheapest_is_found_and_never_passed_by_the_bound(world in worlds(4, 5)) {
        let least = least_cost(&world, &mut empty(&world), 0);
        let cluster = world.cluster();
        let mut packing =
            ClusterPacking::new(&cluster, world.requests(), |node| price(node.spec()));
        audit(&world, &packing);
        packing.advance(60);
        audit(&world, &packing);
        match least {
            Some(least) => {
                prop_assert!(packing.lower_bound().is_some_and(|bound| bound <= least));
                prop_assert_eq!(packing.cost(), least);
                prop_assert!(packing.unplaced().is_empty());
            }
            None => prop_assert!(!packing.unplaced().is_empty()),
        }
    }

    #[test]
    fn steps_come_to_the_same_however_they_are_divided(
        world in worlds(12, 30), first in 0_u64..200, second in 0_u64..200,
    ) {
        let cluster = world.cluster();
        let mut divided =
            ClusterPacking::new(&cluster, world.requests(), |node| price(node.spec()));
        let mut whole = divided.clone();
        divided.advance(first);
        audit(&world, &divided);
        let before = (divided.unplaced().len(), divided.cost());
        divided.advance(second);
        audit(&world, &divided);
        prop_assert!((divided.unplaced().len(), divided.cost()) <= before);
        whole.advance(first + second);
        prop_assert_eq!(divided.placements(), whole.placements());
    }
}
