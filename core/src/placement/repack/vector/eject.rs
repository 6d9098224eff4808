//! Ejection: one bin fewer, and what has no place pushes others out until all have one.
//!
//! An item that does not fit anywhere takes the place of those that failed least often to find one
//! themselves, so that what is hard to place stays; between two tries items are swapped at random
//! (the guided ejection search of Nagata and Bräysy, "A powerful route minimization heuristic for
//! the vehicle routing problem with time windows", Operations Research Letters 37, 2009).

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use super::bins::Bin;
use super::items::Items;
use super::{Finding, Piece};
use crate::placement::random::Random;
use crate::sort;

/// The swaps that are tried between two ejections.
const SWAPS: usize = 100;

/// The most looks that choosing what to eject may take.
const MOST_LOOKS: usize = 20_000;

/// A search for a packing into a fixed number of bins.
#[derive(Debug, Clone)]
pub(super) struct Ejection {
    bins: Vec<Bin>,
    waiting: Vec<usize>,
    /// How often an item found no place.
    failures: Vec<u64>,
    random: Random,
}

/// What leaves a bin to make room.
#[derive(Debug, Clone, Copy)]
struct Ejected {
    bin: usize,
    one: usize,
    other: Option<usize>,
    failures: u64,
    weight: u64,
}

impl Ejection {
    /// Begins with a packing whose lightest bin is given up.
    pub(super) fn new(items: &Items, mut bins: Vec<Bin>) -> Self {
        sort::sort_by_key(&mut bins, |bin| core::cmp::Reverse(bin.weight()));
        let waiting = bins.pop().map_or_else(Vec::new, |bin| bin.items().to_vec());
        let random = Random::new(u64::try_from(bins.len()).unwrap_or_default());
        Self { bins, waiting, failures: vec![1; items.len()], random }
    }

    /// Gives one item that waits a place; with the last, a packing is complete, and the next bin is
    /// given up.
    pub(super) fn work(&mut self, items: &Items) -> Piece {
        let mut looks = self.bins.len();
        if let Some(item) = self.waiting.pop()
            && !self.insert(items, item)
        {
            looks = looks.saturating_add(self.eject_for(items, item)).saturating_add(SWAPS);
            for _ in 0..SWAPS {
                self.swap(items);
            }
        }
        if !self.waiting.is_empty() {
            return Piece { looks, finding: Finding::Nothing };
        }
        let bins = mem::take(&mut self.bins);
        *self = Self::new(items, bins.clone());
        Piece { looks, finding: Finding::Packing(bins) }
    }

    /// Puts an item where the least weight of room is left.
    fn insert(&mut self, items: &Items, item: usize) -> bool {
        let size = items.size(item);
        let fitting = self.bins.iter_mut().filter(|bin| bin.fits(size));
        let Some(bin) = fitting.max_by_key(|bin| bin.weight()) else { return false };
        bin.put(items, item);
        true
    }

    /// Puts an item in for others, which wait from now on; says how many looks the choice took.
    fn eject_for(&mut self, items: &Items, item: usize) -> usize {
        if let Some(failures) = self.failures.get_mut(item) {
            *failures = failures.saturating_add(1);
        }
        let (ejected, looks) = self.cheapest(items, item);
        let random = self.random.below(self.bins.len());
        let Some(bin) = self.bins.get_mut(ejected.map_or(random, |it| it.bin)) else {
            return looks;
        };
        let leaving = match ejected {
            Some(Ejected { one, other, .. }) => [Some(one), other].into_iter().flatten().collect(),
            None => bin.items().to_vec(),
        };
        for leaves in leaving {
            bin.take(items, leaves);
            self.waiting.push(leaves);
        }
        bin.put(items, item);
        looks
    }

    /// The one or two items that failed least often of those that would make room.
    fn cheapest(&mut self, items: &Items, item: usize) -> (Option<Ejected>, usize) {
        let first = self.random.below(self.bins.len());
        let (mut best, mut looks) = (None, 0_usize);
        let turned = self.bins.iter().enumerate().cycle().skip(first).take(self.bins.len());
        for (number, bin) in turned {
            looks = looks.saturating_add(self.cheapest_of(items, item, (number, bin), &mut best));
            if looks > MOST_LOOKS {
                break;
            }
        }
        (best, looks)
    }

    fn cheapest_of(
        &self,
        items: &Items,
        item: usize,
        (number, bin): (usize, &Bin),
        best: &mut Option<Ejected>,
    ) -> usize {
        let size = items.size(item);
        let mut looks = 0_usize;
        for (at, &one) in bin.items().iter().enumerate() {
            looks = looks.saturating_add(1);
            let failures = self.failures_of(one);
            if best.is_some_and(|best| failures > best.failures) {
                continue;
            }
            if bin.fits_for(size, items.size(one)) {
                let weight = items.weight(one);
                keep(best, Ejected { bin: number, one, other: None, failures, weight });
                continue;
            }
            if looks > MOST_LOOKS {
                break;
            }
            for &other in bin.items().iter().skip(at.saturating_add(1)) {
                looks = looks.saturating_add(1);
                let failures = failures.saturating_add(self.failures_of(other));
                if best.is_some_and(|best| failures > best.failures) {
                    continue;
                }
                if bin.fits_for_both(size, items.size(one), items.size(other)) {
                    let weight = items.weight(one).saturating_add(items.weight(other));
                    keep(best, Ejected { bin: number, one, other: Some(other), failures, weight });
                }
            }
        }
        looks
    }

    fn failures_of(&self, item: usize) -> u64 {
        self.failures.get(item).copied().unwrap_or_default()
    }

    /// Lets two items of two bins, drawn at random, change places, or one move, if they fit there.
    fn swap(&mut self, items: &Items) {
        let (one, other) = (self.random.below(self.bins.len()), self.random.below(self.bins.len()));
        let Ok([one, other]) = self.bins.get_disjoint_mut([one, other]) else { return };
        let Some(&leaves) = one.items().get(self.random.below(one.items().len())) else { return };
        let leaves_size = items.size(leaves);
        if other.fits(leaves_size) && one.can_spare(leaves_size) {
            one.take(items, leaves);
            other.put(items, leaves);
            return;
        }
        let Some(&comes) = other.items().get(self.random.below(other.items().len())) else {
            return;
        };
        let comes_size = items.size(comes);
        if other.fits_for(leaves_size, comes_size) && one.fits_for(comes_size, leaves_size) {
            one.take(items, leaves);
            other.take(items, comes);
            one.put(items, comes);
            other.put(items, leaves);
        }
    }
}

/// Keeps the cheaper: fewer failures, then less weight, then the first found.
fn keep(best: &mut Option<Ejected>, found: Ejected) {
    let cost = |it: &Ejected| (it.failures, it.weight);
    if best.as_ref().is_none_or(|best| cost(&found) < cost(best)) {
        *best = Some(found);
    }
}
