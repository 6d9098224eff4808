//! The schemas that the corpus is held against.

use std::path::Path;

use anyhow::Result;
use liveberth_core::config::schema::schema;
use liveberth_core::limits::Limits;
use serde_json::{Map, Value, from_str, from_value};
use xshell::Shell;

use super::documents::DOCUMENTS;

/// Writes `schemas.json` into a folder: for each limits of the corpus, and for none, every schema.
pub(super) fn write(shell: &Shell, folder: &Path) -> Result<()> {
    let mut all = vec![Value::Null];
    for file in shell.read_dir("core/tests/corpus")? {
        if file.extension().is_some_and(|extension| extension == "json") {
            let entries: Vec<Value> = from_str(&shell.read_file(file)?)?;
            all.extend(entries.into_iter().filter_map(|mut it| Some(it.get_mut("limits")?.take())));
        }
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut schemas = Vec::new();
    for given in all {
        if !seen.contains(&given) {
            schemas.push(schemas_of(&given)?);
            seen.push(given);
        }
    }
    shell.write_file(folder.join("schemas.json"), serde_json::to_string(&schemas)?)?;
    Ok(())
}

/// The schemas of every kind of document under these limits, and the limits.
fn schemas_of(given: &Value) -> Result<Map<String, Value>> {
    let limits = if given.is_null() { Limits::default() } else { from_value(given.clone())? };
    let mut schemas = Map::from_iter([("limits".to_owned(), given.clone())]);
    for (name, document) in DOCUMENTS {
        schemas.insert(name.to_owned(), from_str(&schema(document, &limits))?);
    }
    Ok(schemas)
}
