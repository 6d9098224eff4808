//! Vectors in bins, against an exhaustive search.

use liveberth_core::placement::repack::VectorPacking;
use proptest::prelude::*;

/// The fewest bins, by trying every place of every item in turn.
fn fewest_bins(capacity: &[i64], items: &[Vec<i64>]) -> usize {
    fn places(capacity: &[i64], rest: &[Vec<i64>], bins: &mut Vec<Vec<i64>>) -> usize {
        let Some((item, rest)) = rest.split_first() else {
            let holds = |bin: &Vec<i64>| bin.iter().zip(capacity).all(|(sum, most)| sum <= most);
            return if bins.iter().all(holds) { bins.len() } else { usize::MAX };
        };
        let add = |bin: &mut Vec<i64>, sign: i64| {
            bin.iter_mut().zip(item).for_each(|(sum, size)| *sum += sign * size);
        };
        let mut fewest = usize::MAX;
        for bin in 0..bins.len() {
            add(&mut bins[bin], 1);
            fewest = fewest.min(places(capacity, rest, bins));
            add(&mut bins[bin], -1);
        }
        bins.push(item.clone());
        fewest = fewest.min(places(capacity, rest, bins));
        bins.pop();
        fewest
    }
    places(capacity, items, &mut Vec::new())
}

/// Each item is in one bin, and no bin holds more than it can.
fn audit(capacity: &[i64], items: &[Vec<i64>], bins: &[Vec<usize>]) {
    let mut packed: Vec<usize> = bins.concat();
    packed.sort_unstable();
    assert_eq!(packed, (0..items.len()).collect::<Vec<_>>());
    for bin in bins {
        assert!(!bin.is_empty());
        for (dimension, most) in capacity.iter().enumerate() {
            assert!(bin.iter().map(|&item| items[item][dimension]).sum::<i64>() <= *most);
        }
    }
}

fn instances(most: usize, least_size: i64) -> impl Strategy<Value = (Vec<i64>, Vec<Vec<i64>>)> {
    (1_usize..=4).prop_flat_map(move |dimensions| {
        let capacity = prop::collection::vec(6_i64..=12, dimensions);
        let item = prop::collection::vec(least_size..=6, dimensions);
        (capacity, prop::collection::vec(item, 0..=most))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_optimum_is_found_and_never_passed_by_the_bound(
        (capacity, items) in instances(7, 0),
    ) {
        let mut packing = VectorPacking::new(&capacity, items.clone()).unwrap();
        let fewest = fewest_bins(&capacity, &items);
        prop_assert!(packing.lower_bound() <= fewest);
        prop_assert!(packing.bin_count() >= fewest);
        packing.advance(100);
        audit(&capacity, &items, &packing.bins());
        prop_assert_eq!(packing.bin_count(), fewest);
    }

    #[test]
    fn sizes_below_nothing_give_room((capacity, items) in instances(6, -3)) {
        let mut packing = VectorPacking::new(&capacity, items.clone()).unwrap();
        packing.advance(50);
        audit(&capacity, &items, &packing.bins());
        let fewest = fewest_bins(&capacity, &items);
        prop_assert!(packing.lower_bound() <= fewest && fewest <= packing.bin_count());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn steps_come_to_the_same_however_they_are_divided(
        (capacity, items) in instances(40, 0), first in 0_u64..400, second in 0_u64..400,
    ) {
        let mut divided = VectorPacking::new(&capacity, items.clone()).unwrap();
        divided.advance(first);
        let between = divided.bins();
        audit(&capacity, &items, &between);
        divided.advance(second);
        let mut whole = VectorPacking::new(&capacity, items.clone()).unwrap();
        whole.advance(first + second);
        audit(&capacity, &items, &whole.bins());
        prop_assert_eq!(divided.bins(), whole.bins());
        prop_assert!(whole.bin_count() <= between.len());
    }
}
