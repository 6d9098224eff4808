//! The nearest changes of a request with which it would fit.

use alloc::vec::Vec;

use serde::Serialize;

use super::Candidates;
use crate::cluster::{Demand, GpuDemand, GpuTypes};
use crate::gpu::GpuType;
use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};

/// One figure of a request, changed as little as makes the request fit: one step less does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "field", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// Less CPU for each replica.
    Cpu {
        /// The most that would fit, in millicores.
        value: MilliCpu,
    },
    /// Less memory for each replica.
    Memory {
        /// The most that would fit, in bytes.
        value: MemoryBytes,
    },
    /// Fewer GPUs for each replica.
    GpuCount {
        /// The most that would fit, at least 1.
        value: u32,
    },
    /// A smaller share of a GPU for each replica.
    GpuShare {
        /// The most that would fit, in thousandths.
        value: MilliGpu,
    },
    /// GPUs of another type.
    GpuType {
        /// The types of which there is room, in the order of their names.
        values: Vec<GpuType>,
    },
    /// Fewer replicas.
    Replicas {
        /// The most that would fit, at least 1.
        value: u32,
    },
}

/// The changes with which so many replicas fit, in the order of [`Change`].
pub(super) fn nearest(
    candidates: &Candidates<'_>,
    replicas: u32,
    allows: impl Fn(&Demand, u32) -> bool,
) -> Vec<Change> {
    let demand = candidates.request.demand;
    let fit = |demand: &Demand, replicas: u32| {
        let enough = u64::from(replicas);
        allows(demand, replicas) && candidates.room_for(demand, enough) >= enough
    };
    if fit(&demand, replicas) {
        return Vec::new();
    }
    let fits = |demand: Option<Demand>| demand.is_some_and(|demand| fit(&demand, replicas));
    let with_gpu = |gpu: Option<GpuDemand>| gpu.map(|gpu| Demand { gpu: Some(gpu), ..demand });

    let mut changes = Vec::new();
    let cpu = |value| Some(Demand { cpu: MilliCpu(value), ..demand });
    let value = most_below(demand.cpu.0, |value| fits(cpu(value)));
    changes.extend(value.map(|value| Change::Cpu { value: MilliCpu(value) }));
    let memory = |value| Some(Demand { memory: MemoryBytes(value), ..demand });
    let value = most_below(demand.memory.0, |value| fits(memory(value)));
    changes.extend(value.map(|value| Change::Memory { value: MemoryBytes(value) }));
    if let Some(gpu) = demand.gpu {
        changes.extend(less_gpu(&gpu, |gpu| fits(with_gpu(gpu))));
        let other = |it: &GpuType| {
            !gpu.types().contains(*it) && fits(with_gpu(Some(gpu.of_types(GpuTypes::only(*it)))))
        };
        let values: Vec<GpuType> = GpuType::ALL.into_iter().filter(other).collect();
        changes.extend((!values.is_empty()).then_some(Change::GpuType { values }));
    }
    let value = most_below(replicas.into(), |value| {
        u32::try_from(value).is_ok_and(|replicas| fit(&demand, replicas))
    });
    let value = value.and_then(|value| u32::try_from(value).ok());
    changes.extend(value.map(|value| Change::Replicas { value }));
    changes
}

/// Fewer GPUs, or a smaller share.
fn less_gpu(gpu: &GpuDemand, fits: impl Fn(Option<GpuDemand>) -> bool) -> Option<Change> {
    let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    if gpu.is_share() {
        let share = |value| GpuDemand::share(MilliGpu(number(value)), gpu.types());
        let value = most_below(gpu.of_each().0.into(), |value| fits(share(value)))?;
        return Some(Change::GpuShare { value: MilliGpu(number(value)) });
    }
    let whole = |value| GpuDemand::whole(number(value), gpu.types());
    let value = most_below(gpu.count().into(), |value| fits(whole(value)))?;
    Some(Change::GpuCount { value: number(value) })
}

/// The greatest value from 1 to below `limit` that fits, where everything below one that fits does.
fn most_below(limit: u64, fits: impl Fn(u64) -> bool) -> Option<u64> {
    if limit <= 1 || !fits(1) {
        return None;
    }
    let (mut least, mut most) = (1, limit.saturating_sub(1));
    while least < most {
        // Rounded up, so that the interval always shrinks.
        let middle = most.saturating_sub(most.saturating_sub(least) / 2);
        if fits(middle) {
            least = middle;
        } else {
            most = middle.saturating_sub(1);
        }
    }
    Some(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_value_that_fits_is_found() {
        for limit in 0..40 {
            for most in 0..40 {
                let expected = (1..limit).rev().find(|value| *value <= most);
                assert_eq!(most_below(limit, |value| value <= most), expected);
            }
        }
    }
}
