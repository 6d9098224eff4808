//! How large the package's entries are.

use std::io::Write as _;

use anyhow::Result;
use xshell::Shell;

use super::{Size, build_of_size};
use crate::no_arguments;

/// What is measured: a file of the package, and the most that it may be, brotli, in bytes.
pub(super) const FILES: [(&str, usize); 5] = [
    ("index.js", 28_000),
    ("js.js", 28_000),
    ("init.js", 4_000),
    ("check.wasm", 25_000),
    ("control-plane.js", 280_000),
];

/// Builds the package in both sizes and prints what each entry weighs.
pub(crate) fn run(shell: &Shell, arguments: lexopt::Parser) -> Result<()> {
    no_arguments(arguments)?;
    for size in [Size::Ordinary, Size::Small] {
        let made = build_of_size(shell, size)?;
        println!("\n{made:?}\n{:<18} {:>9} {:>9} {:>9}", "file", "bytes", "brotli", "at most");
        for (file, most) in FILES {
            let path = shell.current_dir().join("wasm/pkg").join(file);
            let bytes = shell.read_binary_file(&path)?;
            println!("{file:<18} {:>9} {:>9} {most:>9}", bytes.len(), brotli_bytes(&bytes)?);
        }
    }
    Ok(())
}

fn brotli_bytes(bytes: &[u8]) -> Result<usize> {
    let mut compressed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    compressed.write_all(bytes)?;
    Ok(compressed.into_inner().len())
}
