//! Of several things that are wrong the first in the documented order is answered.

use crate::program::{DEPLOYMENTS, Host, Request, TOKEN};

const CREATE: &str = "/api/v2/models/liveDeployments";
const NOBODY: &str = "ri.foundry-ml-live.main.live-deployment.0";

fn refusal(host: &Host, request: Request) -> (u16, String) {
    request.send(host).error()
}

fn put(path: &str, token: Option<&str>) -> Request {
    let request = Request::new("PUT", &format!("{DEPLOYMENTS}/{path}"));
    match token {
        Some(token) => request.token(token),
        None => request.without_token(),
    }
}

/// Each request mends one fault more than the one before.
#[test]
fn of_a_replace_the_faults_are_answered_one_after_the_other() {
    let host = Host::start();
    let rid = host.create("dev");
    let valid = r#"{"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 2, "sources": ["ri.magritte..source.2c7a9f0e-1d35-4c8e-8d55-0a6f0c1b9a11"]}}"#;
    let invalid =
        r#"{"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 2, "threadCount": 300}}"#;
    let preview = |rid: &str| format!("{rid}?preview=true");
    let large = "x".repeat(300_000);
    let steps = [
        (put("malformed", None).text("text/plain", "{"), 401, "MissingCredentials"),
        (put("malformed", Some("wrong")).text("text/plain", "{"), 401, "Default:Unauthorized"),
        (
            put("malformed", Some("reader")).text("text/plain", "{"),
            400,
            "ApiFeaturePreviewUsageOnly",
        ),
        (put(&preview("malformed"), Some("reader")).text("text/plain", "{"), 403, "ApiUsageDenied"),
        (
            put(&preview("malformed"), Some("stranger")).text("text/plain", "{"),
            400,
            "Default:InvalidArgument",
        ),
        (
            put(&preview(NOBODY), Some("stranger")).text("text/plain", "{"),
            415,
            "Conjure:UnsupportedMediaType",
        ),
        (
            put(&preview(NOBODY), Some("stranger")).text("application/json", &large),
            413,
            "Default:RequestEntityTooLarge",
        ),
        (
            put(&preview(NOBODY), Some("stranger")).text("application/json", "{"),
            422,
            "Conjure:UnprocessableEntity",
        ),
        (
            put(&preview(NOBODY), Some("stranger")).text("application/json", invalid),
            404,
            "LiveDeploymentNotFound",
        ),
        (
            put(&preview(&rid), Some("stranger")).text("application/json", invalid),
            404,
            "LiveDeploymentNotFound",
        ),
        (
            put(&preview(&rid), Some("viewer")).text("application/json", invalid),
            403,
            "ReplaceLiveDeploymentPermissionDenied",
        ),
        (
            put(&preview(&rid), Some(TOKEN)).text("application/json", invalid),
            400,
            "ThreadCountTooHigh",
        ),
        (
            put(&preview(&rid), Some(TOKEN)).text("application/json", valid),
            409,
            "LiveDeploymentSourcesCannotBeUpdatedWhileRunning",
        ),
    ];
    for (request, status, name) in steps {
        assert_eq!(refusal(&host, request), (status, name.to_owned()));
    }
}

#[test]
fn of_a_create_the_faults_are_answered_one_after_the_other() {
    let host = Host::start();
    host.create("dev");
    let body = |model: &str, threads: u32| {
        format!(
            r#"{{"deploymentType": {{"type": "direct", "modelRid": "{model}", "branch": "dev"}},
                "runtimeConfiguration": {{"minReplicas": 1, "maxReplicas": 2, "threadCount": {threads}}}}}"#
        )
    };
    let create = |token: &str, preview: &str| {
        Request::new("POST", &format!("{CREATE}{preview}")).token(token)
    };
    let unknown = body("ri.models.main.model.unknown", 300);
    let known = body(crate::program::MODEL, 300);
    let json = "application/json";
    let yes = "?preview=true";
    let steps = [
        (create("wrong", "").text("text/plain", "{"), 401, "Default:Unauthorized"),
        (create("reader", "").text("text/plain", "{"), 400, "ApiFeaturePreviewUsageOnly"),
        (create("reader", "?preview=false"), 400, "ApiFeaturePreviewUsageOnly"),
        (create("reader", yes).text("text/plain", "{"), 403, "ApiUsageDenied"),
        (create("viewer", yes).text("text/plain", "{"), 415, "Conjure:UnsupportedMediaType"),
        (create("viewer", yes), 415, "Conjure:UnsupportedMediaType"),
        (create("viewer", yes).text(json, ""), 422, "Conjure:UnprocessableEntity"),
        (
            create("viewer", yes).text(json, r#"{"runtimeConfiguration": 1}"#),
            422,
            "Conjure:UnprocessableEntity",
        ),
        (create("viewer", yes).text(json, &unknown), 404, "ModelNotFound"),
        (create("stranger", yes).text(json, &known), 404, "ModelNotFound"),
        (create("viewer", yes).text(json, &known), 403, "CreateLiveDeploymentPermissionDenied"),
        (create(TOKEN, yes).text(json, &known), 400, "ThreadCountTooHigh"),
        (create(TOKEN, yes).text(json, &body("model", 1)), 400, "Default:InvalidArgument"),
        (create(TOKEN, yes).text(json, &body(crate::program::MODEL, 1)), 409, "Default:Conflict"),
    ];
    for (request, status, name) in steps {
        assert_eq!(refusal(&host, request), (status, name.to_owned()));
    }
}

#[test]
fn of_a_list_the_faults_are_answered_one_after_the_other() {
    let host = Host::start();
    let list = |token: &str, query: &str| {
        Request::new("GET", &format!("{DEPLOYMENTS}?{query}")).token(token)
    };
    let steps = [
        (list("wrong", "modelRid=x"), 401, "Default:Unauthorized"),
        (list(TOKEN, "modelRid=x"), 400, "ApiFeaturePreviewUsageOnly"),
        (list(TOKEN, "preview=true"), 400, "Default:InvalidArgument"),
        (list(TOKEN, "preview=true&modelRid=x"), 400, "Default:InvalidArgument"),
        (list(TOKEN, "preview=true&modelRid=ri.a.b.c.d"), 404, "ModelNotFound"),
    ];
    for (request, status, name) in steps {
        let answer = request.send(&host);
        assert_eq!(answer.error(), (status, name.to_owned()));
        if name == "Default:InvalidArgument" {
            assert_eq!(answer.parameters()["field"], "modelRid");
        }
    }
}
