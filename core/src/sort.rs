//! One sort for all lists: the standard library's is compiled anew for every type, to kilobytes each.

use alloc::vec::Vec;
use core::mem;

/// Sorts a list; equal items stay in their order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::lt);
}

/// Sorts a list by a key of its items; those of equal keys stay in their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one) < key(other));
}

/// Sorts a list by what comes before what; of two that do not, the earlier stays before the later.
pub(crate) fn sort_by<T>(items: &mut [T], is_before: impl Fn(&T, &T) -> bool) {
    let is_before = |one: usize, other: usize| {
        let both = items.get(one).zip(items.get(other));
        both.is_some_and(|(one, other)| is_before(one, other))
    };
    for (place, from) in swaps(items.len(), &is_before).into_iter().enumerate() {
        items.swap(place, from);
    }
}

/// A tree of what is given, put in one by one: to collect into a tree sorts first, by a sort of its own.
pub(crate) fn tree<T, C: Default + Extend<T>>(items: impl IntoIterator<Item = T>) -> C {
    let mut tree = C::default();
    tree.extend(items);
    tree
}

/// With which later place each place is to be swapped, in turn, for a list to be in order; none where
/// it is already.
fn swaps(length: usize, is_before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    if (1..length).all(|place| !is_before(place, place.saturating_sub(1))) {
        return Vec::new();
    }
    let mut swaps = merge_sorted(length, is_before);
    for place in 0..length {
        let follow = |from: usize| swaps.get(from).copied().unwrap_or(from);
        let mut from = follow(place);
        // What was there has been swapped away, to where the swap of that place says.
        while from < place {
            from = follow(from);
        }
        if let Some(swap) = swaps.get_mut(place) {
            *swap = from;
        }
    }
    swaps
}

/// The places of a list in the order of what is there, by merging runs of twice the length each time.
fn merge_sorted(length: usize, is_before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..length).collect();
    let mut merged = Vec::with_capacity(length);
    let mut run = 1_usize;
    while run < length {
        for runs in sorted.chunks(run.saturating_mul(2)) {
            let (mut earlier, mut later) = runs.split_at(run.min(runs.len()));
            while let (Some((one, ones)), Some((other, others))) =
                (earlier.split_first(), later.split_first())
            {
                if is_before(*other, *one) {
                    merged.push(*other);
                    later = others;
                } else {
                    merged.push(*one);
                    earlier = ones;
                }
            }
            merged.extend_from_slice(earlier);
            merged.extend_from_slice(later);
        }
        mem::swap(&mut sorted, &mut merged);
        merged.clear();
        run = run.saturating_mul(2);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(
            keys in proptest::collection::vec(0_u8..20, 0..70),
        ) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| item.0);
            sort_by_key(&mut items, |item| item.0);
            prop_assert_eq!(&items, &wanted);
            items.reverse();
            sort(&mut items);
            prop_assert_eq!(items, wanted);
        }
    }

    #[test]
    fn a_tree_keeps_the_last_of_equal_keys() {
        let entries = [(2, 'b'), (1, 'a'), (2, 'c')];
        let made: BTreeMap<i32, char> = tree(entries);
        assert_eq!(made, BTreeMap::from(entries));
    }
}
