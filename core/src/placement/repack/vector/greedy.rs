//! Greedy: bin by bin, always the item that goes best with the room left.
//!
//! That is the one with the greatest dot product with the room, where a dimension counts as much as
//! all items need of it (Panigrahy, Talwar, Uyeda and Wieder, "Heuristics for vector bin packing",
//! Microsoft Research, 2011).

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::mem;

use super::bins::Bin;
use super::items::Items;
use super::{Finding, Piece};

/// The most items that one is chosen from, evenly spread over those left.
const MOST_CANDIDATES: usize = 1_000;

/// What a unit of room is worth at most: with it, a dot product of any sizes can be counted.
const MOST_WORTH: i128 = 1 << 56;

/// A greedy packing under way.
#[derive(Debug, Clone)]
pub(super) struct Greedy {
    /// What is not packed yet, the heaviest first.
    rest: Vec<usize>,
    bins: Vec<Bin>,
    /// What all items need, by dimension, in bins.
    needs: Vec<i128>,
}

impl Greedy {
    pub(super) fn new(items: &Items) -> Self {
        let need = |dimension| items.along(dimension).map(i128::from).sum::<i128>();
        let needs = (0..items.dimensions()).map(need).collect();
        Self { rest: items.by_weight(), bins: Vec::new(), needs }
    }

    /// Puts one more item in the bin that is open, or opens the next.
    pub(super) fn work(&mut self, items: &Items) -> Piece {
        let looks = self.rest.len().min(MOST_CANDIDATES);
        if self.rest.is_empty() {
            let bins = mem::take(&mut self.bins);
            let finding = if bins.is_empty() { Finding::Over } else { Finding::Packing(bins) };
            return Piece { looks, finding };
        }
        let chosen = self.bins.last().and_then(|bin| self.best_for(items, bin));
        match (chosen, self.bins.last_mut()) {
            (Some(at), Some(bin)) => bin.put(items, self.rest.remove(at)),
            _ => self.bins.push(Bin::with(items, self.rest.remove(0))),
        }
        Piece { looks, finding: Finding::Nothing }
    }

    /// The place in the rest of what goes best in a bin.
    fn best_for(&self, items: &Items, bin: &Bin) -> Option<usize> {
        let worths = self.worths(items, bin);
        let product = |item| {
            let terms = items.size(item).iter().zip(&worths);
            terms.fold(0_i128, |sum, (&size, &worth)| {
                sum.wrapping_add(i128::from(size).wrapping_mul(worth))
            })
        };
        let every = self.rest.len().div_ceil(MOST_CANDIDATES).max(1);
        let candidates = self.rest.iter().enumerate().step_by(every);
        let fitting = candidates.filter(|(_, item)| bin.fits(items.size(**item)));
        let best = fitting.max_by_key(|(at, item)| (product(**item), Reverse(*at)));
        best.map(|(at, _)| at)
    }

    /// What a unit of size is worth in a bin with this room, by dimension.
    fn worths(&self, items: &Items, bin: &Bin) -> Vec<i128> {
        let worth = |((room, need), capacity): ((&i64, &i128), &i64)| {
            let capacity = i128::from(*capacity).max(1);
            let room = i128::from(*room).saturating_mul(1 << 20).checked_div(capacity)?;
            let need = need.saturating_mul(1 << 20).checked_div(capacity)?;
            room.saturating_mul(need).checked_div(capacity)
        };
        let all = bin.room().iter().zip(&self.needs).zip(items.capacity());
        all.map(|each| worth(each).unwrap_or_default().clamp(0, MOST_WORTH)).collect()
    }
}
