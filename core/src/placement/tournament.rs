//! A tournament of numbered keys: the smallest is known at once, and one key changes at little cost.

use alloc::vec::Vec;

/// How many meet in one match. A change touches one match a level.
const MATCH: usize = 8;

/// The key of a number that does not take part.
pub(super) const ABSENT: u64 = u64::MAX;

/// Keys by number, and above them the winners of their matches, and so on up to one match.
#[derive(Debug, Clone, Default)]
pub(super) struct Tournament {
    levels: Vec<Vec<u64>>,
}

impl Tournament {
    /// With room for this many numbers, all absent.
    pub(super) fn new(count: usize) -> Self {
        let mut levels = Vec::new();
        let mut size = count.max(1);
        loop {
            size = size.next_multiple_of(MATCH);
            levels.push(alloc::vec![ABSENT; size]);
            if size == MATCH {
                return Self { levels };
            }
            size /= MATCH;
        }
    }

    /// How many numbers there is room for.
    pub(super) fn capacity(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
    }

    /// The key of a number.
    pub(super) fn key(&self, number: usize) -> Option<u64> {
        self.levels.first()?.get(number).copied()
    }

    /// Gives a number its key. Numbers beyond the capacity are left out.
    pub(super) fn set(&mut self, number: usize, key: u64) {
        let (mut at, mut key) = (number, key);
        let mut levels = self.levels.iter_mut().peekable();
        while let Some(level) = levels.next() {
            let Some(place) = level.get_mut(at) else {
                return;
            };
            let earlier = core::mem::replace(place, key);
            let match_number = at / MATCH;
            let winner_stands = levels.peek().and_then(|above| above.get(match_number)).copied();
            // Who loses against the winner, as before, changes nothing; who beats it is the winner.
            if earlier == key || winner_stands.is_some_and(|it| it < earlier && it < key) {
                return;
            }
            if winner_stands.is_none_or(|it| key > it) {
                key = winner(level, match_number);
            }
            at = match_number;
        }
    }

    /// Sets every key at once.
    pub(super) fn fill(&mut self, keys: impl Iterator<Item = u64>) {
        let Some((mut below, rest)) = self.levels.split_first_mut() else {
            return;
        };
        let mut keys = keys;
        below.iter_mut().for_each(|place| *place = keys.next().unwrap_or(ABSENT));
        for level in rest {
            level.fill(ABSENT);
            let (matches, _) = below.as_chunks();
            level.iter_mut().zip(matches).for_each(|(place, keys)| *place = smallest(keys));
            below = level;
        }
    }

    /// The number with the smallest key, the lowest of equals, and its key; `None` if all are absent.
    pub(super) fn best(&self) -> Option<(usize, u64)> {
        let best = winner(self.levels.last()?, 0);
        if best == ABSENT {
            return None;
        }
        let mut match_number = 0_usize;
        for level in self.levels.iter().rev() {
            let keys = keys_of(level, match_number)?;
            let place = keys.iter().position(|key| *key == best)?;
            match_number = match_number.saturating_mul(MATCH).saturating_add(place);
        }
        Some((match_number, best))
    }
}

fn keys_of(level: &[u64], match_number: usize) -> Option<&[u64; MATCH]> {
    level.get(match_number.saturating_mul(MATCH)..)?.first_chunk()
}

fn winner(level: &[u64], match_number: usize) -> u64 {
    keys_of(level, match_number).map_or(ABSENT, smallest)
}

/// Written out as matches of two, so that it takes no loop.
fn smallest(&[a, b, c, d, e, f, g, h]: &[u64; MATCH]) -> u64 {
    a.min(b).min(c.min(d)).min(e.min(f).min(g.min(h)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_the_smallest_key_after_any_changes() {
        let mut tournament = Tournament::new(700);
        let mut keys = std::vec![ABSENT; tournament.capacity()];
        let mut random = 1_u64;
        for _ in 0..5_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let number = (random >> 33) as usize % 700;
            let key = if random >> 60 == 0 { ABSENT } else { random >> 40 & 63 };
            keys[number] = key;
            tournament.set(number, key);
            let best = (0..700).min_by_key(|number| keys[*number]);
            let best = best.filter(|number| keys[*number] != ABSENT);
            assert_eq!(tournament.best(), best.map(|number| (number, keys[number])));
        }
        let mut filled = Tournament::new(700);
        filled.fill(keys.iter().copied());
        assert_eq!(filled.best(), tournament.best());
    }
}
