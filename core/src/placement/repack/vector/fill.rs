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

/// The looks at an item that a search for one bin may take, packing by packing.
const LOOKS: [u32; 5] = [300, 3_000, 20_000, 80_000, 300_000];

/// Packings made by filling, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    packings: usize,
    /// What this packing has not packed yet, the heaviest first.
    rest: Vec<usize>,
    bins: Vec<Bin>,
}

/// What a step has done.
pub(super) enum Step {
    /// One more bin is filled.
    Filled,
    /// All is packed.
    Packed(Vec<Bin>),
    /// All packings are made.
    Over,
}

impl Filling {
    pub(super) fn new(items: &Items) -> Self {
        Self { packings: 0, rest: items.by_weight(), bins: Vec::new() }
    }

    pub(super) fn step(&mut self, items: &Items) -> Step {
        let Some(&looks) = LOOKS.get(self.packings) else { return Step::Over };
        let Some(bin) = fill(items, &self.rest, looks) else {
            self.packings = self.packings.saturating_add(1);
            self.rest = items.by_weight();
            return Step::Packed(mem::take(&mut self.bins));
        };
        self.rest.retain(|item| !bin.items().contains(item));
        self.bins.push(bin);
        Step::Filled
    }
}

/// The fullest bin found for the first of these items and any others.
fn fill(items: &Items, rest: &[usize], looks: u32) -> Option<Bin> {
    let (&first, others) = rest.split_first()?;
    let mut bin = Bin::empty(items);
    bin.put(items, first);
    let mut best = bin.clone();
    let mut weight = bin.weight(items);
    let mut best_weight = weight;
    // The places in `others` of what is in the bin, and where to go on looking.
    let (mut chosen, mut at) = (Vec::<usize>::new(), 0_usize);
    for _ in 0..looks {
        if let Some(&item) = others.get(at) {
            if bin.fits(items.size(item)) {
                bin.put(items, item);
                weight = weight.saturating_add(items.weight(item));
                chosen.push(at);
            }
        } else {
            if weight > best_weight {
                best_weight = weight;
                best = bin.clone();
            }
            let Some(last) = chosen.pop() else { break };
            at = last;
            if let Some(&item) = others.get(at) {
                bin.take(items, item);
                weight = weight.saturating_sub(items.weight(item));
            }
        }
        at = at.saturating_add(1);
        if bin.room().iter().all(|room| *room == 0) {
            break;
        }
    }
    Some(if weight > best_weight { bin } else { best })
}
