//! States that earlier versions of the library saved are read for ever, and go on.

use std::fs;
use std::path::Path;

use liveberth_core::control_plane::{ControlPlane, Input, Saved};
use liveberth_core::time::Timestamp;
use serde_json::Value;

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
        deployment["shown"]["status"][0] =
            serde_json::json!({"state": "STARTING", "isReady": false});
    }
    let plane = ControlPlane::restore(serde_json::from_value(kept).unwrap()).unwrap();
    let reports = plane.deployments().into_iter().filter_map(|it| plane.report(&it.rid));
    let mut replicas = reports.flat_map(|report| report.replicas);
    let replica = replicas.find(|it| it.replica.0 == id).unwrap();
    assert_eq!(replica.retry_at, Some(Timestamp::from_millis(since + 20_000)));
}
