//! The API's description in OpenAPI 3.1: the paths and the answers are this host's, the documents
//! that are checked come from the core's table of rules.

use std::sync::Arc;

use axum::extract::{Request, State};
use liveberth_core::config::{Code, rules, schema};
use liveberth_core::limits::Limits;
use serde_json::{Map, Value, from_str, json};

use super::answer::{self, Answer, Failure};
use super::query::Query;
use crate::auth::Scope;
use crate::host::Host;

/// Everything but what the core knows.
const DOCUMENT: &str = include_str!("openapi/document.json");

/// The description, with the limits of a `project` or those of every project. Only a project's is
/// kept from strangers, so that tools can read the other.
pub(super) async fn serve(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let limits = match Query::of(request.uri()).rid("project")? {
        Some(project) => {
            let caller = host.caller(request.headers(), Scope::Read)?;
            host.visible_limits(&caller, &project)?
        }
        None => host.limits_of_all.clone(),
    };
    let document = describe(&limits, host.default_target.is_some())
        .map_err(|error| Failure::internal(error.to_string()))?;
    answer::document(&document)
}

fn describe(limits: &Limits, has_default_target: bool) -> serde_json::Result<Value> {
    let mut document: Value = from_str(DOCUMENT)?;
    let mut checked: Map<String, Value> = from_str(&schema::components(limits))?;
    if has_default_target && let Some(create) = checked.get_mut(rules::CREATE_REQUEST.name) {
        make_optional(create, "deploymentType");
    }
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    if let Some(schemas) = schemas {
        schemas.insert("DiagnosticCode".to_owned(), json!({"enum": codes}));
        schemas.extend(checked);
    }
    Ok(document)
}

/// Lets a member of an object be absent, which null is too.
fn make_optional(object: &mut Value, member: &str) {
    if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != member);
    }
    if let Some(schema) = object.pointer_mut(&format!("/properties/{member}")) {
        *schema = json!({"anyOf": [schema.take(), {"type": "null"}]});
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_names_no_schema_that_the_host_names_too() {
        let own: Value = from_str(DOCUMENT).unwrap();
        let checked: Map<String, Value> =
            from_str(&schema::components(&Limits::default())).unwrap();
        let own = own["components"]["schemas"].as_object().unwrap();
        assert!(own.keys().all(|name| !checked.contains_key(name)));
        let described = describe(&Limits::default(), false).unwrap();
        let both = described["components"]["schemas"].as_object().unwrap();
        assert_eq!(both.len(), own.len() + checked.len() + 1);
    }
}
