//! What is packed, and the kinds of nodes that it is packed onto.

use alloc::vec::Vec;

use crate::cluster::{Cluster, Demand, Node, NodeSpec, Room, Shape, ShapeId, WHOLE, milli};
use crate::placement::Request;
use crate::sort;

/// What a demand takes and a node has, as far as sums go: millicores, bytes, thousandths of GPUs, and
/// GPUs of which more than half is taken, since no two such shares go together.
pub(super) type Amounts = [u64; 4];

/// The weight of what takes all that there is of something.
const WHOLE_WEIGHT: u128 = 1 << 40;

/// Nodes that are alike and cost the same.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    pub(super) shape: Shape,
    pub(super) price: u64,
    /// Its nodes, by name.
    pub(super) nodes: Vec<NodeSpec>,
    /// Which requests one of its nodes could hold, by their numbers.
    holds: Vec<bool>,
}

/// The requests, and the nodes by kind.
#[derive(Debug, Clone)]
pub(super) struct Kinds<'a> {
    requests: Vec<Request<'a>>,
    /// How much of all that there is each request takes, its resources added up.
    weights: Vec<u64>,
    kinds: Vec<Kind>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(
        cluster: &Cluster,
        requests: Vec<Request<'a>>,
        price: impl Fn(&Node) -> u64,
    ) -> Self {
        let mut kinds = Vec::<Kind>::new();
        for node in cluster.nodes().filter(|node| node.is_open()) {
            let (price, shape) = (price(node), Shape::of(node.spec()));
            match kinds.iter_mut().find(|kind| kind.is_of(node.spec(), &shape, price)) {
                Some(kind) => kind.nodes.push(node.spec().clone()),
                None => kinds.push(Kind::new(node, shape, price, &requests)),
            }
        }
        let total = totals(&kinds);
        let weights = requests.iter().map(|request| weight(&request.demand, &total)).collect();
        Self { requests, weights, kinds }
    }

    pub(super) fn request_count(&self) -> usize {
        self.requests.len()
    }

    pub(super) fn demand(&self, request: usize) -> Option<&Demand> {
        self.requests.get(request).map(|request| &request.demand)
    }

    pub(super) fn weight(&self, request: usize) -> u64 {
        self.weights.get(request).copied().unwrap_or_default()
    }

    pub(super) fn kind(&self, kind: usize) -> Option<&Kind> {
        self.kinds.get(kind)
    }

    pub(super) fn all(&self) -> &[Kind] {
        &self.kinds
    }

    /// The kinds, that first of which a node has the most for its price.
    pub(super) fn by_worth(&self) -> Vec<usize> {
        let total = totals(&self.kinds);
        let worth = |kind: &usize| {
            let kind = self.kinds.get(*kind)?;
            let amounts = u128::from(sum_of_shares(&kind.amounts(), &total));
            amounts.checked_mul(1 << 20)?.checked_div(u128::from(kind.price.max(1)))
        };
        let mut order: Vec<usize> = (0..self.kinds.len()).collect();
        sort::sort_by_key(&mut order, |kind| (core::cmp::Reverse(worth(kind)), *kind));
        order
    }
}

impl Kind {
    fn new(node: &Node, shape: Shape, price: u64, requests: &[Request<'_>]) -> Self {
        let holds = |it: &Request<'_>| it.may_use(node) && shape.could_hold(&it.demand);
        let holds = requests.iter().map(holds).collect();
        Self { shape, price, nodes: [node.spec().clone()].into(), holds }
    }

    fn is_of(&self, spec: &NodeSpec, shape: &Shape, price: u64) -> bool {
        let alike =
            |it: &NodeSpec| it.compute_group == spec.compute_group && it.labels == spec.labels;
        self.price == price && self.shape == *shape && self.nodes.first().is_some_and(alike)
    }

    /// Whether a node of this kind could hold a request.
    pub(super) fn holds(&self, request: usize) -> bool {
        self.holds.get(request).copied().unwrap_or_default()
    }

    pub(super) fn empty(&self) -> Room {
        self.shape.empty(ShapeId(0))
    }

    /// What one of its nodes has.
    pub(super) fn amounts(&self) -> Amounts {
        let gpus = u64::try_from(self.shape.gpu_count()).unwrap_or(u64::MAX);
        [self.shape.cpu, self.shape.memory, gpus.saturating_mul(WHOLE.into()), gpus]
    }
}

/// What a demand takes.
pub(super) fn amounts(demand: &Demand) -> Amounts {
    let large = demand.gpu.filter(|gpu| u32::from(milli(gpu)).saturating_mul(2) > WHOLE.into());
    let large = large.map_or(0, |gpu| gpu.count().into());
    [demand.cpu.0, demand.memory.0, demand.gpu_total(), large]
}

fn totals(kinds: &[Kind]) -> Amounts {
    let mut total = Amounts::default();
    for kind in kinds {
        let nodes = u64::try_from(kind.nodes.len()).unwrap_or(u64::MAX);
        for (total, amount) in total.iter_mut().zip(kind.amounts()) {
            *total = total.saturating_add(amount.saturating_mul(nodes));
        }
    }
    total
}

fn weight(demand: &Demand, total: &Amounts) -> u64 {
    sum_of_shares(&amounts(demand), total)
}

fn sum_of_shares(amounts: &Amounts, total: &Amounts) -> u64 {
    // GPUs count once, by thousandths.
    let shares = amounts.iter().zip(total).take(3).filter_map(|(amount, total)| {
        u128::from(*amount).saturating_mul(WHOLE_WEIGHT).checked_div(u128::from(*total))
    });
    u64::try_from(shares.fold(0, u128::saturating_add)).unwrap_or(u64::MAX)
}
