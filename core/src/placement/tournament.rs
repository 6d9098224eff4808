//! A tournament of numbered keys: after some of them have changed, the smallest is found at little cost.
//!
//! Those that take part stand side by side, however few of all numbers they are. What a change means for
//! the best shows when that is asked for: then each match in which a key is another one is held again.

use alloc::vec::Vec;

use crate::cluster::{Rank, low};

/// How many meet in one match.
const MATCH: usize = 8;

/// The place of a number that does not take part.
const NOWHERE: u32 = u32::MAX;

/// How many bits a word has.
const WORD: usize = u64::BITS as usize;

/// Who is smaller than whom: by the cost, and of equals by the rank. Of equals in both, an exact cost is
/// smaller than an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

impl Key {
    /// The key of a number that does not take part.
    pub(super) const ABSENT: Self = Self(u64::MAX);

    /// The highest cost that is told apart.
    const MOST_COST: u32 = (u32::MAX >> 1) - 1;

    pub(super) fn exact(cost: u32, rank: Rank) -> Self {
        Self(u64::from(cost.min(Self::MOST_COST)) << 33 | u64::from(rank) << 1)
    }

    pub(super) fn estimate(cost: u32, rank: Rank) -> Self {
        Self(Self::exact(cost, rank).0 | 1)
    }

    pub(super) fn rank(self) -> Rank {
        low(self.0 >> 1 & u64::from(Rank::MAX))
    }

    pub(super) const fn is_exact(self) -> bool {
        self.0 & 1 == 0
    }
}

/// Who takes part and, level by level, who wins, up to one match.
#[derive(Debug, Clone, Default)]
pub(super) struct Tournament {
    /// Where each number stands.
    places: Vec<u32>,
    /// Which number stands at each place.
    numbers: Vec<u32>,
    levels: Vec<Level>,
}

/// Keys in matches: at the bottom those of the places, above them the winners of the matches below.
#[derive(Debug, Clone)]
struct Level {
    keys: Vec<Key>,
    /// Which matches are to be held again, one bit each.
    stale: Vec<u64>,
}

impl Tournament {
    /// Makes room for this many numbers. Those that are new are absent.
    pub(super) fn grow(&mut self, count: usize) {
        lengthen(&mut self.places, count, NOWHERE);
    }

    /// How many numbers there is room for.
    pub(super) const fn capacity(&self) -> usize {
        self.places.len()
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = self.places.len().saturating_add(self.numbers.capacity());
        let keys = self.levels.iter().map(|level| level.keys.len()).fold(0, usize::saturating_add);
        numbers
            .saturating_mul(size_of::<u32>())
            .saturating_add(keys.saturating_mul(size_of::<Key>()))
    }

    /// The key of a number.
    pub(super) fn key(&self, number: u32) -> Key {
        let place = self.places.get(number as usize).copied();
        place.map_or(Key::ABSENT, |place| self.key_at(place))
    }

    /// Gives a number its key. Numbers beyond the capacity are left out.
    #[inline]
    pub(super) fn set(&mut self, number: u32, key: Key) {
        match self.places.get(number as usize) {
            None => {}
            Some(&NOWHERE) if key == Key::ABSENT => {}
            Some(&NOWHERE) => self.enter(number, key),
            Some(&place) if key == Key::ABSENT => self.leave(number, place),
            Some(&place) => self.put(place, key),
        }
    }

    /// Sets every key at once.
    pub(super) fn fill(&mut self, keys: impl Iterator<Item = Key>) {
        self.numbers.clear();
        let mut there = Vec::new();
        for ((number, place), key) in (0..).zip(&mut self.places).zip(keys) {
            *place = NOWHERE;
            if key != Key::ABSENT {
                *place = length(&self.numbers);
                self.numbers.push(number);
                there.push(key);
            }
        }
        there.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.levels = levels(there);
    }

    /// The number with the smallest key, and its key; `None` if all are absent.
    pub(super) fn best(&mut self) -> Option<(u32, Key)> {
        self.hold_again();
        let best = winner(&self.levels.last()?.keys, 0);
        if best == Key::ABSENT {
            return None;
        }
        let mut place = 0_usize;
        for level in self.levels.iter().rev() {
            let among = match_of(&level.keys, place)?.iter().position(|key| *key == best)?;
            place = place.saturating_mul(MATCH).saturating_add(among);
        }
        Some((*self.numbers.get(place)?, best))
    }

    /// Gives a number the first place that is free.
    #[inline(never)]
    fn enter(&mut self, number: u32, key: Key) {
        if self.levels.first().is_none_or(|bottom| bottom.keys.len() <= self.numbers.len()) {
            self.widen();
        }
        let place = length(&self.numbers);
        self.numbers.push(number);
        self.move_to(number, place);
        self.put(place, key);
    }

    /// Gives the place of a number to the one that stands last.
    #[inline(never)]
    fn leave(&mut self, number: u32, place: u32) {
        self.move_to(number, NOWHERE);
        let last = length(&self.numbers).saturating_sub(1);
        let key = self.key_at(last);
        self.put(last, Key::ABSENT);
        if let Some(mover) = self.numbers.pop().filter(|mover| *mover != number) {
            self.numbers.get_mut(place as usize).into_iter().for_each(|it| *it = mover);
            self.move_to(mover, place);
            self.put(place, key);
        }
    }

    fn move_to(&mut self, number: u32, place: u32) {
        self.places.get_mut(number as usize).into_iter().for_each(|it| *it = place);
    }

    fn key_at(&self, place: u32) -> Key {
        let bottom = self.levels.first();
        bottom.and_then(|it| it.keys.get(place as usize)).copied().unwrap_or(Key::ABSENT)
    }

    fn put(&mut self, place: u32, key: Key) {
        self.levels.first_mut().into_iter().for_each(|bottom| bottom.put(place as usize, key));
    }

    /// Makes a quarter more places.
    fn widen(&mut self) {
        let bottom = core::mem::take(&mut self.levels).into_iter().next();
        let mut keys = bottom.map(|it| it.keys).unwrap_or_default();
        let size = keys.len().saturating_add(keys.len() / 4).saturating_add(1);
        lengthen(&mut keys, size, Key::ABSENT);
        self.levels = levels(keys);
        let places = self.levels.first().map_or(0, |bottom| bottom.keys.len());
        self.numbers.reserve_exact(places.saturating_sub(self.numbers.len()));
    }

    /// Holds again what is to be held again, from the bottom up.
    fn hold_again(&mut self) {
        let mut levels = self.levels.as_mut_slice();
        while let [below, rest @ ..] = levels {
            if let Some(above) = rest.first_mut() {
                below.hold_again(above);
            }
            levels = rest;
        }
    }
}

/// Without the spare room that vectors take when they grow.
fn lengthen<T: Copy>(list: &mut Vec<T>, length: usize, with: T) {
    let more = length.saturating_sub(list.len());
    list.reserve_exact(more);
    list.extend(core::iter::repeat_n(with, more));
}

/// The levels above these keys, with every match still to be held.
fn levels(keys: Vec<Key>) -> Vec<Level> {
    let mut levels = alloc::vec![Level::new(keys)];
    while let Some(below) = levels.last()
        && below.keys.len() > MATCH
    {
        levels.push(Level::new(alloc::vec![Key::ABSENT; below.keys.len() / MATCH]));
    }
    levels
}

fn length(list: &[u32]) -> u32 {
    u32::try_from(list.len()).unwrap_or(NOWHERE)
}

impl Level {
    fn new(mut keys: Vec<Key>) -> Self {
        let size = keys.len().max(1).next_multiple_of(MATCH);
        lengthen(&mut keys, size, Key::ABSENT);
        // What is marked beyond the last match is held without a winner.
        let stale = alloc::vec![u64::MAX; (size / MATCH).div_ceil(WORD)];
        Self { keys, stale }
    }

    #[inline]
    fn put(&mut self, place: usize, key: Key) {
        let Some(earlier) = self.keys.get_mut(place) else {
            return;
        };
        if *earlier != key {
            *earlier = key;
            let match_number = place / MATCH;
            let word = self.stale.get_mut(match_number / WORD);
            word.into_iter().for_each(|word| *word |= 1 << (match_number % WORD));
        }
    }

    /// Tells the level above who wins where a key has changed.
    fn hold_again(&mut self, above: &mut Self) {
        for (start, word) in (0_usize..).step_by(WORD).zip(&mut self.stale) {
            let mut stale = core::mem::take(word);
            while stale != 0 {
                let match_number = start.saturating_add(stale.trailing_zeros() as usize);
                stale &= stale.wrapping_sub(1);
                above.put(match_number, winner(&self.keys, match_number));
            }
        }
    }
}

fn match_of(keys: &[Key], match_number: usize) -> Option<&[Key; MATCH]> {
    keys.get(match_number.saturating_mul(MATCH)..)?.first_chunk()
}

fn winner(keys: &[Key], match_number: usize) -> Key {
    match_of(keys, match_number).map_or(Key::ABSENT, smallest)
}

/// Written out as matches of two, so that it takes no loop.
fn smallest(&[a, b, c, d, e, f, g, h]: &[Key; MATCH]) -> Key {
    a.min(b).min(c.min(d)).min(e.min(f).min(g.min(h)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_the_smallest_key_after_any_changes() {
        let mut tournament = Tournament::default();
        let mut keys = std::vec![Key::ABSENT; 700];
        let mut random = 1_u64;
        for turn in 0..20_000 {
            let count = (turn / 2 + 1).min(700);
            tournament.grow(count as usize);
            for _ in 0..=turn % 3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let [number, cost, rank] =
                    [random >> 33, random >> 40 & 63, random >> 50 & 31].map(low);
                let number = number % count;
                // Now most take part, now few.
                let absent = if turn / 2_000 % 2 == 0 { 2 } else { 13 };
                let key = match random >> 60 {
                    it if it < absent => Key::ABSENT,
                    it if it % 2 == 0 => Key::estimate(cost, rank << 10 | number),
                    _ => Key::exact(cost, rank << 10 | number),
                };
                keys[number as usize] = key;
                tournament.set(number, key);
                assert_eq!(tournament.key(number), key);
            }
            if turn % 5 != 0 {
                let best = (0_u32..).zip(&keys).min_by_key(|(_, key)| **key);
                let best = best.filter(|(_, key)| **key != Key::ABSENT);
                assert_eq!(tournament.best(), best.map(|(number, key)| (number, *key)));
            }
        }
        let mut filled = Tournament::default();
        filled.grow(700);
        for _ in 0..2 {
            filled.fill(keys.iter().copied());
            assert_eq!(filled.best(), tournament.best());
            assert!((0..700).all(|number| filled.key(number) == tournament.key(number)));
            keys.reverse();
            (0..).zip(&keys).for_each(|(number, key)| tournament.set(number, *key));
        }
    }

    #[test]
    fn keys_are_in_the_order_of_costs_then_ranks_then_exactness() {
        let keys = [
            Key::exact(1, 2),
            Key::estimate(1, 2),
            Key::exact(1, 3),
            Key::estimate(2, 0),
            Key::exact(u32::MAX, 0),
            Key::estimate(u32::MAX, Rank::MAX),
            Key::ABSENT,
        ];
        assert!(keys.is_sorted_by(|one, next| one < next));
        assert_eq!(keys.map(Key::is_exact), [true, false, true, false, true, false, false]);
        assert_eq!(Key::estimate(u32::MAX, 7).rank(), 7);
    }
}
