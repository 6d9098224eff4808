//! Documents made from the table of the rules: a right one, of which each member in turn is left
//! out, and holds every kind of value and the values about its bounds.

use liveberth_core::config::rules::{CREATE_REQUEST, Kind, Member, ObjectType};
use liveberth_core::limits::Limits;
use serde_json::{Value, json};

/// What each document differs by, in words, and the document.
pub(super) fn documents() -> Vec<(String, Value)> {
    let mut documents = Vec::new();
    vary(&CREATE_REQUEST, "", &mut documents);
    documents
}

/// A body of *create* in which every member has a value.
fn whole() -> Value {
    json!({
        "deploymentType": {"type": "direct", "modelRid": "ri.models..model.a", "branch": "b"},
        "runtimeConfiguration": {
            "minReplicas": 1,
            "maxReplicas": 3,
            "cpu": 2,
            "memory": "2GiB",
            "scalingConfiguration": {
                "scaleUpLoadThreshold": 0.5,
                "scaleUpDelay": {"value": 1, "unit": "MINUTES"},
                "scaleDownDelay": {"value": 2, "unit": "HOURS"},
            },
            "threadCount": 8,
            "gpu": {"type": "T4", "count": 1},
            "environmentVariables": {"A": "b"},
            "sources": ["ri.a.b.c.d"],
        },
    })
}

fn vary(object: &ObjectType, path: &str, documents: &mut Vec<(String, Value)>) {
    for member in object.members {
        let at = format!("{path}/{}", member.name);
        let mut without = whole();
        let parent = without.pointer_mut(path).and_then(Value::as_object_mut);
        parent.unwrap().remove(member.name).unwrap();
        documents.push((format!("table: {at} absent"), without));
        for value in values(member) {
            let mut with = whole();
            let name = format!("table: {at} is {value}");
            *with.pointer_mut(&at).unwrap() = value;
            documents.push((name, with));
        }
        if let Kind::Object(inner) = member.kind {
            vary(inner, &at, documents);
        }
    }
}

/// A value of each kind that JSON has, and those about the bounds.
fn values(member: &Member) -> Vec<Value> {
    let mut values =
        vec![json!(null), json!(true), json!(7), json!(0.25), json!("x"), json!([]), json!({})];
    if let Kind::Integer { minimum, integer, .. } = &member.kind {
        let (_, platform) = member.bounds(&Limits::default());
        let bounds = [*minimum, platform, integer.maximum()];
        let mut about: Vec<i64> =
            bounds.iter().flat_map(|bound| [bound - 1, *bound, bound + 1]).collect();
        about.sort_unstable();
        about.dedup();
        values.extend(about.into_iter().filter(|value| *value != 7).map(|value| json!(value)));
    }
    values
}
