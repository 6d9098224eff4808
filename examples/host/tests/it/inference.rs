//! Requests to the models of deployments.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{Answer, DEPLOYMENTS, Host, Request, configuration, runtime_configuration};

fn path(rid: &str) -> String {
    format!("{DEPLOYMENTS}/{rid}/transformJson?preview=true")
}

fn transform(host: &Host, rid: &str, input: Value) -> Answer {
    host.post(&path(rid), &json!({"input": input}))
}

/// A host whose replicas take so long for a request, with the routing policy.
fn host(infer_ms: u64, routing: Value) -> Host {
    let mut configuration = configuration();
    configuration["executor"]["inferMs"] = infer_ms.into();
    configuration["routing"] = routing;
    Host::start_with(&configuration)
}

fn replace(host: &Host, rid: &str, members: &Value) {
    let mut whole = runtime_configuration();
    for (name, value) in members.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let body = json!({"runtimeConfiguration": whole});
    let path = format!("{DEPLOYMENTS}/{rid}?preview=true");
    let answer = Request::new("PUT", &path).json(&body).send(host);
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[test]
fn an_input_comes_back_as_output() {
    let host = host(1, json!({}));
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    let input = json!({"rows": [1, 2.5, null], "naïve": {"a": true}});
    let answer = transform(&host, &rid, input.clone());
    assert_eq!((answer.status, answer.json()), (200, json!({"output": input})));
}

#[test]
fn a_request_waits_for_the_first_replica() {
    let host = host(1, json!({}));
    let rid = host.create("master");
    assert_eq!(transform(&host, &rid, json!({})).status, 200);
}

#[test]
fn a_deployment_that_rests_is_woken_by_a_request() {
    let host = host(1, json!({"sampleIntervalMs": 20}));
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    let second = json!({"value": 1, "unit": "SECONDS"});
    let scaling = json!({
        "scaleUpLoadThreshold": 0.75, "scaleUpDelay": second, "scaleDownDelay": second,
    });
    replace(&host, &rid, &json!({"minReplicas": 0, "scalingConfiguration": scaling}));
    let shown = format!("{DEPLOYMENTS}/{rid}?preview=true");
    let is_ready = || host.get(&shown).json()["status"]["isReady"] == true;
    let since = Instant::now();
    while is_ready() {
        assert!(since.elapsed() < Duration::from_secs(30), "it never rests");
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(transform(&host, &rid, json!({})).status, 200);
    assert!(is_ready());
}

#[test]
fn who_finds_no_room_waits_until_too_many_do() {
    let host = host(700, json!({"maxPendingRequests": 1}));
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    replace(&host, &rid, &json!({"threadCount": 1}));
    thread::sleep(Duration::from_millis(500));
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let calls: Vec<_> =
            (0..3).map(|_| scope.spawn(|| transform(&host, &rid, json!({})).status)).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 429]);
}

#[test]
fn a_request_that_takes_too_long_times_out_wherever_it_is() {
    let host = host(60_000, json!({"inferenceTimeoutMs": 300}));
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    let answer = transform(&host, &rid, json!({}));
    assert_eq!(answer.error(), (500, "InferenceTimeout".to_owned()));
}

#[test]
fn a_caller_who_hangs_up_makes_room() {
    let host = host(1_500, json!({}));
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    replace(&host, &rid, &json!({"threadCount": 1}));
    thread::sleep(Duration::from_millis(500));
    let body = json!({"input": {}});
    let stream = Request::new("POST", &path(&rid)).json(&body).begin(&host);
    thread::sleep(Duration::from_millis(100));
    drop(stream);
    let since = Instant::now();
    assert_eq!(transform(&host, &rid, json!({})).status, 200);
    assert!(since.elapsed() < Duration::from_millis(2_900), "it waited for who has gone");
}

#[test]
fn an_absent_or_null_input_is_an_empty_one() {
    let host = host(1, json!({}));
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    for body in [json!({}), json!({"input": null})] {
        let answer = host.post(&path(&rid), &body);
        assert_eq!((answer.status, answer.json()), (200, json!({"output": {}})));
    }
}

#[test]
fn a_deployment_that_is_off_serves_nobody() {
    let host = host(1, json!({}));
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    host.post(&format!("{DEPLOYMENTS}/{rid}/disable?preview=true"), &json!({}));
    let answer = transform(&host, &rid, json!({}));
    assert_eq!(answer.error(), (400, "InferenceFailure".to_owned()));
    assert_eq!(answer.parameters()["errorMessage"], "The live deployment is disabled.");
}

#[test]
fn what_is_wrong_with_a_request_is_answered_in_order() {
    let host = host(1, json!({}));
    let rid = host.create("master");
    let nobody = "ri.foundry-ml-live.main.live-deployment.none";
    let ask = |token: &str, rid: &str, body: &Value| {
        Request::new("POST", &path(rid)).token(token).json(body).send(&host).error()
    };
    let input = json!({"input": {}});
    let of = |status: u16, name: &str| (status, name.to_owned());
    assert_eq!(ask("reader", &rid, &input).0, 403, "no scope");
    assert_eq!(ask("viewer", &rid, &json!({"input": 1})).0, 422);
    assert_eq!(ask("viewer", &rid, &json!({"input": {}, "more": 1})).0, 422);
    assert_eq!(ask("viewer", &rid, &json!([{}])).0, 422, "a list of members");
    assert_eq!(ask("viewer", nobody, &input), of(404, "LiveDeploymentNotFound"));
    let denied = of(403, "TransformJsonLiveDeploymentPermissionDenied");
    assert_eq!(ask("viewer", &rid, &input), denied);
    let answer = Request::new("POST", path(&rid).split('?').next().unwrap()).json(&input);
    assert_eq!(answer.send(&host).status, 400, "without the preview");
}
