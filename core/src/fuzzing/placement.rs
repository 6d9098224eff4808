//! Any changes to a small cluster, decoded from bytes: what placement says, the reasons and the moves
//! that it gives, are held against a look at every node, and against an audit of all that stands.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::vec::Vec;

use crate::cluster::{Cluster, Demand, GpuDemand, GpuTypes, Labels, NodeId, NodeSpec};
use crate::deployment::ReplicaId;
use crate::fuzzing::answer;
use crate::fuzzing::choices::Choices;
use crate::gpu::GpuType;
use crate::placement::{Mix, Placement, PlacementPolicy, Request, Scheduler, audit};
use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};

/// A small cluster, its scheduler, and what stands on it.
struct World {
    cluster: Cluster,
    scheduler: Scheduler,
    groups: BTreeSet<crate::cluster::ComputeGroupId>,
    placed: BTreeMap<ReplicaId, (Demand, Placement)>,
    next: u64,
}

/// Changes a small cluster as the bytes say, and places what they ask for.
///
/// # Panics
/// A promise was broken: a node was missed or overfilled, a cordon was not kept, a reason or a plan
/// does not hold, or a restored scheduler decided otherwise.
pub fn placements(data: &[u8]) {
    let mut choices = Choices::new(data);
    let Some(policy) = choices.below(9).and_then(|at| PlacementPolicy::ALL.get(usize::from(at)))
    else {
        return;
    };
    let mut world = World {
        cluster: Cluster::default(),
        scheduler: Scheduler::new(*policy, Mix::default()),
        groups: BTreeSet::from(["all".into()]),
        placed: BTreeMap::new(),
        next: 0,
    };
    while world.go_on(&mut choices).is_some() {
        let specs: Vec<&NodeSpec> = world.cluster.nodes().map(|node| node.spec()).collect();
        let placed = world.placed.values().map(|(demand, placement)| (demand, placement));
        let verdict = audit(specs, placed);
        assert!(verdict.is_ok(), "{verdict:?}");
    }
}

impl World {
    fn go_on(&mut self, choices: &mut Choices<'_>) -> Option<()> {
        match choices.below(8)? {
            0 => self.node_up(node(choices)?),
            1 => {
                let id = node_id(choices.below(6)?);
                for replica in self.cluster.take_node_down(&id) {
                    self.placed.remove(&replica);
                }
            }
            2 => self.cluster.cordon(&node_id(choices.below(6)?), choices.below(2)? == 1),
            3 => self.leave(usize::from(choices.next()?)),
            _ => self.arrive(demand(choices)?),
        }
        Some(())
    }

    fn node_up(&mut self, spec: NodeSpec) {
        let may = self.cluster.check_node(&spec).is_ok();
        assert!(self.cluster.set_node(spec).is_ok() == may, "the check says otherwise");
    }

    fn leave(&mut self, at: usize) {
        let at = at.checked_rem(self.placed.len());
        let leaver = at.and_then(|at| self.placed.keys().nth(at).copied());
        let Some((id, (_, place))) = leaver.and_then(|id| self.placed.remove_entry(&id)) else {
            return;
        };
        let request = Request::new(&self.groups, Demand::default());
        assert!(
            !self.is_open(&place.node) || request.would_fit_without(&self.cluster, &place.node, id),
            "nothing at all does not fit"
        );
        assert!(self.cluster.release(&place.node, id).is_some(), "{id:?} is not at {place:?}");
    }

    fn is_open(&self, id: &NodeId) -> bool {
        self.cluster.node(id).is_some_and(|node| node.is_open())
    }

    fn arrive(&mut self, demand: Demand) {
        let request = Request::new(&self.groups, demand);
        let fits = self.cluster.nodes().any(|node| {
            let spec = node.spec();
            node.is_open()
                && node.idle_cpu() >= demand.cpu
                && node.idle_memory() >= demand.memory
                && demand.gpu.is_none_or(|gpu| {
                    GpuType::ALL.into_iter().filter(|it| gpu.types().contains(*it)).any(|it| {
                        let devices = spec.gpus.iter().zip(node.idle_gpus());
                        let enough =
                            devices.filter(|(of, left)| **of == it && *left >= gpu.of_each());
                        u32::try_from(enough.count()).is_ok_and(|count| count >= gpu.count())
                    })
                })
        });
        assert!(request.fits(&self.cluster) == fits, "fits: {demand:?}");
        assert!(!fits || self.cluster.could_ever_hold(&self.groups, &demand), "could: {demand:?}");
        answer::check(&self.cluster, &request, fits);
        let saved = self.scheduler.save(&self.cluster);
        let mut restored = Scheduler::restore(self.scheduler.policy(), saved, &self.cluster);
        self.scheduler.learn(demand);
        restored.learn(demand);
        let placement = self.scheduler.place(&mut self.cluster, &request);
        let again = restored.place(&mut self.cluster.clone(), &request);
        assert!(placement == again, "restored: {placement:?}, {again:?}");
        assert!(self.scheduler == restored, "another scheduler after restore");
        assert!(placement.is_some() == fits, "{placement:?} for {demand:?}");
        let Some(placement) = placement else {
            return;
        };
        assert!(self.is_open(&placement.node), "{placement:?} is closed");
        assert!(request.place_on(&self.cluster, &placement.node).is_some(), "{placement:?}");
        let id = ReplicaId(self.next);
        self.next = self.next.saturating_add(1);
        let held = self.cluster.reserve(&placement.node, id, placement.reservation(demand));
        assert!(held.is_ok(), "{placement:?} does not fit {demand:?}");
        self.placed.insert(id, (demand, placement));
    }
}

fn node_id(number: u8) -> NodeId {
    format!("node-{number}").as_str().into()
}

fn node(choices: &mut Choices<'_>) -> Option<NodeSpec> {
    let id = node_id(choices.below(6)?);
    let cpu = u64::from(choices.below(4)?).saturating_mul(4_000);
    let gpus = choices.below(9)?;
    let mixed = choices.below(4)?;
    let gpu_type = |gpu: u8| if gpu % 4 < mixed { GpuType::T4 } else { GpuType::A100 };
    Some(NodeSpec {
        id,
        compute_group: "all".into(),
        zone: None,
        labels: Labels::new(),
        cpu: MilliCpu(cpu),
        memory: MemoryBytes(64 << 30),
        gpus: (0..gpus).map(gpu_type).collect(),
    })
}

fn demand(choices: &mut Choices<'_>) -> Option<Demand> {
    let cpu = u64::from(choices.below(5)?).saturating_mul(500);
    let memory = u64::from(choices.below(4)?).saturating_mul(8 << 30);
    let types = [GpuTypes::ANY, GpuTypes::only(GpuType::T4), GpuTypes::only(GpuType::A100)];
    let types = *types.get(usize::from(choices.below(3)?))?;
    let gpu = match choices.below(8)? {
        count @ 0..=3 => GpuDemand::whole(count.into(), types),
        quarters => {
            let share = u32::from(quarters).saturating_sub(3).saturating_mul(220);
            GpuDemand::share(MilliGpu(share), types)
        }
    };
    Some(Demand { cpu: MilliCpu(cpu), memory: MemoryBytes(memory), gpu })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_changes_of_a_cluster_keep_the_promises(
            data in proptest::collection::vec(any::<u8>(), 0..600),
        ) {
            placements(&data);
        }
    }
}
