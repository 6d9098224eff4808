//! A made-up trace: nodes of some shapes and requests of some kinds, in the proportions of a cluster
//! on which GPUs are shared.

use liveberth_core::cluster::{Demand, GpuDemand, GpuTypes};
use liveberth_core::gpu::GpuType;
use liveberth_core::quantity::{MemoryBytes, MilliCpu, MilliGpu};
use oorandom::Rand64;

use crate::trace::{Trace, TraceNode};

/// Nodes: how many, millicores, gibibytes, GPUs.
const NODES: [(usize, u64, u64, GpuType, usize); 5] = [
    (40, 96_000, 384, GpuType::A100, 8),
    (30, 104_000, 512, GpuType::T4, 2),
    (10, 16_000, 120, GpuType::V100, 2),
    (10, 48_000, 192, GpuType::T4, 4),
    (10, 8_000, 32, GpuType::L4, 1),
];

/// Requests: how many in a hundred, millicores, gibibytes, devices, thousandths of each, of a type.
const REQUESTS: [(usize, u64, u64, u32, u32, Option<GpuType>); 14] = [
    (12, 8_000, 30, 0, 0, None),
    (12, 3_200, 12, 1, 460, None),
    (8, 4_000, 16, 1, 320, None),
    (8, 6_000, 24, 1, 500, None),
    (4, 3_000, 8, 1, 810, None),
    (4, 11_300, 48, 1, 700, None),
    (20, 8_000, 33, 1, 1_000, None),
    (12, 12_000, 64, 1, 1_000, None),
    (8, 16_000, 120, 1, 1_000, None),
    (4, 4_000, 16, 1, 1_000, Some(GpuType::T4)),
    (3, 16_000, 96, 2, 1_000, None),
    (2, 32_000, 128, 4, 1_000, None),
    (2, 88_000, 350, 8, 1_000, None),
    (1, 64_000, 128, 8, 1_000, Some(GpuType::A100)),
];

/// How many requests are in the list.
const LENGTH: usize = 800;

/// The trace; its sizes vary by up to an eighth with the seed.
pub fn trace(seed: u64) -> Trace {
    let mut random = Rand64::new(u128::from(seed));
    let node = |(count, cpu, memory_gib, gpu_type, gpus): (usize, u64, u64, GpuType, usize)| {
        let node = TraceNode {
            name: String::new(),
            cpu: MilliCpu(cpu),
            memory: MemoryBytes(memory_gib << 30),
            gpus: vec![gpu_type; gpus],
        };
        vec![node; count]
    };
    let nodes = NODES.into_iter().flat_map(node).collect();
    let mut requests = Vec::new();
    for (percent, cpu, memory_gib, count, share, gpu_type) in REQUESTS {
        for variant in 0..4 {
            let less = random.rand_range(0..3) * cpu / 24;
            let types = gpu_type.map_or(GpuTypes::ANY, GpuTypes::only);
            let gpu = match share {
                1_000 => GpuDemand::whole(count, types),
                _ => GpuDemand::share(MilliGpu(share + variant * 10), types),
            };
            let demand = Demand {
                cpu: MilliCpu(cpu - less),
                memory: MemoryBytes(memory_gib << 30),
                gpu: gpu.filter(|_| count > 0),
            };
            requests.extend(vec![demand; percent * LENGTH / 400]);
        }
    }
    Trace::made_of(nodes, requests)
}

#[cfg(test)]
mod tests {
    use liveberth_core::placement::{Mix, PlacementPolicy};

    use super::*;
    use crate::replay::{Arrivals, replay};

    /// Means of what is allocated in the end, in percent.
    fn allocated(policy: PlacementPolicy, is_mix_given: bool) -> f64 {
        let outcomes = (1..=3).map(|seed| {
            let trace = trace(seed);
            let arrivals = Arrivals::draw(&trace, seed, 1.3);
            let mix = if is_mix_given { trace.mix() } else { Mix::default() };
            replay(&trace, &arrivals, policy, mix).allocation_pct_at_130
        });
        outcomes.sum::<f64>() / 3.0
    }

    #[test]
    fn adaptive_allocates_more_than_fragmentation_gradient_descent() {
        let fgd = allocated(PlacementPolicy::Fgd, true);
        let adaptive = allocated(PlacementPolicy::Adaptive, true);
        assert!(adaptive > fgd, "{adaptive:.2} % is not more than {fgd:.2} %");
    }

    #[test]
    fn what_adaptive_learns_is_worth_nearly_what_it_is_told() {
        let told = allocated(PlacementPolicy::Adaptive, true);
        let learned = allocated(PlacementPolicy::Adaptive, false);
        assert!(learned > told - 1.0, "{learned:.2} % is far from {told:.2} %");
    }

    #[test]
    fn a_wrong_mix_does_not_fall_far_below_first_fit() {
        let first_fit = allocated(PlacementPolicy::FirstFit, true);
        let outcomes = (1..=3).map(|seed| {
            let trace = trace(seed);
            let arrivals = Arrivals::draw(&trace, seed, 1.3);
            let one_device = |demand: &&Demand| demand.gpu.is_some_and(|gpu| gpu.count() == 1);
            let wrong = trace.requests.iter().filter(one_device).map(|demand| (*demand, 1));
            replay(&trace, &arrivals, PlacementPolicy::Adaptive, wrong.collect())
                .allocation_pct_at_130
        });
        let wrong = outcomes.sum::<f64>() / 3.0;
        assert!(wrong > first_fit - 0.5, "{wrong:.2} % is far below {first_fit:.2} %");
    }
}
