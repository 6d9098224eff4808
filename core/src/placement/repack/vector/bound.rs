//! How few bins any packing must have.
//!
//! Each bound holds alone, so the greatest of them does. Most look at one dimension, or at the sum of
//! all, as an ordinary bin packing problem. There they use dual feasible functions: functions that
//! map sizes so that whatever fits a bin still fits, and whose sums may need more bins than the sizes
//! do (Fekete and Schepers, "New classes of fast lower bounds for bin packing problems",
//! Mathematical Programming 91, 2001).

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use super::items::{Items, WHOLE};
use super::{Finding, Piece};
use crate::sort;

/// The most thresholds tried for one line.
const MOST_THRESHOLDS: usize = 128;

/// The most items looked at for pairs that no bin holds.
const MOST_RIVALS: usize = 2_000;

/// The greatest `k` of the functions that count how often an item goes into a bin.
const MOST_PARTS: i128 = 20;

/// The bound that follows from the sums alone.
pub(super) fn least(items: &Items) -> usize {
    let bins = |dimension| line(items, dimension).plain();
    (0..items.dimensions()).map(bins).fold(usize::from(items.len() > 0), usize::max)
}

/// The bounds, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Bounding {
    /// How many dimensions have been looked at.
    dimensions: usize,
    line: Option<(Line, Vec<Function>)>,
    rivals: Rivals,
}

impl Bounding {
    pub(super) fn new(items: &Items) -> Self {
        Self { dimensions: 0, line: None, rivals: Rivals::new(items) }
    }

    pub(super) fn work(&mut self, items: &Items) -> Piece {
        if let Some((line, functions)) = &mut self.line {
            let Some(function) = functions.pop() else {
                self.line = None;
                return Piece { looks: 1, finding: Finding::Nothing };
            };
            let finding = Finding::Bound(line.bound(function));
            return Piece { looks: line.sizes.len(), finding };
        }
        if self.dimensions <= items.dimensions() {
            let line = line(items, self.dimensions);
            let functions = line.functions();
            self.line = Some((line, functions));
            self.dimensions = self.dimensions.saturating_add(1);
            return Piece { looks: items.len(), finding: Finding::Nothing };
        }
        self.rivals.work(items)
    }
}

/// The sizes in one dimension; or, past the last, all dimensions as one, each as a share of the bin,
/// rounded down so that what fits still does.
fn line(items: &Items, dimension: usize) -> Line {
    if let Some(&capacity) = items.capacity().get(dimension) {
        return Line::new(capacity.into(), items.along(dimension).map(i128::from).collect());
    }
    let dimensions = i128::try_from(items.dimensions()).unwrap_or_default();
    let weights = if items.has_negative() { 0..0 } else { 0..items.len() };
    let sizes = weights.map(|item| items.weight(item).into()).collect();
    Line::new(dimensions.saturating_mul(WHOLE.into()), sizes)
}

/// Bin packing in one dimension.
#[derive(Debug, Clone)]
struct Line {
    capacity: i128,
    /// The different sizes, ascending, and how many items there are of each.
    sizes: Vec<(i128, i128)>,
}

/// A way to look at the sizes of a line.
#[derive(Debug, Clone, Copy)]
enum Function {
    /// How many of the smallest go into a bin.
    Count,
    /// Sizes as multiples of one more than so many parts of the bin.
    Parts(i128),
    /// No sizes below this.
    Threshold(i128),
}

impl Line {
    fn new(capacity: i128, mut sizes: Vec<i128>) -> Self {
        sort::sort(&mut sizes);
        let group = |group: &[i128]| {
            let size = group.first().copied().unwrap_or_default();
            (size, i128::try_from(group.len()).unwrap_or(i128::MAX))
        };
        Self { capacity, sizes: sizes.chunk_by(i128::eq).map(group).collect() }
    }

    /// The functions that apply; dual feasible ones know nothing of sizes below 0.
    fn functions(&self) -> Vec<Function> {
        let mut functions = vec![Function::Count];
        if self.capacity > 0 && self.sizes.first().is_some_and(|(size, _)| *size >= 0) {
            functions.extend((1..=MOST_PARTS).map(Function::Parts));
            functions.extend(self.thresholds().map(Function::Threshold));
        }
        functions
    }

    /// The sizes up to half a bin, or so many of them.
    fn thresholds(&self) -> impl Iterator<Item = i128> {
        let is_half = |size: &i128| size.saturating_mul(2) <= self.capacity;
        let sizes = self.sizes.iter().map(|(size, _)| *size).take_while(is_half);
        let every = sizes.clone().count().div_ceil(MOST_THRESHOLDS).max(1);
        sizes.step_by(every)
    }

    fn bound(&self, function: Function) -> usize {
        match function {
            Function::Count => self.by_count(),
            Function::Parts(parts) => self.by_parts(parts),
            Function::Threshold(threshold) => self.without_below(threshold),
        }
    }

    /// The bins that hold the sizes as they are.
    fn plain(&self) -> usize {
        self.bins_for(|size| size, self.capacity)
    }

    /// The bins that hold the sum of the sizes, mapped, where a bin holds so much.
    fn bins_for(&self, mapped: impl Fn(i128) -> i128, capacity: i128) -> usize {
        let sizes = self.sizes.iter().map(|(size, count)| mapped(*size).saturating_mul(*count));
        let sum = sizes.fold(0, i128::saturating_add).max(0);
        let bins = sum.saturating_add(capacity.saturating_sub(1)).checked_div(capacity);
        bins.and_then(|bins| usize::try_from(bins).ok()).unwrap_or_default()
    }

    /// No bin holds more items than the smallest ones that fit together.
    fn by_count(&self) -> usize {
        let (mut room, mut most, mut all) = (self.capacity, 0_i128, 0_i128);
        for &(size, count) in &self.sizes {
            let fitting =
                if size > 0 { room.checked_div(size).unwrap_or(0).min(count) } else { count };
            // The first that do not all fit are the last of which any count.
            room =
                if fitting < count { 0 } else { room.saturating_sub(size.saturating_mul(count)) };
            most = most.saturating_add(fitting);
            all = all.saturating_add(count);
        }
        let bins = all.saturating_add(most.saturating_sub(1)).checked_div(most);
        bins.and_then(|bins| usize::try_from(bins).ok()).unwrap_or_default()
    }

    /// Sizes as multiples of a `parts + 1`th of the bin, which are exact or count as rounded down.
    fn by_parts(&self, parts: i128) -> usize {
        let mapped = |size: i128| {
            let scaled = size.saturating_mul(parts.saturating_add(1));
            match (scaled.checked_rem(self.capacity), scaled.checked_div(self.capacity)) {
                (Some(0), _) | (_, None) | (None, _) => size.saturating_mul(parts),
                (_, Some(whole)) => whole.saturating_mul(self.capacity),
            }
        };
        self.bins_for(mapped, self.capacity.saturating_mul(parts))
    }

    /// Items below a threshold left out, those above its counterpart counted as whole bins.
    fn without_below(&self, threshold: i128) -> usize {
        let counterpart = self.capacity.saturating_sub(threshold);
        let mapped = |size: i128| match size {
            size if size > counterpart => self.capacity,
            size if size < threshold => 0,
            size => size,
        };
        self.bins_for(mapped, self.capacity)
    }
}

/// Sets of items of which no two share a bin, each taken greedily in another order.
#[derive(Debug, Clone)]
struct Rivals {
    /// How many orders have been tried.
    orders: usize,
    /// The items looked at, the heaviest last.
    all: Vec<usize>,
    /// What is still to be looked at, from the end.
    rest: Vec<usize>,
    found: Vec<usize>,
}

impl Rivals {
    fn new(items: &Items) -> Self {
        let mut all = items.by_weight();
        all.truncate(if items.has_negative() { 0 } else { MOST_RIVALS });
        all.reverse();
        Self { orders: 0, rest: all.clone(), all, found: Vec::new() }
    }

    fn work(&mut self, items: &Items) -> Piece {
        let looks = self.found.len();
        if let Some(item) = self.rest.pop() {
            if self.found.iter().all(|&rival| are_rivals(items, item, rival)) {
                self.found.push(item);
            }
            return Piece { looks, finding: Finding::Nothing };
        }
        if self.orders > items.dimensions() {
            return Piece { looks, finding: Finding::Over };
        }
        let bound = mem::take(&mut self.found).len();
        self.rest = self.order(items);
        self.orders = self.orders.saturating_add(1);
        Piece { looks: items.len(), finding: Finding::Bound(bound) }
    }

    /// The items for the next set, those that are largest in a dimension last.
    fn order(&self, items: &Items) -> Vec<usize> {
        let mut order = self.all.clone();
        let size = |item| items.size(item).get(self.orders).copied();
        sort::sort_by_key(&mut order, |&item| (size(item), items.weight(item)));
        order
    }
}

fn are_rivals(items: &Items, one: usize, other: usize) -> bool {
    let pairs = items.size(one).iter().zip(items.size(other));
    pairs.zip(items.capacity()).any(|((one, other), capacity)| one.wrapping_add(*other) > *capacity)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greatest<const DIMENSIONS: usize>(items: &[[i64; DIMENSIONS]]) -> usize {
        let items = Items::new(&[100; DIMENSIONS], items.iter().map(|it| it.to_vec())).unwrap();
        let (mut bounding, mut greatest) = (Bounding::new(&items), least(&items));
        loop {
            match bounding.work(&items).finding {
                Finding::Bound(bound) => greatest = greatest.max(bound),
                Finding::Over => return greatest,
                Finding::Nothing | Finding::Packing(_) => {}
            }
        }
    }

    #[test]
    fn sums_are_rounded_up() {
        assert_eq!(greatest(&[[50, 1], [50, 1], [1, 1]]), 2);
    }

    #[test]
    fn what_is_larger_than_half_a_bin_has_one_to_itself() {
        assert_eq!(greatest(&[[51]; 3]), 3);
    }

    #[test]
    fn a_bin_holds_so_many_and_no_more() {
        assert_eq!(greatest(&[[34]; 5]), 3);
    }

    #[test]
    fn no_two_of_these_share_a_bin_though_each_time_for_another_reason() {
        assert_eq!(greatest(&[[60, 60, 1], [60, 1, 60], [1, 60, 60]]), 3);
    }

    #[test]
    fn sizes_below_nothing_lower_the_bound() {
        assert_eq!(greatest(&[[60], [60], [-20]]), 1);
    }
}
