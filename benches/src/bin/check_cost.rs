//! What the checks cost that the C library makes, called from Rust: `check_cost DOCUMENT` prints the
//! same lines as `ffi/tests/c/cost.c`, the document being one that the platform accepts.

use std::hint::black_box;
use std::time::Instant;
use std::{env, fs};

use anyhow::{Context, Result};
use liveberth_core::config::check_runtime_configuration;
use liveberth_core::json::check;
use liveberth_core::limits::Limits;

const BATCHES: u32 = 400;
const CALLS_IN_BATCH: u32 = 1_000;

fn main() -> Result<()> {
    let path = env::args_os().nth(1).context("usage: check_cost DOCUMENT")?;
    let document = fs::read(path)?;
    let limits = Limits::default();
    measure("text", || {
        black_box(check::check_runtime_configuration(black_box(&document), None)).is_ok()
    });
    measure("report", || {
        black_box(check_runtime_configuration(black_box(&document), &limits)).ok()
    });
    Ok(())
}

fn measure(name: &str, call: impl Fn() -> bool) {
    let batch = |_| {
        let start = Instant::now();
        for _ in 0..CALLS_IN_BATCH {
            assert!(call(), "the document is accepted");
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS_IN_BATCH)
    };
    let fastest = (0..BATCHES).map(batch).fold(f64::INFINITY, f64::min);
    println!("{name} {fastest:.1}");
}
