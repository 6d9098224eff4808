//! How few bins any packing must have.
//!
//! Each bound holds alone, so the greatest of them does. Most look at one dimension, or at the sum of
//! all, as an ordinary bin packing problem. There they use dual feasible functions: functions that
//! map sizes so that whatever fits a bin still fits, and whose sums may need more bins than the sizes
//! do (Fekete and Schepers, "New classes of fast lower bounds for bin packing problems",
//! Mathematical Programming 91, 2001).

use alloc::vec::Vec;

use super::items::Items;

/// The most thresholds tried for one dimension.
const MOST_THRESHOLDS: usize = 128;

/// The most items looked at for pairs that no bin holds.
const MOST_RIVALS: usize = 2_000;

/// The greatest `k` of the functions that count how often an item goes into a bin.
const MOST_PARTS: i128 = 20;

/// The greatest of the bounds.
pub(super) fn lower_bound(items: &Items) -> usize {
    let mut best = rivals(items);
    for dimension in 0..items.dimensions() {
        let capacity = items.capacity().get(dimension).copied().unwrap_or_default();
        let sizes = items.along(dimension).map(i128::from).collect();
        best = best.max(Line { capacity: i128::from(capacity), sizes }.bound());
    }
    best.max(sum_of_shares(items).bound())
}

/// All dimensions as one, each as a share of the bin; rounded down, so that what fits still does.
fn sum_of_shares(items: &Items) -> Line {
    let has_negative = (0..items.dimensions()).any(|it| items.along(it).any(|size| size < 0));
    let kept = if has_negative { 0 } else { items.len() };
    let sizes = (0..kept).map(|item| i128::from(items.weight(item))).collect();
    let dimensions = i128::try_from(items.dimensions()).unwrap_or_default();
    Line { capacity: dimensions.saturating_mul(i128::from(super::items::WHOLE)), sizes }
}

/// Bin packing in one dimension.
struct Line {
    capacity: i128,
    sizes: Vec<i128>,
}

impl Line {
    fn bound(&self) -> usize {
        let all = self.bins_for(self.sizes.iter().copied(), self.capacity);
        let counted = self.bound_by_count();
        // The functions know nothing of negative sizes.
        if self.capacity == 0 || self.sizes.iter().any(|size| *size < 0) {
            return all.max(counted);
        }
        let by_parts = (1..=MOST_PARTS).map(|parts| self.bound_by_parts(parts));
        let by_threshold = self.thresholds().into_iter().map(|it| self.bound_without_below(it));
        by_parts.chain(by_threshold).fold(all.max(counted), usize::max)
    }

    /// The bins that hold sizes of this sum.
    fn bins_for(&self, sizes: impl Iterator<Item = i128>, capacity: i128) -> usize {
        let some = usize::from(!self.sizes.is_empty());
        if capacity <= 0 {
            return some;
        }
        let sum = sizes.fold(0, i128::saturating_add).max(0);
        let bins = sum.saturating_add(capacity.saturating_sub(1)).checked_div(capacity);
        bins.and_then(|bins| usize::try_from(bins).ok()).unwrap_or(some).max(some)
    }

    /// No bin holds more items than the smallest ones that fit together.
    fn bound_by_count(&self) -> usize {
        let mut sizes = self.sizes.clone();
        sizes.sort_unstable();
        let mut sum = 0_i128;
        let fits = |size: &&i128| {
            sum = sum.saturating_add(**size);
            sum <= self.capacity
        };
        let most = sizes.iter().take_while(fits).count().max(1);
        self.sizes.len().div_ceil(most)
    }

    /// Sizes as multiples of a `parts + 1`th of the bin, which are exact or count as rounded down.
    fn bound_by_parts(&self, parts: i128) -> usize {
        let mapped = |size: &i128| {
            let scaled = size.saturating_mul(parts.saturating_add(1));
            match (scaled.checked_rem(self.capacity), scaled.checked_div(self.capacity)) {
                (Some(0), _) | (_, None) | (None, _) => size.saturating_mul(parts),
                (_, Some(whole)) => whole.saturating_mul(self.capacity),
            }
        };
        self.bins_for(self.sizes.iter().map(mapped), self.capacity.saturating_mul(parts))
    }

    /// Items below a threshold left out, those above its counterpart counted as whole bins.
    fn bound_without_below(&self, threshold: i128) -> usize {
        let counterpart = self.capacity.saturating_sub(threshold);
        let mapped = |size: &i128| match *size {
            size if size > counterpart => self.capacity,
            size if size < threshold => 0,
            size => size,
        };
        self.bins_for(self.sizes.iter().map(mapped), self.capacity)
    }

    /// The sizes up to half a bin, or so many of them.
    fn thresholds(&self) -> Vec<i128> {
        let is_half = |size: &i128| size.saturating_mul(2) <= self.capacity;
        let mut sizes: Vec<i128> = self.sizes.iter().copied().filter(is_half).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let every = sizes.len().div_ceil(MOST_THRESHOLDS).max(1);
        sizes.into_iter().step_by(every).collect()
    }
}

/// How many items were found of which no two share a bin.
fn rivals(items: &Items) -> usize {
    if (0..items.dimensions()).any(|dimension| items.along(dimension).any(|size| size < 0)) {
        return usize::from(items.len() > 0);
    }
    let mut rivals = Vec::<usize>::new();
    for item in items.by_weight().into_iter().take(MOST_RIVALS) {
        if rivals.iter().all(|&rival| are_rivals(items, item, rival)) {
            rivals.push(item);
        }
    }
    rivals.len()
}

fn are_rivals(items: &Items, one: usize, other: usize) -> bool {
    let pairs = items.size(one).iter().zip(items.size(other));
    pairs.zip(items.capacity()).any(|((one, other), capacity)| one.wrapping_add(*other) > *capacity)
}
