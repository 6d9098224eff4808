//! States: every room that was looked at, with what is known of it.
//!
//! What is known follows from the room, so forgetting it changes no answer.

use alloc::vec::Vec;
use core::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::cluster::Room;

/// How many states are kept: with 16 groups about 40 MiB.
const MOST_STATES: usize = 1 << 18;

/// Counts states in the order in which they were first looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StateNumber(u32);

#[derive(Debug, Clone, Default)]
pub(super) struct States {
    numbers: HashTable<u32>,
    states: Vec<State>,
    /// What each state supplies of each group.
    supplies: Vec<u16>,
    group_count: usize,
}

#[derive(Debug, Clone)]
struct State {
    room: Room,
    worth: Worth,
    /// The epoch of the prices in `worth`.
    epoch: u64,
}

/// What a room is worth.
#[derive(Debug, Clone, Copy)]
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

    pub(super) fn is_full(&self) -> bool {
        self.states.len() >= MOST_STATES
    }

    /// The room's state; where it is not known, what is known of it is made.
    pub(super) fn number_of(
        &mut self,
        room: Room,
        make: impl FnOnce(&Room) -> (i64, Vec<u16>),
    ) -> StateNumber {
        let hash = FxBuildHasher.hash_one(&room);
        let states = &self.states;
        let is_it = |number: &u32| states.get(*number as usize).is_some_and(|it| it.room == room);
        if let Some(number) = self.numbers.find(hash, is_it) {
            return StateNumber(*number);
        }
        let (idle_end, supplies) = make(&room);
        let number = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        self.states.push(State { room, worth: Worth { idle_end, supplied: 0 }, epoch: u64::MAX });
        self.supplies.extend(supplies);
        let states = &self.states;
        let rehash = |number: &u32| {
            states.get(*number as usize).map_or(0, |state| FxBuildHasher.hash_one(&state.room))
        };
        self.numbers.insert_unique(hash, number, rehash);
        StateNumber(number)
    }

    pub(super) fn supplies(&self, number: StateNumber) -> &[u16] {
        let start = (number.0 as usize).saturating_mul(self.group_count);
        let end = start.saturating_add(self.group_count);
        self.supplies.get(start..end).unwrap_or_default()
    }

    /// What the state is worth at these prices, which are those of the epoch.
    pub(super) fn worth(&mut self, number: StateNumber, prices: &[u64], epoch: u64) -> Worth {
        let known = self.states.get(number.0 as usize);
        let Some(known) = known.filter(|state| state.epoch != epoch) else {
            return known.map_or(Worth { idle_end: 0, supplied: 0 }, |state| state.worth);
        };
        let mut worth = known.worth;
        let supplied = self
            .supplies(number)
            .iter()
            .zip(prices)
            .map(|(supply, price)| u64::from(*supply).saturating_mul(*price));
        worth.supplied = i64::try_from(supplied.fold(0, u64::saturating_add)).unwrap_or(i64::MAX);
        if let Some(state) = self.states.get_mut(number.0 as usize) {
            (state.worth, state.epoch) = (worth, epoch);
        }
        worth
    }
}
