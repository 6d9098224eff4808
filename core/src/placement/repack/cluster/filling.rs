//! One kind of node after the other, each filled by the vector packer.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::assignment::Assignment;
use super::kinds::{Amounts, Kind, Kinds, amounts};
use crate::placement::repack::VectorPacking;
use crate::sort;

/// A packing of the requests without a place into nodes of one kind.
#[derive(Debug, Clone)]
struct Bins {
    kind: usize,
    /// The requests, by the packing's numbers.
    requests: Vec<usize>,
    packing: VectorPacking,
    steps_left: u64,
}

/// The orders of the kinds, one after the other: each kind has its turn to be first.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    by_worth: Vec<usize>,
    /// The steps for each kind of an order.
    steps: u64,
    /// How many orders are begun.
    orders: usize,
    /// The kinds that are still to be filled, the last first.
    rest: Vec<usize>,
    bins: Option<Bins>,
    made: Option<Assignment>,
}

impl Filling {
    /// Divides so many steps among the kinds of all orders.
    pub(super) fn new(kinds: &Kinds<'_>, steps: u64) -> Self {
        let by_worth = kinds.by_worth();
        let count = u64::try_from(by_worth.len()).unwrap_or(u64::MAX);
        let each = steps.checked_div(count.saturating_mul(count)).unwrap_or_default();
        Self { by_worth, steps: each.max(1), orders: 0, rest: Vec::new(), bins: None, made: None }
    }

    /// Does a piece of work, and says how many looks it took.
    pub(super) fn work(&mut self, kinds: &Kinds<'_>, best: &mut Assignment) -> usize {
        if let Some(bins) = self.bins.as_mut().filter(|bins| bins.steps_left > 0) {
            bins.packing.advance(1);
            let is_done = bins.packing.is_optimal();
            bins.steps_left = if is_done { 0 } else { bins.steps_left.saturating_sub(1) };
            return 1_000;
        }
        let made = self.made.get_or_insert_with(|| Assignment::empty(kinds));
        if let Some(bins) = self.bins.take() {
            bins.put(kinds, made);
        }
        if let Some(kind) = self.rest.pop() {
            self.bins = Bins::of(kinds, kind, made.unplaced(), self.steps);
            return made.unplaced().len();
        }
        let looks = made.place_unplaced(kinds);
        if let Some(made) = self.made.take().filter(|made| made.merit() < best.merit()) {
            *best = made;
        }
        self.begin_order();
        looks
    }

    fn begin_order(&mut self) {
        let mut order = self.by_worth.clone();
        if let Some(first) = self.orders.checked_rem(order.len()) {
            let first = order.remove(first);
            order.insert(0, first);
        }
        order.reverse();
        self.rest = order;
        self.orders = self.orders.saturating_add(1);
    }
}

impl Bins {
    /// `None` where the kind holds nothing of it, or the packer cannot count it.
    fn of(kinds: &Kinds<'_>, kind: usize, unplaced: &[usize], steps: u64) -> Option<Self> {
        let of = kinds.kind(kind)?;
        let requests: Vec<usize> = unplaced.iter().copied().filter(|it| of.holds(*it)).collect();
        let sizes = requests.iter().filter_map(|it| kinds.demand(*it)).map(amounts);
        let sizes = sizes.map(|amounts| vector(&amounts).to_vec());
        let packing = VectorPacking::new(&vector(&of.amounts()), sizes).ok()?;
        (!requests.is_empty()).then_some(Self { kind, requests, packing, steps_left: steps })
    }

    /// Puts the fullest bins on nodes, as many as there are, the largest of each first: the devices
    /// may have room for less than the sums say.
    fn put(&self, kinds: &Kinds<'_>, made: &mut Assignment) {
        let weight =
            |bin: &Vec<usize>| bin.iter().map(|it| kinds.weight(*it)).fold(0, u64::saturating_add);
        let named = |bin: Vec<usize>| -> Vec<usize> {
            bin.into_iter().filter_map(|it| self.requests.get(it).copied()).collect()
        };
        let mut bins: Vec<Vec<usize>> = self.packing.bins().into_iter().map(named).collect();
        sort::sort_by_key(&mut bins, |bin| Reverse(weight(bin)));
        bins.truncate(kinds.kind(self.kind).map_or(0, |kind: &Kind| kind.nodes.len()));
        for mut bin in bins {
            let gpus = |it: &usize| kinds.demand(*it).map_or(0, |demand| demand.gpu_total());
            sort::sort_by_key(&mut bin, |it| (Reverse(gpus(it)), *it));
            made.fill_new(kinds, self.kind, &bin);
        }
    }
}

fn vector(amounts: &Amounts) -> [i64; 4] {
    amounts.map(|amount| i64::try_from(amount).unwrap_or(i64::MAX))
}
