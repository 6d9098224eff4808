//! Bins, and the packings that take items one after the other: next fit and first fit.

use alloc::vec::Vec;
use core::mem;

use super::items::Items;
use super::{Finding, Piece};

/// A bin with what is in it.
#[derive(Debug, Clone)]
pub(super) struct Bin {
    items: Vec<usize>,
    /// What is left, by dimension: at least 0.
    room: Vec<i64>,
    weight: u64,
}

impl Bin {
    pub(super) fn empty(items: &Items) -> Self {
        Self { items: Vec::new(), room: items.capacity().to_vec(), weight: 0 }
    }

    pub(super) fn with(items: &Items, item: usize) -> Self {
        let mut bin = Self::empty(items);
        bin.put(items, item);
        bin
    }

    pub(super) fn items(&self) -> &[usize] {
        &self.items
    }

    /// What is left, by dimension.
    pub(super) fn room(&self) -> &[i64] {
        &self.room
    }

    pub(super) fn is_full(&self) -> bool {
        self.room.iter().all(|room| *room == 0)
    }

    /// The weights of its items, together.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }

    pub(super) fn fits(&self, size: &[i64]) -> bool {
        self.room.iter().zip(size).all(|(room, size)| size <= room)
    }

    /// Whether an item fits in place of another one.
    pub(super) fn fits_for(&self, size: &[i64], taken: &[i64]) -> bool {
        let after =
            |((room, size), taken): ((&i64, &i64), &i64)| *size <= room.wrapping_add(*taken);
        self.room.iter().zip(size).zip(taken).all(after)
    }

    /// Whether an item fits in place of two.
    pub(super) fn fits_for_both(&self, size: &[i64], one: &[i64], other: &[i64]) -> bool {
        let after = |(((room, size), one), other): (((&i64, &i64), &i64), &i64)| {
            *size <= room.wrapping_add(*one).wrapping_add(*other)
        };
        self.room.iter().zip(size).zip(one).zip(other).all(after)
    }

    /// Whether the rest still fits when an item goes: one of a negative size may be needed.
    pub(super) fn can_spare(&self, taken: &[i64]) -> bool {
        self.room.iter().zip(taken).all(|(room, taken)| room.wrapping_add(*taken) >= 0)
    }

    pub(super) fn put(&mut self, items: &Items, item: usize) {
        self.items.push(item);
        self.weight = self.weight.wrapping_add(items.weight(item));
        for (room, size) in self.room.iter_mut().zip(items.size(item)) {
            *room = room.wrapping_sub(*size);
        }
    }

    pub(super) fn take(&mut self, items: &Items, item: usize) {
        let Some(at) = self.items.iter().position(|it| *it == item) else { return };
        self.items.swap_remove(at);
        self.weight = self.weight.wrapping_sub(items.weight(item));
        for (room, size) in self.room.iter_mut().zip(items.size(item)) {
            *room = room.wrapping_add(*size);
        }
    }
}

/// By falling weight, each item in the last bin if that has room for it, and in a new one otherwise.
pub(super) fn next_fit(items: &Items) -> Vec<Bin> {
    let mut bins = Vec::<Bin>::new();
    for item in items.by_weight() {
        match bins.last_mut().filter(|bin| bin.fits(items.size(item))) {
            Some(bin) => bin.put(items, item),
            None => bins.push(Bin::with(items, item)),
        }
    }
    bins
}

/// First fit by falling weight: each item goes in the first bin that has room for it.
#[derive(Debug, Clone)]
pub(super) struct Fitting {
    /// What is not packed yet, the heaviest last.
    rest: Vec<usize>,
    bins: Vec<Bin>,
}

impl Fitting {
    pub(super) fn new(items: &Items) -> Self {
        let mut rest = items.by_weight();
        rest.reverse();
        Self { rest, bins: Vec::new() }
    }

    pub(super) fn work(&mut self, items: &Items) -> Piece {
        let looks = self.bins.len();
        let Some(item) = self.rest.pop() else {
            let bins = mem::take(&mut self.bins);
            let finding = if bins.is_empty() { Finding::Over } else { Finding::Packing(bins) };
            return Piece { looks, finding };
        };
        match self.bins.iter_mut().find(|bin| bin.fits(items.size(item))) {
            Some(bin) => bin.put(items, item),
            None => self.bins.push(Bin::with(items, item)),
        }
        Piece { looks, finding: Finding::Nothing }
    }
}
