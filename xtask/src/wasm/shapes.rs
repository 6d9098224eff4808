//! What the package's scripts know of the documents' shapes, from the core's table.

use std::path::Path;

use anyhow::Result;
use liveberth_core::config::rules::{
    CONFIGURATION, CREATE_REQUEST, Kind, Member, ObjectType, REPLACE_REQUEST,
};
use serde_json::{Map, Value, json};
use xshell::Shell;

/// Writes which members of each document are numbers, texts, choices and objects.
///
/// Lists and environment variables are left out: a form's values are theirs already.
pub(super) fn write(shell: &Shell, generated: &Path) -> Result<()> {
    let documents = [
        ("RUNTIME_CONFIGURATION", &CONFIGURATION),
        ("CREATE_REQUEST", &CREATE_REQUEST),
        ("REPLACE_REQUEST", &REPLACE_REQUEST),
    ];
    let lines =
        documents.map(|(name, object)| format!("export const {name} = {};\n", members_of(object)));
    shell.write_file(generated.join("shapes.js"), lines.concat())?;
    Ok(())
}

fn members_of(object: &ObjectType) -> Value {
    let members = object.members.iter();
    members
        .filter_map(|member| Some((member.name.to_owned(), shape_of(member)?)))
        .collect::<Map<_, _>>()
        .into()
}

fn shape_of(member: &Member) -> Option<Value> {
    match &member.kind {
        Kind::Integer { .. } | Kind::Cpu | Kind::Load => Some(json!("number")),
        Kind::Memory | Kind::GpuType | Kind::ModelRid | Kind::Branch | Kind::Rid => {
            Some(json!("text"))
        }
        Kind::TimeUnit | Kind::DeploymentType => Some(json!("choice")),
        Kind::Object(object) => {
            Some(json!({ "required": member.required, "members": members_of(object) }))
        }
        _ => None,
    }
}
