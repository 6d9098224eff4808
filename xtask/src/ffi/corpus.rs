//! The shared corpus in a form that C reads without a parser.

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;
use xshell::Shell;

/// Every document of `core/tests/corpus`: a line `CALL DOCUMENT_LENGTH LIMITS_LENGTH ANSWER_LENGTH`
/// and the three texts, without anything between them.
pub(super) fn records(shell: &Shell) -> Result<Vec<u8>> {
    let mut records = Vec::new();
    for path in shell.read_dir("core/tests/corpus")? {
        if path.extension().is_some_and(|extension| extension == "json") {
            let entries: Vec<Value> = serde_json::from_str(&shell.read_file(&path)?)?;
            for entry in entries {
                let name = entry.get("name").map(Value::to_string).unwrap_or_default();
                record(&entry, &mut records).with_context(|| name)?;
            }
        }
    }
    Ok(records)
}

fn record(entry: &Value, records: &mut Vec<u8>) -> Result<()> {
    let call = match entry["call"].as_str() {
        Some("runtimeConfiguration") => "configuration",
        Some("createRequest") => "create",
        Some("replaceRequest") => "replace",
        _ => bail!("an unknown call"),
    };
    let document = document(entry)?;
    let limits = entry.get("limits").map(Value::to_string).unwrap_or_default();
    let answer = entry["answer"].as_str().context("no answer")?;
    let lengths = [document.len(), limits.len(), answer.len()].map(|it| it.to_string());
    records.extend(format!("{call} {}\n", lengths.join(" ")).into_bytes());
    for text in [document.as_slice(), limits.as_bytes(), answer.as_bytes()] {
        records.extend(text);
    }
    Ok(())
}

fn document(entry: &Value) -> Result<Vec<u8>> {
    let mut document = match (entry["document"].as_str(), entry["documentBase64"].as_str()) {
        (Some(text), None) => text.as_bytes().to_vec(),
        (None, Some(base64)) => BASE64_STANDARD.decode(base64)?,
        _ => bail!("one of document and documentBase64"),
    };
    if let Some(length) = entry["padTo"].as_u64() {
        document.resize(usize::try_from(length)?, b' ');
    }
    Ok(document)
}
