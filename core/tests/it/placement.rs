//! Placement through its public surface.

use std::collections::{BTreeMap, BTreeSet};

use liveberth_core::cluster::{
    Cluster, Demand, GpuDemand, GpuTypes, Labels, NodeSpec, Reservation,
};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::gpu::GpuType;
use liveberth_core::placement::{
    Mix, Placement, PlacementPolicy, Request, Scheduler, ZoneMode, ZonePreference,
};
use liveberth_core::quantity::{MemoryBytes, MilliCpu, MilliGpu};

fn node(id: &str, zone: &str, gpus: &[GpuType]) -> NodeSpec {
    NodeSpec {
        id: id.into(),
        compute_group: "all".into(),
        zone: Some(zone.into()),
        labels: Labels::from([("name".to_owned(), id.to_owned())]),
        cpu: MilliCpu(8_000),
        memory: MemoryBytes(64),
        gpus: gpus.to_vec(),
    }
}

/// Announced against the order of names, so that ties show which order counts.
fn cluster(nodes: &[NodeSpec]) -> Cluster {
    let mut cluster = Cluster::default();
    nodes.iter().rev().for_each(|node| cluster.set_node(node.clone()).unwrap());
    cluster
}

fn demand(cpu: u64, gpu: Option<GpuDemand>) -> Demand {
    Demand { cpu: MilliCpu(cpu), memory: MemoryBytes(1), gpu }
}

fn whole(count: u32) -> Option<GpuDemand> {
    GpuDemand::whole(count, GpuTypes::ANY)
}

fn groups() -> BTreeSet<liveberth_core::cluster::ComputeGroupId> {
    BTreeSet::from(["all".into()])
}

fn place(cluster: &mut Cluster, request: &Request<'_>) -> Option<Placement> {
    Scheduler::new(PlacementPolicy::FirstFit, Mix::default()).place(cluster, request)
}

#[test]
fn ties_go_by_name_whatever_the_order_of_announcement() {
    let nodes = [node("a", "x", &[GpuType::T4]), node("b", "x", &[GpuType::T4])];
    for policy in PlacementPolicy::ALL.into_iter().filter(|it| *it != PlacementPolicy::Random) {
        let mut scheduler = Scheduler::new(policy, Mix::default());
        let groups = groups();
        let request = Request::new(&groups, demand(1_000, whole(1)));
        let placement = scheduler.place(&mut cluster(&nodes), &request).unwrap();
        assert_eq!(placement, Placement { node: "a".into(), devices: [0].into() }, "{policy:?}");
    }
}

#[test]
fn a_cordoned_node_gets_nothing_new_and_could_still_hold_it() {
    let mut cluster = cluster(&[node("a", "x", &[GpuType::T4])]);
    let groups = groups();
    let request = Request::new(&groups, demand(1_000, whole(1)));
    cluster.cordon(&"a".into(), true);
    assert_eq!(place(&mut cluster, &request), None);
    assert_eq!(request.place_on(&cluster, &"a".into()), None);
    assert!(!request.fits(&cluster));
    assert!(cluster.could_ever_hold(&groups, &request.demand));
    cluster.take_node_down(&"a".into());
    cluster.set_node(node("a", "x", &[GpuType::T4])).unwrap();
    assert_eq!(place(&mut cluster, &request), None, "it comes back as it was");
    cluster.cordon(&"a".into(), false);
    assert!(place(&mut cluster, &request).is_some());
}

#[test]
fn labels_decide_and_zones_are_only_preferred() {
    let nodes = [node("a", "x", &[]), node("b", "y", &[]), node("c", "y", &[])];
    let mut cluster = cluster(&nodes);
    let groups = groups();
    let labels = Labels::from([("name".to_owned(), "c".to_owned())]);
    let labelled = Request { labels: Some(&labels), ..Request::new(&groups, demand(1, None)) };
    assert_eq!(place(&mut cluster, &labelled).unwrap().node, "c".into());
    let replicas = BTreeMap::from([("x".into(), 1)]);
    for (mode, cpu, expected) in
        [(ZoneMode::Spread, 1, "b"), (ZoneMode::Pack, 1, "a"), (ZoneMode::Pack, 8_000, "b")]
    {
        let zones = ZonePreference { mode, replicas: replicas.clone() };
        let request = Request { zones: Some(&zones), ..Request::new(&groups, demand(cpu, None)) };
        assert_eq!(place(&mut cluster, &request).unwrap().node, expected.into(), "{mode:?}");
        let held = Placement { node: "a".into(), devices: [].into() }.reservation(demand(1, None));
        let _ = cluster.reserve(&"a".into(), ReplicaId(1), held);
    }
}

#[test]
fn the_preferred_type_is_kept_unless_only_another_fits() {
    let nodes = [node("a", "x", &[GpuType::T4]), node("b", "x", &[GpuType::A100; 2])];
    let mut cluster = cluster(&nodes);
    let groups = groups();
    let prefer = |count, gpu_type| Request {
        preferred_gpu_type: Some(gpu_type),
        ..Request::new(&groups, demand(1, whole(count)))
    };
    let node_for = |cluster: &mut Cluster, request| place(cluster, &request).unwrap().node;
    assert_eq!(node_for(&mut cluster, prefer(1, GpuType::A100)), "b".into());
    assert_eq!(node_for(&mut cluster, prefer(1, GpuType::T4)), "a".into());
    assert_eq!(node_for(&mut cluster, prefer(2, GpuType::T4)), "b".into());
}

#[test]
fn shares_fill_a_device_before_the_next() {
    let mut cluster = cluster(&[node("a", "x", &[GpuType::T4; 2])]);
    let groups = groups();
    let mut devices = Vec::new();
    for (id, milli) in (0..).map(ReplicaId).zip([400, 500, 600, 100, 400]) {
        let demand = demand(1, GpuDemand::share(MilliGpu(milli), GpuTypes::ANY));
        let placement = place(&mut cluster, &Request::new(&groups, demand)).unwrap();
        cluster.reserve(&placement.node, id, placement.reservation(demand)).unwrap();
        devices.extend(placement.devices);
    }
    assert_eq!(devices, [0, 0, 1, 0, 1]);
}

#[test]
fn worst_fit_fills_no_node_while_another_stays_emptier() {
    let of_size = |id: &str, cpu| NodeSpec { cpu: MilliCpu(cpu), ..node(id, "x", &[]) };
    let mut cluster = cluster(&[of_size("a", 1_000), of_size("b", 3_500)]);
    let groups = groups();
    let request = Request::new(&groups, demand(1_000, None));
    let mut scheduler = Scheduler::new(PlacementPolicy::WorstFit, Mix::default());
    assert_eq!(scheduler.place(&mut cluster, &request).unwrap().node.as_str(), "b");
}

#[test]
fn gpu_packing_looks_at_no_device_that_will_not_do() {
    let types = [GpuType::T4, GpuType::A100];
    let mut cluster = cluster(&[node("a", "x", &types), node("b", "x", &types)]);
    let share =
        |milli, gpu_type| demand(1, GpuDemand::share(MilliGpu(milli), GpuTypes::only(gpu_type)));
    let held = [
        ("a", 600, GpuType::T4),
        ("a", 100, GpuType::A100),
        ("b", 100, GpuType::T4),
        ("b", 400, GpuType::A100),
    ];
    for (replica, (node, milli, gpu_type)) in (0..).zip(held) {
        let device = u32::from(gpu_type == GpuType::A100);
        let reservation = Reservation { demand: share(milli, gpu_type), devices: [device].into() };
        cluster.reserve(&node.into(), ReplicaId(replica), reservation).unwrap();
    }
    let groups = groups();
    let request = Request::new(&groups, share(300, GpuType::A100));
    let mut scheduler = Scheduler::new(PlacementPolicy::GpuPacking, Mix::default());
    assert_eq!(scheduler.place(&mut cluster, &request).unwrap().node.as_str(), "b");
}

#[test]
fn one_replicas_room_counts_where_it_would_be_gone() {
    let mut cluster = cluster(&[node("a", "x", &[GpuType::T4; 2])]);
    let groups = groups();
    let two = Request::new(&groups, demand(5_000, whole(2)));
    let placement = place(&mut cluster, &two).unwrap();
    cluster.reserve(&"a".into(), ReplicaId(1), placement.reservation(two.demand)).unwrap();
    let one = Request::new(&groups, demand(4_000, whole(1)));
    assert!(!one.fits(&cluster));
    assert!(one.would_fit_without(&cluster, &"a".into(), ReplicaId(1)));
    assert!(!one.would_fit_without(&cluster, &"a".into(), ReplicaId(2)));
    let three = Request::new(&groups, demand(1, whole(3)));
    assert!(!three.would_fit_without(&cluster, &"a".into(), ReplicaId(1)));
}

/// Places replicas as they are decided on and releases some, and says where each went.
fn course(
    mut decide: impl FnMut(&mut Cluster, &Request<'_>) -> Option<Placement>,
) -> Vec<Option<Placement>> {
    let names: Vec<String> = (0..24).map(|number| format!("node-{number:02}")).collect();
    let of_each = |name: &String| node(name, "a", &[GpuType::A100; 8]);
    let mut cluster = cluster(&names.iter().map(of_each).collect::<Vec<_>>());
    let groups = groups();
    let mut course = Vec::<Option<Placement>>::new();
    let mut random = 1_u64;
    for id in 0..900 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let draw = |below: u64| (random >> 33) % below;
        let gpu = match draw(5) {
            0 => whole(1 << draw(4)),
            _ => GpuDemand::share(MilliGpu(50 + 10 * (random >> 40 & 63) as u32), GpuTypes::ANY),
        };
        let demand = demand(100 * (1 + (random >> 50) % 7), gpu);
        let placement = decide(&mut cluster, &Request::new(&groups, demand));
        if let Some(Placement { node, devices }) = placement.clone() {
            let reservation = Reservation { demand, devices };
            cluster.reserve(&node, ReplicaId(id), reservation).unwrap();
        }
        course.push(placement);
        let leaver = draw(course.len() as u64);
        if let Some(Placement { node, .. }) =
            course.get(usize::try_from(leaver).unwrap()).cloned().flatten()
        {
            cluster.release(&node, ReplicaId(leaver));
        }
    }
    course
}

/// Learns from each request and places it.
fn placing(
    mut scheduler: Scheduler,
) -> impl FnMut(&mut Cluster, &Request<'_>) -> Option<Placement> {
    move |cluster, request| {
        scheduler.learn(request.demand);
        scheduler.place(cluster, request)
    }
}

#[test]
fn what_is_forgotten_of_rooms_changes_no_decision() {
    let adaptive = || Scheduler::new(PlacementPolicy::Adaptive, Mix::default());
    let ample = course(placing(adaptive()));
    assert!(ample.iter().flatten().count() > 300);
    assert_eq!(course(placing(adaptive().remembering(0))), ample);
    assert_eq!(course(placing(adaptive().remembering(100_000))), ample);
}

#[test]
fn whatever_has_happened_the_place_is_the_cheapest_when_every_node_is_weighed() {
    for policy in PlacementPolicy::ALL.into_iter().filter(|it| *it != PlacementPolicy::Random) {
        let mut scheduler = Scheduler::new(policy, Mix::default());
        let mut compared = 0;
        course(|cluster, request| {
            scheduler.learn(request.demand);
            let choice = scheduler.choose(cluster, request)?;
            let chosen = choice.chosen.unwrap();
            if let Some(other) = choice.runner_up {
                compared += 1;
                assert!((chosen.cost, &chosen.node) < (other.cost, &other.node), "{policy:?}");
            }
            Some(choice.placement)
        });
        assert!(compared > 300, "{policy:?}: {compared}");
    }
}

#[test]
fn a_node_with_a_hundred_devices_is_filled_to_the_last_by_every_policy() {
    let groups = groups();
    for policy in PlacementPolicy::ALL {
        let large = node("a", "x", &[GpuType::A100; 100]);
        let mut cluster = cluster(&[NodeSpec { memory: MemoryBytes(100), ..large }]);
        let mut scheduler = Scheduler::new(policy, Mix::default());
        let half = GpuDemand::share(MilliGpu(500), GpuTypes::ANY);
        let mut taken = [0; 100];
        for (id, gpu) in (0..).zip([vec![whole(8); 5], vec![whole(1); 40], vec![half; 40]].concat())
        {
            let demand = demand(1, gpu);
            scheduler.learn(demand);
            let request = Request::new(&groups, demand);
            let placement = scheduler.place(&mut cluster, &request).unwrap();
            let of_each = gpu.unwrap().of_each().0;
            placement.devices.iter().for_each(|device| taken[*device as usize] += of_each);
            cluster.reserve(&placement.node, ReplicaId(id), placement.reservation(demand)).unwrap();
        }
        assert_eq!(taken, [1_000; 100], "{policy:?}");
        let one_more = Request::new(&groups, demand(1, half));
        assert_eq!(scheduler.place(&mut cluster, &one_more), None, "{policy:?}");
    }
}
