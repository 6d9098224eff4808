//! Ends: how rooms end that were packed lately.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::placement::policy::adaptive::states::State;

/// How many bytes it takes to know a state's ends: the half that was not looked at lately is about to be
/// forgotten.
pub(super) const BYTES_OF_EACH: usize = 2 * (size_of::<(State, Ends)>() + 1);

/// How a room ends, over all streams.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ends {
    /// The milli-GPUs still idle, summed.
    pub(super) idle: u32,
    /// The most CPU that a stream used, in millicores, and the most memory in mebibytes.
    pub(super) cpu: u32,
    pub(super) memory: u32,
}

/// The ends of the states that were looked at lately.
#[derive(Debug, Clone, Default)]
pub(super) struct Lately {
    most: usize,
    /// What was looked at lately, and what was before that.
    ends: HashMap<State, Ends, FxBuildHasher>,
    earlier: HashMap<State, Ends, FxBuildHasher>,
}

impl Ends {
    /// Takes in how one more stream ends.
    pub(super) fn add(&mut self, end: Self) {
        self.idle = self.idle.saturating_add(end.idle);
        self.cpu = self.cpu.max(end.cpu);
        self.memory = self.memory.max(end.memory);
    }
}

impl Lately {
    /// For so many states, and as many that will soon be forgotten.
    pub(super) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// The ends of a state, which `pack` finds if they are not known.
    #[inline]
    pub(super) fn of(&mut self, state: State, pack: impl FnOnce() -> Ends) -> Ends {
        match self.ends.get(&state) {
            Some(known) => *known,
            None => self.remember(state, pack),
        }
    }

    #[cold]
    fn remember(&mut self, state: State, pack: impl FnOnce() -> Ends) -> Ends {
        let ends = self.earlier.get(&state).copied().unwrap_or_else(pack);
        if self.ends.len() >= self.most {
            self.earlier = core::mem::take(&mut self.ends);
        }
        self.ends.insert(state, ends);
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{Room, Shape, ShapeId};

    #[test]
    fn what_was_looked_at_lately_is_known_and_no_more_is_kept_than_twice_as_much_as_asked_for() {
        let shape = Shape { cpu: 1, memory: 1, runs: Default::default() };
        let state = |number: u32| {
            let room = Room { shape: ShapeId(number), cpu: 1, memory: 1, left: Default::default() };
            State::of(&room, &shape).0
        };
        let mut lately = Lately::new(8);
        let mut packed = 0;
        for turn in 0..1_000_u32 {
            // One state is looked at all the time, and each of the others twice in a row.
            for number in [0, turn / 2 + 1] {
                let pack = || {
                    packed += 1;
                    Ends { idle: number, ..Ends::default() }
                };
                assert_eq!(lately.of(state(number), pack).idle, number);
                assert!(lately.ends.len() <= 8 && lately.earlier.len() <= 8);
            }
        }
        assert_eq!(packed, 501);
    }
}
