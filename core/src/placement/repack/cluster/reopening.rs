//! A few nodes are emptied, and what they held goes elsewhere.
//!
//! A large neighbourhood search (Shaw, "Using Constraint Programming and Local Search Methods to
//! Solve Vehicle Routing Problems", CP '98): what is no worse replaces the best, so that the search
//! moves on between packings that are equally good.

use super::assignment::Assignment;
use super::kinds::Kinds;
use crate::placement::random::Random;
use crate::sort;

/// The most nodes that are emptied at once.
const MOST_REOPENED: usize = 6;

/// The search, with its own numbers.
#[derive(Debug, Clone)]
pub(super) struct Reopening(Random);

impl Reopening {
    pub(super) const fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// Does a piece of work, and says how many looks it took.
    pub(super) fn work(&mut self, kinds: &Kinds<'_>, best: &mut Assignment) -> usize {
        let mut tried = best.clone();
        let count = self.0.below(MOST_REOPENED).saturating_add(1);
        for _ in 0..count {
            let at = self.emptier(&tried);
            tried.close(kinds, at);
        }
        match self.0.below(2) {
            0 => self.0.shuffle(tried.unplaced_mut()),
            _ => {
                sort::sort_by_key(tried.unplaced_mut(), |it| core::cmp::Reverse(kinds.weight(*it)))
            }
        }
        let random = &mut self.0;
        let looks = tried.place_unplaced_on(kinds, |candidates| {
            let at = if random.below(2) == 0 { 0 } else { random.below(candidates.len()) };
            candidates.get(at).copied()
        });
        if tried.merit() <= best.merit() {
            *best = tried;
        }
        looks.saturating_add(best.nodes().len())
    }

    /// Of two nodes the emptier one.
    fn emptier(&mut self, tried: &Assignment) -> usize {
        let count = tried.nodes().len();
        let (one, other) = (self.0.below(count), self.0.below(count));
        if tried.weight(one) <= tried.weight(other) { one } else { other }
    }
}
