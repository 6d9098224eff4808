//! Filling: bin by bin, the items of the greatest value that fit together.
//!
//! Each bin begins with the most valuable item left; the others are chosen by a search of bounded
//! depth of work (the minimum bin slack heuristic of Gupta and Ho, "A new heuristic algorithm for the
//! one-dimensional bin-packing problem", Production Planning & Control 10, 1999). An item's value is
//! its weight at first. Packings made with more and more work come first; after each of those that
//! follow, values move towards what items have cost: their share of the bin that they were in, so
//! that what ended in a poor bin is packed earlier next time (sequential value correction: Mukhacheva,
//! Belov, Kartack and Mukhacheva, "Linear one-dimensional cutting-packing problems: numerical
//! experiments with the sequential value correction method (SVC) and a modified branch-and-bound
//! method (MBB)", Pesquisa Operacional 20, 2000).

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::mem;

use super::bins::Bin;
use super::items::Items;
use super::{Finding, Piece};
use crate::sort;

/// The looks at an item that the search for one bin may take besides one at each, packing by packing.
const LOOKS: [usize; 4] = [3_000, 20_000, 80_000, 300_000];

/// The same for the packings whose values are corrected, and how many there are of them.
const CORRECTED_LOOKS: usize = 10_000;
const CORRECTED_PACKINGS: usize = 30;

/// The looks after which no other packing is begun with more work, and none at all.
const MOST_LOOKS: usize = 15_000_000;
const MOST_CORRECTED_LOOKS: usize = 30_000_000;

/// The looks of a piece of work.
const PIECE_LOOKS: usize = 1_000;

/// Values move by a part in so many.
const INERTIA: u64 = 10;

/// Packings made by filling, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    packings: usize,
    looks: usize,
    values: Vec<u64>,
    /// What this packing has not packed yet, the most valuable first.
    rest: Vec<Candidate>,
    bins: Vec<Bin>,
    bin: Option<Attempt>,
}

/// An item that is not packed yet.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    item: usize,
    value: u64,
}

impl Filling {
    pub(super) fn new(items: &Items) -> Self {
        let values: Vec<u64> = (0..items.len()).map(|item| items.weight(item)).collect();
        let rest = by_value(&values);
        Self { packings: 0, looks: 0, values, rest, bins: Vec::new(), bin: None }
    }

    pub(super) fn work(&mut self, items: &Items) -> Piece {
        let looks = match &mut self.bin {
            Some(attempt) => {
                let (looks, is_over) = attempt.search(items, &self.rest);
                if is_over && let Some(attempt) = self.bin.take() {
                    self.bins.push(attempt.close(items, &mut self.rest));
                }
                looks
            }
            None if self.rest.is_empty() => return self.finish(items),
            None => {
                self.bin = Attempt::new(items, &self.rest, self.looks_of_bin());
                self.rest.len()
            }
        };
        self.looks = self.looks.saturating_add(looks);
        Piece { looks, finding: Finding::Nothing }
    }

    fn looks_of_bin(&self) -> usize {
        let more = LOOKS.get(self.packings).copied().unwrap_or(CORRECTED_LOOKS);
        self.rest.len().saturating_add(more)
    }

    /// Ends a packing and prepares the next.
    fn finish(&mut self, items: &Items) -> Piece {
        let last = LOOKS.len().saturating_add(CORRECTED_PACKINGS);
        if self.bins.is_empty() || self.packings > last || self.looks > MOST_CORRECTED_LOOKS {
            return Piece { looks: 1, finding: Finding::Over };
        }
        self.packings = self.packings.saturating_add(1);
        if self.looks > MOST_LOOKS {
            self.packings = self.packings.max(LOOKS.len());
        }
        if self.packings >= LOOKS.len() {
            self.correct();
        }
        self.rest = by_value(&self.values);
        Piece { looks: items.len(), finding: Finding::Packing(mem::take(&mut self.bins)) }
    }

    /// Moves values towards what items have cost.
    fn correct(&mut self) {
        let of_all = self.values.iter().copied().fold(0, u64::saturating_add);
        let bins = u64::try_from(self.bins.len()).unwrap_or(u64::MAX);
        let of_bin = of_all.checked_div(bins).unwrap_or_default();
        for bin in &self.bins {
            let values = bin.items().iter().filter_map(|&item| self.values.get(item).copied());
            let together = values.fold(0, u64::saturating_add);
            for &item in bin.items() {
                if let Some(value) = self.values.get_mut(item) {
                    let share = value.saturating_mul(of_bin).checked_div(together);
                    let kept = value.saturating_mul(INERTIA.saturating_sub(1));
                    *value = kept.saturating_add(share.unwrap_or_default()) / INERTIA;
                }
            }
        }
    }
}

/// All items, the most valuable first.
fn by_value(values: &[u64]) -> Vec<Candidate> {
    let candidate = |(item, &value): (usize, &u64)| Candidate { item, value };
    let mut candidates: Vec<Candidate> = values.iter().enumerate().map(candidate).collect();
    sort::sort_by_key(&mut candidates, |it| (Reverse(it.value), it.item));
    candidates
}

/// The search for the most valuable bin of the first item left and any others.
#[derive(Debug, Clone)]
struct Attempt {
    bin: Bin,
    value: u64,
    /// The places in `rest` of what is in the bin besides the first, ascending.
    chosen: Vec<usize>,
    /// Where to go on looking.
    at: usize,
    looks_left: usize,
    best: Vec<usize>,
    best_value: u64,
}

impl Attempt {
    fn new(items: &Items, rest: &[Candidate], looks_left: usize) -> Option<Self> {
        let first = rest.first()?;
        Some(Self {
            bin: Bin::with(items, first.item),
            value: first.value,
            chosen: Vec::new(),
            at: 1,
            looks_left,
            best: Vec::new(),
            best_value: first.value,
        })
    }

    /// Takes the looks of a piece of work: how many there were, and whether the search is over.
    fn search(&mut self, items: &Items, rest: &[Candidate]) -> (usize, bool) {
        let most = self.looks_left.min(PIECE_LOOKS);
        for looks in 0..most {
            if !self.look(items, rest) || self.bin.is_full() {
                self.keep();
                return (looks, true);
            }
        }
        self.looks_left = self.looks_left.saturating_sub(most);
        if self.looks_left == 0 {
            self.keep();
        }
        (most, self.looks_left == 0)
    }

    /// Looks at one more item; whether there is one.
    fn look(&mut self, items: &Items, rest: &[Candidate]) -> bool {
        if let Some(candidate) = rest.get(self.at) {
            if self.bin.fits(items.size(candidate.item)) {
                self.bin.put(items, candidate.item);
                self.value = self.value.saturating_add(candidate.value);
                self.chosen.push(self.at);
            }
        } else {
            self.keep();
            let Some(last) = self.chosen.pop() else { return false };
            if let Some(candidate) = rest.get(last) {
                self.bin.take(items, candidate.item);
                self.value = self.value.saturating_sub(candidate.value);
            }
            self.at = last;
        }
        self.at = self.at.saturating_add(1);
        true
    }

    fn keep(&mut self) {
        if self.value > self.best_value {
            self.best_value = self.value;
            self.best.clone_from(&self.chosen);
        }
    }

    /// The best bin found, whose items are no longer left.
    fn close(self, items: &Items, rest: &mut Vec<Candidate>) -> Bin {
        let mut bin = Bin::empty(items);
        let mut packed = core::iter::once(0).chain(self.best).peekable();
        let mut at = 0_usize;
        rest.retain(|candidate| {
            let is_packed = packed.next_if_eq(&at).is_some();
            if is_packed {
                bin.put(items, candidate.item);
            }
            at = at.saturating_add(1);
            !is_packed
        });
        bin
    }
}
