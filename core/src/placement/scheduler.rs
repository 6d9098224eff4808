//! The scheduler: decides by one policy, and remembers scores and the mix of requests.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::cluster::{Class, Cluster, Demand, Pool, PoolSet, Shapes};
use crate::placement::expectation::Expectation;
use crate::placement::mix::Mix;
use crate::placement::policy::adaptive::{Adaptive, SavedPrices};
use crate::placement::policy::fgd::Fgd;
use crate::placement::policy::random::MOST_DRAWS;
use crate::placement::policy::{
    best_fit, dot_product, first_fit, gpu_clustering, gpu_packing, worst_fit,
};
use crate::placement::random::Random;
use crate::placement::ranking::{Cost, Estimate, Kind, Rankings};
use crate::placement::{Place, Placement, PlacementPolicy, Request, ZoneMode};
use crate::sort;

mod choice;

pub use choice::{Candidate, Choice};

/// Decides where replicas go. What it remembers is of one cluster; use it with no other.
#[derive(Debug, Clone)]
pub struct Scheduler {
    policy: PlacementPolicy,
    expectation: Expectation,
    rankings: Rankings,
    scores: Scores,
    random: Random,
}

/// What a scheduler has to remember to go on alike: all else follows from the cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SavedScheduler {
    expectation: Expectation,
    prices: SavedPrices,
    random: u64,
}

/// What a policy keeps.
#[derive(Debug, Clone)]
enum Scores {
    /// The policy looks at the room alone.
    None,
    Fgd(Fgd),
    Adaptive(Box<Adaptive>),
}

/// Two schedulers are equal if they go on alike.
impl PartialEq for Scheduler {
    fn eq(&self, other: &Self) -> bool {
        self.policy == other.policy
            && self.expectation == other.expectation
            && self.random == other.random
            && self.scores.prices().hold_as(&other.scores.prices())
    }
}

impl Eq for Scheduler {}

impl Scheduler {
    /// A scheduler that expects requests as in the mix; where that is empty, it learns.
    pub fn new(policy: PlacementPolicy, mix: Mix) -> Self {
        Self {
            policy,
            expectation: Expectation::given(mix),
            rankings: Rankings::default(),
            scores: Scores::new(policy),
            random: Random::new(0),
        }
    }

    /// The same with other numbers for [`PlacementPolicy::Random`].
    #[must_use]
    pub fn seeded(self, seed: u64) -> Self {
        Self { random: Random::new(seed), ..self }
    }

    /// The same with another bound on what [`PlacementPolicy::Adaptive`] remembers of rooms that it has
    /// looked at, in bytes; 64 MiB where nothing is said. Whatever the bound, the rooms of the nodes
    /// themselves and as many again are remembered. It makes a difference to speed alone, none to any
    /// decision, and it is not saved.
    #[must_use]
    pub fn remembering(mut self, bytes: usize) -> Self {
        if let Scores::Adaptive(adaptive) = &mut self.scores {
            adaptive.remember(bytes);
        }
        self
    }

    /// The policy.
    pub const fn policy(&self) -> PlacementPolicy {
        self.policy
    }

    /// The mix of requests that is expected.
    pub const fn mix(&self) -> &Mix {
        self.expectation.mix()
    }

    /// What has to be kept, together with the policy and the cluster.
    pub fn save(&self, cluster: &Cluster) -> SavedScheduler {
        let mut prices = self.scores.prices();
        prices.are_due |= !self.scores.have_seen(cluster);
        SavedScheduler {
            expectation: self.expectation.clone(),
            prices,
            random: self.random.state(),
        }
    }

    /// The scheduler that was saved, for the cluster that was saved with it.
    pub fn restore(policy: PlacementPolicy, saved: SavedScheduler, cluster: &Cluster) -> Self {
        let mut scores = Scores::new(policy);
        if let Scores::Adaptive(adaptive) = &mut scores {
            adaptive.restore(saved.prices, cluster);
        }
        Self {
            policy,
            expectation: saved.expectation,
            rankings: Rankings::default(),
            scores,
            random: Random::new(saved.random),
        }
    }

    /// Tells of a request that arrived, so that more of its kind are expected. To be told once for
    /// each request, whether it was placed or not.
    pub fn learn(&mut self, demand: Demand) {
        if self.scores.depend_on_mix() {
            self.expectation.learn(demand);
        }
    }

    /// The place that the policy likes best; `None` if there is none at all.
    pub fn place(&mut self, cluster: &mut Cluster, request: &Request<'_>) -> Option<Placement> {
        let Place { node, devices } = self.find(cluster, request)?;
        Some(Placement { node: cluster.node_at(node)?.spec().id.clone(), devices })
    }

    /// The same with the node by its number.
    pub fn find(&mut self, cluster: &mut Cluster, request: &Request<'_>) -> Option<Place> {
        if self.policy == PlacementPolicy::Random {
            cluster.prepare_draw();
        }
        if self.policy == PlacementPolicy::GpuClustering {
            cluster.tell_tenants_apart();
        }
        self.prepare(cluster);
        let preferred = request.preferred_gpu_type.map(|it| request.demand.with_gpu_type(it));
        let preferred = preferred.filter(|demand| *demand != request.demand);
        let tiers = tiers(cluster, request);
        let demands = preferred.into_iter().chain([request.demand]);
        let kinds = demands.flat_map(|demand| {
            tiers.iter().map(move |pools| Kind { demand, pools: pools.clone() })
        });
        kinds.into_iter().find_map(|kind| self.best(cluster, kind))
    }

    /// Brings the scores up to the cluster.
    fn prepare(&mut self, cluster: &Cluster) {
        if !self.scores.depend_on_mix() {
            return;
        }
        let is_new = self.expectation.review(cluster);
        let mix = self.expectation.mix();
        match &mut self.scores {
            Scores::None => {}
            Scores::Fgd(fgd) if is_new || fgd.is_empty() => {
                *fgd = Fgd::new(mix);
                self.rankings.forget();
            }
            Scores::Fgd(_) => {}
            Scores::Adaptive(adaptive) => {
                if is_new {
                    adaptive.forget_mix();
                    self.rankings.forget();
                }
                adaptive.prepare(mix, cluster);
            }
        }
    }

    fn best(&mut self, cluster: &Cluster, kind: Kind) -> Option<Place> {
        let drawn = (self.policy == PlacementPolicy::Random).then(|| self.draw(cluster, &kind));
        if let Some(place) = drawn.flatten() {
            return Some(place);
        }
        let Self { policy, scores, rankings, .. } = self;
        let demand = kind.demand;
        let ranking = rankings.of(kind, cluster.index().class_count())?;
        let shapes = cluster.shapes();
        ranking.catch_up(cluster, scores.epoch(), |number, class| {
            scores.estimate(*policy, number, class, &demand, shapes)
        });
        let number = ranking
            .best(cluster, |number, class| scores.cost(*policy, number, class, &demand, shapes))?;
        let node = cluster.node_at(number)?;
        let devices = match scores {
            Scores::Fgd(fgd) if demand.gpu.is_some_and(|gpu| gpu.is_share()) => {
                let room = &cluster.index().class_of(number)?.room;
                let shape = cluster.shapes().get(room.shape)?;
                Box::new([fgd.device(node, room, shape, &demand)?])
            }
            _ => node.devices_for(&demand)?.into_boxed_slice(),
        };
        Some(Place { node: number, devices })
    }

    /// A node with room, drawn among all.
    fn draw(&mut self, cluster: &Cluster, kind: &Kind) -> Option<Place> {
        for _ in 0..MOST_DRAWS {
            let number = cluster.drawn(self.random.below(cluster.len()))?;
            let Some(node) = cluster.node_at(number).filter(|node| node.is_open()) else {
                continue;
            };
            if !cluster.pool_of(number).is_some_and(|pool| kind.pools.contains(pool)) {
                continue;
            }
            if let Some(devices) = node.devices_for(&kind.demand) {
                return Some(Place { node: number, devices: devices.into_boxed_slice() });
            }
        }
        None
    }
}

impl Scores {
    fn new(policy: PlacementPolicy) -> Self {
        match policy {
            PlacementPolicy::Fgd => Self::Fgd(Fgd::default()),
            PlacementPolicy::Adaptive => Self::Adaptive(Box::default()),
            _ => Self::None,
        }
    }

    const fn depend_on_mix(&self) -> bool {
        !matches!(self, Self::None)
    }

    fn prices(&self) -> SavedPrices {
        match self {
            Self::Adaptive(adaptive) => adaptive.save(),
            Self::None | Self::Fgd(_) => SavedPrices::default(),
        }
    }

    fn have_seen(&self, cluster: &Cluster) -> bool {
        match self {
            Self::Adaptive(adaptive) => adaptive.has_seen(cluster),
            Self::None | Self::Fgd(_) => true,
        }
    }

    fn epoch(&self) -> u64 {
        match self {
            Self::Adaptive(adaptive) => adaptive.epoch(),
            Self::None | Self::Fgd(_) => 0,
        }
    }

    /// What it costs at least to place the demand on a node of the class, which has room.
    fn estimate(
        &mut self,
        policy: PlacementPolicy,
        number: u32,
        class: &Class,
        demand: &Demand,
        shapes: &Shapes,
    ) -> Option<Estimate> {
        match self {
            Self::Adaptive(adaptive) => {
                let shape = shapes.get(class.room.shape)?;
                adaptive.least_cost(number, &class.room, shape, demand).map(Estimate::AtLeast)
            }
            _ => self.cost(policy, number, class, demand, shapes).map(|it| Estimate::Exact(it.now)),
        }
    }

    /// What it costs to place the demand on a node of the class, which has room.
    fn cost(
        &mut self,
        policy: PlacementPolicy,
        number: u32,
        class: &Class,
        demand: &Demand,
        shapes: &Shapes,
    ) -> Option<Cost> {
        let room = &class.room;
        let shape = shapes.get(room.shape)?;
        if let Self::Adaptive(adaptive) = self {
            return adaptive.cost(number, room, shape, demand);
        }
        let cost = match policy {
            PlacementPolicy::FirstFit | PlacementPolicy::Random => first_fit::COST,
            PlacementPolicy::BestFit => best_fit::cost(room, demand),
            PlacementPolicy::WorstFit => worst_fit::cost(room, demand),
            PlacementPolicy::DotProduct => dot_product::cost(room, demand),
            PlacementPolicy::GpuPacking => gpu_packing::cost(room, shape, demand)?,
            PlacementPolicy::GpuClustering => gpu_clustering::cost(class.tenants, room, demand),
            PlacementPolicy::Fgd | PlacementPolicy::Adaptive => match self {
                Self::Fgd(fgd) => fgd.cost(number, class, shape, demand),
                _ => return None,
            },
        };
        Some(Cost { now: cost, floor: cost })
    }
}

/// The pools that will do, the preferred ones first.
fn tiers(cluster: &Cluster, request: &Request<'_>) -> SmallVec<[PoolSet; 1]> {
    let will_do = |pool: &Pool| request.accepts(&pool.compute_group, &pool.labels);
    let Some(preference) = request.zones else {
        return SmallVec::from_iter([cluster.pools().matching(will_do)]);
    };
    let replicas_in = |pool: &Pool| {
        let zone = pool.zone.as_ref();
        zone.and_then(|zone| preference.replicas.get(zone)).copied().unwrap_or_default()
    };
    let counts: BTreeSet<u32> =
        sort::tree(cluster.pools().iter().filter(|pool| will_do(pool)).map(replicas_in));
    let tier = |count| cluster.pools().matching(|pool| will_do(pool) && replicas_in(pool) == count);
    match preference.mode {
        ZoneMode::Spread => counts.into_iter().map(tier).collect(),
        ZoneMode::Pack => counts.into_iter().rev().map(tier).collect(),
    }
}
