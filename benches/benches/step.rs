//! How long one step of the control plane takes, by the number of deployments that it looks after.

use criterion::{BatchSize, BenchmarkId, Criterion};
use liveberth_benches::{SEED, platform};
use oorandom::Rand32;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("step");
    for count in [10, 100, 1_000] {
        let plane = platform::serving(&mut Rand32::new(SEED), count);
        let mut published = plane.clone();
        platform::feed(&mut published, platform::publish(count));
        let cases = [
            ("create", &published, platform::create(count)),
            ("load sample", &plane, platform::load(count / 2)),
        ];
        for (name, plane, input) in cases {
            group.bench_with_input(BenchmarkId::new(name, count), &input, |bencher, input| {
                bencher.iter_batched(
                    || (plane.clone(), input.clone()),
                    |(mut plane, input)| {
                        let effects = platform::step(&mut plane, input);
                        // Given back, so that dropping it is not measured.
                        (plane, effects)
                    },
                    BatchSize::LargeInput,
                );
            });
        }
    }
    group.finish();
    criterion.final_summary();
}
