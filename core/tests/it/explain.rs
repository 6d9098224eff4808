//! Explanations, against trying it out.

use std::collections::BTreeSet;

use liveberth_core::cluster::{
    Cluster, ComputeGroupId, Demand, GpuDemand, GpuTypes, Labels, NodeSpec, Reservation,
};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::gpu::GpuType;
use liveberth_core::placement::explain::{Cause, Change, Explanation, Shortfall, explain};
use liveberth_core::placement::{Mix, PlacementPolicy, Request, WhatIf};
use liveberth_core::quantity::{MemoryBytes, MilliCpu, MilliGpu};
use proptest::prelude::*;

fn spec(number: usize, group: &str, cpu: u64, memory: u64, gpus: &[GpuType]) -> NodeSpec {
    NodeSpec {
        id: format!("node-{number}").as_str().into(),
        compute_group: group.into(),
        zone: None,
        labels: Labels::new(),
        cpu: MilliCpu(cpu),
        memory: MemoryBytes(memory),
        gpus: gpus.to_vec(),
    }
}

fn groups() -> BTreeSet<ComputeGroupId> {
    BTreeSet::from(["all".into()])
}

fn demand(cpu: u64, memory: u64, gpu: Option<GpuDemand>) -> Demand {
    Demand { cpu: MilliCpu(cpu), memory: MemoryBytes(memory), gpu }
}

fn whole(count: u32, gpu_type: GpuType) -> Option<GpuDemand> {
    GpuDemand::whole(count, GpuTypes::only(gpu_type))
}

fn explained(cluster: &Cluster, demand: Demand, replicas: u32) -> Explanation {
    explain(cluster, &Request::new(&groups(), demand), replicas, |_, _| true)
}

#[test]
fn each_node_counts_under_the_first_thing_that_keeps_a_replica_off_it() {
    let mut cluster = Cluster::default();
    let gpus = [GpuType::T4, GpuType::T4];
    let nodes = [
        spec(0, "all", 8_000, 100, &gpus),
        spec(1, "all", 8_000, 100, &gpus),
        spec(2, "other", 8_000, 100, &gpus),
        spec(3, "all", 8_000, 100, &[GpuType::A100]),
        spec(4, "all", 1_000, 100, &gpus),
        spec(5, "all", 8_000, 100, &gpus),
        spec(6, "all", 8_000, 100, &gpus),
        spec(7, "all", 8_000, 100, &gpus),
    ];
    nodes.into_iter().for_each(|node| cluster.set_node(node).unwrap());
    cluster.take_node_down(&"node-0".into());
    cluster.cordon(&"node-1".into(), true);
    let mut hold = |node: &str, demand: Demand, devices: &[u32]| {
        let reservation = Reservation { demand, devices: devices.into() };
        cluster.reserve(&node.into(), ReplicaId(0), reservation).unwrap();
    };
    hold("node-5", demand(100, 10, whole(1, GpuType::T4)), &[0]);
    hold("node-6", demand(7_000, 10, None), &[]);
    hold("node-7", demand(100, 90, None), &[]);
    let wanted = demand(4_000, 40, whole(2, GpuType::T4));
    let explanation = explained(&cluster, wanted, 1);
    assert_eq!((explanation.nodes, explanation.fitting, explanation.room_for), (8, 0, 0));
    let causes = [
        Cause::Down,
        Cause::Cordoned,
        Cause::ComputeGroup,
        Cause::GpuType,
        Cause::TooSmall,
        Cause::GpusInUse,
        Cause::CpuInUse,
        Cause::MemoryInUse,
    ];
    assert_eq!(explanation.causes, causes.map(|cause| (cause, 1)).into());
    let none =
        Shortfall { node: "node-5".into(), cpu: None, memory: None, gpus: None, gpu_share: None };
    let closest = [
        Shortfall { gpus: Some(1), ..none.clone() },
        Shortfall { node: "node-4".into(), cpu: Some(MilliCpu(3_000)), ..none.clone() },
        Shortfall { node: "node-6".into(), cpu: Some(MilliCpu(3_000)), ..none.clone() },
        Shortfall { node: "node-7".into(), memory: Some(MemoryBytes(30)), ..none.clone() },
        Shortfall { node: "node-3".into(), gpus: Some(2), ..none },
    ];
    let mut sorted = explanation.closest.clone();
    sorted.sort_by(|a, b| a.node.cmp(&b.node));
    let mut expected = closest.to_vec();
    expected.sort_by(|a, b| a.node.cmp(&b.node));
    assert_eq!(sorted, expected);
    assert_eq!(explanation.closest[0].node.as_str(), "node-5");
    assert_eq!(
        explanation.changes,
        [
            Change::Cpu { value: MilliCpu(1_000) },
            Change::Memory { value: MemoryBytes(10) },
            Change::GpuCount { value: 1 },
        ]
    );
}

#[test]
fn a_quota_bounds_the_changes_as_capacity_does() {
    let mut cluster = Cluster::default();
    cluster.set_node(spec(0, "all", 8_000, 100, &[])).unwrap();
    let groups = groups();
    let request = Request::new(&groups, demand(2_000, 1, None));
    let quota = |demand: &Demand, replicas| demand.cpu.0 * u64::from(replicas) <= 5_000;
    let explanation = explain(&cluster, &request, 3, quota);
    assert_eq!((explanation.fitting, explanation.room_for), (1, 4));
    let expected = [Change::Cpu { value: MilliCpu(1_666) }, Change::Replicas { value: 2 }];
    assert_eq!(explanation.changes, expected);
}

#[test]
fn a_choice_says_what_the_node_costs_and_what_the_next_one_would() {
    let mut cluster = Cluster::default();
    cluster.set_node(spec(0, "all", 8_000, 100, &[GpuType::T4; 4])).unwrap();
    cluster.set_node(spec(1, "all", 8_000, 100, &[GpuType::T4; 2])).unwrap();
    let groups = groups();
    let request = Request::new(&groups, demand(1_000, 1, whole(2, GpuType::T4)));
    for policy in PlacementPolicy::ALL.into_iter().filter(|it| *it != PlacementPolicy::Random) {
        let mut what_if = WhatIf::under(&cluster, policy, Mix::default());
        let choice = what_if.place(&request).unwrap();
        let (chosen, runner_up) = (choice.chosen.unwrap(), choice.runner_up.unwrap());
        assert_eq!(chosen.node, choice.placement.node, "{policy:?}");
        assert!((chosen.cost, &chosen.node) < (runner_up.cost, &runner_up.node), "{policy:?}");
        assert_eq!(chosen.parts.values().sum::<i64>(), chosen.cost);
        assert_eq!(what_if.allocated_gpu(), 2_000);
    }
}

/// Whether so many replicas fit, by placing them.
fn fit(cluster: &Cluster, demand: Demand, replicas: u32) -> bool {
    let groups = groups();
    let mut what_if = WhatIf::under(cluster, PlacementPolicy::FirstFit, Mix::default());
    what_if.place_all(&Request::new(&groups, demand), replicas).len() == replicas as usize
}

/// The request with the change, and with one step less of it.
fn changed(demand: Demand, replicas: u32, change: &Change) -> Vec<(Demand, u32, bool)> {
    let share = |gpu: GpuDemand, value| GpuDemand::share(MilliGpu(value), gpu.types());
    let count = |gpu: GpuDemand, value| GpuDemand::whole(value, gpu.types());
    let with_gpu = |gpu| Demand { gpu, ..demand };
    let gpu = demand.gpu;
    let (there, before) = match change {
        Change::Cpu { value } => {
            let cpu = |value| Demand { cpu: MilliCpu(value), ..demand };
            (cpu(value.0), cpu(value.0 + 1))
        }
        Change::Memory { value } => {
            let memory = |value| Demand { memory: MemoryBytes(value), ..demand };
            (memory(value.0), memory(value.0 + 1))
        }
        Change::GpuCount { value } => {
            let gpu = gpu.unwrap();
            (with_gpu(count(gpu, *value)), with_gpu(count(gpu, value + 1)))
        }
        Change::GpuShare { value } => {
            let gpu = gpu.unwrap();
            (with_gpu(share(gpu, value.0)), with_gpu(share(gpu, value.0 + 1)))
        }
        Change::GpuType { values } => {
            let of = |gpu_type: &GpuType| {
                let (gpu, types) = (gpu.unwrap(), GpuTypes::only(*gpu_type));
                let gpu = match gpu.is_share() {
                    true => GpuDemand::share(gpu.of_each(), types),
                    false => GpuDemand::whole(gpu.count(), types),
                };
                (with_gpu(gpu), replicas, values.contains(gpu_type))
            };
            let others = [GpuType::T4, GpuType::A100, GpuType::H100];
            let others = others.iter().filter(|it| !gpu.unwrap().types().contains(**it));
            return others.map(of).collect();
        }
        Change::Replicas { value } => {
            return vec![(demand, *value, true), (demand, value + 1, false)];
        }
    };
    vec![(there, replicas, true), (before, replicas, false)]
}

prop_compose! {
    fn clusters()(
        nodes in prop::collection::vec(
            (2_u64..=12, 2_u64..=12, prop::collection::vec(0_usize..3, 0..=4), 0_u32..10),
            1..=5,
        ),
        held in prop::collection::vec(demands(), 0..=8),
    ) -> Cluster {
        let types = [GpuType::T4, GpuType::A100, GpuType::H100];
        let mut cluster = Cluster::default();
        for (number, (cpu, memory, gpus, _)) in nodes.iter().enumerate() {
            let gpus: Vec<_> = gpus.iter().map(|it| types[*it]).collect();
            cluster.set_node(spec(number, "all", *cpu, *memory, &gpus)).unwrap();
        }
        let groups = groups();
        let mut what_if = WhatIf::under(&cluster, PlacementPolicy::WorstFit, Mix::default());
        for (number, demand) in (0..).zip(held) {
            if let Some(choice) = what_if.place(&Request::new(&groups, demand)) {
                let reservation = choice.placement.reservation(demand);
                cluster.reserve(&choice.placement.node, ReplicaId(number), reservation).unwrap();
            }
        }
        for (number, (.., fate)) in nodes.iter().enumerate() {
            let id = format!("node-{number}").as_str().into();
            match fate {
                0 => drop(cluster.take_node_down(&id)),
                1 => cluster.cordon(&id, true),
                _ => {}
            }
        }
        cluster
    }
}

prop_compose! {
    fn demands()(
        cpu in 0_u64..=8,
        memory in 0_u64..=8,
        gpu in prop_oneof![
            Just(None),
            (1_u32..=4, 1_usize..8).prop_map(|(count, types)| GpuDemand::whole(count, these(types))),
            (1_u32..=1_000, 1_usize..8)
                .prop_map(|(share, types)| GpuDemand::share(MilliGpu(share), these(types))),
        ],
    ) -> Demand {
        demand(cpu, memory, gpu)
    }
}

/// Some of three types, by bits.
fn these(bits: usize) -> GpuTypes {
    let types = [GpuType::T4, GpuType::A100, GpuType::H100];
    types.into_iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, it)| it).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_explained_is_so(cluster in clusters(), demand in demands(), replicas in 1_u32..=4) {
        let explanation = explained(&cluster, demand, replicas);
        prop_assert_eq!(explanation.nodes, cluster.len() as u64);
        let failing: u64 = explanation.causes.values().sum();
        prop_assert_eq!(explanation.fitting + failing, explanation.nodes);

        let groups = groups();
        let request = Request::new(&groups, demand);
        let fitting = cluster.nodes()
            .filter(|node| request.place_on(&cluster, &node.spec().id).is_some());
        prop_assert_eq!(explanation.fitting, fitting.count() as u64);
        prop_assert_eq!(explanation.closest.is_empty(), explanation.fitting > 0
            || cluster.nodes().all(|node| !node.is_open()));
        for more in 1..=8 {
            prop_assert_eq!(fit(&cluster, demand, more), explanation.room_for >= u64::from(more));
        }
    }

    #[test]
    fn the_nearest_changes_are_enough_and_one_step_less_is_not(
        cluster in clusters(), demand in demands(), replicas in 1_u32..=4,
    ) {
        let explanation = explained(&cluster, demand, replicas);
        prop_assert!(!fit(&cluster, demand, replicas) || explanation.changes.is_empty());
        for change in &explanation.changes {
            for (demand, replicas, expected) in changed(demand, replicas, change) {
                prop_assert_eq!(fit(&cluster, demand, replicas), expected, "{:?}", change);
            }
        }
        // Where a change is not named, the least of the field does not fit either.
        let has = |wanted: fn(&Change) -> bool| explanation.changes.iter().any(wanted);
        if !fit(&cluster, demand, replicas) {
            let least = Demand { cpu: MilliCpu(1), ..demand };
            let is_less = demand.cpu > MilliCpu(1);
            prop_assert_eq!(
                is_less && fit(&cluster, least, replicas),
                has(|it| matches!(it, Change::Cpu { .. }))
            );
            prop_assert_eq!(
                replicas > 1 && fit(&cluster, demand, 1),
                has(|it| matches!(it, Change::Replicas { .. }))
            );
        }
    }
}
