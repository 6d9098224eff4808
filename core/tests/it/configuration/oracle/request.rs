//! What is to be said of the bodies of requests.

use liveberth_core::limits::Limits;
use serde_json::{Map, Value};

use super::rid::is_rid;
use super::{Finding, Oracle, given, verdict};

/// What is to be said of the body of *create*.
pub(crate) fn create_verdict(document: &Value, limits: &Limits) -> Vec<Finding> {
    body_verdict(document, limits, &["deploymentType", "runtimeConfiguration"])
}

/// What is to be said of the body of *replace*.
pub(crate) fn replace_verdict(document: &Value, limits: &Limits) -> Vec<Finding> {
    body_verdict(document, limits, &["runtimeConfiguration"])
}

fn body_verdict(document: &Value, limits: &Limits, known: &[&str]) -> Vec<Finding> {
    let mut oracle = Oracle { limits, findings: Vec::new(), warnings: Vec::new() };
    let Some(object) = document.as_object() else {
        return vec![(String::new(), "wrong_type")];
    };
    if known.contains(&"deploymentType") {
        oracle.target(object);
    }
    match given(object, "runtimeConfiguration") {
        None => oracle.find("/runtimeConfiguration", "required"),
        Some(configuration) => {
            for (path, code) in verdict(configuration, limits) {
                let is_advice = ADVICE.contains(&code);
                let list = if is_advice { &mut oracle.warnings } else { &mut oracle.findings };
                list.push((format!("/runtimeConfiguration{path}"), code));
            }
        }
    }
    oracle.unknown(object, "", known);
    [oracle.findings, oracle.warnings].concat()
}

/// The codes of warnings.
const ADVICE: [&str; 8] = [
    "scales_to_zero",
    "default_applies",
    "cpu_rounded_up",
    "binary_memory_unit",
    "tiny_memory",
    "scaling_has_no_effect",
    "always_scales_up",
    "repeated_source",
];

impl Oracle<'_> {
    fn target(&mut self, body: &Map<String, Value>) {
        let path = "/deploymentType";
        let Some(target) = given(body, "deploymentType") else {
            return self.find(path, "required");
        };
        let Some(target) = target.as_object() else {
            return self.find(path, "wrong_type");
        };
        self.text_of_target(target, "type", "unknown_deployment_type", |text| text == "direct");
        self.text_of_target(target, "modelRid", "invalid_rid", is_rid);
        self.text_of_target(target, "branch", "empty_branch", |text| !text.is_empty());
        self.unknown(target, path, &["type", "modelRid", "branch"]);
    }

    fn text_of_target(
        &mut self,
        target: &Map<String, Value>,
        name: &str,
        refused: &'static str,
        is_right: impl Fn(&str) -> bool,
    ) {
        let code = match given(target, name).map(Value::as_str) {
            None => "required",
            Some(None) => "wrong_type",
            Some(Some(text)) if !is_right(text) => refused,
            Some(Some(_)) => return,
        };
        self.find(format!("/deploymentType/{name}"), code);
    }
}
