//! Has the page's files embedded anew whenever one of them changes, comes or goes.

use std::path::Path;

/// The package that the page checks with; there once it was built.
const PACKAGE: &str = "../../wasm/pkg";

fn main() {
    println!("cargo::rerun-if-changed=ui");
    // A path that is not there counts as changed each time; the folder around it does not.
    let is_built = Path::new(PACKAGE).is_dir();
    let watched = if is_built { PACKAGE } else { "../../wasm" };
    println!("cargo::rerun-if-changed={watched}");
}
