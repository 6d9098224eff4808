//! What any packing costs at least.
//!
//! For requests that only certain kinds of nodes could hold, each [amount](super::kinds::Amounts)
//! that they take together has to be had from nodes of those kinds. The cheapest way to have one
//! amount alone, where a node may be had in part, is to take those first that have most of it for
//! their price: a linear programme with one row, whose optimum is known in closed form (Dantzig,
//! "Discrete-Variable Extremum Problems", Operations Research 5, 1957).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::kinds::{Amounts, Kind, Kinds, amounts};

/// The greatest of the bounds; `None` where there is not enough for all.
pub(super) fn least_cost(kinds: &Kinds<'_>) -> Option<u64> {
    let takers: BTreeMap<Vec<usize>, Amounts> = takers(kinds);
    let mut least = 0;
    for holders in takers.keys() {
        let within =
            takers.iter().filter(|(others, _)| others.iter().all(|it| holders.contains(it)));
        let taken = within.fold(Amounts::default(), |sum, (_, taken)| added(&sum, taken));
        let holders: Vec<&Kind> = holders.iter().filter_map(|at| kinds.kind(*at)).collect();
        if holders.is_empty() {
            return None;
        }
        for (at, amount) in taken.into_iter().enumerate() {
            least = least.max(cheapest(&holders, at, amount)?);
        }
    }
    Some(least)
}

/// What the requests take together, by the kinds that could hold them.
fn takers(kinds: &Kinds<'_>) -> BTreeMap<Vec<usize>, Amounts> {
    let mut takers = BTreeMap::<Vec<usize>, Amounts>::new();
    for request in 0..kinds.request_count() {
        let holders = kinds.all().iter().enumerate().filter(|(_, kind)| kind.holds(request));
        let taken = takers.entry(holders.map(|(at, _)| at).collect()).or_default();
        let amounts = kinds.demand(request).map(amounts).unwrap_or_default();
        *taken = added(taken, &amounts);
    }
    takers
}

fn added(sum: &Amounts, amounts: &Amounts) -> Amounts {
    let mut sum = *sum;
    sum.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum = sum.saturating_add(*amount));
    sum
}

/// The least price of so much of one amount, rounded up; `None` where there is less.
fn cheapest(kinds: &[&Kind], at: usize, amount: u64) -> Option<u64> {
    let has = |kind: &Kind| kind.amounts().get(at).copied().unwrap_or_default();
    let mut kinds: Vec<(u64, &&Kind)> = kinds.iter().map(|kind| (has(kind), kind)).collect();
    kinds.retain(|(has, _)| *has > 0);
    kinds.sort_by(|(a, of_a), (b, of_b)| by_price_of_one((*a, of_a.price), (*b, of_b.price)));
    let (mut missing, mut cost) = (amount, 0_u64);
    for (has, kind) in kinds {
        let nodes = u64::try_from(kind.nodes.len()).unwrap_or(u64::MAX);
        let whole = missing.checked_div(has).unwrap_or_default().min(nodes);
        cost = cost.saturating_add(whole.saturating_mul(kind.price));
        missing = missing.saturating_sub(whole.saturating_mul(has));
        if whole < nodes {
            let part = u128::from(missing).saturating_mul(kind.price.into()).div_ceil(has.into());
            let part = u64::try_from(part).unwrap_or(u64::MAX);
            return Some(cost.saturating_add(part));
        }
    }
    (missing == 0).then_some(cost)
}

/// Compares what one unit costs, each given as how much there is for which price.
fn by_price_of_one((a, price_of_a): (u64, u64), (b, price_of_b): (u64, u64)) -> Ordering {
    let cross = |price: u64, other: u64| u128::from(price).saturating_mul(other.into());
    cross(price_of_a, b).cmp(&cross(price_of_b, a))
}
