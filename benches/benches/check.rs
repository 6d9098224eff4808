//! How long it takes to check a configuration, from text to the verdict.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use liveberth_benches::documents::{FULL, SMALL, WRONG};
use liveberth_core::config::check_runtime_configuration;
use liveberth_core::limits::Limits;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("check");
    for (name, text) in [("small", SMALL), ("full", FULL), ("wrong", WRONG)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| check_runtime_configuration(black_box(text.as_bytes()), &limits));
        });
    }
    group.finish();
    criterion.final_summary();
}
