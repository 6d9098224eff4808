//! The JSON Schemas that the package's Standard Schemas carry.

use std::path::Path;

use anyhow::Result;
use liveberth_core::config::schema::{Document, schema};
use liveberth_core::limits::Limits;
use xshell::Shell;

/// Writes the schema of each document that can be checked, for any platform.
pub(super) fn write(shell: &Shell, generated: &Path) -> Result<()> {
    let documents = [
        ("runtimeConfiguration", Document::RuntimeConfiguration),
        ("createRequest", Document::CreateRequest),
        ("replaceRequest", Document::ReplaceRequest),
    ];
    let members =
        documents.map(|(name, it)| format!("{name}: {},\n", schema(it, &Limits::default())));
    let script = format!("export const SCHEMAS = {{\n{}}};\n", members.concat());
    shell.write_file(generated.join("schemas.js"), script)?;
    Ok(())
}
