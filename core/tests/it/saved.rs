//! States that earlier versions of the library saved are read for ever, and go on.

use std::fs;
use std::path::Path;

use liveberth_core::control_plane::{ControlPlane, Input, Saved};
use liveberth_core::deployment::LifecyclePolicy;
use liveberth_core::placement::PlacementPolicy;
use liveberth_core::time::Timestamp;
use serde_json::{Value, json};

use crate::world::{PROJECT, World, configuration, from};

fn text(version: u64) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saved");
    fs::read_to_string(folder.join(format!("version_{version}.json"))).unwrap()
}

fn restored(version: u64) -> ControlPlane {
    let saved: Saved = serde_json::from_str(&text(version)).unwrap();
    ControlPlane::restore(saved).unwrap()
}

fn newest_version() -> u64 {
    serde_json::to_value(restored(1).save()).unwrap()["version"].as_u64().unwrap()
}

#[test]
fn every_version_that_was_ever_written_is_kept_here_and_read() {
    for version in 1..=newest_version() {
        let kept: Value = serde_json::from_str(&text(version)).unwrap();
        assert_eq!(kept["version"], version);
        let plane = restored(version);
        plane.check_invariants().unwrap();
        let saved = serde_json::to_value(plane.save()).unwrap();
        for member in ["now", "nodes", "queues", "projects", "branches", "counters"] {
            assert_eq!(saved[member], kept[member], "{member} of version {version}");
        }
    }
}

#[test]
fn an_old_state_goes_on_as_the_same_state_saved_anew() {
    for version in 1..=newest_version() {
        let mut old = restored(version);
        let mut anew = ControlPlane::restore(old.save()).unwrap();
        let rid = old.deployments()[0].rid.clone();
        let mut now = old.now();
        for input in [
            Input::RequestArrived { rid: rid.clone() },
            Input::Disable { rid: rid.clone() },
            Input::Start { rid },
            Input::Tick,
        ] {
            now = now.saturating_add(60_000);
            assert_eq!(old.step(now, input.clone()), anew.step(now, input));
        }
        assert!(old == anew);
    }
}

#[test]
fn a_version_of_the_future_is_refused() {
    let mut kept: Value = serde_json::from_str(&text(1)).unwrap();
    kept["version"] = (newest_version() + 1).into();
    let saved: Saved = serde_json::from_value(kept).unwrap();
    assert_eq!(ControlPlane::restore(saved).unwrap_err().code(), "unknown_version");
}

#[test]
fn a_clock_that_goes_back_stands_still() {
    let mut plane = restored(1);
    let before = plane.now();
    let _ = plane.step(Timestamp::ZERO, Input::Tick).unwrap();
    assert_eq!(plane.now(), before);
}

#[test]
fn a_pause_that_an_earlier_version_saved_ends_when_it_said() {
    let mut kept: Value = serde_json::from_str(&text(2)).unwrap();
    let deployments = kept["deployments"].as_array_mut().unwrap();
    let replica = deployments.iter_mut().find_map(|it| {
        let replicas = it["replicas"].as_object_mut().unwrap();
        replicas.values_mut().find(|it| it["state"] == "STARTING" || it["state"] == "READY")
    });
    let replica = replica.expect("a replica that runs");
    let (since, id) = (replica["since"].as_u64().unwrap(), replica["id"].as_u64().unwrap());
    replica["state"] = "BACKOFF".into();
    replica["restarts"] = 2.into();
    replica["retryAt"] = (since + 20_000).into();
    for deployment in deployments {
        deployment["shown"]["routes"] = Value::Array(Vec::new());
        deployment["shown"]["status"][0] = json!({"state": "STARTING", "isReady": false});
    }
    let plane = ControlPlane::restore(serde_json::from_value(kept).unwrap()).unwrap();
    let reports = plane.deployments().into_iter().filter_map(|it| plane.report(&it.rid));
    let mut replicas = reports.flat_map(|report| report.replicas);
    let replica = replicas.find(|it| it.replica.0 == id).unwrap();
    assert_eq!(replica.retry_at, Some(Timestamp::from_millis(since + 20_000)));
}

/// A deployment that serves with one replica of at most two, as it is saved.
fn serving() -> Value {
    let mut world = World::with_nodes();
    let rid = world.create("a", json!({"maxReplicas": 2}));
    world.get_ready(&rid);
    serde_json::to_value(world.plane.save()).unwrap()
}

/// What is said of the state if these of its members are changed.
fn said_of(mut state: Value, changes: &[(&str, Value)]) -> String {
    for (pointer, value) in changes {
        *state.pointer_mut(pointer).unwrap() = value.clone();
    }
    match ControlPlane::restore(serde_json::from_value(state).unwrap()) {
        Ok(_) => "nothing".into(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_state_that_contradicts_itself_is_refused_and_what_contradicts_is_named() {
    let state = serving();
    assert_eq!(said_of(state.clone(), &[]), "nothing");
    let deployment = "/deployments/0";
    let id = state["deployments"][0]["replicas"].as_object().unwrap().keys().next().unwrap();
    let of_deployment = |member: &str| format!("{deployment}/{member}");
    let of_replica = |member: &str| format!("{deployment}/replicas/{id}/{member}");
    let status = of_deployment("shown/status/0");
    let shows = |state: &str, is_ready: bool| json!({"state": state, "isReady": is_ready});
    let cases = [
        (vec![(of_replica("berth"), Value::Null)], "has no place"),
        (vec![(of_replica("state"), "QUEUED".into())], "S3: queue `cpu` counts 0 for 1000"),
        (vec![(of_replica("berth/charge/queue"), "nowhere".into())], "has no place"),
        (vec![(of_replica("berth/placement/node"), "nowhere".into())], "has no place"),
        (vec![(of_deployment("desired"), 3.into())], "S7: desired is out of bounds"),
        (vec![(of_deployment("desired"), 0.into())], "S7: desired is out of bounds"),
        (vec![(of_deployment("enabled"), false.into())], "S7: a disabled deployment wants"),
        (
            vec![(of_deployment("enabled"), false.into()), (of_deployment("desired"), 0.into())],
            "S6: a disabled deployment has live replicas",
        ),
        (
            vec![
                (of_deployment("configuration/minReplicas"), 0.into()),
                (of_deployment("desired"), 0.into()),
            ],
            "S6: more new replicas than wanted",
        ),
        (vec![(of_deployment("shown/status"), Value::Null)], "S8: no status"),
        (vec![(status.clone(), shows("ACTIVE", false))], "S8: isReady"),
        (vec![(status.clone(), shows("FAILED", true))], "S8: the state"),
        (vec![(status.clone(), shows("STARTING", true))], "S8: the state"),
        (vec![(status.clone(), shows("DISABLED", true))], "S8: the state"),
        (vec![(status, shows("DEGRADED", true))], "nothing"),
        (vec![(of_deployment("shown/routes"), json!([]))], "S4"),
        (
            vec![(of_deployment("shown/routes/0/replica"), 99.into())],
            "S4: routes are not the ready replicas",
        ),
    ];
    for (changes, expected) in cases {
        let changes: Vec<(&str, Value)> =
            changes.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
        let said = said_of(state.clone(), &changes);
        assert!(said.contains(expected), "{changes:?}: {said}");
    }
}

#[test]
fn two_deployments_of_one_name_or_of_one_branch_are_refused() {
    let mut world = World::with_nodes();
    world.create("a", json!({}));
    world.create("b", json!({}));
    let state = serde_json::to_value(world.plane.save()).unwrap();
    for member in ["rid", "target"] {
        let taken = state["deployments"][0][member].clone();
        let said = said_of(state.clone(), &[(&format!("/deployments/1/{member}"), taken)]);
        assert!(said.contains("is there twice"), "{said}");
    }
}

#[test]
fn who_waits_in_no_queue_any_more_waits_in_none_after_a_restart_either() {
    let mut world = World::with_policies(LifecyclePolicy::default(), PlacementPolicy::Random);
    world.queue("cpu", "VCPU", 64_000, &["cpu-nodes"]);
    world.queue("gpu", "VGPU", 4, &["gpu-nodes"]);
    world.project(PROJECT, json!({"vcpu": "cpu"}));
    world.node("cpu-0", "cpu-nodes", 1_000, &[]);
    let runs = world.create("a", json!({}));
    let waits = world.create("b", json!({}));
    world.replace(&waits, json!({"gpu": {"count": 1}}));
    world.create("c", json!({}));
    let mut restored = ControlPlane::restore(world.plane.save()).unwrap();
    let mut inputs = vec![Input::Disable { rid: waits }];
    inputs.extend((1..=4).map(|node| {
        from(json!({"type": "nodeUp", "node": {
            "id": format!("cpu-{node}"), "computeGroup": "cpu-nodes", "cpu": 1_000,
            "memory": 256_u64 << 30,
        }}))
    }));
    let configuration = configuration(json!({"minReplicas": 3}));
    inputs.push(Input::Replace { rid: runs, configuration });
    for input in inputs {
        let expected = world.try_step(input.clone());
        let effects = restored.step(world.now, input).map(|it| it.into_iter().collect());
        assert_eq!(effects, expected);
    }
    assert!(restored == world.plane);
}
