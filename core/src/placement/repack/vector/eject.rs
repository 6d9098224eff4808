//! Ejection: one bin fewer, and what has no place pushes others out until all have one.
//!
//! An item that does not fit anywhere takes the place of those that failed least often to find one
//! themselves, so that what is hard to place stays; between two tries items are swapped at random
//! (the guided ejection search of Nagata and Bräysy, "A powerful route minimization heuristic for
//! the vehicle routing problem with time windows", Operations Research Letters 37, 2009).

use alloc::vec;
use alloc::vec::Vec;

use super::bins::Bin;
use super::items::Items;
use crate::placement::random::Random;

/// The swaps that are tried between two ejections.
const SWAPS: usize = 100;

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
        bins.sort_by_key(|bin| core::cmp::Reverse(bin.weight(items)));
        let waiting = bins.pop().map_or_else(Vec::new, |bin| bin.items().to_vec());
        let random = Random::new(u64::try_from(bins.len()).unwrap_or_default());
        Self { bins, waiting, failures: vec![1; items.len()], random }
    }

    pub(super) fn bins(&self) -> Vec<Bin> {
        self.bins.clone()
    }

    /// Whether all items have a place after one more has been given one.
    pub(super) fn step(&mut self, items: &Items) -> bool {
        let Some(item) = self.waiting.pop() else { return true };
        if !self.insert(items, item) {
            self.eject_for(items, item);
            for _ in 0..SWAPS {
                self.swap(items);
            }
        }
        self.waiting.is_empty()
    }

    /// Puts an item where the least weight of room is left.
    fn insert(&mut self, items: &Items, item: usize) -> bool {
        let size = items.size(item);
        let fitting = self.bins.iter_mut().filter(|bin| bin.fits(size));
        let Some(bin) = fitting.max_by_key(|bin| bin.weight(items)) else { return false };
        bin.put(items, item);
        true
    }

    fn eject_for(&mut self, items: &Items, item: usize) {
        if let Some(failures) = self.failures.get_mut(item) {
            *failures = failures.saturating_add(1);
        }
        let ejected = self.cheapest(items, item);
        let random = self.random.below(self.bins.len());
        let Some(bin) = self.bins.get_mut(ejected.map_or(random, |it| it.bin)) else { return };
        let leaving = match ejected {
            Some(Ejected { one, other, .. }) => [Some(one), other].into_iter().flatten().collect(),
            None => bin.items().to_vec(),
        };
        for leaves in leaving {
            bin.take(items, leaves);
            self.waiting.push(leaves);
        }
        bin.put(items, item);
    }

    /// The one or two items that failed least often of those that would make room.
    fn cheapest(&mut self, items: &Items, item: usize) -> Option<Ejected> {
        let first = self.random.below(self.bins.len());
        let mut best = None;
        let turned = self.bins.iter().enumerate().cycle().skip(first).take(self.bins.len());
        for (number, bin) in turned {
            self.cheapest_of(items, item, (number, bin), &mut best);
        }
        best
    }

    fn cheapest_of(
        &self,
        items: &Items,
        item: usize,
        (number, bin): (usize, &Bin),
        best: &mut Option<Ejected>,
    ) {
        let size = items.size(item);
        for (at, &one) in bin.items().iter().enumerate() {
            let failures = self.failures_of(one);
            if best.is_some_and(|best| failures > best.failures) {
                continue;
            }
            if bin.fits_for(size, items.size(one)) {
                let weight = items.weight(one);
                keep(best, Ejected { bin: number, one, other: None, failures, weight });
                continue;
            }
            for &other in bin.items().iter().skip(at.saturating_add(1)) {
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
