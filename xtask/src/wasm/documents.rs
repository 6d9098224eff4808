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

/// Writes the schemas of each document that can be checked: for any platform, and for one whose limits
/// nobody knows.
pub(super) fn write(shell: &Shell, generated: &Path) -> Result<()> {
    let of_any = constant("SCHEMAS", &Limits::default());
    let script = of_any + &constant("WIDEST_SCHEMAS", &Limits::widest());
    shell.write_file(generated.join("schemas.js"), script)?;
    Ok(())
}

fn constant(name: &str, limits: &Limits) -> String {
    let members = DOCUMENTS.map(|(name, it)| format!("{name}: {},\n", schema(it, limits)));
    format!("export const {name} = {{\n{}}};\n", members.concat())
}
