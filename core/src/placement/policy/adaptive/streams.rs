//! Streams: requests that may come, packed into one room to see what stays idle.

use alloc::vec::Vec;

use crate::cluster::{Demand, Room, Shape, WHOLE, low, milli};
use crate::placement::mix::Mix;
use crate::placement::policy::adaptive::devices::Devices;
use crate::placement::policy::adaptive::ends::{Ends, Lately};
use crate::placement::policy::adaptive::states::{DEVICE_STEP, State};
use crate::placement::policy::adaptive::typical;
use crate::placement::random::Random;

/// How many streams.
pub(super) const STREAMS: u32 = 48;

/// How many requests a stream has before those go that a shape could never hold.
const LENGTH: u32 = 100;

const MEBIBYTE: u64 = 1 << 20;

const SEED: u64 = 1;

/// How many steps of a device there are before it is idle.
const SHARES: usize = (WHOLE / DEVICE_STEP) as usize;

/// The streams of one mix, with what came of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams {
    packer: Packer,
    /// How rooms end that have ample CPU and memory, which is asked for most, and others.
    ample: Lately,
    others: Lately,
}

/// What packs streams.
///
/// Which requests of a stream have room is known at once: for each quantity of CPU and of memory that one
/// of them wants, and for each number of steps of devices, there is a set of those that want no more, one
/// bit each. What is in all three sets may fit, and nothing else does.
#[derive(Debug, Clone, Default)]
struct Packer {
    classes: Vec<Demand>,
    streams: Vec<Stream>,
    /// The most devices that a request wants.
    most_devices: usize,
    /// By shape, which requests of each stream it could hold, where that was wanted yet.
    by_shape: Vec<Option<Vec<u128>>>,
}

/// One stream, with its requests that may have room.
#[derive(Debug, Clone)]
struct Stream {
    requests: Vec<Request>,
    by_cpu: Levels,
    by_memory: Levels,
    /// By the steps left of the emptiest device, and from [`SHARES`] on by the number of idle ones.
    by_devices: Vec<u128>,
}

/// How many levels are gone down at once where so many are left behind.
const STRIDE: usize = 8;

/// The sets of requests that want no more than so much of a quantity.
#[derive(Debug, Clone)]
struct Levels {
    /// What any of the requests wants, ascending.
    wanted: Vec<u32>,
    /// The set below the first of them, and that from each on.
    sets: Vec<u128>,
}

/// Where in the levels a stream is: above those that it has left behind.
#[derive(Debug)]
struct Level<'a> {
    wanted: &'a [u32],
    sets: &'a [u128],
}

/// A request in few bytes: streams are read over and over.
#[derive(Debug, Clone, Copy)]
struct Request {
    cpu: u32,
    /// In mebibytes, rounded up.
    memory: u32,
    share: u16,
    count: u16,
    class: u16,
}

impl Streams {
    /// The streams of a mix, with memory for the ends of so many states.
    pub(super) fn new(mix: &Mix, most_ends: usize) -> Self {
        let lately = || Lately::new(most_ends / 2);
        Self { packer: Packer::new(mix), ample: lately(), others: lately() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.packer.streams.is_empty()
    }

    /// The milli-GPUs still idle in the room after each stream, summed. CPU and memory that no stream
    /// would use make no difference, so that rooms with ample are packed as one.
    pub(super) fn idle_end(&mut self, state: State, room: &Room, shape: &Shape) -> i64 {
        if room.idle_gpu() == 0 {
            return 0;
        }
        let most = self.ample_ends(state, shape);
        let has_cpu = low(room.cpu) >= most.cpu;
        let has_memory = low(room.memory / MEBIBYTE) >= most.memory;
        if has_cpu && has_memory {
            return most.idle.into();
        }
        let state = state.with_ample(has_cpu, has_memory);
        self.others.of(state, || self.packer.pack(state, shape)).idle.into()
    }

    /// The same with more CPU and memory than any stream would use.
    pub(super) fn ample_idle_end(&mut self, state: State, shape: &Shape) -> i64 {
        self.ample_ends(state, shape).idle.into()
    }

    fn ample_ends(&mut self, state: State, shape: &Shape) -> Ends {
        let state = state.with_ample(true, true);
        self.ample.of(state, || self.packer.pack(state, shape))
    }
}

impl Packer {
    fn new(mix: &Mix) -> Self {
        let typical = typical(mix);
        let counted = (0..).zip(&typical);
        let requests: Vec<(Request, u64)> = counted
            .filter_map(|(class, (demand, count))| Some((Request::new(class, demand)?, *count)))
            .collect();
        let most_devices = requests.iter().map(|(request, _)| request.count).max();
        let mut packer = Self {
            most_devices: most_devices.map_or(0, usize::from),
            classes: typical.iter().map(|(demand, _)| *demand).collect(),
            ..Self::default()
        };
        let drawn = draw(&requests);
        packer.streams = drawn.chunks(LENGTH as usize).map(|it| packer.stream(it)).collect();
        packer
    }

    fn stream(&self, requests: &[Request]) -> Stream {
        let set = |wanted: &dyn Fn(&Request) -> bool| set_of(requests, wanted);
        let shares = (0..SHARES).map(|steps| {
            set(&|it| it.share < WHOLE && usize::from(it.share / DEVICE_STEP) <= steps)
        });
        let idle = (1..=self.most_devices)
            .map(|idle| set(&|it| it.share < WHOLE || usize::from(it.count) <= idle));
        Stream {
            by_cpu: Levels::new(requests, |it| it.cpu),
            by_memory: Levels::new(requests, |it| it.memory),
            by_devices: shares.chain(idle).collect(),
            requests: requests.to_vec(),
        }
    }

    /// How a room in this state ends.
    fn pack(&mut self, state: State, shape: &Shape) -> Ends {
        let room = state.room(shape);
        let at = room.shape.0 as usize;
        if self.by_shape.len() <= at {
            self.by_shape.resize(at.saturating_add(1), None);
        }
        if self.by_shape.get(at).is_some_and(Option::is_none) {
            let held = Some(self.held_by(shape));
            self.by_shape.get_mut(at).into_iter().for_each(|place| place.clone_from(&held));
        }
        let held = self.by_shape.get(at).and_then(Option::as_deref).unwrap_or_default();
        let mut ends = Ends::default();
        let mut left = room.left.to_vec();
        for (stream, held) in self.streams.iter().zip(held) {
            left.copy_from_slice(&room.left);
            ends.add(stream.end(*held, &room, &mut left));
        }
        ends
    }

    /// Which requests of each stream an empty node of the shape could hold.
    fn held_by(&self, shape: &Shape) -> Vec<u128> {
        let classes: Vec<bool> = self.classes.iter().map(|it| shape.could_hold(it)).collect();
        let is_held = |request: &Request| classes.get(usize::from(request.class)) == Some(&true);
        self.streams.iter().map(|stream| set_of(&stream.requests, &is_held)).collect()
    }
}

impl Stream {
    /// How a stream ends in a room: each request that has room when its turn comes is packed.
    fn end(&self, held: u128, room: &Room, left: &mut [u16]) -> Ends {
        let (whole_cpu, whole_memory) = (low(room.cpu), low(room.memory / MEBIBYTE));
        let (mut cpu, mut memory) = (whole_cpu, whole_memory);
        let (mut by_cpu, mut by_memory) = (self.by_cpu.highest(), self.by_memory.highest());
        let mut devices = Devices::new(left);
        let mut coming = held;
        loop {
            // What does not fit now will not later: room only becomes less.
            coming &= by_cpu.fall_to(cpu) & by_memory.fall_to(memory) & self.on(&devices);
            // Of the others the first that the devices have is taken.
            let taken = loop {
                let request = self.requests.get(coming.trailing_zeros() as usize);
                coming &= coming.wrapping_sub(1);
                match request {
                    Some(request) if !request.take_from(&mut devices) => {}
                    _ => break request,
                }
            };
            let Some(request) = taken else {
                break;
            };
            cpu = cpu.saturating_sub(request.cpu);
            memory = memory.saturating_sub(request.memory);
        }
        Ends {
            idle: devices.sum(),
            cpu: whole_cpu.saturating_sub(cpu),
            memory: whole_memory.saturating_sub(memory),
        }
    }

    /// The requests that may have room on the devices.
    fn on(&self, devices: &Devices<'_>) -> u128 {
        let place = match devices.idle() {
            0 => usize::from(devices.emptiest() / DEVICE_STEP),
            idle => SHARES.saturating_add(idle).saturating_sub(1),
        };
        self.by_devices.get(place).or(self.by_devices.last()).copied().unwrap_or_default()
    }
}

impl Levels {
    fn new(requests: &[Request], of: fn(&Request) -> u32) -> Self {
        let mut wanted: Vec<u32> = requests.iter().map(of).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let up_to = |most: &u32| set_of(requests, &|request| of(request) <= *most);
        let sets = core::iter::once(0).chain(wanted.iter().map(up_to)).collect();
        Self { wanted, sets }
    }

    /// The level at which nothing is too much.
    fn highest(&self) -> Level<'_> {
        Level { wanted: &self.wanted, sets: &self.sets }
    }
}

impl Level<'_> {
    /// Goes down to what is left of the quantity, which only falls. Returns the requests that want no
    /// more.
    fn fall_to(&mut self, left: u32) -> u128 {
        // First in strides: rooms are mostly far below the largest requests.
        while let Some((lower, [lowest, ..])) = self.wanted.split_last_chunk::<STRIDE>()
            && *lowest > left
        {
            self.wanted = lower;
        }
        while let Some((highest, lower)) = self.wanted.split_last()
            && *highest > left
        {
            self.wanted = lower;
        }
        self.sets.get(self.wanted.len()).copied().unwrap_or_default()
    }
}

/// The requests that are as wanted, one bit each, the first the lowest.
fn set_of(requests: &[Request], is_wanted: &dyn Fn(&Request) -> bool) -> u128 {
    let bits = requests.iter().rev().map(|request| u128::from(is_wanted(request)));
    bits.fold(0, |set, bit| set << 1 | bit)
}

/// Draws the streams' requests: each as often as its count says, as nearly as that goes, shuffled.
fn draw(requests: &[(Request, u64)]) -> Vec<Request> {
    let total = requests.iter().map(|(_, count)| u128::from(*count)).fold(0, u128::saturating_add);
    let draws = u128::from(STREAMS.saturating_mul(LENGTH));
    let mut drawn = Vec::new();
    let (mut sum, mut draw) = (0_u128, 0_u128);
    for (request, count) in requests {
        sum = sum.saturating_add(u128::from(*count));
        // Draw i is at (i + ½) · total / draws.
        let is_before = |draw: u128| {
            let at = draw.saturating_mul(2).saturating_add(1).saturating_mul(total);
            at < sum.saturating_mul(draws).saturating_mul(2)
        };
        while draw < draws && is_before(draw) {
            drawn.push(*request);
            draw = draw.saturating_add(1);
        }
    }
    deal(&mut drawn)
}

/// Deals draws to the streams so that each has its part of every request, and shuffles each stream.
fn deal(drawn: &mut [Request]) -> Vec<Request> {
    let mut random = Random::new(SEED);
    let mut streams = alloc::vec![Vec::new(); STREAMS as usize];
    for round in drawn.chunks_mut(STREAMS as usize) {
        random.shuffle(round);
        streams.iter_mut().zip(round).for_each(|(stream, request)| stream.push(*request));
    }
    streams.iter_mut().for_each(|stream| random.shuffle(stream));
    streams.concat()
}

impl Request {
    fn new(class: u16, demand: &Demand) -> Option<Self> {
        let gpu = demand.gpu?;
        Some(Self {
            cpu: low(demand.cpu.0),
            memory: low(demand.memory.0.div_ceil(MEBIBYTE)),
            count: u16::try_from(gpu.count()).ok()?,
            share: milli(&gpu),
            class,
        })
    }

    /// Takes what it wants of the devices. Says whether they have it.
    fn take_from(self, devices: &mut Devices<'_>) -> bool {
        if self.share < WHOLE {
            devices.take_share(self.share)
        } else {
            devices.take_whole(self.count.into())
        }
    }
}
