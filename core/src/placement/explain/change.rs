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
    let search = Search { candidates, replicas, allows };
    let demand = candidates.request.demand;
    if search.fit(candidates, &demand) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    let cpu = |value| Some(Demand { cpu: MilliCpu(value), ..demand });
    let value = search.most_below(demand.cpu.0, cpu);
    changes.extend(value.map(|value| Change::Cpu { value: MilliCpu(value) }));
    let memory = |value| Some(Demand { memory: MemoryBytes(value), ..demand });
    let value = search.most_below(demand.memory.0, memory);
    changes.extend(value.map(|value| Change::Memory { value: MemoryBytes(value) }));
    if let Some(gpu) = demand.gpu {
        changes.extend(search.less_gpu(&gpu));
        changes.extend(search.other_types(&gpu));
    }
    changes.extend(search.fewer_replicas());
    changes
}

/// A search for changes; `allows` is what else limits the request.
struct Search<'a, A> {
    candidates: &'a Candidates<'a>,
    replicas: u32,
    allows: A,
}

impl<A: Fn(&Demand, u32) -> bool> Search<'_, A> {
    /// Whether all replicas fit.
    fn fit(&self, candidates: &Candidates<'_>, demand: &Demand) -> bool {
        let enough = u64::from(self.replicas);
        (self.allows)(demand, self.replicas) && candidates.room_for(demand, enough) >= enough
    }

    /// The greatest value from 1 to below `limit` that fits.
    fn most_below(&self, limit: u64, of: impl Fn(u64) -> Option<Demand>) -> Option<u64> {
        // What has no room for the least has none for more.
        let candidates = self.candidates.with_room_for(&of(1)?);
        most_below(limit, |value| of(value).is_some_and(|demand| self.fit(&candidates, &demand)))
    }

    /// Fewer GPUs, or a smaller share.
    fn less_gpu(&self, gpu: &GpuDemand) -> Option<Change> {
        let demand = self.candidates.request.demand;
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let with_gpu = |gpu: Option<GpuDemand>| gpu.map(|gpu| Demand { gpu: Some(gpu), ..demand });
        if gpu.is_share() {
            let share = |value| with_gpu(GpuDemand::share(MilliGpu(number(value)), gpu.types()));
            let value = self.most_below(gpu.of_each().0.into(), share)?;
            return Some(Change::GpuShare { value: MilliGpu(number(value)) });
        }
        let whole = |value| with_gpu(GpuDemand::whole(number(value), gpu.types()));
        let value = self.most_below(gpu.count().into(), whole)?;
        Some(Change::GpuCount { value: number(value) })
    }

    fn other_types(&self, gpu: &GpuDemand) -> Option<Change> {
        let demand = self.candidates.request.demand;
        let of = |it| Demand { gpu: Some(gpu.of_types(GpuTypes::only(it))), ..demand };
        let there = self.candidates.gpu_types();
        let is_other = |it: &GpuType| there.contains(*it) && !gpu.types().contains(*it);
        let others = GpuType::ALL.into_iter().filter(is_other);
        let values: Vec<_> = others.filter(|it| self.fit(self.candidates, &of(*it))).collect();
        (!values.is_empty()).then_some(Change::GpuType { values })
    }

    fn fewer_replicas(&self) -> Option<Change> {
        let demand = self.candidates.request.demand;
        let room_for = self.candidates.room_for(&demand, self.replicas.into());
        let value = most_below(self.replicas.into(), |value| {
            let allowed = |replicas| (self.allows)(&demand, replicas);
            value <= room_for && u32::try_from(value).is_ok_and(allowed)
        });
        let value = value.and_then(|value| u32::try_from(value).ok())?;
        Some(Change::Replicas { value })
    }
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
