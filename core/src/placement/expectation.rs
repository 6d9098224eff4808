//! What requests are to be expected: a mix that was given, or one that is learned.

use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cluster::{Cluster, Demand, GpuDemand, GpuTypes};
use crate::placement::mix::Mix;
use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};
use crate::sort;

/// After how many arrivals a learned mix is used for the first time, and again at twice as many.
const FIRST_LOOK: u64 = 32;

/// So many arrivals make a mix that is only given up when later ones contradict it.
const ENOUGH: u64 = 4_096;

/// When counts add up to more, they are halved.
const MOST: u64 = 16_384;

/// How many arrivals it takes to contradict a mix.
const WINDOW: u64 = 512;

/// The mix that is expected, and what has arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Expectation {
    /// What scores are made of.
    used: Mix,
    /// How many arrivals `used` was made of; a given one counts as enough.
    used_arrivals: u64,
    /// What has arrived, the old halved now and then.
    arrived: Mix,
    /// What has arrived since `used` was last looked at.
    window: Mix,
}

impl Expectation {
    pub(super) fn given(mix: Mix) -> Self {
        let used_arrivals = if mix.total() > 0 { ENOUGH } else { 0 };
        Self { used: mix, used_arrivals, ..Self::default() }
    }

    pub(super) const fn mix(&self) -> &Mix {
        &self.used
    }

    pub(super) fn learn(&mut self, demand: Demand) {
        self.window.add(demand, 1);
    }

    /// Takes in what was learned. Says whether another mix is expected now.
    pub(super) fn review(&mut self, cluster: &Cluster) -> bool {
        if self.used.total() == 0 {
            self.used = prior(cluster);
            return true;
        }
        let due = match self.used_arrivals {
            0 => FIRST_LOOK,
            few if few < ENOUGH => few,
            _ => WINDOW,
        };
        if self.window.total() < due {
            return false;
        }
        let window = core::mem::take(&mut self.window);
        let is_contradicted = self.used_arrivals >= ENOUGH && differ(&window, &self.used);
        if is_contradicted {
            self.arrived = Mix::default();
        }
        self.arrived.extend(window.counts().map(|(demand, count)| (*demand, count)));
        if self.arrived.total() > MOST {
            self.arrived.decay();
        }
        if self.used_arrivals >= ENOUGH && !is_contradicted {
            return false;
        }
        self.used_arrivals = self.arrived.total();
        self.used = self.arrived.clone();
        self.used.extend(prior(cluster).counts().map(|(demand, count)| (*demand, count)));
        true
    }
}

/// Whether a quarter of the demand for GPUs is elsewhere in one mix than in the other, by count of
/// devices, size of share and accepted types.
fn differ(a: &Mix, b: &Mix) -> bool {
    let (a, b) = (demand_by_size(a), demand_by_size(b));
    let total = |sizes: &BTreeMap<_, u64>| sizes.values().copied().fold(0, u64::saturating_add);
    let (total_a, total_b) = (u128::from(total(&a)), u128::from(total(&b)));
    let part = |sizes: &BTreeMap<_, u64>, size: &_| {
        u128::from(sizes.get(size).copied().unwrap_or_default())
    };
    let sizes: alloc::collections::BTreeSet<_> = sort::tree(a.keys().chain(b.keys()));
    let gaps = sizes.into_iter().map(|size| {
        let of_a = part(&a, size).saturating_mul(total_b);
        of_a.abs_diff(part(&b, size).saturating_mul(total_a))
    });
    let gap = gaps.fold(0, u128::saturating_add);
    gap.saturating_mul(2) > total_a.saturating_mul(total_b)
}

/// Milli-GPUs by count of devices, quarter of a device, and accepted types.
fn demand_by_size(mix: &Mix) -> BTreeMap<(u32, u32, GpuTypes), u64> {
    let mut demand = BTreeMap::new();
    for (gpu, count) in mix.counts().filter_map(|(demand, count)| Some((demand.gpu?, count))) {
        let size = (gpu.count(), gpu.of_each().0.div_ceil(250), gpu.types());
        let sum: &mut u64 = demand.entry(size).or_default();
        *sum = sum.saturating_add(gpu.total().saturating_mul(count));
    }
    demand
}

/// What to expect while nothing is known: halves of GPUs and numbers of them up to a whole node,
/// with half the CPU and memory that such nodes have for each GPU. Large requests are rare, but there.
fn prior(cluster: &Cluster) -> Mix {
    let mut least = BTreeMap::<u32, (u64, u64)>::new();
    for id in cluster.gpus_by_shape().into_keys() {
        let Some(shape) = cluster.shapes().get(id) else {
            continue;
        };
        let gpus = u64::try_from(shape.gpu_count()).unwrap_or(u64::MAX);
        for run in &shape.runs {
            for count in (0..6).map(|power| 1_u32 << power).filter(|it| run.len() >= *it as usize) {
                let each = |whole: u64| whole.checked_div(gpus).unwrap_or(whole) / 2;
                let (cpu, memory) = least.entry(count).or_insert((u64::MAX, u64::MAX));
                *cpu = each(shape.cpu).min(*cpu);
                *memory = each(shape.memory).min(*memory);
            }
        }
    }
    let any = GpuTypes::ANY;
    let demand = |devices: u32, (cpu, memory): (u64, u64), gpu| Demand {
        cpu: MilliCpu(cpu.saturating_mul(u64::from(devices))),
        memory: MemoryBytes(memory.saturating_mul(u64::from(devices))),
        gpu,
    };
    let whole = least.iter().map(|(count, each)| {
        (demand(*count, *each, GpuDemand::whole(*count, any)), if *count == 1 { 8 } else { 1 })
    });
    let half = least.get(&1).map(|(cpu, memory)| {
        (demand(1, (cpu / 2, memory / 2), GpuDemand::share(MilliGpu(500), any)), 4)
    });
    whole.chain(half).collect()
}
