//! Every operation does what the contract says.

use std::process::Command;

use serde_json::{Value, json};

use crate::program::{
    DEPLOYMENTS, Host, MODEL, PROJECT, Request, VERSION, configuration,
    configuration_without_default_target, create_request, runtime_configuration,
};

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_documented_call_works_as_printed() {
    let host = Host::start();
    let (_, call) = host.greeting.split_once("\n\ncurl").unwrap();
    let output = Command::new("sh").arg("-c").arg(format!("curl --silent{call}")).output().unwrap();
    if output.status.code() == Some(127) {
        eprintln!("skipped: curl is not installed");
        return;
    }
    let deployment: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(deployment["modelVersion"], json!({"modelRid": MODEL, "modelVersionRid": VERSION}));
    assert_eq!(deployment["branch"], "master");
    assert_eq!(
        deployment["runtimeConfiguration"],
        json!({
            "minReplicas": 1, "maxReplicas": 3, "cpu": 1, "memory": "256MiB", "threadCount": 32,
            "sources": [], "environmentVariables": {},
        })
    );
    host.wait_for(deployment["rid"].as_str().unwrap(), "ACTIVE");
}

#[test]
fn a_deployment_walks_through_every_operation() {
    let host = Host::start();
    let rid = host.create("dev");
    let at = |suffix: &str| format!("{DEPLOYMENTS}/{rid}{suffix}?preview=true");
    assert!(rid.starts_with("ri.foundry-ml-live.main.live-deployment."), "{rid}");
    let shown = host.wait_for(&rid, "ACTIVE");
    assert_eq!(shown["status"], json!({"state": "ACTIVE", "isReady": true}));

    let listed = host.get(&format!("{DEPLOYMENTS}?preview=true&modelRid={MODEL}")).json();
    assert_eq!(listed, json!({"data": [shown]}));

    let configuration = json!({"minReplicas": 1, "maxReplicas": 2, "cpu": 0.5});
    let replaced = Request::new("PUT", &at(""))
        .json(&json!({"runtimeConfiguration": configuration}))
        .send(&host);
    assert_eq!(replaced.status, 200);
    assert_eq!(replaced.json()["runtimeConfiguration"]["cpu"], 0.5);

    for (operation, state) in [("/disable", "DISABLED"), ("/start", "ACTIVE")] {
        // A client may say that its empty body is JSON, or say nothing.
        for request in [
            Request::new("POST", &at(operation)),
            Request::new("POST", &at(operation)).text("application/json", ""),
        ] {
            let answer = request.send(&host);
            assert_eq!((answer.status, answer.body.as_str()), (204, ""));
            assert_eq!(answer.header("content-type"), None);
        }
        host.wait_for(&rid, state);
    }
}

#[test]
fn an_answer_has_the_documented_members_and_no_others() {
    let host = Host::start();
    let mut request = create_request("dev");
    request["runtimeConfiguration"]["gpu"] = json!({"count": 2, "type": "T4"});
    let answer = host.post(&format!("{DEPLOYMENTS}?preview=true"), &request).json();
    assert_eq!(
        members(&answer),
        ["branch", "modelVersion", "rid", "runtimeConfiguration", "status"]
    );
    assert_eq!(members(&answer["modelVersion"]), ["modelRid", "modelVersionRid"]);
    assert_eq!(members(&answer["status"]), ["isReady", "state"]);
    assert_eq!(
        members(&answer["runtimeConfiguration"]),
        ["environmentVariables", "gpu", "maxReplicas", "minReplicas", "sources"]
    );
}

#[test]
fn a_get_may_name_a_content_type() {
    let host = Host::start();
    let rid = host.create("dev");
    let answer = Request::new("GET", &format!("{DEPLOYMENTS}/{rid}?preview=true"))
        .header("Content-Type: application/json")
        .send(&host);
    assert_eq!(answer.status, 200);
}

#[test]
fn a_list_can_be_of_one_branch_however_it_is_spelt() {
    let host = Host::start();
    let rids = [host.create("acc/8e66 é?&#%2F")];
    host.create("other");
    let list = |branch: &str| {
        let path = format!("{DEPLOYMENTS}?modelRid={MODEL}&branch={branch}&preview=true");
        let listed = host.get(&path).json();
        let rids = listed["data"].as_array().unwrap().iter();
        rids.map(|one| one["rid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list("acc%2F8e66+%C3%A9%3F%26%23%252F"), rids);
    assert_eq!(list("acc/8e66%20%c3%a9%3f%26%23%252F"), rids);
    assert!(list("none").is_empty());
    assert!(list("").is_empty());
}

#[test]
fn a_branch_that_cannot_be_decoded_is_no_branch_without_deployments() {
    let host = Host::start();
    for branch in ["%FF", "%zz", "a%"] {
        let path = format!("{DEPLOYMENTS}?modelRid={MODEL}&branch={branch}&preview=true");
        let answer = host.get(&path);
        assert_eq!(answer.error(), (400, "Default:InvalidArgument".to_owned()), "{branch}");
        assert_eq!(answer.parameters()["field"], "branch");
    }
}

#[test]
fn a_branch_has_one_deployment() {
    let host = Host::start();
    let rid = host.create("dev");
    let answer = host.post(&format!("{DEPLOYMENTS}?preview=true"), &create_request("dev"));
    assert_eq!(answer.error(), (409, "Default:Conflict".to_owned()));
    assert_eq!(answer.parameters(), json!({"liveDeploymentRid": rid}));
}

#[test]
fn without_a_version_for_every_branch_only_named_branches_are_deployed() {
    let mut configuration = configuration();
    configuration["models"][0]["branches"] = json!({"master": VERSION});
    let host = Host::start_with(&configuration);
    host.create("master");
    let answer = host.post(&format!("{DEPLOYMENTS}?preview=true"), &create_request("dev"));
    assert_eq!(answer.error(), (400, "Default:InvalidArgument".to_owned()));
    assert_eq!(answer.parameters()["field"], "/deploymentType/branch");
}

#[test]
fn without_a_default_target_the_deployment_type_is_required() {
    let host = Host::start_with(&configuration_without_default_target());
    let body = json!({"runtimeConfiguration": runtime_configuration()});
    let answer = host.post(&format!("{DEPLOYMENTS}?preview=true"), &body);
    assert_eq!(answer.error(), (400, "Default:InvalidArgument".to_owned()));
    assert_eq!(answer.parameters()["field"], "/deploymentType");
}

#[test]
fn sources_are_those_of_the_project() {
    let host = Host::start();
    let with_source = |source: &str| {
        let mut request = create_request("dev");
        request["runtimeConfiguration"]["sources"] = json!([source]);
        host.post(&format!("{DEPLOYMENTS}?preview=true"), &request)
    };
    let unknown = "ri.magritte..source.unknown";
    let answer = with_source(unknown);
    assert_eq!(answer.error(), (400, "DeploymentSourceNotImportedIntoProject".to_owned()));
    assert_eq!(answer.parameters(), json!({"sourceRid": unknown, "projectRid": PROJECT}));
    let disabled = "ri.magritte..source.9be1d3f4-73a2-4f0b-b6c9-5f9a4e2d7c22";
    let answer = with_source(disabled);
    assert_eq!(answer.error(), (400, "DeploymentSourceNotEnabledForComputeModules".to_owned()));
    let enabled = "ri.magritte..source.2c7a9f0e-1d35-4c8e-8d55-0a6f0c1b9a11";
    assert_eq!(with_source(enabled).status, 200);
}
