//! How long it takes to find a place on 1,000 nodes in use.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use liveberth_benches::SEED;
use liveberth_benches::cluster::{compute_groups, demands, in_use};
use liveberth_core::placement::{PlacementPolicy, Request, place};
use oorandom::Rand32;

const NODES: usize = 1_000;
const DEMANDS: usize = 100;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut random = Rand32::new(SEED);
    let cluster = in_use(&mut random, NODES);
    let compute_groups = compute_groups();
    let demands = demands(&mut random, DEMANDS);
    let mut group = criterion.benchmark_group("place");
    group.throughput(Throughput::Elements(DEMANDS as u64));
    for policy in [PlacementPolicy::BestFit, PlacementPolicy::FirstFit] {
        group.bench_function(BenchmarkId::new(format!("{policy:?}"), NODES), |bencher| {
            bencher.iter(|| {
                for resources in &demands {
                    let request = Request {
                        compute_groups: &compute_groups,
                        resources,
                        preferred_gpu_type: None,
                    };
                    black_box(place(&cluster, &request, policy));
                }
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
