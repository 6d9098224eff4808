//! Filling: bin by bin, the items that leave the least room.
//!
//! Each bin begins with the heaviest item left; the others are chosen by a search of bounded depth of
//! work for the greatest weight (the minimum bin slack heuristic of Gupta and Ho, "A new heuristic
//! algorithm for the one-dimensional bin-packing problem", Production Planning & Control 10, 1999).
//! Every packing is made with a larger bound than the one before.

use alloc::vec::Vec;
use core::mem;

use super::bins::Bin;
use super::items::Items;
use super::{Finding, Piece};

/// The looks at an item that the search for one bin may take besides one at each, packing by packing.
const LOOKS: [usize; 5] = [300, 3_000, 20_000, 80_000, 300_000];

/// The most looks of a packing, about.
const MOST_LOOKS: usize = 40_000_000;

/// The looks of a piece of work.
const PIECE_LOOKS: usize = 1_000;

/// Packings made by filling, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    packings: usize,
    /// What this packing has not packed yet, the heaviest first.
    rest: Vec<usize>,
    bins: Vec<Bin>,
    bin: Option<Attempt>,
}

impl Filling {
    pub(super) fn new(items: &Items) -> Self {
        Self { packings: 0, rest: items.by_weight(), bins: Vec::new(), bin: None }
    }

    pub(super) fn work(&mut self, items: &Items) -> Piece {
        if let Some(attempt) = &mut self.bin {
            let (looks, is_over) = attempt.search(items, &self.rest);
            if is_over && let Some(attempt) = self.bin.take() {
                self.bins.push(attempt.close(items, &mut self.rest));
            }
            return Piece { looks, finding: Finding::Nothing };
        }
        let looks = self.rest.len();
        let Some(&more) = LOOKS.get(self.packings) else {
            return Piece { looks, finding: Finding::Over };
        };
        if looks > 0 {
            self.bin = Attempt::new(items, &self.rest, looks.saturating_add(more));
            return Piece { looks, finding: Finding::Nothing };
        }
        self.packings = self.packings.saturating_add(1);
        self.rest = items.by_weight();
        let bins = mem::take(&mut self.bins);
        if LOOKS
            .get(self.packings)
            .is_some_and(|looks| looks.saturating_mul(bins.len()) > MOST_LOOKS)
        {
            self.packings = LOOKS.len();
        }
        Piece { looks: items.len(), finding: Finding::Packing(bins) }
    }
}

/// The search for the fullest bin of the first item left and any others.
#[derive(Debug, Clone)]
struct Attempt {
    bin: Bin,
    /// The places in `rest` of what is in the bin besides the first, ascending.
    chosen: Vec<usize>,
    /// Where to go on looking.
    at: usize,
    looks_left: usize,
    best: Vec<usize>,
    best_weight: u64,
}

impl Attempt {
    fn new(items: &Items, rest: &[usize], looks_left: usize) -> Option<Self> {
        let bin = Bin::with(items, *rest.first()?);
        let best_weight = bin.weight();
        Some(Self { bin, chosen: Vec::new(), at: 1, looks_left, best: Vec::new(), best_weight })
    }

    /// Takes the looks of a piece of work; whether the search is over with them.
    fn search(&mut self, items: &Items, rest: &[usize]) -> (usize, bool) {
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
    fn look(&mut self, items: &Items, rest: &[usize]) -> bool {
        if let Some(&item) = rest.get(self.at) {
            if self.bin.fits(items.size(item)) {
                self.bin.put(items, item);
                self.chosen.push(self.at);
            }
        } else {
            self.keep();
            let Some(last) = self.chosen.pop() else { return false };
            self.at = last;
            if let Some(&item) = rest.get(last) {
                self.bin.take(items, item);
            }
        }
        self.at = self.at.saturating_add(1);
        true
    }

    fn keep(&mut self) {
        if self.bin.weight() > self.best_weight {
            self.best_weight = self.bin.weight();
            self.best.clone_from(&self.chosen);
        }
    }

    /// The best bin found, whose items are no longer left.
    fn close(self, items: &Items, rest: &mut Vec<usize>) -> Bin {
        let mut bin = Bin::empty(items);
        let mut packed = core::iter::once(0).chain(self.best).peekable();
        let mut at = 0_usize;
        rest.retain(|&item| {
            let is_packed = packed.next_if_eq(&at).is_some();
            if is_packed {
                bin.put(items, item);
            }
            at = at.saturating_add(1);
            !is_packed
        });
        bin
    }
}
