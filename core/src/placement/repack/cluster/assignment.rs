//! Which requests are on which nodes.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::kinds::{Kind, Kinds};
use crate::cluster::{Cluster, NodeSpec, Room};
use crate::deployment::ReplicaId;
use crate::placement::Placement;
use crate::sort;

/// A node in use.
#[derive(Debug, Clone)]
pub(super) struct Used {
    kind: usize,
    room: Room,
    /// What it holds, in the order in which it came.
    requests: Vec<usize>,
    /// The weights of that, together.
    weight: u64,
}

/// The nodes in use, and what has no place.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    nodes: Vec<Used>,
    /// How many nodes of each kind are in use.
    used: Vec<usize>,
    unplaced: Vec<usize>,
    cost: u64,
}

/// How good an assignment is; the smallest is the best.
pub(super) type Merit = (usize, u64, Reverse<u128>);

impl Assignment {
    /// No request has a place.
    pub(super) fn empty(kinds: &Kinds<'_>) -> Self {
        let used = kinds.all().iter().map(|_| 0).collect();
        let mut unplaced: Vec<usize> = (0..kinds.request_count()).collect();
        sort::sort_by_key(&mut unplaced, |it| (Reverse(kinds.weight(*it)), *it));
        Self { nodes: Vec::new(), used, unplaced, cost: 0 }
    }

    pub(super) fn nodes(&self) -> &[Used] {
        &self.nodes
    }

    pub(super) fn unplaced(&self) -> &[usize] {
        &self.unplaced
    }

    pub(super) const fn cost(&self) -> u64 {
        self.cost
    }

    /// Fewest without a place, then cheapest, then fullest: a node that is nearly empty is nearly
    /// saved.
    pub(super) fn merit(&self) -> Merit {
        let squares = self.nodes.iter().map(|node| u128::from(node.weight).saturating_pow(2));
        (self.unplaced.len(), self.cost, Reverse(squares.fold(0, u128::saturating_add)))
    }

    /// Gives places to those without one, in their order; a look is a node that is looked at.
    pub(super) fn place_unplaced(&mut self, kinds: &Kinds<'_>) -> usize {
        self.place_unplaced_on(kinds, |candidates| candidates.iter().copied().next())
    }

    /// The same, where a new node is of the kind that `choose` takes from those that would do, the
    /// cheapest first.
    pub(super) fn place_unplaced_on(
        &mut self,
        kinds: &Kinds<'_>,
        mut choose: impl FnMut(&[usize]) -> Option<usize>,
    ) -> usize {
        let mut looks = 0_usize;
        for request in core::mem::take(&mut self.unplaced) {
            looks = looks.saturating_add(self.nodes.len()).saturating_add(1);
            let tightest = self.tightest(kinds, request).or_else(|| {
                let kind = choose(&self.kinds_for(kinds, request))?;
                self.open(kinds, kind)
            });
            if tightest.and_then(|at| self.put(kinds, at, request)).is_none() {
                self.unplaced.push(request);
            }
        }
        looks
    }

    /// The fullest node in use that has room for a request.
    fn tightest(&self, kinds: &Kinds<'_>, request: usize) -> Option<usize> {
        let fits = |(at, node): (usize, &Used)| {
            let kind = kinds.kind(node.kind).filter(|kind| kind.holds(request))?;
            let demand = kinds.demand(request)?;
            node.room.fits(&kind.shape, demand).then_some((Reverse(node.weight), at))
        };
        self.nodes.iter().enumerate().filter_map(fits).min().map(|(_, at)| at)
    }

    /// The kinds of which another node could hold the request, the cheapest first.
    fn kinds_for(&self, kinds: &Kinds<'_>, request: usize) -> Vec<usize> {
        let free = |at: &usize, nodes: usize| self.used.get(*at).is_some_and(|used| *used < nodes);
        let would_do = kinds.all().iter().enumerate();
        let would_do = would_do.filter(|(at, kind)| free(at, kind.nodes.len()));
        let would_do = would_do.filter(|(_, kind)| kind.holds(request));
        let mut priced: Vec<(u64, usize)> = would_do.map(|(at, kind)| (kind.price, at)).collect();
        sort::sort(&mut priced);
        priced.into_iter().map(|(_, at)| at).collect()
    }

    /// Takes another node of a kind in use, if there is one.
    pub(super) fn open(&mut self, kinds: &Kinds<'_>, kind: usize) -> Option<usize> {
        let of = kinds.kind(kind)?;
        let used = self.used.get_mut(kind).filter(|used| **used < of.nodes.len())?;
        *used = used.saturating_add(1);
        self.cost = self.cost.saturating_add(of.price);
        self.nodes.push(Used { kind, room: of.empty(), requests: Vec::new(), weight: 0 });
        self.nodes.len().checked_sub(1)
    }

    /// Puts a request on a node in use, if it has room; `None` otherwise.
    pub(super) fn put(&mut self, kinds: &Kinds<'_>, at: usize, request: usize) -> Option<()> {
        let node = self.nodes.get_mut(at)?;
        let shape = &kinds.kind(node.kind)?.shape;
        node.room = node.room.after(shape, kinds.demand(request)?)?;
        node.requests.push(request);
        node.weight = node.weight.saturating_add(kinds.weight(request));
        Some(())
    }

    /// Puts those without a place that are named on a new node of a kind, as far as they fit.
    pub(super) fn fill_new(&mut self, kinds: &Kinds<'_>, kind: usize, requests: &[usize]) {
        let Some(at) = self.open(kinds, kind) else { return };
        let put = |request: &usize| self.put(kinds, at, *request).is_some();
        let taken: Vec<usize> = requests.iter().copied().filter(put).collect();
        self.unplaced.retain(|request| !taken.contains(request));
    }

    /// Gives a node up: what it held has no place, and comes before what had none.
    pub(super) fn close(&mut self, kinds: &Kinds<'_>, at: usize) {
        if at >= self.nodes.len() {
            return;
        }
        let mut node = self.nodes.swap_remove(at);
        if let Some(used) = self.used.get_mut(node.kind) {
            *used = used.saturating_sub(1);
        }
        let price = kinds.kind(node.kind).map_or(0, |kind| kind.price);
        self.cost = self.cost.saturating_sub(price);
        node.requests.append(&mut self.unplaced);
        self.unplaced = node.requests;
    }

    /// The weight of a node in use.
    pub(super) fn weight(&self, at: usize) -> u64 {
        self.nodes.get(at).map_or(0, |node| node.weight)
    }

    pub(super) fn unplaced_mut(&mut self) -> &mut [usize] {
        &mut self.unplaced
    }

    /// The places by the requests' numbers, with the devices that each gets.
    pub(super) fn placements(&self, kinds: &Kinds<'_>) -> BTreeMap<usize, Placement> {
        let mut numbers: Vec<usize> = kinds.all().iter().map(|_| 0).collect();
        let mut placements = BTreeMap::new();
        for node in &self.nodes {
            let Some((number, kind)) = numbers.get_mut(node.kind).zip(kinds.kind(node.kind)) else {
                continue;
            };
            let places = kind.nodes.get(*number).and_then(|spec| node.places(kinds, kind, spec));
            placements.extend(node.requests.iter().copied().zip(places.unwrap_or_default()));
            *number = number.saturating_add(1);
        }
        placements
    }
}

impl Used {
    /// Where on a node each request is, in the order in which it came.
    fn places(&self, kinds: &Kinds<'_>, kind: &Kind, spec: &NodeSpec) -> Option<Vec<Placement>> {
        let mut cluster = Cluster::default();
        cluster.set_node(spec.clone()).ok()?;
        let mut room = kind.empty();
        let place = |request: &usize| {
            let demand = *kinds.demand(*request)?;
            let after = room.after(&kind.shape, &demand)?;
            // The room knows no devices, but which type was taken.
            let gpu_type = room.differs_in(&kind.shape, &after);
            let typed = gpu_type.map_or(demand, |gpu_type| demand.with_gpu_type(gpu_type));
            room = after;
            let devices = cluster.node(&spec.id)?.devices_for(&typed)?.into_boxed_slice();
            let placement = Placement { node: spec.id.clone(), devices };
            let replica = ReplicaId(u64::try_from(*request).ok()?);
            cluster.reserve(&spec.id, replica, placement.reservation(demand)).ok()?;
            Some(placement)
        };
        self.requests.iter().map(place).collect()
    }
}
