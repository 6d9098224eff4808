//! What was acknowledged is there after any end of the process.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{DEPLOYMENTS, Host, MODEL, Request, VERSION, configuration, create_request};

fn listed(host: &Host) -> BTreeMap<String, String> {
    let list = host.get(&format!("{DEPLOYMENTS}?preview=true&modelRid={MODEL}")).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let data = list["data"].as_array().unwrap().iter();
    let mut branches = BTreeMap::new();
    for one in data {
        let twin = branches.insert(text(&one["branch"]), text(&one["rid"]));
        assert_eq!(twin, None, "two deployments of one branch");
    }
    branches
}

/// Creates deployments until the host is gone, and gives those that were acknowledged.
fn create_until_killed(host: &Host, name: &str, gone: &AtomicBool) -> BTreeMap<String, String> {
    let mut acknowledged = BTreeMap::new();
    for number in 0.. {
        let branch = format!("{name}-{number}");
        let request = Request::new("POST", &format!("{DEPLOYMENTS}?preview=true"))
            .json(&create_request(&branch));
        match request.try_send(host) {
            Some(answer) if answer.status == 200 => {
                let rid = answer.json()["rid"].as_str().unwrap().to_owned();
                acknowledged.insert(branch, rid);
            }
            _ if gone.load(Ordering::SeqCst) => break,
            other => panic!("{other:?}"),
        }
    }
    acknowledged
}

#[test]
fn what_was_acknowledged_survives_kill_9_and_nothing_is_there_twice() {
    let home = TempDir::new().unwrap();
    let mut expected = BTreeMap::new();
    for round in 0..6_u64 {
        let host = Host::start_in(home.path(), &configuration());
        let before = listed(&host);
        for (branch, rid) in &expected {
            assert_eq!(before.get(branch), Some(rid), "{branch} was lost");
        }
        let gone = AtomicBool::new(false);
        thread::scope(|scope| {
            let clients = ["a", "b", "c"].map(|client| {
                let name = format!("{round}{client}");
                let (host, gone) = (&host, &gone);
                scope.spawn(move || create_until_killed(host, &name, gone))
            });
            thread::sleep(Duration::from_millis(100 + 37 * round));
            gone.store(true, Ordering::SeqCst);
            host.signal("-KILL");
            for client in clients {
                expected.extend(client.join().unwrap());
            }
        });
        host.kill();
    }
    assert!(expected.len() > 10, "{}", expected.len());

    let host = Host::start_in(home.path(), &configuration());
    let after = listed(&host);
    // A client that does not know what became of its request asks again.
    for (branch, rid) in &after {
        let path = format!("{DEPLOYMENTS}?preview=true");
        let again = host.post(&path, &create_request(branch));
        assert_eq!(again.error(), (409, "Default:Conflict".to_owned()));
        assert_eq!(again.parameters(), json!({"liveDeploymentRid": rid}));
    }
    assert_eq!(listed(&host), after);
}

#[test]
fn a_deployment_goes_on_where_it_was() {
    let home = TempDir::new().unwrap();
    let mut slow = configuration();
    slow["executor"]["startMs"] = 600_000.into();
    let host = Host::start_in(home.path(), &configuration());
    let ready = host.create("ready");
    host.wait_for(&ready, "ACTIVE");
    let disabled = host.create("disabled");
    let path = format!("{DEPLOYMENTS}/{disabled}/disable?preview=true");
    assert_eq!(Request::new("POST", &path).send(&host).status, 204);
    host.kill();

    let host = Host::start_in(home.path(), &slow);
    let starting = host.create("starting");
    host.kill();

    let host = Host::start_in(home.path(), &configuration());
    host.wait_for(&ready, "ACTIVE");
    host.wait_for(&disabled, "DISABLED");
    host.wait_for(&starting, "ACTIVE");
    let report = host.get(&format!("/liveberth/v1/liveDeployments/{ready}")).json();
    assert_eq!(report["replicas"][0]["attempt"], 1, "a running replica was launched again");
    // The replica of a process before is gone when it is stopped.
    let path = format!("{DEPLOYMENTS}/{ready}/disable?preview=true");
    assert_eq!(Request::new("POST", &path).send(&host).status, 204);
    for _ in 0..200 {
        let report = host.get(&format!("/liveberth/v1/liveDeployments/{ready}")).json();
        if report["replicas"] == json!([]) {
            assert_eq!(host.terminate(), Some(0));
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("the replica is not gone");
}

#[test]
fn sigterm_is_a_clean_stop() {
    let home = TempDir::new().unwrap();
    let host = Host::start_in(home.path(), &configuration());
    let rid = host.create("dev");
    let idle = host.connect();
    assert_eq!(host.terminate(), Some(0));
    drop(idle);
    let host = Host::start_in(home.path(), &configuration());
    assert_eq!(listed(&host), BTreeMap::from([("dev".to_owned(), rid)]));
    assert!(host.log().contains("stopped"));
}

#[test]
fn a_changed_configuration_is_applied() {
    let home = TempDir::new().unwrap();
    let host = Host::start_in(home.path(), &configuration());
    let rid = host.create("dev");
    host.wait_for(&rid, "ACTIVE");
    host.kill();

    let mut changed = configuration();
    let newer = format!("{VERSION}-newer");
    changed["models"][0]["branches"]["*"] = newer.clone().into();
    changed["nodes"][0]["count"] = 3.into();
    changed["queues"][0]["limit"] = 100.into();
    changed["limits"] = json!({"maxThreadCount": 8});
    let host = Host::start_in(home.path(), &changed);
    let nodes = host.get("/liveberth/v1/nodes").json();
    let up = nodes["data"].as_array().unwrap().iter().filter(|node| node["up"] == true).count();
    assert_eq!(up, 10);
    assert_eq!(host.get("/liveberth/v1/queues").json()["data"][0]["queue"]["limit"], 100_000);
    let mut request = create_request("threads");
    request["runtimeConfiguration"]["threadCount"] = 9.into();
    let refused = host.post(&format!("{DEPLOYMENTS}?preview=true"), &request);
    assert_eq!(refused.error(), (400, "ThreadCountTooHigh".to_owned()));
    for _ in 0..200 {
        let shown = host.wait_for(&rid, "ACTIVE");
        if shown["modelVersion"]["modelVersionRid"] == newer {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("the newer version was not rolled out");
}

#[test]
fn one_host_at_a_time_has_the_store() {
    let home = TempDir::new().unwrap();
    let host = Host::start_in(home.path(), &configuration());
    let refusal = Host::refuses_to_start(home.path(), &configuration());
    assert!(refusal.contains("is in use"), "{refusal}");
    drop(host);
    Host::start_in(home.path(), &configuration());
}

#[test]
fn a_store_that_cannot_be_used_is_refused_in_one_line() {
    let file = |home: &TempDir| home.path().join("data/liveberth.sqlite");
    let used = || {
        let home = TempDir::new().unwrap();
        let host = Host::start_in(home.path(), &configuration());
        host.create("dev");
        host.terminate();
        home
    };
    let refusal = |home: &TempDir| {
        let refusal = Host::refuses_to_start(home.path(), &configuration());
        let last = refusal.lines().last().unwrap().to_owned();
        assert!(last.starts_with("liveberth-host: "), "{refusal}");
        last
    };

    let newer = used();
    Connection::open(file(&newer)).unwrap().pragma_update(None, "user_version", 2).unwrap();
    let text = refusal(&newer);
    assert!(text.contains("schema version 2, and this program knows up to 1"), "{text}");

    let foreign = used();
    Connection::open(file(&foreign)).unwrap().pragma_update(None, "application_id", 7).unwrap();
    assert!(refusal(&foreign).contains("another program's"));

    let text = used();
    fs::write(file(&text), "this is no database".repeat(300)).unwrap();
    assert!(refusal(&text).contains("is damaged"));

    let state = used();
    let connection = Connection::open(file(&state)).unwrap();
    connection.execute("UPDATE snapshot SET state = '{}'", []).unwrap();
    drop(connection);
    assert!(refusal(&state).contains("cannot be read"));
}

#[test]
fn a_damaged_byte_never_makes_the_host_panic() {
    let home = TempDir::new().unwrap();
    let host = Host::start_in(home.path(), &configuration());
    host.create("dev");
    host.terminate();
    let file = home.path().join("data/liveberth.sqlite");
    let whole = fs::read(&file).unwrap();
    for position in (0..whole.len()).step_by(whole.len() / 24 + 1) {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x55;
        fs::write(&file, &damaged).unwrap();
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", file.display()));
        }
        if let Err(refusal) = Host::try_start(home.path(), &configuration()) {
            assert!(refusal.contains("liveberth-host: "), "{refusal}");
            assert!(!refusal.contains("panicked"), "{refusal}");
        }
    }
}
