//! How long it takes to say why a request fits nowhere, and what would, on a cluster at work.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use liveberth_benches::SEED;
use liveberth_benches::cluster::compute_groups;
use liveberth_benches::steady::Steady;
use liveberth_benches::synthetic;
use liveberth_core::cluster::{Demand, GpuDemand, GpuTypes};
use liveberth_core::gpu::GpuType;
use liveberth_core::placement::explain::explain;
use liveberth_core::placement::{PlacementPolicy, Request};
use liveberth_core::quantity::{MemoryBytes, MilliCpu};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("explain");
    let groups = compute_groups();
    let types = GpuTypes::only(GpuType::A100);
    let gpu = GpuDemand::whole(8, types);
    let demand = Demand { cpu: MilliCpu(1_000), memory: MemoryBytes(1 << 30), gpu };
    for times in [10, 100] {
        let trace = synthetic::trace(SEED);
        let nodes = trace.nodes.len() * times;
        let mut steady = Steady::new(&trace, times, PlacementPolicy::WorstFit, SEED);
        steady.fill();
        let request = Request::new(&groups, demand);
        for replicas in [1, 20] {
            let name = BenchmarkId::new(format!("{replicas} replicas"), nodes);
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    let explanation = explain(&steady.cluster, &request, replicas, |_, _| true);
                    assert!(
                        explanation.fitting == 0 && !explanation.changes.is_empty(),
                        "{explanation:?}"
                    );
                    black_box(explanation)
                });
            });
        }
    }
    group.finish();
    criterion.final_summary();
}
