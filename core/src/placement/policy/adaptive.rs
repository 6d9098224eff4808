//! Adaptive: the node whose room loses the least of what it is worth to the requests to come.
//!
//! 1. From the mix, 48 streams of 100 requests are drawn once. The *idle end* W of a room is the
//!    milli-GPUs still idle after a stream was packed into that room alone, averaged over the streams.
//!    Rooms are told apart in steps: of CPU and memory by the size of the empty node, of a device by
//!    50 thousandths, whose rest counts as idle. Devices of mixed nodes count as of all their types.
//! 2. Requests for k devices on the same shapes of nodes are a *group* where such room can run out.
//!    u is what a room supplies of it, S the supply of the cluster, R its idle milli-GPUs, a the
//!    group's part of all demand. The *price* is e = min(1.5, a · R / S).
//! 3. cost = ⌊(W after − W before) / q⌋ + round(Σ e² · (u before − u after) / q), with a quantum q of
//!    40 milli-GPUs; equal costs go by name, as FGD's do, which fills one node after another.
//! 4. W counts as falling by no more than the milli-GPUs that are taken, and never below what it is with
//!    ample CPU and memory, which is known of most devices left. Only rooms that could be the best by this
//!    *bound* are looked at, since what it takes to pack is mostly the rest.
//!
//! What each is good for, in points of allocation at 100 % / 130 % on the public trace, means of ten seeds:
//! without the prices −0.33 / −0.17, and −0.37 / −0.06 where a fifth of the demand is for several GPUs;
//! 16 streams −0.02 / −0.05, and −0.09 / −0.10 where a tenth of the requests accepts only some types;
//! q = 60 −0.08 / −0.10, q = 20 −0.03 / 0. Without the bound no difference, at 1.8 times the instructions.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::cluster::{Cluster, Demand, Room, Shape, low};
use crate::placement::mix::Mix;
use crate::placement::ranking::Cost;
use crate::quantity::MemoryBytes;

mod afters;
mod devices;
mod ends;
mod memo;
mod scarcity;
mod states;
mod streams;

use afters::{Afters, DevicesNumber};
use memo::Memo;
use scarcity::Groups;
use states::{State, StateNumber, States};
use streams::Streams;

/// What one unit of cost is, in milli-GPUs.
const QUANTUM: i64 = 40;

/// For so many nodes there is one decision between two looks at the prices.
const NODES_PER_DECISION: usize = 64;

/// What is added to every cost, so that none is negative.
const ORIGIN: i64 = 1 << 24;

/// Scores by one mix, kept up with one cluster.
#[derive(Debug, Clone, Default)]
pub(in crate::placement) struct Adaptive {
    memo: Memo,
    streams: Streams,
    groups: Groups,
    states: States,
    afters: Afters,
    /// How far the cluster's changes have been followed.
    seen: u64,
    /// What was seen of each class: its state and how many nodes.
    classes: Vec<Option<Seen>>,
    /// What the cluster supplies of each group.
    supplies: Vec<u64>,
    /// The milli-GPUs that are idle in the cluster.
    idle: u64,
    /// The square of each group's price, in 65,536ths.
    kept: SavedPrices,
    /// Counts the changes of prices.
    epoch: u64,
    /// How often a node had been announced when the groups were made.
    grouped_at: Option<u64>,
    /// The same for the prices, unless they are due.
    node_changes: u64,
}

/// What was seen of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    state: State,
    number: StateNumber,
    devices: DevicesNumber,
    /// The state's idle end, summed over the streams: at hand, since every estimate asks for it.
    idle_end: u32,
    /// How many nodes.
    count: u32,
    /// The idle milli-GPUs of each.
    idle: u32,
}

impl Seen {
    /// So much on each of its nodes, summed.
    fn on_all(&self, each: impl Into<u64>) -> u64 {
        u64::from(self.count).saturating_mul(each.into())
    }
}

/// Prices that hold until they are looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::placement) struct SavedPrices {
    prices: Vec<u64>,
    /// How many decisions were made by them.
    decisions: u64,
    /// Whether they are to be made anew at the next decision.
    pub(in crate::placement) are_due: bool,
}

impl SavedPrices {
    /// Whether the next decisions are made by the same prices. What is due follows from the cluster.
    pub(in crate::placement) fn hold_as(&self, other: &Self) -> bool {
        self.prices == other.prices && self.decisions == other.decisions
    }
}

impl Adaptive {
    /// Gets ready for a decision by this mix on the cluster as it is.
    pub(in crate::placement) fn prepare(&mut self, mix: &Mix, cluster: &Cluster) {
        if self.streams.is_empty() {
            self.streams = Streams::new(mix, self.memo.most_ends());
            self.forget();
        }
        if self.grouped_at != Some(cluster.node_changes()) {
            self.grouped_at = Some(cluster.node_changes());
            self.regroup(mix, cluster);
        }
        self.kept.are_due |= !self.has_seen(cluster);
        self.node_changes = cluster.node_changes();
        self.follow(cluster);
        self.reprice(cluster);
    }

    pub(in crate::placement) fn has_seen(&self, cluster: &Cluster) -> bool {
        self.node_changes == cluster.node_changes()
    }

    /// Makes the groups anew, and forgets what hung on the earlier ones if they have changed.
    fn regroup(&mut self, mix: &Mix, cluster: &Cluster) {
        let groups = Groups::new(mix, cluster);
        if groups != self.groups {
            self.groups = groups;
            self.kept.prices.resize(self.groups.len(), 0);
            self.forget();
        }
    }

    /// Forgets the mix, and with it everything else.
    pub(in crate::placement) fn forget_mix(&mut self) {
        let epoch = self.epoch.saturating_add(1);
        *self = Self { epoch, memo: self.memo, ..Self::default() };
    }

    /// Bounds what is remembered of rooms, in bytes. It makes no difference to any cost.
    pub(in crate::placement) const fn remember(&mut self, bytes: usize) {
        self.memo = Memo::new(bytes);
    }

    pub(in crate::placement) fn save(&self) -> SavedPrices {
        self.kept.clone()
    }

    /// Takes prices that were saved with the cluster as it is.
    pub(in crate::placement) fn restore(&mut self, prices: SavedPrices, cluster: &Cluster) {
        self.kept = prices;
        self.node_changes = cluster.node_changes();
    }

    /// Which costs hold: those of an earlier epoch do not.
    pub(in crate::placement) const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Notes what has changed in the cluster.
    pub(in crate::placement) fn follow(&mut self, cluster: &Cluster) {
        let index = cluster.index();
        if self.seen == index.change_count() {
            return;
        }
        // Not the states of the nodes themselves, which would have to be made again at once.
        let of_nodes = index.class_count().saturating_mul(2);
        let most_states = self.memo.most_states(self.groups.len()).max(of_nodes);
        if self.states.len().max(self.afters.len()) >= most_states {
            self.forget();
        }
        match index.changes_since(self.seen) {
            Some(changes) => {
                self.classes.resize(index.class_count(), None);
                changes.for_each(|change| self.note(change.class, cluster));
            }
            None => {
                // Numbers may have been given anew: what was seen of them says nothing.
                self.forget_classes();
                self.classes.resize(index.class_count(), None);
                let count = u32::try_from(index.class_count()).unwrap_or(u32::MAX);
                (0..count).for_each(|number| self.note(number, cluster));
            }
        }
        self.seen = index.change_count();
    }

    /// Forgets the states, and with them every score; the prices stay.
    fn forget(&mut self) {
        self.states = States::new(self.groups.len());
        self.afters = Afters::new(self.memo.most_afters());
        self.forget_classes();
        self.seen = u64::MAX;
        self.epoch = self.epoch.saturating_add(1);
    }

    fn forget_classes(&mut self) {
        self.classes.clear();
        self.supplies = alloc::vec![0; self.groups.len()];
        self.idle = 0;
    }

    fn note(&mut self, number: u32, cluster: &Cluster) {
        let class = cluster.index().class(number).filter(|class| class.len() > 0);
        let now = class.and_then(|class| {
            let count = u32::try_from(class.len()).unwrap_or(u32::MAX);
            let shape = cluster.shapes().get(class.room.shape)?;
            let (state, _) = State::of(&class.room, shape);
            let number = self.number_of(state, shape);
            let devices = self.afters.number_of(&class.room);
            let idle_end = u32::try_from(self.states.idle_end(number)).unwrap_or(u32::MAX);
            let idle = low(class.room.idle_gpu());
            Some(Seen { state, number, devices, idle_end, count, idle })
        });
        let Some(seen) = self.classes.get_mut(number as usize) else {
            return;
        };
        let earlier = core::mem::replace(seen, now);
        if earlier == now {
            return;
        }
        if let Some(seen) = earlier {
            self.idle = self.idle.saturating_sub(seen.on_all(seen.idle));
            for (sum, supply) in self.supplies.iter_mut().zip(self.states.supplies(seen.number)) {
                *sum = sum.saturating_sub(seen.on_all(*supply));
            }
        }
        if let Some(seen) = now {
            self.idle = self.idle.saturating_add(seen.on_all(seen.idle));
            for (sum, supply) in self.supplies.iter_mut().zip(self.states.supplies(seen.number)) {
                *sum = sum.saturating_add(seen.on_all(*supply));
            }
        }
    }

    fn number_of(&mut self, state: State, shape: &Shape) -> StateNumber {
        let (streams, groups) = (&mut self.streams, &self.groups);
        let make = || {
            let room = state.room(shape);
            (streams.idle_end(state, &room, shape), groups.supplies(&room))
        };
        self.states.number_of(state, make)
    }

    /// Looks at the prices every so many decisions, and takes the new ones if they have moved far
    /// enough to matter.
    fn reprice(&mut self, cluster: &Cluster) {
        let period = u64::try_from(cluster.len() / NODES_PER_DECISION).unwrap_or(u64::MAX);
        self.kept.decisions = self.kept.decisions.saturating_add(1);
        let are_due = core::mem::take(&mut self.kept.are_due);
        if !are_due && self.kept.decisions < period {
            return;
        }
        self.kept.decisions = 0;
        let now = self.groups.prices(&self.supplies, self.idle);
        let mut moves = now.iter().zip(&self.kept.prices).map(|(now, then)| now.abs_diff(*then));
        if are_due || moves.any(|far| far > scarcity::INDIFFERENCE) {
            self.kept.prices = now;
            self.epoch = self.epoch.saturating_add(1);
        }
    }

    /// The least that the demand costs in a class that was followed, which mostly takes no packing.
    pub(in crate::placement) fn least_cost(
        &mut self,
        number: u32,
        room: &Room,
        shape: &Shape,
        demand: &Demand,
    ) -> Option<u32> {
        let seen = self.classes.get(number as usize)?.as_ref()?;
        let Some(gpu) = demand.gpu else {
            return from_origin(0);
        };
        let Self { afters, streams, .. } = self;
        let after = afters.of(seen.devices, &gpu, || {
            let (after, crumbs) = seen.state.after_gpus(room, shape, &gpu)?;
            Some(streams.ample_idle_end(after, shape).saturating_add(on_all_streams(crumbs)))
        })?;
        from_origin(counted(after.saturating_sub(seen.idle_end.into()), demand))
    }

    /// The cost of the demand in a class that was followed; `None` if it does not fit.
    pub(in crate::placement) fn cost(
        &mut self,
        number: u32,
        room: &Room,
        shape: &Shape,
        demand: &Demand,
    ) -> Option<Cost> {
        let [idle_end, scarcity] = self.parts(number, room, shape, demand)?;
        // Whatever the prices, nothing becomes less scarce by a request.
        let floor = from_origin(idle_end)?;
        Some(Cost { now: from_origin(idle_end.saturating_add(scarcity))?, floor })
    }

    /// The parts that the cost adds up: what the streams lose, and what is scarce.
    pub(in crate::placement) fn parts(
        &mut self,
        number: u32,
        room: &Room,
        shape: &Shape,
        demand: &Demand,
    ) -> Option<[i64; 2]> {
        let seen = (*self.classes.get(number as usize)?)?;
        let (after, crumbs) = seen.state.after(room, shape, demand)?;
        let with_ample = self.streams.ample_idle_end(after, shape);
        let after = self.number_of(after, shape);
        let before = self.states.worth(seen.number, &self.kept.prices, self.epoch);
        let after = self.states.worth(after, &self.kept.prices, self.epoch);
        let idle_end = after.idle_end.max(with_ample).saturating_sub(before.idle_end);
        let rise = idle_end.saturating_add(on_all_streams(crumbs));
        let lost = before.supplied.saturating_sub(after.supplied);
        let scarcity = rounded(lost, QUANTUM.saturating_mul(scarcity::UNIT));
        Some([counted(rise, demand), scarcity])
    }
}

/// So much in each stream, summed.
fn on_all_streams(each: i64) -> i64 {
    each.saturating_mul(streams::STREAMS.into())
}

/// What a rise of the idle end counts as, in whole quanta: it falls by no more than what is taken.
fn counted(rise: i64, demand: &Demand) -> i64 {
    let taken = i64::try_from(demand.gpu_total()).unwrap_or(i64::MAX);
    let least = on_all_streams(taken).saturating_neg();
    rise.max(least).div_euclid(on_all_streams(QUANTUM))
}

/// A cost as it is compared.
fn from_origin(cost: i64) -> Option<u32> {
    u32::try_from(cost.saturating_add(ORIGIN).max(0)).ok()
}

/// The nearest whole number to the quotient.
fn rounded(dividend: i64, divisor: i64) -> i64 {
    dividend.saturating_mul(2).saturating_add(divisor).div_euclid(divisor.saturating_mul(2))
}

/// The requests of the mix that ask for GPUs, each with the mean memory of those that ask for the
/// same otherwise.
fn typical(mix: &Mix) -> Vec<(Demand, u64)> {
    let mut sums = BTreeMap::<_, (u128, u64)>::new();
    for (demand, count) in mix.counts().filter(|(demand, _)| demand.gpu.is_some()) {
        let memory = u128::from(demand.memory.0).saturating_mul(u128::from(count));
        let (memories, counts) = sums.entry((demand.cpu, demand.gpu)).or_default();
        *memories = memories.saturating_add(memory);
        *counts = counts.saturating_add(count);
    }
    let mean = |((cpu, gpu), (memories, count)): (_, (u128, u64))| {
        let memory = memories.checked_div(u128::from(count)).unwrap_or_default();
        let memory = MemoryBytes(u64::try_from(memory).unwrap_or(u64::MAX));
        (Demand { cpu, memory, gpu }, count)
    };
    sums.into_iter().map(mean).collect()
}
