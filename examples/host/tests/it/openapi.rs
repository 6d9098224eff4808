//! The API's description in OpenAPI, held against what the host answers.

use serde_json::{Value, json};

use crate::program::{Answer, Host, MODEL, PROJECT, Request, create_request};

const ADDRESS: &str = "/liveberth/v1/openapi.json";

/// The description, to be asked for schemas.
struct Description(Value);

impl Description {
    fn of(host: &Host, query: &str) -> Self {
        Self(host.get(&format!("{ADDRESS}{query}")).json())
    }

    /// Follows references within the document.
    fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        match value["$ref"].as_str() {
            Some(reference) => {
                self.resolve(self.0.pointer(reference.trim_start_matches('#')).unwrap())
            }
            None => value,
        }
    }

    fn operation(&self, path: &str, method: &str) -> &Value {
        let operation = &self.0["paths"][path][method.to_ascii_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not described");
        operation
    }

    fn is_valid(&self, content: &Value, document: &Value) -> Result<(), String> {
        let schema = json!({
            "allOf": [content["content"]["application/json"]["schema"]],
            "components": self.0["components"],
        });
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        validator.validate(document).map_err(|error| error.to_string())
    }

    /// An answer is as described: its status by itself or as an error, and its body.
    fn assert_describes(&self, path: &str, method: &str, answer: &Answer) {
        let responses = &self.operation(path, method)["responses"];
        let described = match &responses[answer.status.to_string()] {
            Value::Null => &responses["default"],
            described => described,
        };
        let described = self.resolve(described);
        if described["content"].is_null() {
            assert_eq!(answer.body, "");
        } else {
            let valid = self.is_valid(described, &answer.json());
            assert_eq!(valid, Ok(()), "{method} {path}: {answer:?}");
        }
    }
}

#[test]
fn every_operation_answers_as_it_is_described() {
    let host = Host::start();
    let description = Description::of(&host, "");
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");
    let what_if =
        json!({"project": PROJECT, "runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 1}});
    let compare = json!({"deployments": [what_if], "placementPolicies": ["adaptive", "first-fit"]});
    let configuration = json!({"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 3}});
    let api = "/api/v2/models/liveDeployments";
    let own = "/liveberth/v1";
    let of_model = format!("modelRid={MODEL}&");
    let calls = [
        ("GET", format!("{api}?{of_model}preview=true"), None),
        ("POST", format!("{api}?preview=true"), Some(create_request("development"))),
        ("GET", format!("{api}/{{liveDeploymentRid}}?preview=true"), None),
        ("PUT", format!("{api}/{{liveDeploymentRid}}?preview=true"), Some(configuration)),
        (
            "POST",
            format!("{api}/{{liveDeploymentRid}}/transformJson?preview=true"),
            Some(json!({"input": {"a": 1}})),
        ),
        ("POST", format!("{api}/{{liveDeploymentRid}}/disable?preview=true"), None),
        ("POST", format!("{api}/{{liveDeploymentRid}}/start?preview=true"), None),
        ("POST", format!("{own}/check"), Some(json!({"minReplicas": -1, "maxReplicas": 1}))),
        ("POST", format!("{own}/check?x"), Some(json!({"minReplicas": 0, "maxReplicas": 1}))),
        ("GET", format!("{own}/limits?project={PROJECT}"), None),
        ("GET", format!("{own}/openapi.json?project={PROJECT}"), None),
        ("GET", format!("{own}/liveDeployments"), None),
        ("GET", format!("{own}/liveDeployments/{{liveDeploymentRid}}"), None),
        ("GET", format!("{own}/models"), None),
        ("GET", format!("{own}/nodes"), None),
        ("GET", format!("{own}/queues"), None),
        ("POST", format!("{own}/whatIf"), Some(what_if)),
        ("POST", format!("{own}/compare"), Some(compare)),
        ("POST", format!("{own}/repack"), Some(json!({"type": "fewestNodes", "steps": 10}))),
    ];
    let mut described = 0;
    for (_, operations) in description.0["paths"].as_object().unwrap() {
        let operations = operations.as_object().unwrap().keys();
        described += operations.filter(|name| *name != "parameters").count();
    }
    let distinct = calls.iter().filter(|(_, address, _)| !address.ends_with("?x")).count();
    assert_eq!(described, distinct, "every operation is called");
    for (method, address, body) in calls {
        let path = address.split('?').next().unwrap();
        let request = Request::new(method, &address.replace("{liveDeploymentRid}", &rid));
        let answer = match &body {
            Some(body) => request.json(body),
            None => request,
        }
        .send(&host);
        assert!((200..300).contains(&answer.status), "{method} {address}: {answer:?}");
        description.assert_describes(path, method, &answer);
        if let Some(body) = &body {
            let content = &description.operation(path, method)["requestBody"];
            assert_eq!(description.is_valid(content, body), Ok(()), "{method} {address}");
        }
        let stranger = Request::new(method, &address.replace("{liveDeploymentRid}", &rid));
        let refusal = stranger.token("wrong").send(&host);
        assert_eq!(refusal.status, 401, "{method} {address}");
        description.assert_describes(path, method, &refusal);
    }
}

#[test]
fn what_a_project_may_ask_for_is_in_its_schemas() {
    let host = Host::start();
    let of_all = Description::of(&host, "");
    let of_project = Description::of(&host, &format!("?project={PROJECT}"));
    let types = |description: &Description| {
        description.0["components"]["schemas"]["AvailableGpuType"]["enum"].clone()
    };
    assert_eq!(types(&of_project), json!(["A100", "A10G", "H100", "T4"]));
    assert_eq!(types(&of_all).as_array().unwrap().len(), 11);
    let body = |description: &Description, gpu_type: &str| {
        let mut body = create_request("master");
        body["runtimeConfiguration"]["gpu"] = json!({"type": gpu_type, "count": 1});
        let operation = description.operation("/api/v2/models/liveDeployments", "POST");
        description.is_valid(&operation["requestBody"], &body).is_ok()
    };
    assert!(body(&of_project, "T4") && body(&of_all, "T4") && body(&of_all, "L4"));
    assert!(!body(&of_project, "L4"));
}

#[test]
fn the_target_may_be_left_out_where_there_is_a_default() {
    let host = Host::start();
    let description = Description::of(&host, "");
    let operation = description.operation("/api/v2/models/liveDeployments", "POST");
    let mut body = create_request("master");
    for target in [body["deploymentType"].clone(), Value::Null] {
        body["deploymentType"] = target;
        assert_eq!(description.is_valid(&operation["requestBody"], &body), Ok(()));
    }
    body.as_object_mut().unwrap().remove("deploymentType");
    assert_eq!(description.is_valid(&operation["requestBody"], &body), Ok(()));
    let created = Request::new("POST", "/api/v2/models/liveDeployments?preview=true").json(&body);
    assert_eq!(created.send(&host).status, 200);
}

#[test]
fn strangers_can_read_what_holds_for_all_and_nothing_of_a_project() {
    let host = Host::start();
    let all = Request::new("GET", ADDRESS).without_token().send(&host);
    assert_eq!(all.json()["openapi"], "3.1.0");
    let of_project = format!("{ADDRESS}?project={PROJECT}");
    assert_eq!(Request::new("GET", &of_project).without_token().send(&host).error().0, 401);
    assert_eq!(Request::new("GET", &of_project).token("stranger").send(&host).error().0, 404);
}
