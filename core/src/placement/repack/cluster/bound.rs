//! What any packing costs at least.
//!
//! For requests that only certain kinds of nodes could hold, each [amount](super::kinds::Amounts)
//! that they take together has to be had from nodes of those kinds, and so has each weighted sum of
//! two amounts (a surrogate constraint: Glover, "Surrogate Constraints", Operations Research 16,
//! 1968). The cheapest way to have one such sum, where a node may be had in part, is to take those
//! first that have most of it for their price: a linear programme with one row, whose optimum is
//! known in closed form (Dantzig, "Discrete-Variable Extremum Problems", Operations Research 5,
//! 1957). Nodes are paid for whole, so the price is a multiple of what divides all of their prices.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::kinds::{Amounts, Kind, Kinds, amounts};
use crate::sort;

/// How finely the weights of two amounts are tried.
const WEIGHTS: u64 = 16;

/// The weights of the amounts in a sum; they add up to [`WEIGHTS`].
type Weights = [u64; 4];

/// What is asked of nodes: so many of each kind there are, what one has, and its price.
struct Offer {
    has: u64,
    nodes: u64,
    price: u64,
}

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
        for weights in weights() {
            let cost = cheapest(&holders, &taken, &weights)?;
            least = least.max(payable(cost, &holders));
        }
    }
    Some(least)
}

/// Each amount alone, and each two of them together in several parts.
fn weights() -> impl Iterator<Item = Weights> {
    let pairs = (0..4_usize).flat_map(|one| (0..one).map(move |other| (one, other)));
    pairs.flat_map(|(one, other)| {
        (0..=WEIGHTS).map(move |weight| {
            let mut weights = Weights::default();
            let sides = [(one, weight), (other, WEIGHTS.saturating_sub(weight))];
            for (at, weight) in sides {
                weights.iter_mut().skip(at).take(1).for_each(|it| *it = weight);
            }
            weights
        })
    })
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

/// The least price of what is taken, weighted, rounded up; `None` where there is less.
fn cheapest(kinds: &[&Kind], taken: &Amounts, weights: &Weights) -> Option<u64> {
    let total = kinds.iter().fold(Amounts::default(), |sum, kind| added(&sum, &all_of(kind)));
    let offer = |kind: &&Kind| Offer {
        has: weighted(&kind.amounts(), &total, weights, u128::div_ceil),
        nodes: u64::try_from(kind.nodes.len()).unwrap_or(u64::MAX),
        price: kind.price,
    };
    let mut offers: Vec<Offer> = kinds.iter().map(offer).filter(|offer| offer.has > 0).collect();
    sort::sort_by(&mut offers, |one, other| by_price_of_one(one, other).is_lt());
    let floor = |amount: u128, total: u128| amount.checked_div(total).unwrap_or_default();
    let mut missing = weighted(taken, &total, weights, floor);
    let mut cost = 0_u64;
    for Offer { has, nodes, price } in offers {
        let whole = missing.checked_div(has).unwrap_or_default().min(nodes);
        cost = cost.saturating_add(whole.saturating_mul(price));
        missing = missing.saturating_sub(whole.saturating_mul(has));
        if whole < nodes {
            let part = u128::from(missing).saturating_mul(price.into()).div_ceil(has.into());
            return Some(cost.saturating_add(u64::try_from(part).unwrap_or(u64::MAX)));
        }
    }
    (missing == 0).then_some(cost)
}

/// The least that nodes of these kinds can cost together, from this cost on.
fn payable(cost: u64, kinds: &[&Kind]) -> u64 {
    let step = kinds.iter().fold(0, |step, kind| greatest_common_divisor(step, kind.price));
    cost.checked_next_multiple_of(step).unwrap_or(cost)
}

fn greatest_common_divisor(one: u64, other: u64) -> u64 {
    one.checked_rem(other).map_or(one, |rest| greatest_common_divisor(other, rest))
}

/// What all nodes of a kind have.
fn all_of(kind: &Kind) -> Amounts {
    let nodes = u64::try_from(kind.nodes.len()).unwrap_or(u64::MAX);
    kind.amounts().map(|amount| amount.saturating_mul(nodes))
}

/// The weighted sum of amounts as shares of a total. What is taken is to be rounded down, and what a
/// node has up, so that the bound holds.
fn weighted(
    amounts: &Amounts,
    total: &Amounts,
    weights: &Weights,
    divide: impl Fn(u128, u128) -> u128,
) -> u64 {
    const WHOLE: u128 = 1 << 44;
    let shares = amounts.iter().zip(total).zip(weights).map(|((amount, total), weight)| {
        let product = u128::from(*amount).saturating_mul(WHOLE).saturating_mul((*weight).into());
        divide(product, u128::from(*total).max(1))
    });
    u64::try_from(shares.fold(0, u128::saturating_add)).unwrap_or(u64::MAX)
}

/// Compares what one unit costs.
fn by_price_of_one(one: &Offer, other: &Offer) -> Ordering {
    let cross = |price: u64, has: u64| u128::from(price).saturating_mul(has.into());
    cross(one.price, other.has).cmp(&cross(other.price, one.has))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_divides_two_prices_is_found() {
        for (one, other, expected) in [(0, 0, 0), (0, 7, 7), (7, 0, 7), (12, 18, 6), (5, 9, 1)] {
            assert_eq!(greatest_common_divisor(one, other), expected, "{one}, {other}");
        }
    }
}
