//! How large the package's entries are.

use std::io::Write as _;

use anyhow::{Result, ensure};
use xshell::Shell;

use super::{Size, build_of_size};
use crate::no_arguments;

/// What is measured: a file of the package, and the most that it may be when it is made small, as
/// brotli, in bytes.
pub(super) const FILES: [(&str, usize); 5] = [
    ("index.js", 28_500),
    ("js.js", 34_500),
    ("init.js", 4_000),
    ("check.wasm", 25_200),
    ("control-plane.js", 310_000),
];

/// Builds the package in both sizes and prints what each entry weighs.
pub(crate) fn run(shell: &Shell, arguments: lexopt::Parser) -> Result<()> {
    no_arguments(arguments)?;
    for size in [Size::Ordinary, Size::Small] {
        let made = build_of_size(shell, size)?;
        println!("\n{made:?}\n{:<18} {:>9} {:>9} {:>9}", "file", "bytes", "brotli", "at most");
        let files = measure(shell)?;
        for File { name, bytes, brotli, most } in &files {
            println!("{name:<18} {bytes:>9} {brotli:>9} {most:>9}");
        }
        if made == Size::Small {
            hold(&files)?;
        }
    }
    Ok(())
}

/// Refuses a package, made small, that is larger than it may be.
pub(super) fn check(shell: &Shell) -> Result<()> {
    hold(&measure(shell)?)
}

/// A file of the package that was built last.
struct File {
    name: &'static str,
    bytes: usize,
    brotli: usize,
    most: usize,
}

fn measure(shell: &Shell) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for (name, most) in FILES {
        let path = shell.current_dir().join("wasm/pkg").join(name);
        let bytes = shell.read_binary_file(&path)?;
        files.push(File { name, bytes: bytes.len(), brotli: brotli_bytes(&bytes)?, most });
    }
    Ok(files)
}

fn hold(files: &[File]) -> Result<()> {
    for File { name, brotli, most, .. } in files {
        ensure!(brotli <= most, "{name} has {brotli} bytes as brotli, but may have at most {most}");
    }
    Ok(())
}

fn brotli_bytes(bytes: &[u8]) -> Result<usize> {
    let mut compressed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    compressed.write_all(bytes)?;
    Ok(compressed.into_inner().len())
}
