//! A tournament of numbered keys: the smallest is known at once, and one key changes at little cost.
//!
//! Most of the memory is what stands at the bottom, so that the ranks, which all tournaments share, are not
//! kept there: whoever holds one lends them.

use alloc::vec::Vec;

use crate::cluster::Rank;

/// How many meet in one match. A change touches one match a level.
const MATCH: usize = 8;

/// Who is smaller than whom: by the cost, and of equals by the rank. Of equals in both, an exact cost is
/// smaller than an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

/// A key without its rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing(u32);

/// The bit that says that a cost is only an estimate.
const IS_ESTIMATE: u32 = 1;

impl Key {
    /// The key of a number that does not take part.
    pub(super) const ABSENT: Self = Self(u64::MAX);

    /// The highest cost that is told apart.
    const MOST_COST: u32 = (u32::MAX >> 1) - 1;

    pub(super) fn exact(cost: u32, rank: Rank) -> Self {
        Standing(cost.min(Self::MOST_COST) << 1).with(rank)
    }

    pub(super) fn estimate(cost: u32, rank: Rank) -> Self {
        Standing(cost.min(Self::MOST_COST) << 1 | IS_ESTIMATE).with(rank)
    }

    pub(super) fn rank(self) -> Rank {
        low_half(self.0 >> 1)
    }

    pub(super) const fn is_exact(self) -> bool {
        self.0 & 1 == 0
    }

    fn cost(self) -> u32 {
        self.standing().cost()
    }

    fn standing(self) -> Standing {
        Standing(low_half(self.0 >> 33 << 1 | self.0 & 1))
    }
}

impl Standing {
    const ABSENT: Self = Self(u32::MAX);

    fn with(self, rank: Rank) -> Key {
        if self == Self::ABSENT {
            return Key::ABSENT;
        }
        let (cost, flag) = (u64::from(self.0 >> 1), u64::from(self.0 & IS_ESTIMATE));
        Key(cost << 33 | u64::from(rank) << 1 | flag)
    }

    const fn cost(self) -> u32 {
        self.0 >> 1
    }
}

fn low_half(whole: u64) -> u32 {
    u32::try_from(whole & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// Where each number stands, and above them the winners of their matches, and so on up to one match.
#[derive(Debug, Clone, Default)]
pub(super) struct Tournament {
    standings: Vec<Standing>,
    levels: Vec<Vec<Key>>,
}

impl Tournament {
    /// Makes room for this many numbers. Those that are new are absent.
    pub(super) fn grow(&mut self, count: usize) {
        let above = |size: usize| (size / MATCH).next_multiple_of(MATCH);
        let mut size = count.max(1).next_multiple_of(MATCH).max(self.standings.len());
        lengthen(&mut self.standings, size, Standing::ABSENT);
        for level in &mut self.levels {
            size = above(size);
            lengthen(level, size, Key::ABSENT);
        }
        // The last level is one match.
        while self.levels.is_empty() || size > MATCH {
            size = above(size);
            let below = self.levels.last().map(Vec::as_slice).unwrap_or_default();
            let (matches, _) = below.as_chunks();
            let mut level: Vec<Key> = matches.iter().map(smallest).collect();
            level.resize(size, Key::ABSENT);
            self.levels.push(level);
        }
    }

    /// How many numbers there is room for.
    pub(super) const fn capacity(&self) -> usize {
        self.standings.len()
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let keys: usize = self.levels.iter().map(Vec::len).sum();
        let at_bottom = self.standings.len().saturating_mul(size_of::<Standing>());
        keys.saturating_mul(size_of::<Key>()).saturating_add(at_bottom)
    }

    /// Whether the cost of a number that takes part is exact.
    pub(super) fn is_exact(&self, number: usize) -> bool {
        self.standings.get(number).is_some_and(|it| it.0 & IS_ESTIMATE == 0)
    }

    /// Gives a number its key. Numbers beyond the capacity are left out. Until each number whose rank has
    /// changed was set again, the best is not known.
    #[inline]
    pub(super) fn set(&mut self, number: usize, key: Key, rank_of: impl Fn(usize) -> Rank) {
        let is_absent = || self.standings.get(number) == Some(&Standing::ABSENT);
        if key != Key::ABSENT || !is_absent() {
            self.change(number, key, rank_of);
        }
    }

    fn change(&mut self, number: usize, mut key: Key, rank_of: impl Fn(usize) -> Rank) {
        let Some(standing) = self.standings.get_mut(number) else {
            return;
        };
        let earlier = core::mem::replace(standing, key.standing());
        let match_number = number / MATCH;
        let winner = self.levels.first().and_then(|level| level.get(match_number)).copied();
        let Some(winner) = winner else {
            return;
        };
        if key > winner {
            // Who cost more than the winner and does not beat it changes nothing.
            if winner.cost() < earlier.cost() {
                return;
            }
            key = self.winner_at_bottom(match_number, rank_of);
        }
        self.pass_on(match_number, key);
    }

    /// Gives a match its winner, and every match above it.
    fn pass_on(&mut self, match_number: usize, mut key: Key) {
        let mut at = match_number;
        let mut levels = self.levels.iter_mut().peekable();
        while let Some(level) = levels.next() {
            let Some(place) = level.get_mut(at) else {
                return;
            };
            let earlier = core::mem::replace(place, key);
            at /= MATCH;
            let winner_stands = levels.peek().and_then(|above| above.get(at)).copied();
            // Who loses against the winner, as before, changes nothing; who beats it is the winner.
            if earlier == key || winner_stands.is_some_and(|it| it < earlier && it < key) {
                return;
            }
            if winner_stands.is_none_or(|it| key > it) {
                key = winner(level, at);
            }
        }
    }

    /// Sets every key at once.
    pub(super) fn fill(&mut self, mut keys: impl Iterator<Item = Key>) {
        let Some((mut below, rest)) = self.levels.split_first_mut() else {
            return;
        };
        for (standings, winner) in self.standings.chunks_mut(MATCH).zip(below.iter_mut()) {
            *winner = Key::ABSENT;
            for standing in standings {
                let key = keys.next().unwrap_or(Key::ABSENT);
                *standing = key.standing();
                *winner = key.min(*winner);
            }
        }
        for level in rest {
            level.fill(Key::ABSENT);
            let (matches, _) = below.as_chunks();
            level.iter_mut().zip(matches).for_each(|(place, keys)| *place = smallest(keys));
            below = level;
        }
    }

    /// The number with the smallest key, the lowest of equals, and its key; `None` if all are absent.
    pub(super) fn best(&self, rank_of: impl Fn(usize) -> Rank) -> Option<(usize, Key)> {
        let best = winner(self.levels.last()?, 0);
        if best == Key::ABSENT {
            return None;
        }
        let mut match_number = 0_usize;
        for level in self.levels.iter().rev() {
            let keys = match_of(level, match_number)?;
            let place = keys.iter().position(|key| *key == best)?;
            match_number = match_number.saturating_mul(MATCH).saturating_add(place);
        }
        let is_best =
            |(number, standing)| standing == best.standing() && rank_of(number) == best.rank();
        self.at_bottom(match_number).find(|it| is_best(*it)).map(|(number, _)| (number, best))
    }

    fn winner_at_bottom(&self, match_number: usize, rank_of: impl Fn(usize) -> Rank) -> Key {
        let costs = self.at_bottom(match_number).map(|(_, it)| it.cost());
        let least = costs.fold(Standing::ABSENT.cost(), u32::min);
        // Ranks are looked up only where they make a difference.
        if least == Standing::ABSENT.cost() {
            return Key::ABSENT;
        }
        let cheapest = self.at_bottom(match_number).filter(|(_, it)| it.cost() == least);
        cheapest.map(|(number, it)| it.with(rank_of(number))).fold(Key::ABSENT, Key::min)
    }

    /// Those in a match at the bottom, by number.
    fn at_bottom(&self, match_number: usize) -> impl Iterator<Item = (usize, Standing)> {
        let start = match_number.saturating_mul(MATCH);
        let standings = match_of(&self.standings, match_number);
        (start..).zip(standings.unwrap_or(&[Standing::ABSENT; MATCH]).iter().copied())
    }
}

/// Without the spare room that vectors take when they grow.
fn lengthen<T: Copy>(list: &mut Vec<T>, length: usize, with: T) {
    list.reserve_exact(length.saturating_sub(list.len()));
    list.resize(length, with);
}

fn match_of<T>(level: &[T], match_number: usize) -> Option<&[T; MATCH]> {
    level.get(match_number.saturating_mul(MATCH)..)?.first_chunk()
}

fn winner(level: &[Key], match_number: usize) -> Key {
    match_of(level, match_number).map_or(Key::ABSENT, smallest)
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
        let mut ranks: Vec<Rank> = (0..700).collect();
        let mut keys = std::vec![Key::ABSENT; 700];
        let mut random = 1_u64;
        for turn in 0..5_000 {
            let count = (turn / 2 + 1).min(700);
            tournament.grow(count as usize);
            // Ranks are lent: several are others before the first of those numbers is set again.
            let mut changed = Vec::new();
            for place in 0..=turn % 3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let [number, cost] = [random >> 33, random >> 40 & 63].map(low_half);
                let number = number % count;
                let rank = (turn * 31 + place) % 977 * 700 + number;
                let number = number as usize;
                ranks[number] = rank;
                keys[number] = match random >> 60 {
                    0 => Key::ABSENT,
                    1..8 => Key::estimate(cost, rank),
                    _ => Key::exact(cost, rank),
                };
                changed.push(number);
            }
            for number in changed {
                tournament.set(number, keys[number], |number| ranks[number]);
            }
            let best = (0..700).min_by_key(|number| keys[*number]);
            let best = best.filter(|number| keys[*number] != Key::ABSENT);
            let found = tournament.best(|number| ranks[number]);
            assert_eq!(found, best.map(|number| (number, keys[number])));
        }
        let mut filled = Tournament::default();
        filled.grow(700);
        filled.fill(keys.iter().copied());
        let rank_of = |number: usize| ranks[number];
        assert_eq!(filled.best(rank_of), tournament.best(rank_of));
    }
}
