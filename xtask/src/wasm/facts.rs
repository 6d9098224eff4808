//! What the package's scripts know of the core.

use std::path::Path;

use anyhow::Result;
use liveberth_core::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
use xshell::Shell;

/// Writes the bounds of documents, as the core has them.
pub(super) fn write(shell: &Shell, generated: &Path) -> Result<()> {
    let facts = [("BYTES", MAX_DOCUMENT_BYTES), ("DEPTH", MAX_DOCUMENT_DEPTH)];
    let lines = facts.map(|(name, value)| format!("export const MAX_DOCUMENT_{name} = {value};\n"));
    shell.write_file(generated.join("facts.js"), lines.concat())?;
    Ok(())
}
