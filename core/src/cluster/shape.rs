//! What nodes have when they are empty.

use smallvec::SmallVec;

use crate::cluster::numbered::Numbered;
use crate::cluster::{Demand, GpuDemand, NodeSpec};
use crate::gpu::GpuType;

/// The left-overs of some devices in thousandths. Eight devices need no memory of their own.
pub(crate) type LeftOvers = SmallVec<[u16; 8]>;

/// What a whole device has, in thousandths.
pub(crate) const WHOLE: u16 = 1_000;

/// What an empty node has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    pub(crate) cpu: u64,
    pub(crate) memory: u64,
    /// The node's devices, ordered by type: one run for each.
    pub(crate) runs: SmallVec<[Run; 1]>,
}

/// The devices of one type, as a range of a room's left-overs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Run {
    pub(crate) gpu_type: GpuType,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Shape {
    pub(crate) fn of(spec: &NodeSpec) -> Self {
        let mut runs = SmallVec::new();
        let mut start = 0_usize;
        for gpu_type in spec.gpu_types() {
            let count = spec.gpus.iter().filter(|it| **it == gpu_type).count();
            let end = start.saturating_add(count);
            runs.push(Run { gpu_type, start, end });
            start = end;
        }
        Self { cpu: spec.cpu.0, memory: spec.memory.0, runs }
    }

    pub(crate) fn gpu_count(&self) -> usize {
        self.runs.last().map_or(0, |run| run.end)
    }

    /// The room of an empty node.
    pub(crate) fn empty(&self, id: ShapeId) -> Room {
        let left = SmallVec::from_elem(WHOLE, self.gpu_count());
        Room { shape: id, cpu: self.cpu, memory: self.memory, left }
    }

    /// Whether an empty node of this shape holds the demand.
    pub(crate) fn could_hold(&self, demand: &Demand) -> bool {
        self.empty(ShapeId(0)).fits(self, demand)
    }
}

impl Run {
    pub(crate) const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }
}

/// Counts shapes in the order in which they were first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ShapeId(pub(crate) u32);

/// What is left on a node, without saying which device is which: all that a score may depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Room {
    pub(crate) shape: ShapeId,
    pub(crate) cpu: u64,
    pub(crate) memory: u64,
    /// What is left of each device in thousandths, ascending within each run of the shape.
    pub(crate) left: LeftOvers,
}

impl Room {
    /// Whether the demand fits.
    pub(crate) fn fits(&self, shape: &Shape, demand: &Demand) -> bool {
        self.cpu >= demand.cpu.0
            && self.memory >= demand.memory.0
            && demand.gpu.is_none_or(|gpu| shape.runs.iter().any(|run| self.has(run, &gpu)))
    }

    /// Whether enough devices of a run have what is asked of each: its last are its emptiest.
    fn has(&self, run: &Run, gpu: &GpuDemand) -> bool {
        let count = usize::try_from(gpu.count()).unwrap_or(usize::MAX);
        let last = run.end.checked_sub(count).filter(|at| *at >= run.start);
        gpu.types().contains(run.gpu_type)
            && last.and_then(|at| self.left.get(at)).is_some_and(|left| *left >= milli(gpu))
    }

    /// How many replicas of the demand fit, all of them together.
    pub(crate) fn copies(&self, shape: &Shape, demand: &Demand) -> u64 {
        // Most rooms have none, and to see that needs no division.
        if !self.fits(shape, demand) {
            return 0;
        }
        let by_cpu = self.cpu.checked_div(demand.cpu.0).unwrap_or(u64::MAX);
        let by_memory = self.memory.checked_div(demand.memory.0).unwrap_or(u64::MAX);
        let by_gpu = demand.gpu.map_or(u64::MAX, |gpu| {
            let sets = self.lefts(shape, &gpu).map(|lefts| sets_of(lefts, &gpu));
            sets.fold(0, u64::saturating_add)
        });
        by_cpu.min(by_memory).min(by_gpu)
    }

    /// What is left of the devices of each accepted type, ascending.
    pub(crate) fn lefts<'a>(
        &'a self,
        shape: &'a Shape,
        gpu: &GpuDemand,
    ) -> impl Iterator<Item = &'a [u16]> {
        let types = gpu.types();
        let accepted = shape.runs.iter().filter(move |run| types.contains(run.gpu_type));
        accepted.filter_map(|run| self.left.get(run.start..run.end))
    }

    /// The room after the demand, which takes the fullest device that has its share, or idle ones;
    /// `None` if it does not fit.
    pub(crate) fn after(&self, shape: &Shape, demand: &Demand) -> Option<Self> {
        let cpu = self.cpu.checked_sub(demand.cpu.0)?;
        let memory = self.memory.checked_sub(demand.memory.0)?;
        let mut room = Self { shape: self.shape, cpu, memory, left: self.left.clone() };
        if let Some(gpu) = demand.gpu {
            let (run, at) = self.devices_for(shape, &gpu)?;
            room.take(run, at, &gpu)?;
        }
        Some(room)
    }

    /// What is left of each device that the demand would take; `None` if it has none.
    pub(crate) fn left_for(&self, shape: &Shape, gpu: &GpuDemand) -> Option<u16> {
        if gpu.is_share() {
            let share = milli(gpu);
            let fullest = |lefts: &[u16]| lefts.iter().copied().find(|left| *left >= share);
            return self.lefts(shape, gpu).filter_map(fullest).min();
        }
        let count = usize::try_from(gpu.count()).ok()?;
        let has = |lefts: &[u16]| {
            lefts.len().checked_sub(count).and_then(|at| lefts.get(at)) == Some(&WHOLE)
        };
        self.lefts(shape, gpu).any(has).then_some(WHOLE)
    }

    /// The run that serves the demand, and where in the left-overs its first device is.
    fn devices_for<'a>(&self, shape: &'a Shape, gpu: &GpuDemand) -> Option<(&'a Run, usize)> {
        let mut accepted = shape.runs.iter().filter(|run| gpu.types().contains(run.gpu_type));
        if gpu.is_share() {
            let share = milli(gpu);
            let fullest = accepted.filter_map(|run| {
                let devices = self.left.get(run.start..run.end)?;
                let (at, left) = (run.start..).zip(devices).find(|(_, left)| **left >= share)?;
                Some((left, run, at))
            });
            return fullest.min_by_key(|(left, ..)| **left).map(|(_, run, at)| (run, at));
        }
        let count = usize::try_from(gpu.count()).ok()?;
        accepted.find_map(|run| {
            let at = run.end.checked_sub(count).filter(|at| *at >= run.start)?;
            (*self.left.get(at)? == WHOLE).then_some((run, at))
        })
    }

    /// Takes the demand from the devices at this place, and puts what is left of them in order.
    fn take(&mut self, run: &Run, at: usize, gpu: &GpuDemand) -> Option<()> {
        let after = self.left.get(at)?.checked_sub(milli(gpu))?;
        let count = usize::try_from(gpu.count()).ok()?;
        let until = at.checked_add(count)?;
        let fuller = self.left.get(run.start..at)?.partition_point(|left| *left < after);
        let place = run.start.checked_add(fuller)?;
        let moved = self.left.get_mut(place..until)?;
        moved.rotate_right(count);
        moved.get_mut(..count)?.fill(after);
        Some(())
    }

    /// The type of the devices in which two rooms of a shape differ.
    pub(crate) fn differs_in(&self, shape: &Shape, other: &Self) -> Option<GpuType> {
        let of = |room: &Self, run: &Run| room.left.get(run.start..run.end).map(LeftOvers::from);
        let run = shape.runs.iter().find(|run| of(self, run) != of(other, run))?;
        Some(run.gpu_type)
    }

    /// The thousandths of GPUs that are idle.
    pub(crate) fn idle_gpu(&self) -> u64 {
        self.left.iter().map(|left| u64::from(*left)).sum()
    }
}

/// How often a demand finds its GPUs among devices of one type.
fn sets_of(lefts: &[u16], gpu: &GpuDemand) -> u64 {
    let each = lefts.iter().map(|left| u64::from(left.checked_div(milli(gpu)).unwrap_or_default()));
    let sum = each.fold(0, u64::saturating_add);
    sum.checked_div(gpu.count().into()).unwrap_or_default()
}

/// How many devices are idle, of those with so much left, ascending.
pub(crate) fn idle(lefts: &[u16]) -> usize {
    lefts.iter().rev().take_while(|left| **left == WHOLE).count()
}

/// What is taken of each device, in thousandths.
pub(crate) fn milli(gpu: &GpuDemand) -> u16 {
    u16::try_from(gpu.of_each().0).unwrap_or(WHOLE)
}

/// Every shape that was seen, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shapes(Numbered<Shape>);

impl Shapes {
    pub(crate) fn id_of(&mut self, spec: &NodeSpec) -> ShapeId {
        ShapeId(self.0.number_of(Shape::of(spec)))
    }

    pub(crate) fn get(&self, id: ShapeId) -> Option<&Shape> {
        self.0.values().get(id.0 as usize)
    }
}
