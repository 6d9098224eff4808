//! A request finds no room; the plan that makes some is carried out, and nobody notices.

use liveberth_core::control_plane::{Input, WhatIfReport, WhatIfRequest};
use liveberth_core::deployment::ReplicaState;
use serde_json::json;

use crate::world::{World, configuration};

fn asked(world: &World, cpu: u32, consolidation_steps: u32) -> WhatIfReport {
    let asked = WhatIfRequest {
        project: "ri.projects.main.project.p".parse().unwrap(),
        runtime_configuration: configuration(json!({"cpu": cpu})),
        replicas: None,
        placement_policy: None,
        consolidation_steps,
    };
    world.plane.what_if(&asked).unwrap()
}

#[test]
fn room_in_two_pieces_becomes_one() {
    let mut world = World::empty();
    world.queue("cpu", "VCPU", 20_000, &["cpu-nodes"]);
    world.node("cpu-1", "cpu-nodes", 4_000, &[]);
    let first = world.create("a", json!({"cpu": 2}));
    world.get_ready(&first);
    world.step(Input::Cordon { node: "cpu-1".into(), on: true });
    world.node("cpu-2", "cpu-nodes", 4_000, &[]);
    let second = world.create("b", json!({"cpu": 2}));
    world.get_ready(&second);
    world.step(Input::Cordon { node: "cpu-1".into(), on: false });

    let report = asked(&world, 4, 1_000);
    assert!(!report.starts_now);
    assert_eq!(asked(&world, 4, 0).consolidation, None, "nobody asked for a plan");
    let plan = report.consolidation.unwrap();
    let [planned] = plan.moves.as_slice() else { panic!("{plan:?}") };
    let owner = if planned.from.as_str() == "cpu-1" { &first } else { &second };
    world.step(Input::Move { replica: planned.replica, to: planned.to.node.clone() });
    assert_eq!(world.report(owner).ready_replicas, 1, "it serves on while its replacement starts");
    world.get_ready(owner);
    assert_eq!(world.report(owner).ready_replicas, 1);
    world.let_it_settle(owner);

    let report = asked(&world, 4, 1_000);
    assert!(report.starts_now);
    assert_eq!(report.consolidation, None, "there is room without any move");
    assert_eq!(report.placements[0].placement.node, plan.placement.node);
    let third = world.create("c", json!({"cpu": 4}));
    assert_eq!(world.replicas(&third, ReplicaState::Starting).len(), 1);
}

#[test]
fn who_never_fits_holds_nobody_up() {
    let mut world = World::with_nodes();
    let infeasible = world.create("a", json!({"cpu": 5}));
    assert_eq!(world.ahead_of(&infeasible), 0);
    assert!(asked(&world, 1, 0).starts_now);
    let next = world.create("b", json!({"cpu": 1}));
    assert_eq!(world.replicas(&next, ReplicaState::Starting).len(), 1);
    let waiting = world.create("c", json!({"cpu": 4}));
    assert_eq!(world.ahead_of(&waiting), 1);
    assert!(!asked(&world, 1, 0).starts_now, "the queue's order is strict");
}
