//! Consolidation, against carrying its plans out and against trying every move.

use std::collections::BTreeSet;

use liveberth_core::cluster::{
    Cluster, ComputeGroupId, Demand, GpuDemand, GpuTypes, Labels, NodeId, NodeSpec,
};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::gpu::GpuType;
use liveberth_core::placement::repack::{Consolidation, Freeing, MOST_MOVES, Plan, PlannedMove};
use liveberth_core::placement::{Mix, PlacementPolicy, Request, WhatIf};
use liveberth_core::quantity::{MemoryBytes, MilliCpu, MilliGpu};
use proptest::prelude::*;

const TYPES: [GpuType; 2] = [GpuType::T4, GpuType::A100];

fn groups() -> BTreeSet<ComputeGroupId> {
    BTreeSet::from(["all".into()])
}

fn demands() -> impl Strategy<Value = Demand> {
    let gpu = prop_oneof![
        Just(None),
        (1_u32..=3).prop_map(|count| GpuDemand::whole(count, GpuTypes::ANY)),
        (200_u32..=1_000).prop_map(|share| GpuDemand::share(MilliGpu(share), GpuTypes::ANY)),
    ];
    (1_u64..=5, 1_u64..=5, gpu).prop_map(|(cpu, memory, gpu)| Demand {
        cpu: MilliCpu(cpu),
        memory: MemoryBytes(memory),
        gpu,
    })
}

/// Nodes on which replicas were spread, so that room is in pieces.
fn clusters() -> impl Strategy<Value = Cluster> {
    let nodes = prop::collection::vec((4_u64..=10, 4_u64..=10, 0_usize..=4), 2..=4);
    (nodes, prop::collection::vec(demands(), 1..=9)).prop_map(|(nodes, held)| {
        let mut cluster = Cluster::default();
        for (number, (cpu, memory, gpus)) in nodes.into_iter().enumerate() {
            let spec = NodeSpec {
                id: format!("node-{number}").as_str().into(),
                compute_group: "all".into(),
                zone: None,
                labels: Labels::new(),
                cpu: MilliCpu(cpu),
                memory: MemoryBytes(memory),
                // Nodes of one type and of two.
                gpus: (0..gpus).map(|gpu| TYPES[gpu * number % 2]).collect(),
            };
            cluster.set_node(spec).unwrap();
        }
        let groups = groups();
        let mut spread = WhatIf::under(&cluster, PlacementPolicy::WorstFit, Mix::default());
        for (number, demand) in (0..).zip(held) {
            if let Some(choice) = spread.place(&Request::new(&groups, demand)) {
                let reservation = choice.placement.reservation(demand);
                cluster.reserve(&choice.placement.node, ReplicaId(number), reservation).unwrap();
            }
        }
        cluster
    })
}

/// Carries moves out, start before stop; none moves twice.
fn make(cluster: &mut Cluster, moves: &[PlannedMove]) {
    let moved: BTreeSet<ReplicaId> = moves.iter().map(|planned| planned.replica).collect();
    assert_eq!(moved.len(), moves.len());
    for planned in moves {
        let node = cluster.node(&planned.from).unwrap();
        let held = node.reservation(planned.replica).unwrap().demand;
        let reservation = planned.to.reservation(held);
        assert_ne!(planned.to.node, planned.from);
        cluster.reserve(&planned.to.node, planned.replica, reservation).unwrap();
        cluster.release(&planned.from, planned.replica).unwrap();
    }
}

/// Carries a plan out and puts the request where the plan says.
fn carry_out(cluster: &mut Cluster, plan: &Plan, demand: Demand) {
    make(cluster, &plan.moves);
    let reservation = plan.placement.reservation(demand);
    cluster.reserve(&plan.placement.node, ReplicaId(1_000), reservation).unwrap();
}

/// Whether all these replicas find places on other nodes, by trying every place of each.
fn can_go(cluster: &Cluster, from: &NodeId, leavers: &[(ReplicaId, Demand)]) -> bool {
    let Some(((replica, demand), rest)) = leavers.split_first() else { return true };
    let groups = groups();
    let request = Request::new(&groups, *demand);
    cluster.nodes().filter(|to| to.spec().id != *from).any(|to| {
        let Some(place) = request.place_on(cluster, &to.spec().id) else { return false };
        let mut moved = cluster.clone();
        moved.reserve(&to.spec().id, *replica, place.reservation(*demand)).unwrap();
        can_go(&moved, from, rest)
    })
}

/// Whether the request fits after some one replica has gone to some other node.
fn one_move_is_enough(cluster: &Cluster, request: &Request<'_>) -> bool {
    let groups = groups();
    cluster.nodes().any(|from| {
        from.reservations().iter().any(|(replica, held)| {
            let mover = Request::new(&groups, held.demand);
            cluster.nodes().filter(|to| to.spec().id != from.spec().id).any(|to| {
                let Some(place) = mover.place_on(cluster, &to.spec().id) else { return false };
                let mut moved = cluster.clone();
                moved.release(&from.spec().id, *replica);
                moved.reserve(&to.spec().id, *replica, place.reservation(held.demand)).unwrap();
                request.fits(&moved)
            })
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_plan_can_be_carried_out_and_none_is_smaller(
        mut cluster in clusters(), demand in demands(), pinned in 0_u64..12,
    ) {
        let groups = groups();
        let request = Request::new(&groups, demand);
        let free = |replica: ReplicaId| (replica != ReplicaId(pinned)).then_some(&groups);
        let mut search = Consolidation::new(&cluster, request, free);
        search.advance(100_000);
        prop_assert!(search.is_over());
        if let Some(plan) = search.plan().cloned() {
            prop_assert!(search.lower_bound().is_some_and(|least| least <= plan.moves.len()));
            prop_assert!(plan.moves.len() <= MOST_MOVES);
            prop_assert_eq!(plan.moves.is_empty(), request.fits(&cluster));
            prop_assert!(plan.moves.iter().all(|planned| planned.replica != ReplicaId(pinned)));
            carry_out(&mut cluster, &plan, demand);
        } else {
            prop_assert!(!request.fits(&cluster));
        }
    }

    #[test]
    fn where_one_move_is_enough_the_plan_has_one(cluster in clusters(), demand in demands()) {
        let groups = groups();
        let request = Request::new(&groups, demand);
        let mut search = Consolidation::new(&cluster, request, |_| Some(&groups));
        search.advance(100_000);
        let moves = search.plan().map(|plan| plan.moves.len());
        if request.fits(&cluster) {
            prop_assert_eq!(moves, Some(0));
        } else {
            prop_assert_eq!(moves == Some(1), one_move_is_enough(&cluster, &request));
        }
    }

    #[test]
    fn a_freed_node_is_empty_and_what_could_go_has_gone(
        mut cluster in clusters(), pinned in 0_u64..12, is_cordoned in any::<bool>(),
    ) {
        let groups = groups();
        let id: NodeId = "node-0".into();
        cluster.cordon(&id, is_cordoned);
        let free = |replica: ReplicaId| (replica != ReplicaId(pinned)).then_some(&groups);
        let mut search = Freeing::new(&cluster, &id, free);
        search.advance(10_000);
        prop_assert!(search.is_over());
        let held = cluster.node(&id).unwrap().reservations();
        let leavers: Vec<_> = held.iter().map(|(replica, held)| (*replica, held.demand)).collect();
        let is_pinned = leavers.iter().any(|(replica, _)| *replica == ReplicaId(pinned));
        prop_assert_eq!(search.pinned(), if is_pinned { vec![ReplicaId(pinned)] } else { vec![] });
        match search.plan() {
            Some(moves) => {
                prop_assert!(!is_pinned && search.lower_bound() <= moves.len());
                make(&mut cluster, moves);
                prop_assert!(cluster.node(&id).unwrap().reservations().is_empty());
            }
            None => prop_assert!(is_pinned || !can_go(&cluster, &id, &leavers)),
        }
    }

    #[test]
    fn steps_come_to_the_same_however_they_are_divided(
        cluster in clusters(), demand in demands(), first in 0_u64..40, second in 0_u64..40,
    ) {
        let groups = groups();
        let request = Request::new(&groups, demand);
        let mut divided = Consolidation::new(&cluster, request, |_| Some(&groups));
        divided.advance(first);
        divided.advance(second);
        let mut whole = Consolidation::new(&cluster, request, |_| Some(&groups));
        whole.advance(first + second);
        prop_assert_eq!(divided.plan(), whole.plan());
    }
}
