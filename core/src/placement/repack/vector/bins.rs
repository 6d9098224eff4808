//! Bins, and first fit.

use alloc::vec::Vec;

use super::items::Items;

/// A bin with what is in it.
#[derive(Debug, Clone)]
pub(super) struct Bin {
    items: Vec<usize>,
    /// What is left, by dimension: at least 0.
    room: Vec<i64>,
}

impl Bin {
    pub(super) fn empty(items: &Items) -> Self {
        Self { items: Vec::new(), room: items.capacity().to_vec() }
    }

    pub(super) fn items(&self) -> &[usize] {
        &self.items
    }

    pub(super) fn room(&self) -> &[i64] {
        &self.room
    }

    pub(super) fn weight(&self, items: &Items) -> u64 {
        self.items.iter().fold(0, |sum, &item| sum.saturating_add(items.weight(item)))
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
        for (room, size) in self.room.iter_mut().zip(items.size(item)) {
            *room = room.wrapping_sub(*size);
        }
    }

    pub(super) fn take(&mut self, items: &Items, item: usize) {
        let Some(at) = self.items.iter().position(|it| *it == item) else { return };
        self.items.swap_remove(at);
        for (room, size) in self.room.iter_mut().zip(items.size(item)) {
            *room = room.wrapping_add(*size);
        }
    }
}

/// Each item in the first bin that has room for it.
pub(super) fn first_fit(items: &Items, order: &[usize]) -> Vec<Bin> {
    let mut bins = Vec::<Bin>::new();
    for &item in order {
        let size = items.size(item);
        if let Some(bin) = bins.iter_mut().find(|bin| bin.fits(size)) {
            bin.put(items, item);
        } else {
            let mut bin = Bin::empty(items);
            bin.put(items, item);
            bins.push(bin);
        }
    }
    bins
}
