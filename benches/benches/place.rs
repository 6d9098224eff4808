//! How long it takes to find and hold a place on a cluster that stays nearly full.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use liveberth_benches::SEED;
use liveberth_benches::steady::Steady;
use liveberth_benches::synthetic;
use liveberth_core::placement::PlacementPolicy;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("place");
    group.throughput(Throughput::Elements(1));
    for policy in PlacementPolicy::ALL {
        for times in [1, 10] {
            let trace = synthetic::trace(SEED);
            let nodes = trace.nodes.len() * times;
            let mut steady = None;
            group.bench_function(BenchmarkId::new(policy.name(), nodes), |bencher| {
                let steady = steady.get_or_insert_with(|| {
                    let mut steady = Steady::new(&trace, times, policy, SEED);
                    steady.fill();
                    steady
                });
                bencher.iter(|| black_box(&mut *steady).turn());
            });
        }
    }
    group.finish();
    criterion.final_summary();
}
