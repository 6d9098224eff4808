//! What is served beside the API.

use liveberth_core::api::DirectTarget;
use liveberth_core::json::check;
use liveberth_core::rid::ModelRid;
use serde_json::{Value, json};

use crate::program::{
    DEPLOYMENTS, Host, MODEL, PROJECT, Request, TOKEN, VERSION,
    configuration_without_default_target, create_request, runtime_configuration,
};

#[test]
fn a_check_answers_the_bytes_of_the_core() {
    let host = Host::start();
    let documents: [&[u8]; 6] = [
        br#"{"minReplicas": 1, "maxReplicas": 3, "cpu": 1.0, "memory": "256MiB"}"#,
        br#"{"minReplicas": 3, "maxReplicas": 1, "threadCount": 300, "colour": 1}"#,
        b"{",
        b"",
        b"\xff",
        &[b' '; 300_000],
    ];
    let asked = |query: &str, document: &[u8]| {
        let path = format!("/liveberth/v1/check{query}");
        let answer = Request::new("POST", &path).body(document).send(&host);
        assert_eq!(answer.status, 200);
        answer.body
    };
    for document in documents {
        let configuration = check::check_runtime_configuration(document, None).unwrap();
        assert_eq!(asked("", document), configuration);
        assert_eq!(asked("?document=runtimeConfiguration", document), configuration);
        let default = default_target();
        let create = check::check_create_request_with_default_target(document, None, &default);
        let create = create.unwrap();
        assert_eq!(asked("?document=createRequest", document), create);
        let replace = check::check_replace_request(document, None).unwrap();
        assert_eq!(asked("?document=replaceRequest", document), replace);
        let limits = host.get(&format!("/liveberth/v1/limits?project={PROJECT}")).body;
        let limited =
            check::check_runtime_configuration(document, Some(limits.as_bytes())).unwrap();
        assert_eq!(asked(&format!("?project={PROJECT}"), document), limited);
    }
}

fn default_target() -> DirectTarget {
    DirectTarget { model_rid: ModelRid::new(MODEL).unwrap(), branch: "master".to_owned() }
}

#[test]
fn a_create_needs_no_target_exactly_where_the_host_has_one_that_the_caller_sees() {
    let document = json!({"runtimeConfiguration": runtime_configuration()});
    let host = Host::start();
    let without = Host::start_with(&configuration_without_default_target());
    let check = |host: &Host, token: &str| {
        let path = "/liveberth/v1/check?document=createRequest";
        Request::new("POST", path).token(token).json(&document).send(host).json()
    };
    let create = |host: &Host| host.post(&format!("{DEPLOYMENTS}?preview=true"), &document).status;

    let found = check(&host, TOKEN);
    assert_eq!((&found["ok"], create(&host)), (&true.into(), 200));
    assert_eq!(found["normalized"]["deploymentType"]["modelRid"], MODEL);
    assert_eq!(check(&host, "stranger")["diagnostics"][0]["path"], "/deploymentType");
    assert_eq!((&check(&without, TOKEN)["ok"], create(&without)), (&false.into(), 400));
}

#[test]
fn a_check_of_something_unknown_is_refused() {
    let host = Host::start();
    let check = |query: &str| Request::new("POST", &format!("/liveberth/v1/check?{query}"));
    assert_eq!(check("document=x").send(&host).error().0, 400);
    assert_eq!(check("project=x").send(&host).error().0, 400);
    assert_eq!(check("project=ri.a.b.c.d").send(&host).error().0, 404);
    let project = format!("project={PROJECT}");
    assert_eq!(check(&project).token("stranger").send(&host).error().0, 404);
    assert_eq!(check(&project).token("wrong").send(&host).error().0, 401);
}

#[test]
fn limits_are_those_of_the_project_and_its_queues() {
    let host = Host::start();
    let limits = host.get(&format!("/liveberth/v1/limits?project={PROJECT}")).json();
    assert_eq!(limits["maxThreadCount"], 256);
    assert_eq!(limits["gpus"], json!({"A100": 8, "A10G": 4, "H100": 8, "T4": 4}));
    assert_eq!(limits["sources"]["projectRid"], PROJECT);
    assert_eq!(host.get("/liveberth/v1/limits").error().0, 400);
}

#[test]
fn models_and_branches_are_listed_to_those_who_see_them() {
    let host = Host::start();
    let models = host.get("/liveberth/v1/models").json();
    assert_eq!(models["data"][0]["modelRid"], MODEL);
    assert_eq!(models["data"][0]["branches"]["master"], VERSION);
    assert_eq!(models["defaultTarget"]["branch"], "master");
    let nothing = Request::new("GET", "/liveberth/v1/models").token("stranger").send(&host).json();
    assert_eq!(nothing, json!({"data": []}));
}

#[test]
fn a_placement_names_the_deployment_to_those_who_see_it() {
    let host = Host::start();
    let mut request = create_request("dev");
    request["runtimeConfiguration"]["gpu"] = json!({"count": 2, "type": "A10G"});
    let path = "/api/v2/models/liveDeployments?preview=true";
    let rid = host.post(path, &request).json()["rid"].as_str().unwrap().to_owned();
    host.wait_for(&rid, "ACTIVE");

    let report = host.get(&format!("/liveberth/v1/liveDeployments/{rid}")).json();
    assert_eq!((&report["state"], &report["reason"]), (&"ACTIVE".into(), &"SERVING".into()));
    let node = report["replicas"][0]["placement"]["node"].as_str().unwrap();
    assert!(node.starts_with("a10g-"), "{node}");

    let placed = |token: &str| {
        let nodes = Request::new("GET", "/liveberth/v1/nodes").token(token).send(&host).json();
        let nodes = nodes["data"].as_array().unwrap().clone();
        nodes.into_iter().find(|it| it["node"]["id"] == node).unwrap()["replicas"][0].clone()
    };
    let seen: Value = placed("viewer");
    assert_eq!(seen["deployment"], rid);
    assert_eq!(seen["devices"].as_array().unwrap().len(), 2);
    let hidden = placed("stranger");
    assert_eq!(hidden.get("deployment"), None);
    assert_eq!(hidden["devices"], seen["devices"]);

    let all = |token: &str| {
        let list = Request::new("GET", "/liveberth/v1/liveDeployments").token(token).send(&host);
        list.json()["data"].as_array().unwrap().len()
    };
    assert_eq!((all("viewer"), all("stranger")), (1, 0));
    let path = format!("/liveberth/v1/liveDeployments/{rid}");
    let hidden = Request::new("GET", &path).token("stranger").send(&host);
    assert_eq!(hidden.error(), (404, "LiveDeploymentNotFound".to_owned()));
    let queues = host.get("/liveberth/v1/queues").json();
    assert_eq!(queues["data"][1]["usage"], 2);
}

#[test]
fn what_would_become_of_a_configuration_is_told_to_those_who_see_the_project() {
    let host = Host::start();
    let asked = json!({
        "project": PROJECT,
        "runtimeConfiguration": {
            "minReplicas": 1, "maxReplicas": 1, "gpu": {"type": "A10G", "count": 5},
        },
    });
    let ask = |asked: &Value| Request::new("POST", "/liveberth/v1/whatIf").json(asked);
    let report = ask(&asked).send(&host).json();
    assert_eq!(report["startsNow"], false);
    let capacity = &report["capacity"];
    let failing = capacity["causes"].as_object().unwrap().values();
    let failing: u64 = failing.map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(capacity["fitting"], 0);
    assert_eq!(capacity["nodes"], failing);
    assert_eq!(capacity["changes"][0], json!({"field": "gpuCount", "value": 4}));

    let mut smaller = asked.clone();
    smaller["runtimeConfiguration"]["gpu"]["count"] = 4.into();
    let report = ask(&smaller).send(&host).json();
    assert_eq!(report["startsNow"], true);
    assert_eq!(report["placements"][0]["placement"]["devices"], json!([0, 1, 2, 3]));
    assert_eq!(host.get("/liveberth/v1/liveDeployments").json()["data"], json!([]));

    let mut spelt = smaller.clone();
    for member in ["cpu", "memory", "threadCount", "sources", "environmentVariables"] {
        spelt["runtimeConfiguration"][member] = Value::Null;
    }
    spelt["runtimeConfiguration"]["minReplicas"] = 1.0.into();
    assert_eq!(ask(&spelt).send(&host).json(), report);

    for replicas in [0, 1_001] {
        smaller["replicas"] = replicas.into();
        let answer = ask(&smaller).send(&host);
        assert_eq!(answer.error(), (400, "Default:InvalidArgument".to_owned()));
        let message = answer.parameters()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&format!("`{replicas}`")), "{message}");
    }

    assert_eq!(ask(&asked).token("stranger").send(&host).error().0, 404);
    assert_eq!(ask(&json!({})).send(&host).error().0, 400);
}

#[test]
fn policies_are_compared_for_those_who_see_every_project() {
    let host = Host::start();
    let asked = json!({
        "deployments": [
            {"project": PROJECT, "runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 1}},
            {
                "project": PROJECT,
                "runtimeConfiguration": {"minReplicas": 0, "maxReplicas": 1, "gpu": {"count": 1}},
                "replicas": 100,
            },
        ],
    });
    let ask = |asked: &Value| Request::new("POST", "/liveberth/v1/compare").json(asked);
    let report = ask(&asked).send(&host).json();
    let policies = report["policies"].as_array().unwrap();
    assert_eq!(policies.len(), 9);
    for policy in policies {
        let replicas = policy["placed"].as_u64().unwrap() + policy["unplaced"].as_u64().unwrap();
        assert_eq!(replicas, 101, "{policy}");
        assert_eq!(policy["deployments"][0].as_array().unwrap().len(), 1, "{policy}");
    }
    assert_eq!(ask(&asked).token("stranger").send(&host).error().0, 404);
    assert_eq!(ask(&json!({"deployments": {}})).send(&host).error().0, 400);
}

#[test]
fn how_what_runs_could_be_arranged_is_told_and_an_unknown_node_refused() {
    let host = Host::start();
    let ask = |asked: Value| Request::new("POST", "/liveberth/v1/repack").json(&asked).send(&host);
    let free = |node: &str| json!({"type": "freeNode", "node": node, "steps": 10});
    let expected = json!({
        "type": "freeNode", "pinned": [], "lowerBound": 0, "moves": [],
    });
    assert_eq!(ask(free("cpu-1")).json(), expected);
    assert_eq!(ask(free("nowhere")).error().0, 400);
    assert_eq!(ask(json!({"type": "freeNode"})).error().0, 400);
    let fewest = ask(json!({"type": "fewestNodes", "steps": 10})).json();
    assert_eq!((&fewest["used"], &fewest["needed"]), (&0.into(), &0.into()));
}
