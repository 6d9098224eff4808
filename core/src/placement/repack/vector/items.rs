//! What is packed.

use alloc::vec::Vec;

use super::{MOST_DIMENSIONS, MOST_ITEMS, PackError};
use crate::sort;

/// A bin's share of weight in one dimension.
pub(super) const WHOLE: u64 = 1 << 20;

/// Items that each fit an empty bin, and whose sizes can be added up in any order.
#[derive(Debug, Clone)]
pub(super) struct Items {
    capacity: Vec<i64>,
    sizes: Vec<i64>,
    weights: Vec<u64>,
}

impl Items {
    pub(super) fn new(
        capacity: &[i64],
        rows: impl IntoIterator<Item = Vec<i64>>,
    ) -> Result<Self, PackError> {
        let dimensions = capacity.len();
        if dimensions == 0 || dimensions > MOST_DIMENSIONS {
            return Err(PackError::Dimensions { dimensions });
        }
        for (dimension, &capacity) in capacity.iter().enumerate() {
            if capacity < 0 {
                return Err(PackError::NegativeCapacity { dimension, capacity });
            }
        }
        let mut items =
            Self { capacity: capacity.to_vec(), sizes: Vec::new(), weights: Vec::new() };
        for (item, row) in rows.into_iter().enumerate() {
            if item >= MOST_ITEMS {
                return Err(PackError::TooManyItems);
            }
            items.add(item, &row)?;
        }
        items.check_sums()?;
        Ok(items)
    }

    fn add(&mut self, item: usize, row: &[i64]) -> Result<(), PackError> {
        let (dimensions, expected) = (row.len(), self.capacity.len());
        if dimensions != expected {
            return Err(PackError::ItemDimensions { item, dimensions, expected });
        }
        for (dimension, (&size, &capacity)) in row.iter().zip(&self.capacity).enumerate() {
            if size > capacity {
                return Err(PackError::ItemTooLarge { item, dimension, size, capacity });
            }
        }
        let shares = row.iter().zip(&self.capacity).map(|(&size, &capacity)| share(size, capacity));
        self.weights.push(shares.fold(0, u64::saturating_add));
        self.sizes.extend_from_slice(row);
        Ok(())
    }

    /// With this, no sum of sizes within a bin can overflow, and additions may wrap.
    fn check_sums(&self) -> Result<(), PackError> {
        for dimension in 0..self.dimensions() {
            let sizes = self.along(dimension).map(i64::unsigned_abs);
            let capacity = self.capacity.get(dimension).map_or(0, |it| it.unsigned_abs());
            let sum = sizes.map(u128::from).fold(u128::from(capacity), u128::saturating_add);
            i64::try_from(sum).map_err(|_| PackError::TooMuch { dimension })?;
        }
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    pub(super) fn dimensions(&self) -> usize {
        self.capacity.len()
    }

    pub(super) fn capacity(&self) -> &[i64] {
        &self.capacity
    }

    /// The sizes of an item, by dimension.
    pub(super) fn size(&self, item: usize) -> &[i64] {
        let start = item.saturating_mul(self.capacity.len());
        let end = start.saturating_add(self.capacity.len());
        self.sizes.get(start..end).unwrap_or_default()
    }

    /// The sizes of all items in one dimension.
    pub(super) fn along(&self, dimension: usize) -> impl Iterator<Item = i64> + Clone {
        self.sizes.iter().skip(dimension).step_by(self.capacity.len()).copied()
    }

    /// Whether some item gives room.
    pub(super) fn has_negative(&self) -> bool {
        self.sizes.iter().any(|size| *size < 0)
    }

    pub(super) fn weight(&self, item: usize) -> u64 {
        self.weights.get(item).copied().unwrap_or_default()
    }

    /// The items' numbers, the heaviest first.
    pub(super) fn by_weight(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        sort::sort_by_key(&mut order, |&item| (core::cmp::Reverse(self.weight(item)), item));
        order
    }
}

fn share(size: i64, capacity: i64) -> u64 {
    let (size, capacity) = (size.max(0).unsigned_abs(), capacity.unsigned_abs().max(1));
    let share =
        u128::from(size).saturating_mul(u128::from(WHOLE)).checked_div(u128::from(capacity));
    share.and_then(|share| u64::try_from(share).ok()).unwrap_or(u64::MAX)
}
