//! The schemas that the corpus is held against.

use std::path::Path;

use anyhow::Result;
use liveberth_core::config::schema::{Document, schema};
use liveberth_core::limits::Limits;
use serde_json::{Value, from_str, json};
use xshell::Shell;

/// Each kind of document by its name in the corpus.
const DOCUMENTS: [(&str, Document); 3] = [
    ("runtimeConfiguration", Document::RuntimeConfiguration),
    ("createRequest", Document::CreateRequest),
    ("replaceRequest", Document::ReplaceRequest),
];

/// Writes `schemas.json` into a folder: for each limits of the corpus, and for none, every schema.
pub(super) fn write(shell: &Shell, folder: &Path) -> Result<()> {
    let mut all = vec![Value::Null];
    for file in shell.read_dir("core/tests/corpus")? {
        if file.extension().is_some_and(|extension| extension == "json") {
            let entries: Vec<Value> = from_str(&shell.read_file(file)?)?;
            all.extend(entries.into_iter().filter_map(|mut it| Some(it.get_mut("limits")?.take())));
        }
    }
    let mut schemas: Vec<Value> = Vec::new();
    for limits in all {
        if schemas.iter().any(|known| known["limits"] == limits) {
            continue;
        }
        let mut known = json!({"limits": limits});
        let limits = match &known["limits"] {
            Value::Null => Limits::default(),
            given => serde_json::from_value(given.clone())?,
        };
        for (name, document) in DOCUMENTS {
            known[name] = from_str(&schema(document, &limits))?;
        }
        schemas.push(known);
    }
    shell.write_file(folder.join("schemas.json"), serde_json::to_string(&schemas)?)?;
    Ok(())
}
