//! Streams: requests that may come, packed into one room to see what stays idle.

use alloc::vec::Vec;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::cluster::{Demand, LeftOvers, Room, Shape, WHOLE, milli};
use crate::placement::mix::Mix;
use crate::placement::policy::adaptive::typical;
use crate::placement::random::Random;

/// How many streams.
pub(super) const STREAMS: u32 = 48;

/// How many requests a stream has before those go that a shape could never hold.
const LENGTH: u32 = 100;

/// How many rooms' ends are kept; when there are more, all are forgotten.
const MOST_ENDS: usize = 1 << 16;

const MEBIBYTE: u64 = 1 << 20;

const SEED: u64 = 1;

/// The streams of one mix.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams {
    drawn: Vec<Demand>,
    /// By shape, what of the streams it could hold, where that was wanted yet.
    by_shape: Vec<Option<Vec<Stream>>>,
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

/// Requests are listed by the largest share, of a device or whole, that still has room.
const LEVELS: [u16; 7] = [100, 200, 300, 500, 700, 999, WHOLE];

/// What a shape could hold of one stream.
#[derive(Debug, Clone)]
struct Stream {
    /// For each level, the requests that take no more of a device than that.
    levels: [Vec<Request>; LEVELS.len()],
    least_cpu: u32,
}

/// A request in few bytes: streams are read over and over.
#[derive(Debug, Clone, Copy)]
struct Request {
    cpu: u32,
    /// In mebibytes, rounded up.
    memory: u32,
    share: u16,
    count: u16,
    /// Its place in the stream.
    place: u16,
}

impl Streams {
    pub(super) fn new(mix: &Mix) -> Self {
        Self { drawn: draw(mix), ..Self::default() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }

    /// The milli-GPUs still idle in the room after each stream, summed. CPU and memory that no stream
    /// would use make no difference, so that rooms with ample are packed as one.
    pub(super) fn idle_end(&mut self, room: &Room, shape: &Shape) -> i64 {
        if room.idle_gpu() == 0 {
            return 0;
        }
        let ample = Room { cpu: u64::MAX, memory: u64::MAX, ..room.clone() };
        let most = self.ends(ample, shape);
        if room.cpu >= most.cpu && room.memory >= most.memory {
            return most.idle;
        }
        let if_short = |left: u64, used: u64| if left >= used { u64::MAX } else { left };
        let cpu = if_short(room.cpu, most.cpu);
        let memory = if_short(room.memory, most.memory);
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
        let drawn = self.drawn.chunks(LENGTH as usize);
        let mut ends = Ends::default();
        match shape.runs.len() {
            1 => {
                let of = |stream| Stream::new(stream, shape);
                let streams = known.get_or_insert_with(|| drawn.map(of).collect());
                streams.iter().for_each(|stream| ends.add(stream.end(&room)));
            }
            _ => drawn.for_each(|stream| ends.add(mixed_end(stream, &room, shape))),
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

impl Ends {
    fn add(&mut self, end: Self) {
        self.idle = self.idle.saturating_add(end.idle);
        self.cpu = self.cpu.max(end.cpu);
        self.memory = self.memory.max(end.memory);
    }
}

impl Stream {
    fn new(drawn: &[Demand], shape: &Shape) -> Self {
        let held = drawn.iter().filter(|demand| shape.could_hold(demand));
        let requests: Vec<Request> = (0..).zip(held).filter_map(Request::new).collect();
        let up_to = |share| requests.iter().filter(|it| it.share <= share).copied().collect();
        Self {
            least_cpu: requests.iter().map(|it| it.cpu).min().unwrap_or(u32::MAX),
            levels: LEVELS.map(up_to),
        }
    }

    /// The requests from a place on that take no more of a device than is left of the emptiest one.
    fn rest(&self, place: u16, left: u16) -> &[Request] {
        let level = LEVELS.iter().position(|level| *level >= left);
        let requests = level.and_then(|level| self.levels.get(level));
        let requests = requests.map_or(&[][..], Vec::as_slice);
        let done = requests.partition_point(|it| it.place < place);
        requests.get(done..).unwrap_or_default()
    }

    /// How the stream ends in a room with devices of one type.
    fn end(&self, room: &Room) -> Ends {
        let (whole_cpu, whole_memory) = (low(room.cpu), low(room.memory / MEBIBYTE));
        let (mut cpu, mut memory) = (whole_cpu, whole_memory);
        let mut left: LeftOvers = room.left.clone();
        let used_up = left.partition_point(|left| *left == 0);
        // Only devices with something left, fullest first.
        let mut open = left.get_mut(used_up..).unwrap_or_default();
        let mut most = open.last().copied().unwrap_or_default();
        let mut rest = self.rest(0, most).iter();
        while let Some(request) = rest.next() {
            if request.cpu > cpu || request.memory > memory {
                continue;
            }
            let Some(used_up) = request.take_from(open) else {
                continue;
            };
            open = open.get_mut(used_up..).unwrap_or_default();
            cpu = cpu.saturating_sub(request.cpu);
            memory = memory.saturating_sub(request.memory);
            let left = open.last().copied().unwrap_or_default();
            if left == 0 || cpu < self.least_cpu {
                break;
            }
            if left != most {
                most = left;
                rest = self.rest(request.place.saturating_add(1), most).iter();
            }
        }
        Ends {
            idle: open.iter().map(|left| i64::from(*left)).sum(),
            cpu: u64::from(whole_cpu.saturating_sub(cpu)),
            memory: u64::from(whole_memory.saturating_sub(memory)).saturating_mul(MEBIBYTE),
        }
    }
}

impl Request {
    fn new((place, demand): (u16, &Demand)) -> Option<Self> {
        let gpu = demand.gpu?;
        Some(Self {
            cpu: low(demand.cpu.0),
            memory: low(demand.memory.0.div_ceil(MEBIBYTE)),
            count: u16::try_from(gpu.count()).ok()?,
            share: milli(&gpu),
            place,
        })
    }

    /// Takes the request from the devices and keeps them in order. Says how many are used up, which
    /// are then the first; `None` if it does not fit.
    fn take_from(self, devices: &mut [u16]) -> Option<usize> {
        if self.share < WHOLE {
            let at = devices.iter().position(|left| *left >= self.share)?;
            return take_share(devices.get_mut(..=at)?, self.share);
        }
        let count = usize::from(self.count);
        let kept = devices.len().checked_sub(count)?;
        if *devices.get(kept)? < WHOLE {
            return None;
        }
        // The kept devices move behind the used up, whose own values nobody reads.
        devices.copy_within(..kept, count);
        Some(count)
    }
}

/// Takes a share from the last of the devices and moves it to where it belongs.
fn take_share(devices: &mut [u16], share: u16) -> Option<usize> {
    let (last, fuller) = devices.split_last()?;
    let after = last.saturating_sub(share);
    let place = fuller.iter().rposition(|left| *left <= after).map_or(0, |at| at.saturating_add(1));
    let kept = fuller.len();
    devices.copy_within(place..kept, place.saturating_add(1));
    *devices.get_mut(place)? = after;
    Some(usize::from(after == 0))
}

/// The quantity, or the largest that is told apart.
fn low(quantity: u64) -> u32 {
    u32::try_from(quantity).unwrap_or(u32::MAX)
}

/// How one stream ends in a room with devices of several types.
fn mixed_end(stream: &[Demand], room: &Room, shape: &Shape) -> Ends {
    let mut end = room.clone();
    for demand in stream {
        if let Some(after) = end.after(shape, demand) {
            end = after;
        }
    }
    Ends {
        idle: i64::try_from(end.idle_gpu()).unwrap_or(i64::MAX),
        cpu: room.cpu.saturating_sub(end.cpu),
        memory: room.memory.saturating_sub(end.memory),
    }
}
