//! Streams: requests that may come, packed into one room to see what stays idle.

use alloc::vec::Vec;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::cluster::{Demand, LeftOvers, Room, Shape, WHOLE, milli};
use crate::placement::mix::Mix;
use crate::placement::policy::adaptive::typical;
use crate::placement::random::Random;

/// How many streams.
pub(super) const STREAMS: u32 = 32;

/// How many requests a stream has before those go that a shape could never hold.
const LENGTH: u32 = 100;

/// Into how many steps a shape's CPU and memory are divided.
const CPU_STEPS: u64 = 48;
const MEMORY_STEPS: u64 = 16;

/// How many rooms' ends are kept; when there are more, all are forgotten.
const MOST_ENDS: usize = 1 << 16;

const SEED: u64 = 1;

/// The streams of one mix.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams {
    drawn: Vec<Demand>,
    /// By shape, what of the streams it could hold, where that was wanted yet.
    by_shape: Vec<Option<ShapeStreams>>,
    /// What was packed before.
    ends: HashMap<Room, Ends, FxBuildHasher>,
}

/// How a room ends, over all streams.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    /// The milli-GPUs still idle, summed.
    idle: i64,
    /// The most CPU and memory that a stream used.
    cpu: u64,
    memory: u64,
}

/// What a shape could hold of each stream.
#[derive(Debug, Clone)]
struct ShapeStreams {
    streams: Vec<Stream>,
}

#[derive(Debug, Clone)]
struct Stream {
    requests: Vec<Request>,
    least_cpu: u64,
    least_share: u16,
}

#[derive(Debug, Clone, Copy)]
struct Request {
    cpu: u64,
    memory: u64,
    count: usize,
    share: u16,
    demand: Demand,
}

impl Streams {
    pub(super) fn new(mix: &Mix) -> Self {
        Self { drawn: draw(mix), ..Self::default() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }

    /// The milli-GPUs still idle in the room after each stream, summed.
    ///
    /// CPU and memory that no stream would use make no difference, and where they are short they are
    /// looked at in steps, so that many rooms are packed as one.
    pub(super) fn idle_end(&mut self, room: &Room, shape: &Shape) -> i64 {
        if room.idle_gpu() == 0 {
            return 0;
        }
        let ample = Room { cpu: u64::MAX, memory: u64::MAX, ..room.clone() };
        let most = self.ends(ample, shape);
        if room.cpu >= most.cpu && room.memory >= most.memory {
            return most.idle;
        }
        let in_steps = |left: u64, used: u64, whole: u64, steps: u64| {
            let step = (whole / steps).max(1);
            if left >= used { u64::MAX } else { left.saturating_sub(left % step) }
        };
        let cpu = in_steps(room.cpu, most.cpu, shape.cpu, CPU_STEPS);
        let memory = in_steps(room.memory, most.memory, shape.memory, MEMORY_STEPS);
        self.ends(Room { cpu, memory, ..room.clone() }, shape).idle
    }

    fn ends(&mut self, room: Room, shape: &Shape) -> Ends {
        if let Some(known) = self.ends.get(&room) {
            return *known;
        }
        let at = room.shape.0 as usize;
        if self.by_shape.len() <= at {
            self.by_shape.resize(at.saturating_add(1), None);
        }
        let Some(known) = self.by_shape.get_mut(at) else {
            return Ends::default();
        };
        let drawn = &self.drawn;
        let streams = known.get_or_insert_with(|| ShapeStreams::new(drawn, shape));
        let mut ends = Ends::default();
        for stream in &streams.streams {
            let end = match shape.runs.len() {
                1 => stream_end(stream, &room),
                _ => mixed_stream_end(stream, &room, shape),
            };
            ends.idle = ends.idle.saturating_add(end.idle);
            ends.cpu = ends.cpu.max(end.cpu);
            ends.memory = ends.memory.max(end.memory);
        }
        if self.ends.len() >= MOST_ENDS {
            self.ends.clear();
        }
        self.ends.insert(room, ends);
        ends
    }
}

/// Draws the streams' requests: each as often as its count says, as nearly as that goes, shuffled.
fn draw(mix: &Mix) -> Vec<Demand> {
    let classes = typical(mix);
    let total = classes.iter().map(|(_, count)| u128::from(*count)).fold(0, u128::saturating_add);
    let draws = u128::from(STREAMS.saturating_mul(LENGTH));
    let mut drawn = Vec::new();
    let (mut sum, mut draw) = (0_u128, 0_u128);
    for (demand, count) in classes {
        sum = sum.saturating_add(u128::from(count));
        // Draw i is at (i + ½) · total / draws.
        let is_before = |draw: u128| {
            let at = draw.saturating_mul(2).saturating_add(1).saturating_mul(total);
            at < sum.saturating_mul(draws).saturating_mul(2)
        };
        while draw < draws && is_before(draw) {
            drawn.push(demand);
            draw = draw.saturating_add(1);
        }
    }
    deal(&mut drawn)
}

/// Deals draws to the streams so that each has its part of every request, and shuffles each stream.
fn deal(drawn: &mut [Demand]) -> Vec<Demand> {
    let mut random = Random::new(SEED);
    let mut streams = alloc::vec![Vec::new(); STREAMS as usize];
    for round in drawn.chunks_mut(STREAMS as usize) {
        random.shuffle(round);
        streams.iter_mut().zip(round).for_each(|(stream, demand)| stream.push(*demand));
    }
    streams.iter_mut().for_each(|stream| random.shuffle(stream));
    streams.concat()
}

impl ShapeStreams {
    fn new(drawn: &[Demand], shape: &Shape) -> Self {
        let stream = |chunk: &[Demand]| {
            let held = chunk.iter().filter(|demand| shape.could_hold(demand));
            let requests: Vec<Request> = held.filter_map(Request::new).collect();
            Stream {
                least_cpu: requests.iter().map(|it| it.cpu).min().unwrap_or(u64::MAX),
                least_share: requests.iter().map(|it| it.share).min().unwrap_or(WHOLE),
                requests,
            }
        };
        Self { streams: drawn.chunks(LENGTH as usize).map(stream).collect() }
    }
}

impl Request {
    fn new(demand: &Demand) -> Option<Self> {
        let gpu = demand.gpu?;
        Some(Self {
            cpu: demand.cpu.0,
            memory: demand.memory.0,
            count: usize::try_from(gpu.count()).ok()?,
            share: milli(&gpu),
            demand: *demand,
        })
    }
}

/// How one stream ends in a room with devices of one type.
fn stream_end(stream: &Stream, room: &Room) -> Ends {
    let (mut cpu, mut memory) = (room.cpu, room.memory);
    let mut left: LeftOvers = room.left.clone();
    let left = left.as_mut_slice();
    // Devices before this one are used up.
    let mut start = left.partition_point(|left| *left == 0);
    for request in &stream.requests {
        if cpu < stream.least_cpu || left.last().is_none_or(|left| *left < stream.least_share) {
            break;
        }
        if request.cpu > cpu || request.memory > memory {
            continue;
        }
        let Some(open) = left.get_mut(start..) else {
            break;
        };
        let Some(used_up) = pack(open, request) else {
            continue;
        };
        start = start.saturating_add(used_up);
        cpu = cpu.saturating_sub(request.cpu);
        memory = memory.saturating_sub(request.memory);
    }
    Ends {
        idle: left.get(start..).unwrap_or_default().iter().map(|left| i64::from(*left)).sum(),
        cpu: room.cpu.saturating_sub(cpu),
        memory: room.memory.saturating_sub(memory),
    }
}

/// Takes a request from the devices and keeps them in order. Says how many are used up, which are
/// then first and not to be looked at again; `None` if it does not fit.
fn pack(devices: &mut [u16], request: &Request) -> Option<usize> {
    if request.share < WHOLE {
        let mut at = devices.iter().position(|left| *left >= request.share)?;
        let after = devices.get(at)?.saturating_sub(request.share);
        while let Some(below) = at.checked_sub(1) {
            let fuller = *devices.get(below)?;
            if fuller <= after {
                break;
            }
            *devices.get_mut(at)? = fuller;
            at = below;
        }
        *devices.get_mut(at)? = after;
        return Some(usize::from(after == 0));
    }
    let kept = devices.len().checked_sub(request.count)?;
    if *devices.get(kept)? < WHOLE {
        return None;
    }
    devices.copy_within(..kept, request.count);
    devices.get_mut(..request.count)?.fill(0);
    Some(request.count)
}

/// How one stream ends in a room with devices of several types.
fn mixed_stream_end(stream: &Stream, room: &Room, shape: &Shape) -> Ends {
    let mut end = room.clone();
    for request in &stream.requests {
        if let Some(after) = end.after(shape, &request.demand) {
            end = after;
        }
    }
    Ends {
        idle: i64::try_from(end.idle_gpu()).unwrap_or(i64::MAX),
        cpu: room.cpu.saturating_sub(end.cpu),
        memory: room.memory.saturating_sub(end.memory),
    }
}
