//! Why a request gets the node that it gets.

use alloc::collections::BTreeMap;

use serde::Serialize;

use super::{Scheduler, Scores};
use crate::cluster::{Class, Cluster, Demand, NodeId};
use crate::placement::{Placement, PlacementPolicy, Request};

/// A node with what it costs to place a request there: less is better, and equals go by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The node.
    pub node: NodeId,
    /// The sum of the parts, in units of the policy.
    pub cost: i64,
    /// What the policy adds up, by name: `idleEnd` and `scarcity` of `adaptive`; `cost` alone where a
    /// policy has one measure.
    pub parts: BTreeMap<&'static str, i64>,
}

/// The place that a request gets, and the one that it would get otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// The place.
    pub placement: Placement,
    /// Its node with its cost; absent where the node was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Candidate>,
    /// The best of the other nodes, if there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<Candidate>,
}

impl Scheduler {
    /// The place that [`place`](Self::place) would find, and why; `None` if there is none at all.
    pub fn choose(&mut self, cluster: &mut Cluster, request: &Request<'_>) -> Option<Choice> {
        let placement = self.place(cluster, request)?;
        if self.policy == PlacementPolicy::Random {
            return Some(Choice { placement, chosen: None, runner_up: None });
        }
        let chosen = self.candidate(cluster, request, |node| *node == placement.node);
        let runner_up = self.candidate(cluster, request, |node| *node != placement.node);
        Some(Choice { placement, chosen, runner_up })
    }

    /// The cheapest of some nodes.
    fn candidate(
        &mut self,
        cluster: &Cluster,
        request: &Request<'_>,
        is_wanted: impl Fn(&NodeId) -> bool,
    ) -> Option<Candidate> {
        let demand = request.demand;
        let preferred = request.preferred_gpu_type.map(|it| demand.with_gpu_type(it));
        let tiers = super::tiers(cluster, request);
        preferred.into_iter().chain([demand]).find_map(|demand| {
            tiers.iter().find_map(|pools| {
                let mut best: Option<Candidate> = None;
                for (number, class) in (0..).zip(cluster.index().numbered()) {
                    if !pools.contains(class.pool) {
                        continue;
                    }
                    let ids = class
                        .nodes()
                        .filter_map(|number| Some(&cluster.node_at(number)?.spec().id));
                    let Some(node) = ids.into_iter().find(|id| is_wanted(id)) else { continue };
                    let Some(found) = self.weigh(cluster, number, class, &demand, node) else {
                        continue;
                    };
                    let key = |it: &Candidate| (it.cost, it.node.clone());
                    if best.as_ref().is_none_or(|best| key(&found) < key(best)) {
                        best = Some(found);
                    }
                }
                best
            })
        })
    }

    fn weigh(
        &mut self,
        cluster: &Cluster,
        number: u32,
        class: &Class,
        demand: &Demand,
        node: &NodeId,
    ) -> Option<Candidate> {
        let shapes = cluster.shapes();
        let shape = shapes.get(class.room.shape)?;
        if !class.room.fits(shape, demand) {
            return None;
        }
        let parts = match &mut self.scores {
            Scores::Adaptive(adaptive) => {
                let [idle_end, scarcity] = adaptive.parts(number, &class.room, shape, demand)?;
                BTreeMap::from([("idleEnd", idle_end), ("scarcity", scarcity)])
            }
            scores => {
                let cost = scores.cost(self.policy, number, class, demand, shapes)?;
                BTreeMap::from([("cost", i64::from(cost.now))])
            }
        };
        let cost = parts.values().copied().fold(0, i64::saturating_add);
        Some(Candidate { node: node.clone(), cost, parts })
    }
}
