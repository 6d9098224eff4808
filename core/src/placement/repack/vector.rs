//! Vectors into as few equal bins as can be found: a search without a clock.
//!
//! Every moment holds a whole packing and a lower bound that no packing can beat, so a host stops
//! when its time is up, or when the two meet. The stages, each a file:
//!
//! 1. [first fit](bins) by falling weight;
//! 2. [bounds](bound), one after the other;
//! 3. [greedy]: always the item that goes best with the room left;
//! 4. [filling](fill) a bin at a time with the items of the greatest value;
//! 5. [ejection](eject): one bin fewer, what does not fit pushing others out until all have a place.
//!
//! An item's weight is the sum of its sizes, each as a share of the bin.

use alloc::vec::Vec;

use thiserror::Error;

mod bins;
mod bound;
mod eject;
mod fill;
mod greedy;
mod items;

use crate::sort;
use bins::{Bin, Fitting};
use bound::Bounding;
use eject::Ejection;
use fill::Filling;
use greedy::Greedy;
use items::Items;

/// The most dimensions that a vector may have.
pub const MOST_DIMENSIONS: usize = 16;

/// The most items of one packing: what a search gets somewhere with.
pub const MOST_ITEMS: usize = 1 << 20;

/// The looks of a step.
const STEP_LOOKS: i64 = 1_000;

/// A packing of vectors into equal bins, and the search for a better one.
///
/// # Examples
/// ```
/// use liveberth_core::placement::repack::VectorPacking;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let items = [[6, 1], [5, 2], [4, 8], [3, 3], [2, 5]];
/// let mut packing = VectorPacking::new(&[10, 10], items.map(Vec::from))?;
/// packing.advance(1_000);
/// assert_eq!(packing.bins().len(), 2);
/// assert_eq!(packing.lower_bound(), 2);
/// assert!(packing.is_optimal());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct VectorPacking {
    items: Items,
    lower_bound: usize,
    best: Vec<Bin>,
    stage: Stage,
    /// The looks that steps have paid for and that are not taken; below 0 where a piece of work took
    /// more than there were.
    looks_left: i64,
}

/// The stage of the search that is under way.
#[derive(Debug, Clone)]
enum Stage {
    Fitting(Fitting),
    Bounding(Bounding),
    Greedy(Greedy),
    Filling(Filling),
    Ejection(Ejection),
}

/// A piece of work: small, and the same however the steps are divided.
struct Piece {
    /// How often it looked at an item, or at a bin for one.
    looks: usize,
    finding: Finding,
}

/// What a piece of work has found.
enum Finding {
    Nothing,
    Packing(Vec<Bin>),
    Bound(usize),
    /// The stage has no more to do.
    Over,
}

impl VectorPacking {
    /// A first packing of items into bins of this capacity, in which little thought is put.
    ///
    /// A size below 0 gives room to what shares its bin; only the sum of a bin has to fit.
    ///
    /// # Errors
    /// Where the capacity or an item has the wrong number of dimensions, an item is larger than a
    /// bin, or there is more than can be counted.
    pub fn new(
        capacity: &[i64],
        items: impl IntoIterator<Item = Vec<i64>>,
    ) -> Result<Self, PackError> {
        let items = Items::new(capacity, items)?;
        let best = bins::next_fit(&items);
        let lower_bound = bound::least(&items);
        let stage = Stage::Fitting(Fitting::new(&items));
        Ok(Self { items, lower_bound, best, stage, looks_left: 0 })
    }

    /// Searches for this many steps, fewer where no better packing can be.
    ///
    /// A step is about as much work as 1,000 comparisons of an item with a bin, and the
    /// packing after any number of steps is the same however they are divided.
    pub fn advance(&mut self, steps: u64) {
        for _ in 0..steps {
            self.looks_left = self.looks_left.saturating_add(STEP_LOOKS);
            while self.looks_left > 0 {
                if self.is_optimal() {
                    return;
                }
                let looks = i64::try_from(self.work()).unwrap_or(i64::MAX);
                self.looks_left = self.looks_left.saturating_sub(looks);
            }
        }
    }

    /// Does a piece of work, and says how many looks it took.
    fn work(&mut self) -> usize {
        let Piece { looks, finding } = match &mut self.stage {
            Stage::Fitting(fitting) => fitting.work(&self.items),
            Stage::Bounding(bounding) => bounding.work(&self.items),
            Stage::Greedy(greedy) => greedy.work(&self.items),
            Stage::Filling(filling) => filling.work(&self.items),
            Stage::Ejection(ejection) => ejection.work(&self.items),
        };
        match finding {
            Finding::Packing(bins) if bins.len() < self.best.len() => self.best = bins,
            Finding::Nothing | Finding::Packing(_) => {}
            Finding::Bound(bound) => self.lower_bound = self.lower_bound.max(bound),
            Finding::Over => self.stage = self.next_stage(),
        }
        looks.max(1)
    }

    fn next_stage(&self) -> Stage {
        match &self.stage {
            Stage::Fitting(_) => Stage::Bounding(Bounding::new(&self.items)),
            Stage::Bounding(_) => Stage::Greedy(Greedy::new(&self.items)),
            Stage::Greedy(_) => Stage::Filling(Filling::new(&self.items)),
            Stage::Filling(_) | Stage::Ejection(_) => {
                Stage::Ejection(Ejection::new(&self.items, self.best.clone()))
            }
        }
    }

    /// The bins of the best packing so far, each the numbers of its items in the order in which they
    /// were given, ascending.
    pub fn bins(&self) -> Vec<Vec<usize>> {
        let numbers = |bin: &Bin| {
            let mut numbers = bin.items().to_vec();
            sort::sort(&mut numbers);
            numbers
        };
        self.best.iter().map(numbers).collect()
    }

    /// The bins of the best packing so far, counted.
    pub fn bin_count(&self) -> usize {
        self.best.len()
    }

    /// The fewest bins that any packing has, as far as is proved; at most the optimum.
    pub fn lower_bound(&self) -> usize {
        self.lower_bound
    }

    /// Whether no packing can have fewer bins.
    pub fn is_optimal(&self) -> bool {
        self.best.len() <= self.lower_bound
    }
}

/// Why items cannot be packed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PackError {
    /// Bins have between 1 and [`MOST_DIMENSIONS`] dimensions.
    #[error("a bin has 1 to {MOST_DIMENSIONS} dimensions, not {dimensions}")]
    Dimensions {
        /// How many there are.
        dimensions: usize,
    },
    /// A capacity is at least 0.
    #[error("a bin cannot hold {capacity} in dimension {dimension}")]
    NegativeCapacity {
        /// The dimension, from 0.
        dimension: usize,
        /// The capacity.
        capacity: i64,
    },
    /// An item has as many dimensions as the bins.
    #[error("item {item} has {dimensions} dimensions; the bins have {expected}")]
    ItemDimensions {
        /// The item's number, from 0.
        item: usize,
        /// How many it has.
        dimensions: usize,
        /// How many the bins have.
        expected: usize,
    },
    /// An item fits an empty bin.
    #[error("item {item} is {size} in dimension {dimension}; a bin holds {capacity}")]
    ItemTooLarge {
        /// The item's number, from 0.
        item: usize,
        /// The dimension, from 0.
        dimension: usize,
        /// Its size.
        size: i64,
        /// What a bin holds.
        capacity: i64,
    },
    /// There are at most [`MOST_ITEMS`] items.
    #[error("there are more than {MOST_ITEMS} items")]
    TooManyItems,
    /// The sizes of a dimension add up to what 64 bits hold.
    #[error("the sizes in dimension {dimension} add up to more than can be counted")]
    TooMuch {
        /// The dimension, from 0.
        dimension: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    type Refused<'a> = (&'a [i64], Vec<Vec<i64>>, &'a str);

    #[test]
    fn what_cannot_be_packed_is_refused_with_the_reason() {
        let cases: [Refused<'_>; 6] = [
            (&[], vec![], "a bin has 1 to 16 dimensions, not 0"),
            (&[1; 17], vec![], "a bin has 1 to 16 dimensions, not 17"),
            (&[4, -1], vec![], "a bin cannot hold -1 in dimension 1"),
            (&[4], vec![vec![1], vec![1, 1]], "item 1 has 2 dimensions; the bins have 1"),
            (&[4, 2], vec![vec![4, 3]], "item 0 is 3 in dimension 1; a bin holds 2"),
            (
                &[i64::MAX],
                vec![vec![i64::MAX]],
                "the sizes in dimension 0 add up to more than can be counted",
            ),
        ];
        for (capacity, items, message) in cases {
            let error = VectorPacking::new(capacity, items).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn nothing_needs_no_bin_and_what_has_no_size_needs_one() {
        let packing = VectorPacking::new(&[3], vec![]).unwrap();
        assert_eq!((packing.bins(), packing.lower_bound()), (vec![], 0));
        let packing = VectorPacking::new(&[0], vec![vec![0]; 3]).unwrap();
        assert_eq!((packing.bins(), packing.lower_bound()), (vec![vec![0, 1, 2]], 1));
    }

    #[test]
    fn triplets_that_first_fit_spreads_are_packed_without_waste() {
        let triplets = [[49, 26, 25], [48, 27, 25], [45, 30, 25], [40, 34, 26], [44, 31, 25]];
        let mut sizes = triplets.concat();
        sizes.sort_unstable();
        let items = sizes.into_iter().map(|size| vec![size, 100 / 3]);
        let mut packing = VectorPacking::new(&[100, 100], items).unwrap();
        assert!(packing.bin_count() > 5);
        packing.advance(10_000);
        assert_eq!(packing.bin_count(), 5);
        assert!(packing.is_optimal());
    }
}
