//! The schema and the catalogue, made from the table of the rules.

use std::collections::BTreeMap;

use liveberth_core::config::schema::{Document, components, schema};
use liveberth_core::config::{Code, ParameterKind};
use liveberth_core::limits::Limits;
use serde_json::{Value, from_value, json};

use crate::corpus;

fn made(document: Document, limits: Value) -> Value {
    serde_json::from_str(&schema(document, &from_value(limits).unwrap())).unwrap()
}

/// A definition of the schema of a configuration.
fn definition(name: &str, limits: Value) -> Value {
    made(Document::RuntimeConfiguration, limits)["$defs"][name].clone()
}

#[test]
fn every_reference_leads_to_a_definition() {
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let components: Value = serde_json::from_str(&components(&Limits::default())).unwrap();
    let whole = json!({"components": {"schemas": components}});
    let schemas = Document::ALL.map(|document| made(document, json!({})));
    for document in schemas.iter().chain([&whole]) {
        let mut found = Vec::new();
        references(document, &mut found);
        assert!(found.len() > 3);
        for reference in found {
            let place = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(place).is_some(), "{reference}");
        }
    }
}

#[test]
fn bounds_are_those_of_the_platform() {
    let limits = json!({"maxReplicas": 7, "maxThreadCount": 9, "maxCpu": 2500, "defaultCpu": 500});
    let name = "LiveDeploymentRuntimeConfiguration";
    let members = definition(name, limits)["properties"].clone();
    assert_eq!(members["maxReplicas"]["maximum"], 7);
    assert_eq!(members["threadCount"]["anyOf"][0]["maximum"], 9);
    assert_eq!(members["cpu"]["anyOf"][0]["maximum"], 2.5);
    assert_eq!(members["cpu"]["default"], 0.5);
    let documented = definition(name, json!({}))["properties"].clone();
    assert_eq!(documented["maxReplicas"]["maximum"], 1000);
    assert_eq!(documented["memory"]["default"], "4GiB");
}

#[test]
fn the_most_gpus_follow_the_type() {
    let limits = json!({"gpus": {"T4": 4, "H100": 8}});
    let gpu = definition("LiveDeploymentGpu", limits.clone());
    assert_eq!(gpu["properties"]["count"]["maximum"], 8);
    let of_t4 = json!({
        "if": {"properties": {"type": {"const": "T4"}}, "required": ["type"]},
        "then": {"properties": {"count": {"maximum": 4}}},
    });
    assert!(gpu["allOf"].as_array().unwrap().contains(&of_t4));
    assert_eq!(definition("AvailableGpuType", limits)["enum"], json!(["H100", "T4"]));
    assert_eq!(definition("AvailableGpuType", json!({"gpus": {}}))["not"], json!({}));
    assert_eq!(definition("LiveDeploymentGpu", json!({})).get("allOf"), None);
}

#[test]
fn what_the_schema_cannot_say_is_listed() {
    let rules = made(Document::RuntimeConfiguration, json!({}))["x-rules"].clone();
    let codes: Vec<_> = rules.as_array().unwrap().iter().map(|rule| &rule["code"]).collect();
    for code in ["min_replicas_exceeds_max_replicas", "duplicate_field", "too_large"] {
        assert!(codes.contains(&&json!(code)), "{code}");
    }
}

fn is_of_kind(value: &Value, kind: ParameterKind) -> bool {
    let is_list =
        |value: &Value| value.as_array().is_some_and(|it| it.iter().all(Value::is_string));
    match kind {
        ParameterKind::Number => value.is_number(),
        ParameterKind::Text | ParameterKind::GpuType | ParameterKind::TimeUnit => value.is_string(),
        ParameterKind::OneOf(texts) => value.as_str().is_some_and(|text| texts.contains(&text)),
        ParameterKind::Names | ParameterKind::GpuTypes => is_list(value),
    }
}

#[test]
fn the_catalogue_has_the_parameters_of_every_answer() {
    let mut seen: BTreeMap<Code, Vec<String>> = BTreeMap::new();
    for answer in corpus::answers() {
        for diagnostic in answer["diagnostics"].as_array().unwrap() {
            let code = diagnostic["code"].as_str().unwrap();
            let code = *Code::ALL.iter().find(|known| known.as_str() == code).unwrap();
            let given = diagnostic["parameters"].as_object().unwrap();
            for parameter in code.parameters() {
                match given.get(parameter.name) {
                    Some(value) => assert!(is_of_kind(value, parameter.kind), "{diagnostic}"),
                    None => assert!(!parameter.always, "{diagnostic}"),
                }
            }
            seen.entry(code).or_default().extend(given.keys().cloned());
        }
    }
    for code in Code::ALL {
        let mut names: Vec<_> = code.parameters().iter().map(|it| it.name.to_owned()).collect();
        names.sort();
        let mut given = seen.remove(code).unwrap();
        given.sort();
        given.dedup();
        assert_eq!(given, names, "{}", code.as_str());
    }
}
