//! An independent check of placements: nothing here knows how they are found or counted.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use crate::cluster::{Demand, NodeId, NodeSpec};
use crate::gpu::GpuType;
use crate::placement::Placement;

/// What was taken of one node.
#[derive(Debug, Default)]
struct Taken {
    cpu: u128,
    memory: u128,
    gpus: BTreeMap<u32, u64>,
}

/// Adds up what stands where, and holds it against what the nodes have.
///
/// # Errors
/// The first placement that cannot be, in words: an unknown node or device, a device of a type that
/// the demand does not accept, devices of two types, the wrong number of them, or more than there is.
pub fn audit<'a>(
    nodes: impl IntoIterator<Item = &'a NodeSpec>,
    placements: impl IntoIterator<Item = (&'a Demand, &'a Placement)>,
) -> Result<(), String> {
    let specs: BTreeMap<&NodeId, &NodeSpec> =
        nodes.into_iter().map(|node| (&node.id, node)).collect();
    let mut taken = BTreeMap::<&NodeId, Taken>::new();
    for (demand, placement) in placements {
        let problem = |problem: &str| format!("{demand:?} at {placement:?}: {problem}");
        let node = specs.get(&placement.node).ok_or_else(|| problem("no such node"))?;
        let taken = taken.entry(&placement.node).or_default();
        taken.cpu = taken.cpu.saturating_add(u128::from(demand.cpu.0));
        taken.memory = taken.memory.saturating_add(u128::from(demand.memory.0));
        if taken.cpu > u128::from(node.cpu.0) || taken.memory > u128::from(node.memory.0) {
            return Err(problem("more CPU or memory than the node has"));
        }
        audit_devices(node, demand, placement, &mut taken.gpus).map_err(problem)?;
    }
    Ok(())
}

fn audit_devices(
    node: &NodeSpec,
    demand: &Demand,
    placement: &Placement,
    taken: &mut BTreeMap<u32, u64>,
) -> Result<(), &'static str> {
    let wanted = demand.gpu.map_or(0, |gpu| u64::from(gpu.count()));
    if u64::try_from(placement.devices.len()) != Ok(wanted) {
        return Err("the wrong number of devices");
    }
    let mut type_of_all: Option<GpuType> = None;
    for (number, device) in placement.devices.iter().enumerate() {
        if placement.devices.iter().skip(number.saturating_add(1)).any(|other| other <= device) {
            return Err("devices are not in ascending order, each once");
        }
        let at = usize::try_from(*device).map_err(|_| "no such device")?;
        let gpu_type = *node.gpus.get(at).ok_or("no such device")?;
        if *type_of_all.get_or_insert(gpu_type) != gpu_type {
            return Err("devices of two types");
        }
        let Some(gpu) = demand.gpu.filter(|gpu| gpu.types().contains(gpu_type)) else {
            return Err("a type that is not accepted");
        };
        let sum = taken.entry(*device).or_default();
        *sum = sum.saturating_add(u64::from(gpu.of_each().0));
        if *sum > 1_000 {
            return Err("more of a device than there is");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use super::*;
    use crate::cluster::{GpuDemand, GpuTypes, Labels};
    use crate::quantity::{MemoryBytes, MilliCpu, MilliGpu};

    fn verdict(placements: &[(u64, Option<GpuDemand>, &[u32])]) -> Result<(), String> {
        let node = NodeSpec {
            id: "node".into(),
            compute_group: "all".into(),
            zone: None,
            labels: Labels::new(),
            cpu: MilliCpu(10),
            memory: MemoryBytes(10),
            gpus: vec![GpuType::T4, GpuType::T4, GpuType::A100],
        };
        let placements: Vec<_> = placements
            .iter()
            .map(|(cpu, gpu, devices)| {
                let demand = Demand { cpu: MilliCpu(*cpu), memory: MemoryBytes(1), gpu: *gpu };
                (demand, Placement { node: "node".into(), devices: (*devices).into() })
            })
            .collect();
        audit([&node], placements.iter().map(|(demand, placement)| (demand, placement)))
    }

    #[test]
    fn what_cannot_be_is_found() {
        let whole = |count| GpuDemand::whole(count, GpuTypes::ANY);
        let share = |milli| GpuDemand::share(MilliGpu(milli), GpuTypes::only(GpuType::T4));
        assert_eq!(verdict(&[(5, whole(2), &[0, 1]), (5, whole(1), &[2])]), Ok(()));
        assert_eq!(verdict(&[(5, share(400), &[0]), (5, share(600), &[0])]), Ok(()));
        for wrong in [
            &[(11, None, &[][..])][..],
            &[(5, None, &[]), (6, None, &[])],
            &[(1, None, &[0])],
            &[(1, whole(2), &[0])],
            &[(1, whole(2), &[1, 0])],
            &[(1, whole(2), &[0, 0])],
            &[(1, whole(2), &[1, 2])],
            &[(1, whole(1), &[3])],
            &[(1, share(500), &[2])],
            &[(1, share(500), &[1]), (1, share(501), &[1])],
        ] {
            assert!(verdict(wrong).is_err(), "{wrong:?}");
        }
    }
}
