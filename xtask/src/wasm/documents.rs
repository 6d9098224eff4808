//! The JSON Schemas that the package's Standard Schemas carry.

use std::path::Path;

use anyhow::Result;
use liveberth_core::config::schema::{Document, schema};
use liveberth_core::limits::Limits;
use xshell::Shell;

/// Each kind of document by the name that the package and the corpus give it.
pub(super) const DOCUMENTS: [(&str, Document); 3] = [
    ("runtimeConfiguration", Document::RuntimeConfiguration),
    ("createRequest", Document::CreateRequest),
    ("replaceRequest", Document::ReplaceRequest),
];

/// Writes the schema of each document that can be checked, for any platform.
pub(super) fn write(shell: &Shell, generated: &Path) -> Result<()> {
    let members =
        DOCUMENTS.map(|(name, it)| format!("{name}: {},\n", schema(it, &Limits::default())));
    let script = format!("export const SCHEMAS = {{\n{}}};\n", members.concat());
    shell.write_file(generated.join("schemas.js"), script)?;
    Ok(())
}
