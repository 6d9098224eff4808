//! Fragmentation gradient descent (FGD): the node whose GPUs become the least useless.
//!
//! Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation
//! Gradient Descent", USENIX ATC '23, to the unit of its published runs.
//!
//! ```text
//! fragment(node, m) = idle milli-GPUs that a typical request m cannot use there:
//!     all of them if m asks for no GPU, for another type, for more devices or for more CPU;
//!     else those of devices with less left than m takes of each
//! F(node)  = Σ over m of frequency(m) · fragment(node, m)
//! score    = ⌊100 · sigmoid((F before − F after) / 1000)⌋
//! ```
//!
//! Typical requests are the most frequent of the mix, 95 % of it. A share takes the device of the
//! best score. With frequencies as counts F is whole, and the score is the largest k with
//! F before − F after ≥ 1000 · Σ counts · ln(k / (100 − k)); the cost is 100 − score. The
//! truncation is part of the method: ties go by name, and so fill one node after another.

use alloc::vec::Vec;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::cluster::{Class, Demand, GpuDemand, Node, Room, Shape, milli};
use crate::placement::mix::Mix;

/// ln(k / (100 − k)) for k from 50 to 99, in units of 10⁻¹⁵.
#[rustfmt::skip]
const LOG_ODDS: [i64; 50] = [
    0, 40_005_334_613_699, 80_042_707_673_536, 120_144_311_842_063, 160_342_650_075_179,
    200_670_695_462_151, 241_162_056_816_888, 281_851_152_140_987, 322_773_392_263_051, 363_965_377_201_411,
    405_465_108_108_164, 447_312_218_043_664, 489_548_225_318_705, 532_216_813_747_308, 575_364_144_903_561,
    619_039_208_406_223, 663_294_217_410_264, 708_185_057_924_485, 753_771_802_376_380, 800_119_300_112_113,
    847_297_860_387_203, 895_384_047_054_841, 944_461_608_840_851, 994_622_575_144_062, 1_045_968_555_182_687,
    1_098_612_288_668_109, 1_152_679_509_938_385, 1_208_311_205_924_534, 1_265_666_373_331_275, 1_324_925_414_743_598,
    1_386_294_361_119_890, 1_450_010_175_505_998, 1_516_347_489_368_088, 1_585_627_263_740_381, 1_658_228_076_603_532,
    1_734_601_055_388_106, 1_815_289_966_638_249, 1_900_958_761_193_046, 1_992_430_164_690_206, 2_090_741_096_933_769,
    2_197_224_577_336_219, 2_313_634_929_180_630, 2_442_347_035_369_204, 2_586_689_344_097_942, 2_751_535_313_041_948,
    2_944_438_979_166_440, 3_178_053_830_347_945, 3_476_098_689_835_273, 3_891_820_298_110_626, 4_595_119_850_134_589,
];

const LOG_ODDS_UNIT: i128 = 1_000_000_000_000_000;

/// The part of the mix that is typical, in hundredths.
const TYPICAL_PERCENT: u64 = 95;

/// How many rooms' fragmentation is kept; when there are more, all are forgotten.
const MOST_ROOMS: usize = 1 << 18;

/// A request that is typical, and how often it comes.
#[derive(Debug, Clone)]
struct Typical {
    cpu: u64,
    gpu: Option<GpuDemand>,
    count: u64,
}

/// The measure for one mix of requests.
#[derive(Debug, Clone, Default)]
pub(in crate::placement) struct Fgd {
    typical: Vec<Typical>,
    /// The CPU that typical requests with GPUs ask for, ascending: F tells no more of the CPU left.
    cpus: Vec<u64>,
    /// The least fall of F for each score from 1 to 99.
    thresholds: Vec<i64>,
    known: HashMap<Room, i64, FxBuildHasher>,
    /// The fragmentation of classes by number, and of which class with that number.
    classes: Vec<(u64, i64)>,
}

impl Fgd {
    pub(in crate::placement) fn new(mix: &Mix) -> Self {
        let typical = typical(mix);
        let total = typical.iter().map(|it| it.count).fold(0, u64::saturating_add);
        let with_gpu = typical.iter().filter(|it| it.gpu.is_some());
        let mut cpus: Vec<u64> = with_gpu.map(|it| it.cpu).collect();
        cpus.sort_unstable();
        cpus.dedup();
        let thresholds = (1..100).map(|score| threshold(score, total)).collect();
        Self { typical, cpus, thresholds, ..Self::default() }
    }

    pub(in crate::placement) const fn is_empty(&self) -> bool {
        self.typical.is_empty()
    }

    /// 100 less the score of the class of this number for the demand, which fits.
    pub(in crate::placement) fn cost(
        &mut self,
        number: u32,
        class: &Class,
        shape: &Shape,
        demand: &Demand,
    ) -> u32 {
        let room = &class.room;
        let before = self.fragmentation_of(number, class, shape);
        let score = if demand.gpu.is_some_and(|gpu| gpu.is_share()) {
            let options = room.after_each(shape, demand);
            options.map(|(_, after)| self.score(before, &after, shape)).max()
        } else {
            room.after(shape, demand).map(|after| self.score(before, &after, shape))
        };
        score.map_or(u32::MAX, |score| 100_u32.saturating_sub(score))
    }

    /// The device on which a share scores best, the first of equals.
    pub(in crate::placement) fn device(
        &mut self,
        node: &Node,
        room: &Room,
        shape: &Shape,
        demand: &Demand,
    ) -> Option<u32> {
        let before = self.fragmentation(room, shape);
        let mut scores: Vec<(u16, u32)> = Vec::new();
        for (left, after) in room.after_each(shape, demand) {
            scores.push((left, self.score(before, &after, shape)));
        }
        let score_of = |left| scores.iter().find(|(it, _)| *it == left).map(|(_, score)| *score);
        let devices = node.devices_with(demand.gpu.as_ref()?);
        let best =
            devices.max_by_key(|(device, left)| (score_of(*left), u32::MAX.wrapping_sub(*device)));
        best.map(|(device, _)| device)
    }

    fn score(&mut self, before: i64, after: &Room, shape: &Shape) -> u32 {
        let fall = before.saturating_sub(self.fragmentation(after, shape));
        let score = self.thresholds.partition_point(|threshold| *threshold <= fall);
        u32::try_from(score).unwrap_or(u32::MAX)
    }

    fn fragmentation_of(&mut self, number: u32, class: &Class, shape: &Shape) -> i64 {
        let at = number as usize;
        if let Some((_, known)) = self.classes.get(at).filter(|(made, _)| *made == class.made_at) {
            return *known;
        }
        if self.classes.len() <= at {
            self.classes.resize(at.saturating_add(1), (0, 0));
        }
        let fragmentation = self.fragmentation(&class.room, shape);
        if let Some(place) = self.classes.get_mut(at) {
            *place = (class.made_at, fragmentation);
        }
        fragmentation
    }

    fn fragmentation(&mut self, room: &Room, shape: &Shape) -> i64 {
        let enough_for = self.cpus.partition_point(|cpu| *cpu <= room.cpu);
        let Some(cpu) = enough_for.checked_sub(1).and_then(|at| self.cpus.get(at)) else {
            return self.measure(0, room, shape);
        };
        // All rooms in which the same typical requests have enough CPU are one.
        let key = Room { shape: room.shape, cpu: *cpu, memory: 0, left: room.left.clone() };
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let fragmentation = self.measure(*cpu, room, shape);
        if self.known.len() >= MOST_ROOMS {
            self.known.clear();
        }
        self.known.insert(key, fragmentation);
        fragmentation
    }

    /// Σ counts · fragment.
    fn measure(&self, cpu: u64, room: &Room, shape: &Shape) -> i64 {
        let idle = room.idle_gpu();
        let fragments = self.typical.iter().map(|typical| {
            let usable = match &typical.gpu {
                Some(gpu) if typical.cpu <= cpu => usable(room, shape, gpu),
                _ => 0,
            };
            typical.count.saturating_mul(idle.saturating_sub(usable))
        });
        i64::try_from(fragments.fold(0, u64::saturating_add)).unwrap_or(i64::MAX)
    }
}

/// The idle milli-GPUs that a demand could use if it came often enough.
fn usable(room: &Room, shape: &Shape, gpu: &GpuDemand) -> u64 {
    let share = milli(gpu);
    let runs = shape.runs.iter().filter(|run| gpu.types().contains(run.gpu_type));
    runs.map(|run| {
        let devices = room.left.get(run.start..run.end).unwrap_or_default();
        let fitting = devices.get(devices.partition_point(|left| *left < share)..);
        let fitting = fitting.unwrap_or_default();
        let is_enough = fitting.len() >= usize::try_from(gpu.count()).unwrap_or(usize::MAX);
        if is_enough { fitting.iter().map(|left| u64::from(*left)).sum() } else { 0 }
    })
    .sum()
}

/// The least fall of F, in counts, that has a score.
fn threshold(score: usize, total: u64) -> i64 {
    let product = |at: usize| {
        let log_odds = LOG_ODDS.get(at).copied().unwrap_or_default();
        i128::from(total).saturating_mul(1_000).saturating_mul(i128::from(log_odds))
    };
    let falls = match score.checked_sub(50) {
        Some(above) => product(above).saturating_add(LOG_ODDS_UNIT.saturating_sub(1)),
        None => product(50_usize.saturating_sub(score)).saturating_neg(),
    };
    i64::try_from(falls.checked_div(LOG_ODDS_UNIT).unwrap_or_default()).unwrap_or(i64::MAX)
}

/// The most frequent requests, memory aside, until they are 95 % of all.
fn typical(mix: &Mix) -> Vec<Typical> {
    let mut counts = alloc::collections::BTreeMap::<_, u64>::new();
    for (demand, count) in mix.counts() {
        let sum = counts.entry((demand.cpu.0, demand.gpu)).or_default();
        *sum = sum.saturating_add(count);
    }
    let total = counts.values().copied().fold(0, u64::saturating_add);
    let enough = total.saturating_mul(TYPICAL_PERCENT).div_ceil(100);
    let mut typical: Vec<Typical> =
        counts.into_iter().map(|((cpu, gpu), count)| Typical { cpu, gpu, count }).collect();
    typical.sort_by_key(|it| core::cmp::Reverse(it.count));
    let mut covered = 0_u64;
    typical.retain(|it| {
        let is_typical = covered < enough;
        covered = covered.saturating_add(it.count);
        is_typical
    });
    typical
}
