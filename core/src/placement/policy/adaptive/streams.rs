//! Streams: requests that may come, packed into one room to see what stays idle.

use alloc::vec::Vec;

use crate::cluster::{Demand, LeftOvers, Room, Shape, WHOLE, milli};
use crate::placement::mix::Mix;
use crate::placement::policy::adaptive::typical;
use crate::placement::random::Random;

/// How many streams.
pub(super) const STREAMS: u32 = 32;

/// How many requests a stream has before those go that a shape could never hold.
const LENGTH: u32 = 100;

const SEED: u64 = 0x6C69_7665_6265_7274;

/// The streams of one mix.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams {
    drawn: Vec<Demand>,
    /// By shape, what of the streams it could hold, where that was wanted yet.
    by_shape: Vec<Option<ShapeStreams>>,
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
        Self { drawn: draw(mix), by_shape: Vec::new() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }

    /// The milli-GPUs still idle in the room after each stream, summed.
    pub(super) fn idle_end(&mut self, room: &Room, shape: &Shape) -> i64 {
        if room.idle_gpu() == 0 {
            return 0;
        }
        let at = room.shape.0 as usize;
        if self.by_shape.len() <= at {
            self.by_shape.resize(at.saturating_add(1), None);
        }
        let Some(known) = self.by_shape.get_mut(at) else {
            return 0;
        };
        let drawn = &self.drawn;
        let streams = known.get_or_insert_with(|| ShapeStreams::new(drawn, shape));
        let idle = |stream| match shape.runs.len() {
            1 => stream_end(stream, room),
            _ => mixed_stream_end(stream, room, shape),
        };
        let sum = streams.streams.iter().map(idle).fold(0, u64::saturating_add);
        i64::try_from(sum).unwrap_or(i64::MAX)
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
    Random::new(SEED).shuffle(&mut drawn);
    drawn
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

/// What stays idle of a room with devices of one type.
fn stream_end(stream: &Stream, room: &Room) -> u64 {
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
    left.get(start..).unwrap_or_default().iter().map(|left| u64::from(*left)).sum()
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

/// What stays idle of a room with devices of several types.
fn mixed_stream_end(stream: &Stream, room: &Room, shape: &Shape) -> u64 {
    let mut room = room.clone();
    for request in &stream.requests {
        if let Some(after) = room.after(shape, &request.demand) {
            room = after;
        }
    }
    room.idle_gpu()
}
