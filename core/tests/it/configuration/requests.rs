//! The bodies of requests: the default target, the checked forms, and the API's one error.

use liveberth_core::api::DirectTarget;
use liveberth_core::config::{
    Diagnostics, check_create_request, check_create_request_with_default_target,
    check_replace_request, check_runtime_configuration,
};
use liveberth_core::error::ApiError;
use liveberth_core::json::check;
use liveberth_core::limits::Limits;
use serde_json::{Value, from_value, json};

const MODEL: &str = "ri.models.main.model.f351c142-0e4c-4b12-adc2-6e1539737ae9";

fn target(branch: &str) -> DirectTarget {
    from_value(json!({"type": "direct", "modelRid": MODEL, "branch": branch})).unwrap()
}

fn text(document: &Value) -> Vec<u8> {
    document.to_string().into_bytes()
}

/// What is wrong with a configuration on a platform with one thread a replica and no GPUs.
fn problems(document: &Value) -> Diagnostics {
    let limits = Limits { max_thread_count: 1, gpus: Some([].into()), ..Limits::default() };
    let report = check_runtime_configuration(&text(document), &limits);
    report.into_result().unwrap_err()
}

fn field(error: Option<ApiError>) -> String {
    match error {
        Some(ApiError::InvalidArgument { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_missing_or_null_target_is_the_default_one_where_the_host_has_one() {
    let default = target("master");
    let configuration = json!({"minReplicas": 1, "maxReplicas": 3});
    for document in [
        json!({"runtimeConfiguration": configuration}),
        json!({"runtimeConfiguration": configuration, "deploymentType": null}),
    ] {
        let document = text(&document);
        let limits = Limits::default();
        let report = check_create_request_with_default_target(&document, &limits, &default);
        assert_eq!(report.into_result().unwrap().target, default);
        assert!(!check_create_request(&document, &limits).ok());
    }
}

#[test]
fn a_target_that_is_given_is_taken_or_refused_whatever_the_default() {
    let body = |deployment_type: Value| {
        text(&json!({
            "runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 3},
            "deploymentType": deployment_type,
        }))
    };
    let check = |document: &[u8]| {
        check_create_request_with_default_target(document, &Limits::default(), &target("master"))
    };
    let given = json!({"type": "direct", "modelRid": MODEL, "branch": "mine"});
    assert_eq!(check(&body(given)).into_result().unwrap().target, target("mine"));
    assert!(!check(&body(json!({"type": "direct"}))).ok());
}

#[test]
fn a_target_with_an_empty_branch_cannot_be_read_from_a_file_either() {
    let empty = json!({"type": "direct", "modelRid": MODEL, "branch": ""});
    assert!(from_value::<DirectTarget>(empty).is_err());
}

#[test]
fn the_body_of_replace_is_a_configuration() {
    let document = text(&json!({"runtimeConfiguration": {"minReplicas": 2, "maxReplicas": 3}}));
    let report = check_replace_request(&document, &Limits::default());
    assert_eq!(report.value.unwrap().configuration.min_replicas(), 2);
}

#[test]
fn an_accepted_document_becomes_no_error() {
    let document = text(&json!({"minReplicas": 2, "maxReplicas": 3}));
    let report = check_runtime_configuration(&document, &Limits::default());
    assert_eq!(report.diagnostics.api_error(), None);
    assert_eq!(report.diagnostics.decoding_error(), None);
}

#[test]
fn what_cannot_be_decoded_is_answered_first() {
    let found = problems(&json!({
        "minReplicas": -1, "maxReplicas": 3, "threadCount": 2, "sources": [null],
    }));
    assert_eq!(found.decoding_error(), Some(ApiError::UnprocessableEntity {}));
    assert_eq!(found.api_error(), Some(ApiError::UnprocessableEntity {}));
}

#[test]
fn what_can_be_decoded_is_answered_by_the_first_rule() {
    let found = problems(&json!({"threadCount": 2, "minReplicas": -1, "maxReplicas": 3}));
    assert_eq!(found.decoding_error(), None);
    assert_eq!(field(found.api_error()), "/minReplicas");
}

#[test]
fn of_equals_the_rule_decides_and_then_the_path() {
    let delay = json!({"value": 2, "unit": "YEARS"});
    let scaling =
        json!({"scaleUpLoadThreshold": 0.5, "scaleUpDelay": delay, "scaleDownDelay": delay});
    let found = problems(&json!({
        "minReplicas": 1, "maxReplicas": 3, "scalingConfiguration": scaling, "threadCount": 0,
    }));
    assert_eq!(field(found.api_error()), "/scalingConfiguration/scaleDownDelay");
    assert_eq!(field(problems(&json!({})).api_error()), "/maxReplicas");
}

#[test]
fn a_missing_member_is_a_bad_argument_that_is_answered_early() {
    let found = problems(&json!({"maxReplicas": 3}));
    assert_eq!(field(found.decoding_error()), "/minReplicas");
}

#[test]
fn named_errors_carry_their_parameters() {
    let found = |extra: Value| {
        let mut document = json!({"minReplicas": 1, "maxReplicas": 3});
        let members = document.as_object_mut().unwrap();
        members.extend(extra.as_object().unwrap().clone());
        problems(&document).api_error().unwrap()
    };
    assert_eq!(
        found(json!({"threadCount": 5})),
        ApiError::ThreadCountTooHigh { max_thread_count: 1, provided_thread_count: 5 }
    );
    assert_eq!(
        found(json!({"gpu": {"count": 2}})),
        ApiError::InvalidGpuCount { provided_gpu_count: 2, max_gpu_count: 0 }
    );
    assert_eq!(
        found(json!({"environmentVariables": {"CLIENT_ID": ""}})),
        ApiError::ReservedEnvironmentVariable { name: "CLIENT_ID".to_owned() }
    );
}

#[test]
fn the_field_of_an_error_is_a_pointer_into_the_body() {
    let document = json!({"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 0}});
    let report = check_replace_request(&text(&document), &Limits::default());
    assert_eq!(field(report.diagnostics.api_error()), "/runtimeConfiguration/maxReplicas");
}

#[test]
fn limits_that_cannot_be_read_are_an_error_and_not_a_diagnostic() {
    for limits in ["", "[]", "{\"maxThreads\": 1}", "{\"gpus\": {\"T5\": 1}}"] {
        let answer = check::check_runtime_configuration(b"{}", Some(limits.as_bytes()));
        assert_eq!(answer.unwrap_err().code(), "invalid_limits", "{limits}");
    }
    assert!(check::check_runtime_configuration(b"{}", Some(b"{}")).is_ok());
}

#[test]
fn a_host_with_a_default_target_answers_as_text_too() {
    let document = br#"{"runtimeConfiguration":{"minReplicas":1,"maxReplicas":1}}"#;
    let default = target("master");
    let answer = check::check_create_request_with_default_target(document, None, &default).unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["normalized"]["deploymentType"]["branch"], "master");
}
