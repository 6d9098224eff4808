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

use smallvec::SmallVec;

use crate::cluster::{Class, Demand, GpuDemand, Node, Room, Run, Shape, WHOLE, idle, milli};
use crate::gpu::GpuType;
use crate::placement::mix::Mix;
use crate::sort;

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

/// A request that is typical, and how often it comes.
#[derive(Debug, Clone)]
struct Typical {
    cpu: u64,
    gpu: Option<GpuDemand>,
    count: u64,
}

/// The measure for one mix of requests.
///
/// What a typical request can use of a device depends on that device alone, if it asks for one; if it
/// asks for more, on how many are idle. So F is the idle milli-GPUs, as often as there are requests, less
/// a sum over devices, and it is read from tables.
#[derive(Debug, Clone, Default)]
pub(in crate::placement) struct Fgd {
    total: i64,
    /// The CPU that typical requests with GPUs ask for, ascending: F tells no more of the CPU left.
    cpus: Vec<u64>,
    /// For each left-over of a device, how many of the shares that typical requests ask for it has.
    ranks: Vec<u8>,
    /// By rank of the CPU left, and then by type of the devices.
    uses: Vec<Uses>,
    /// The least fall of F for each score from 1 to 99.
    thresholds: Vec<i64>,
    /// The fragmentation of classes by number, and of which class with that number.
    classes: Vec<(u64, i64)>,
}

/// How many typical requests, of those that have enough CPU, accept a type and can use its devices.
#[derive(Debug, Clone)]
struct Uses {
    /// By the rank of what a device has left, those that ask for one device.
    of_one: Vec<i64>,
    /// By the number of idle devices, those that ask for several.
    of_several: Vec<i64>,
}

/// Those of a mix without requests.
static NO_USES: Uses = Uses { of_one: Vec::new(), of_several: Vec::new() };

/// The devices of one type.
struct Devices<'a> {
    uses: &'a Uses,
    idle: usize,
}

impl Fgd {
    pub(in crate::placement) fn new(mix: &Mix) -> Self {
        let typical = typical(mix);
        let total = typical.iter().map(|it| it.count).fold(0, u64::saturating_add);
        let with_gpu = || typical.iter().filter_map(|it| Some((it, it.gpu?)));
        let mut cpus: Vec<u64> = with_gpu().map(|(it, _)| it.cpu).collect();
        sort::sort(&mut cpus);
        cpus.dedup();
        let mut shares: Vec<u16> = with_gpu().map(|(_, gpu)| milli(&gpu)).collect();
        sort::sort(&mut shares);
        shares.dedup();
        let rank = |left| u8::try_from(shares.partition_point(|it| *it <= left)).unwrap_or(u8::MAX);
        let uses = (0..=cpus.len()).flat_map(|rank| {
            let cpu = rank.checked_sub(1).and_then(|at| cpus.get(at)).copied();
            let enough: Vec<_> = with_gpu().filter(|(it, _)| Some(it.cpu) <= cpu).collect();
            GpuType::ALL.map(|gpu_type| Uses::new(&enough, gpu_type, &shares))
        });
        Self {
            uses: uses.collect(),
            ranks: (0..=WHOLE).map(rank).collect(),
            thresholds: (1..100).map(|score| threshold(score, total)).collect(),
            total: i64::try_from(total).unwrap_or(i64::MAX),
            cpus,
            ..Self::default()
        }
    }

    pub(in crate::placement) const fn is_empty(&self) -> bool {
        self.thresholds.is_empty()
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
        let least = match demand.gpu {
            Some(gpu) if gpu.is_share() => {
                let mut least = i64::MAX;
                self.after_each(before, room, shape, demand, |_, after| least = after.min(least));
                Some(least)
            }
            _ => self.after(before, room, shape, demand),
        };
        least.map_or(u32::MAX, |after| 100_u32.saturating_sub(self.score(before, after)))
    }

    /// The device on which a share scores best, the first of equals.
    pub(in crate::placement) fn device(
        &self,
        node: &Node,
        room: &Room,
        shape: &Shape,
        demand: &Demand,
    ) -> Option<u32> {
        let before = self.fragmentation(room, shape);
        let mut afters: SmallVec<[((GpuType, u16), i64); 8]> = SmallVec::new();
        self.after_each(before, room, shape, demand, |kind, after| afters.push((kind, after)));
        let score_of = |kind: (GpuType, u16)| {
            let after = afters.iter().find(|(it, _)| *it == kind);
            after.map(|(_, after)| self.score(before, *after))
        };
        let devices = node.devices_with(demand.gpu.as_ref()?);
        let best = devices.max_by_key(|(device, gpu_type, left)| {
            (score_of((*gpu_type, *left)), u32::MAX.wrapping_sub(*device))
        });
        best.map(|(device, ..)| device)
    }

    /// F after a share was taken from each kind of device that has it: of a type, with so much left.
    fn after_each(
        &self,
        before: i64,
        room: &Room,
        shape: &Shape,
        demand: &Demand,
        mut heed: impl FnMut((GpuType, u16), i64),
    ) {
        let Some(gpu) = demand.gpu else {
            return;
        };
        let cpu = self.cpu_rank(room.cpu.saturating_sub(demand.cpu.0));
        let share = milli(&gpu);
        let before = self.with_cpu(cpu, before, room, shape);
        let taken = self.total.saturating_mul(share.into());
        for run in shape.runs.iter().filter(|run| gpu.types().contains(run.gpu_type)) {
            let lefts = room.left.get(run.start..run.end).unwrap_or_default();
            let devices = self.devices(cpu, run.gpu_type, lefts);
            let mut last = None;
            for &left in lefts.iter().filter(|left| **left >= share) {
                if last.replace(left) != Some(left) {
                    let used = self.used_without(&devices, left, left.saturating_sub(share));
                    heed((run.gpu_type, left), before.saturating_sub(taken).saturating_add(used));
                }
            }
        }
    }

    /// F after whole GPUs were taken, or only CPU.
    fn after(&self, before: i64, room: &Room, shape: &Shape, demand: &Demand) -> Option<i64> {
        let cpu = self.cpu_rank(room.cpu.saturating_sub(demand.cpu.0));
        let before = self.with_cpu(cpu, before, room, shape);
        let Some(gpu) = demand.gpu else {
            return Some(before);
        };
        let count = usize::try_from(gpu.count()).ok()?;
        let accepted = shape.runs.iter().filter(|run| gpu.types().contains(run.gpu_type));
        let devices = |run: &Run| {
            let lefts = room.left.get(run.start..run.end).unwrap_or_default();
            self.devices(cpu, run.gpu_type, lefts)
        };
        let Devices { uses, idle } = accepted.map(devices).find(|it| it.idle >= count)?;
        let fewer = uses.of_several(idle.saturating_sub(count));
        let several = uses.of_several(idle).saturating_sub(fewer);
        let one = self.used_of_one(uses, WHOLE).saturating_mul(gpu.count().into());
        let taken = self.total.saturating_mul(i64::try_from(gpu.total()).unwrap_or(i64::MAX));
        Some(before.saturating_sub(taken).saturating_add(one).saturating_add(several))
    }

    /// F with other CPU left, which most often makes no difference.
    fn with_cpu(&self, cpu: usize, before: i64, room: &Room, shape: &Shape) -> i64 {
        if cpu == self.cpu_rank(room.cpu) { before } else { self.measure(cpu, room, shape) }
    }

    /// By how much less of the devices can be used if one has less left.
    fn used_without(&self, devices: &Devices<'_>, left: u16, after: u16) -> i64 {
        let one = |left| self.used_of_one(devices.uses, left);
        let idle = devices.idle;
        let several = match left {
            WHOLE => {
                let fewer = devices.uses.of_several(idle.saturating_sub(1));
                devices.uses.of_several(idle).saturating_sub(fewer)
            }
            _ => 0,
        };
        one(left).saturating_sub(one(after)).saturating_add(several)
    }

    fn score(&self, before: i64, after: i64) -> u32 {
        let fall = before.saturating_sub(after);
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

    fn fragmentation(&self, room: &Room, shape: &Shape) -> i64 {
        self.measure(self.cpu_rank(room.cpu), room, shape)
    }

    /// How many of the typical CPU figures are no more than this.
    fn cpu_rank(&self, cpu: u64) -> usize {
        self.cpus.partition_point(|it| *it <= cpu)
    }

    /// Σ counts · fragment, with so much CPU.
    fn measure(&self, cpu: usize, room: &Room, shape: &Shape) -> i64 {
        let idle = i64::try_from(room.idle_gpu()).unwrap_or(i64::MAX);
        let mut fragments = self.total.saturating_mul(idle);
        for run in &shape.runs {
            let lefts = room.left.get(run.start..run.end).unwrap_or_default();
            let devices = self.devices(cpu, run.gpu_type, lefts);
            for &left in lefts {
                fragments = fragments.saturating_sub(self.used_of_one(devices.uses, left));
            }
            fragments = fragments.saturating_sub(devices.uses.of_several(devices.idle));
        }
        fragments
    }

    fn devices(&self, cpu: usize, gpu_type: GpuType, lefts: &[u16]) -> Devices<'_> {
        let at = cpu.saturating_mul(GpuType::ALL.len()).saturating_add(gpu_type as usize);
        Devices { uses: self.uses.get(at).unwrap_or(&NO_USES), idle: idle(lefts) }
    }

    /// What requests for one device can use of one with so much left, as often as there are any.
    fn used_of_one(&self, uses: &Uses, left: u16) -> i64 {
        let rank = self.ranks.get(usize::from(left)).copied().unwrap_or_default();
        let count = uses.of_one.get(usize::from(rank)).copied().unwrap_or_default();
        count.saturating_mul(left.into())
    }
}

impl Uses {
    fn new(enough: &[(&Typical, GpuDemand)], gpu_type: GpuType, shares: &[u16]) -> Self {
        let accepting = || enough.iter().filter(|(_, gpu)| gpu.types().contains(gpu_type));
        let sum = |wanted: &dyn Fn(&GpuDemand) -> bool| {
            let counts = accepting().filter(|(_, gpu)| wanted(gpu)).map(|(it, _)| it.count);
            i64::try_from(counts.fold(0, u64::saturating_add)).unwrap_or(i64::MAX)
        };
        let up_to = |share: &u16| sum(&|gpu| gpu.count() == 1 && milli(gpu) <= *share);
        let most = accepting().map(|(_, gpu)| gpu.count()).filter(|it| *it > 1).max();
        let several = |idle| sum(&|gpu| gpu.count() > 1 && gpu.count() <= idle);
        Self {
            of_one: core::iter::once(0).chain(shares.iter().map(up_to)).collect(),
            of_several: (0..=most.unwrap_or_default()).map(several).collect(),
        }
    }

    /// What requests for several devices can use of so many idle ones, as often as there are any.
    fn of_several(&self, idle: usize) -> i64 {
        let count = self.of_several.get(idle).or(self.of_several.last()).copied();
        let milli = i64::try_from(idle).unwrap_or(i64::MAX).saturating_mul(WHOLE.into());
        count.unwrap_or_default().saturating_mul(milli)
    }
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
    sort::sort_by_key(&mut typical, |it| core::cmp::Reverse(it.count));
    let mut covered = 0_u64;
    typical.retain(|it| {
        let is_typical = covered < enough;
        covered = covered.saturating_add(it.count);
        is_typical
    });
    typical
}
