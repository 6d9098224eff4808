//! States: rooms as scores see them, with what is known of each that was looked at.
//!
//! What is known follows from the room, so forgetting it changes no answer.

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::cluster::{Demand, GpuDemand, LeftOvers, Room, Shape, ShapeId, milli};

/// An empty node has fewer steps of CPU and of memory than two to this.
const CPU_BITS: u32 = 5;
const MEMORY_BITS: u32 = 4;

/// What is left of a device counts in steps of so many thousandths; what is beyond one is a *crumb*,
/// which counts as idle for good.
pub(super) const DEVICE_STEP: u16 = 50;

/// How many bits say how many devices have so many steps left.
const COUNT_BITS: u32 = 6;

/// The most devices that are told apart.
const MOST_DEVICES: usize = (1 << COUNT_BITS) - 1;

/// Steps that stand for more than any request will use.
pub(super) const AMPLE: u8 = u8::MAX;

/// A room in few bytes, as scores see it: in steps, and without types of devices, so that a node with
/// several counts as one whose devices are of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    shape: ShapeId,
    cpu: u8,
    memory: u8,
    /// How many devices have so many steps left, for each number of steps from 1 on.
    devices: u128,
}

/// What states differ in are a few bits anywhere in `devices`. A product has every bit of both factors in
/// its middle, which folding brings down to where a table looks.
impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let [low, high] = [self.devices, self.devices >> 64].map(|it| it & u128::from(u64::MAX));
        let word = |half: u128| u64::try_from(half).unwrap_or_default();
        let (low, high) = (word(low) ^ 0x9e37_79b9_7f4a_7c15, word(high) ^ 0xd1b5_4a32_d192_ed03);
        let (below, above) = low.carrying_mul(high, 0);
        hasher.write_u64(below ^ above);
        let steps = u64::from(self.cpu) << 8 | u64::from(self.memory);
        hasher.write_u64(u64::from(self.shape.0) << 16 | steps);
    }
}

impl State {
    /// The state of a room, and its crumbs in milli-GPUs.
    pub(super) fn of(room: &Room, shape: &Shape) -> (Self, i64) {
        let mut devices = 0_u128;
        let mut crumbs = 0_i64;
        for &left in room.left.iter().rev().take(MOST_DEVICES) {
            devices = devices.saturating_add(with_left(left, 1));
            crumbs = crumbs.saturating_add(i64::from(left % DEVICE_STEP));
        }
        let cpu = steps(room.cpu, cpu_step(shape));
        let memory = steps(room.memory, memory_step(shape));
        (Self { shape: room.shape, cpu, memory, devices }, crumbs)
    }

    /// The state of the room, which is in this one, after a demand that fits; and by how much the
    /// crumbs become more.
    pub(super) fn after(self, room: &Room, shape: &Shape, demand: &Demand) -> Option<(Self, i64)> {
        let cpu = steps(room.cpu.checked_sub(demand.cpu.0)?, cpu_step(shape));
        let memory = steps(room.memory.checked_sub(demand.memory.0)?, memory_step(shape));
        let (after, crumbs) = match demand.gpu {
            Some(gpu) => self.after_gpus(room, shape, &gpu)?,
            None => (self, 0),
        };
        Some((Self { cpu, memory, ..after }, crumbs))
    }

    /// As [`after`](Self::after), with the CPU and the memory that there were.
    pub(super) fn after_gpus(
        self,
        room: &Room,
        shape: &Shape,
        gpu: &GpuDemand,
    ) -> Option<(Self, i64)> {
        if shape.gpu_count() > MOST_DEVICES {
            let demand = Demand { gpu: Some(*gpu), ..Demand::default() };
            let (after, crumbs) = Self::of(&room.after(shape, &demand)?, shape);
            return Some((after, crumbs.saturating_sub(Self::of(room, shape).1)));
        }
        let before = room.left_for(shape, gpu)?;
        let after = before.checked_sub(milli(gpu))?;
        let others = self.devices.saturating_sub(with_left(before, gpu.count()));
        let devices = others.saturating_add(with_left(after, gpu.count()));
        let more = i64::from(after % DEVICE_STEP).saturating_sub((before % DEVICE_STEP).into());
        Some((Self { devices, ..self }, more.saturating_mul(i64::from(gpu.count()))))
    }

    /// The same with more CPU or memory than any request will use.
    pub(super) const fn with_ample(self, cpu: bool, memory: bool) -> Self {
        Self {
            cpu: if cpu { AMPLE } else { self.cpu },
            memory: if memory { AMPLE } else { self.memory },
            ..self
        }
    }

    /// The smallest room in this state.
    pub(super) fn room(self, shape: &Shape) -> Room {
        let mut left = LeftOvers::new();
        let mut devices = self.devices;
        let mut steps = 0_u32;
        while devices != 0 {
            // Steps that no device has left are passed over at once.
            let passed = devices.trailing_zeros() / COUNT_BITS;
            devices >>= passed.saturating_mul(COUNT_BITS);
            steps = steps.saturating_add(passed).saturating_add(1);
            let of_each = u16::try_from(steps).unwrap_or_default().saturating_mul(DEVICE_STEP);
            let count = usize::try_from(devices & ((1 << COUNT_BITS) - 1)).unwrap_or_default();
            left.extend(core::iter::repeat_n(of_each, count));
            devices >>= COUNT_BITS;
        }
        let quantity = |steps: u8, step: u32| match steps {
            AMPLE => u64::MAX,
            steps => u64::from(steps) << step,
        };
        let cpu = quantity(self.cpu, cpu_step(shape));
        Room { shape: self.shape, cpu, memory: quantity(self.memory, memory_step(shape)), left }
    }
}

/// Devices with so much left of each, as they are counted.
fn with_left(left: u16, count: u32) -> u128 {
    match left / DEVICE_STEP {
        0 => 0,
        steps => u128::from(count) << place(steps),
    }
}

/// Where devices with so many steps left are counted.
fn place(steps: u16) -> u32 {
    u32::from(steps).saturating_sub(1).saturating_mul(COUNT_BITS)
}

/// A step of a quantity of which empty nodes have so much, as a power of two.
const fn step(whole: u64, bits: u32) -> u32 {
    u64::BITS.saturating_sub(whole.leading_zeros()).saturating_sub(bits)
}

const fn cpu_step(shape: &Shape) -> u32 {
    step(shape.cpu, CPU_BITS)
}

const fn memory_step(shape: &Shape) -> u32 {
    step(shape.memory, MEMORY_BITS)
}

fn steps(left: u64, step: u32) -> u8 {
    u8::try_from(left >> step).unwrap_or(AMPLE)
}

/// Counts states in the order in which they were first looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StateNumber(u32);

/// What is known of each state that was looked at, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct States {
    numbers: HashMap<State, u32, FxBuildHasher>,
    worths: Vec<Known>,
    /// What each state supplies of each group.
    supplies: Vec<u16>,
    group_count: usize,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    worth: Worth,
    /// The epoch of the prices in `worth`.
    epoch: u64,
}

/// How many bytes a state takes, with so many groups. While the table of numbers grows there are two.
pub(super) const fn bytes_of_each(group_count: usize) -> usize {
    let number = size_of::<(State, u32)>().saturating_add(1).saturating_mul(2);
    let supplies = size_of::<u16>().saturating_mul(group_count);
    size_of::<Known>().saturating_add(number).saturating_add(supplies)
}

/// What a room is worth.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Worth {
    /// The idle end in milli-GPUs, summed over the streams.
    pub(super) idle_end: i64,
    /// What it supplies of each group times the group's price, summed.
    pub(super) supplied: i64,
}

impl States {
    pub(super) fn new(group_count: usize) -> Self {
        Self { group_count, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.worths.len()
    }

    /// The state's number; where it is not known, what is known of it is made: its idle end and its
    /// supplies.
    pub(super) fn number_of(
        &mut self,
        state: State,
        make: impl FnOnce() -> (i64, Vec<u16>),
    ) -> StateNumber {
        if let Some(number) = self.numbers.get(&state) {
            return StateNumber(*number);
        }
        let (idle_end, supplies) = make();
        let number = u32::try_from(self.worths.len()).unwrap_or(u32::MAX);
        self.worths.push(Known { worth: Worth { idle_end, supplied: 0 }, epoch: u64::MAX });
        self.supplies.extend(supplies);
        self.numbers.insert(state, number);
        StateNumber(number)
    }

    pub(super) fn supplies(&self, number: StateNumber) -> &[u16] {
        let start = (number.0 as usize).saturating_mul(self.group_count);
        let end = start.saturating_add(self.group_count);
        self.supplies.get(start..end).unwrap_or_default()
    }

    /// The idle end in milli-GPUs, summed over the streams.
    pub(super) fn idle_end(&self, number: StateNumber) -> i64 {
        self.worths.get(number.0 as usize).map_or(0, |known| known.worth.idle_end)
    }

    /// What the state is worth at these prices, which are those of the epoch.
    pub(super) fn worth(&mut self, number: StateNumber, prices: &[u64], epoch: u64) -> Worth {
        match self.worths.get(number.0 as usize) {
            Some(known) if known.epoch == epoch => known.worth,
            Some(known) => self.reprice(number, known.worth, prices, epoch),
            None => Worth::default(),
        }
    }

    #[cold]
    fn reprice(
        &mut self,
        number: StateNumber,
        mut worth: Worth,
        prices: &[u64],
        epoch: u64,
    ) -> Worth {
        let supplied = self
            .supplies(number)
            .iter()
            .zip(prices)
            .map(|(supply, price)| u64::from(*supply).saturating_mul(*price));
        worth.supplied = i64::try_from(supplied.fold(0, u64::saturating_add)).unwrap_or(i64::MAX);
        if let Some(known) = self.worths.get_mut(number.0 as usize) {
            known.worth = worth;
            known.epoch = epoch;
        }
        worth
    }
}
