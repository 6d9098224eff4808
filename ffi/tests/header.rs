//! The checked-in header is what cbindgen makes of the source.

#![cfg(test)]

use std::path::Path;
use std::{env, fs};

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

fn generated() -> String {
    let config = cbindgen::Config::from_root_or_default(PACKAGE);
    let bindings = cbindgen::Builder::new()
        .with_crate(PACKAGE)
        .with_config(config)
        .generate()
        .expect("cbindgen reads the source");
    let mut header = Vec::new();
    bindings.write(&mut header);
    String::from_utf8(header).expect("cbindgen writes UTF-8")
}

/// With `BLESS=1` in the environment the header is rewritten instead.
#[test]
fn the_header_is_what_cbindgen_makes_of_the_source() {
    let path = Path::new(PACKAGE).join("include/liveberth.h");
    let generated = generated();
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &generated).expect("the header can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{} is out of date: run `cargo xtask ffi --bless`",
        path.display()
    );
}
