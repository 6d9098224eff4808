//! Who may see and do what, and what nobody gets to see.

use serde_json::json;

use crate::program::{DEPLOYMENTS, Host, MODEL, Request, TOKEN, create_request};

/// The status of every operation for every token: one right more from row to row.
#[test]
fn every_operation_asks_for_its_scope_and_right() {
    let host = Host::start();
    let rid = host.create("dev");
    let preview = "?preview=true";
    let replace = json!({"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 2}});
    let operations = |token: &str| {
        let request = |method: &str, path: String| Request::new(method, &path).token(token);
        let one = format!("{DEPLOYMENTS}/{rid}");
        [
            request("POST", format!("{DEPLOYMENTS}{preview}")).json(&create_request(token)),
            request("GET", format!("{DEPLOYMENTS}{preview}&modelRid={MODEL}")),
            request("GET", format!("{one}{preview}")),
            request("PUT", format!("{one}{preview}")).json(&replace),
            request("POST", format!("{one}/disable{preview}")),
            request("POST", format!("{one}/start{preview}")),
        ]
        .map(|request| request.send(&host).status)
    };
    assert_eq!(operations("wrong"), [401; 6]);
    assert_eq!(operations("stranger"), [404; 6]);
    assert_eq!(operations("reader"), [403, 200, 200, 403, 403, 403]);
    assert_eq!(operations("viewer"), [403, 200, 200, 403, 403, 403]);
    assert_eq!(operations(TOKEN), [200, 200, 200, 200, 204, 204]);
}

#[test]
fn a_refusal_names_the_operation() {
    let host = Host::start();
    let rid = host.create("dev");
    for (operation, name) in [
        ("disable", "DisableLiveDeploymentPermissionDenied"),
        ("start", "StartLiveDeploymentPermissionDenied"),
    ] {
        let path = format!("{DEPLOYMENTS}/{rid}/{operation}?preview=true");
        let answer = Request::new("POST", &path).token("viewer").send(&host);
        assert_eq!(answer.error(), (403, name.to_owned()));
        assert_eq!(answer.parameters(), json!({"liveDeploymentRid": rid}));
    }
    let path = format!("{DEPLOYMENTS}/{rid}/start?preview=true");
    let answer = Request::new("POST", &path).token("reader").send(&host);
    assert_eq!(answer.parameters(), json!({"missingScope": "api:models-write"}));
}

#[test]
fn secrets_are_in_no_log_and_in_no_error() {
    const CANARY: &str = "canary-6b1f";
    let host = Host::start();
    let mut request = create_request("dev");
    request["runtimeConfiguration"]["environmentVariables"] = json!({"SECRET": CANARY});
    assert_eq!(host.post(&format!("{DEPLOYMENTS}?preview=true"), &request).status, 200);
    request["runtimeConfiguration"]["environmentVariables"] =
        json!({"CLIENT_ID": CANARY, "1": CANARY, "NUL": format!("{CANARY}\0")});
    let refused = host.post(&format!("{DEPLOYMENTS}?preview=true"), &request);
    assert_eq!(refused.status, 400);
    assert!(!refused.body.contains(CANARY));
    Request::new("GET", DEPLOYMENTS).token(CANARY).send(&host);
    let log = host.log();
    assert!(log.contains("request"), "{log}");
    for secret in [CANARY, TOKEN] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn nothing_that_a_client_sends_ends_a_line_of_the_log() {
    let host = Host::start();
    let branch = "a\n{\"level\":\"ERROR\"}\u{1b}[31m";
    host.create(branch);
    host.get("/%0A%1B[31m");
    let log = host.log();
    assert!(!log.contains('\u{1b}'));
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["timestamp"].is_string(), "{line}");
    }
}
