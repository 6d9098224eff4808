//! Clusters under load where room is in pieces: every plan that makes some is carried out, no
//! deployment serves with fewer replicas meanwhile, and what the plan said becomes allocated.

use std::collections::BTreeMap;

use liveberth_core::control_plane::{
    Input, RepackReport, RepackRequest, WhatIfReport, WhatIfRequest,
};
use liveberth_core::deployment::ReplicaState;
use liveberth_core::placement::repack::PlannedMove;
use liveberth_core::rid::LiveDeploymentRid;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::world::{World, configuration};

/// The cores of a deployment's replica, how many it has, and whether it goes away again.
type Load = (u64, u32, bool);

/// Nodes, by their cores, and what is deployed on them.
fn loads() -> impl Strategy<Value = (Vec<u64>, Vec<Load>)> {
    let load = (1_u64..=4, 1_u32..=2, any::<bool>());
    (prop::collection::vec(4_u64..=8, 3..=5), prop::collection::vec(load, 8..=14))
}

/// A cluster that was filled, and from which some went again.
fn loaded(nodes: &[u64], loads: &[Load]) -> (World, Vec<LiveDeploymentRid>) {
    let mut world = World::empty();
    world.queue("cpu", "VCPU", 1_000_000, &["cpu-nodes"]);
    world.best_effort("cpu");
    for (number, cores) in nodes.iter().enumerate() {
        world.node(&format!("cpu-{number}"), "cpu-nodes", cores * 1_000, &[]);
    }
    let mut deployments = Vec::new();
    for (number, (cores, replicas, _)) in loads.iter().enumerate() {
        let document = json!({"cpu": cores, "minReplicas": replicas, "maxReplicas": replicas});
        let rid = world.create(&format!("d{number}"), document);
        world.get_ready(&rid);
        deployments.push(rid);
    }
    let mut staying = Vec::new();
    for (rid, (_, replicas, goes)) in deployments.into_iter().zip(loads) {
        if *goes || world.report(&rid).ready_replicas < *replicas {
            world.disable(&rid);
            world.finish_stopping(&rid);
        } else {
            staying.push(rid);
        }
    }
    (world, staying)
}

fn asked(world: &World, cores: u64) -> WhatIfReport {
    let asked = WhatIfRequest {
        project: "ri.projects.main.project.p".parse().unwrap(),
        runtime_configuration: configuration(json!({"cpu": cores})),
        replicas: None,
        placement_policy: None,
        consolidation_steps: 10_000,
    };
    world.plane.what_if(&asked).unwrap()
}

fn ready(world: &World, deployments: &[LiveDeploymentRid]) -> BTreeMap<LiveDeploymentRid, u32> {
    deployments.iter().map(|rid| (rid.clone(), world.report(rid).ready_replicas)).collect()
}

/// Carries moves out one after the other. Nobody serves with fewer replicas at any moment.
fn carry_out(world: &mut World, deployments: &[LiveDeploymentRid], moves: &[PlannedMove]) {
    let before = ready(world, deployments);
    for planned in moves {
        let has = |rid: &&LiveDeploymentRid| {
            world.replicas(rid, ReplicaState::Ready).iter().any(|(it, _)| *it == planned.replica)
        };
        let owner = deployments.iter().find(has).unwrap().clone();
        world.step(Input::Move { replica: planned.replica, to: planned.to.node.clone() });
        assert_eq!(ready(world, deployments), before);
        world.get_ready(&owner);
        assert_eq!(ready(world, deployments), before);
        world.let_it_settle(&owner);
        assert_eq!(ready(world, deployments), before);
        assert!(world.report(&owner).replicas.iter().any(|replica| {
            let place = replica.placement.as_ref();
            place.is_some_and(|place| place.node == planned.to.node)
        }));
    }
}

/// The moves of each plan that was carried out over so many clusters.
fn over(
    clusters: usize,
    mut run: impl FnMut(World, Vec<LiveDeploymentRid>) -> Option<usize>,
) -> Vec<usize> {
    let mut runner = TestRunner::deterministic();
    let mut plans = Vec::new();
    for _ in 0..clusters {
        let (nodes, loads) = loads().new_tree(&mut runner).unwrap().current();
        let (world, staying) = loaded(&nodes, &loads);
        plans.extend(run(world, staying));
    }
    plans
}

#[test]
fn room_that_a_plan_makes_is_allocated_and_nobody_serves_with_less() {
    let plans = over(60, |mut world, staying| {
        let (cores, plan) = (2..=8).rev().find_map(|cores| {
            let plan = asked(&world, cores).consolidation?;
            (!plan.moves.is_empty()).then_some((cores, plan))
        })?;
        let before = world.usage("cpu");
        carry_out(&mut world, &staying, &plan.moves);
        assert_eq!(world.usage("cpu"), before);
        let report = asked(&world, cores);
        assert!(report.starts_now);
        let new = world.create("new", json!({"cpu": cores}));
        assert_eq!(world.replicas(&new, ReplicaState::Starting).len(), 1);
        assert_eq!(world.usage("cpu"), before + cores * 1_000);
        Some(plan.moves.len())
    });
    assert!(plans.len() >= 20, "only {} plans", plans.len());
    assert!(plans.iter().any(|moves| *moves > 1), "no plan of several moves");
}

#[test]
fn a_node_is_freed_and_nobody_serves_with_less() {
    let plans = over(60, |mut world, staying| {
        world.step(Input::Cordon { node: "cpu-0".into(), on: true });
        let asked = RepackRequest::FreeNode { node: "cpu-0".into(), steps: 1_000 };
        let report = world.plane.repack(&asked).unwrap();
        let RepackReport::FreeNode { moves, pinned, .. } = report else { panic!("{report:?}") };
        assert!(pinned.is_empty());
        let moves = moves?;
        carry_out(&mut world, &staying, &moves);
        let nodes = world.plane.nodes();
        let freed = nodes.iter().find(|report| report.node.id.as_str() == "cpu-0").unwrap();
        assert!(freed.replicas.is_empty());
        Some(moves.len())
    });
    assert!(plans.iter().filter(|moves| **moves > 0).count() >= 12, "{plans:?}");
}
