//! Placement without deployments: questions asked with values, answered with text. Every function is inline,
//! as those of [`control_plane`](super::control_plane) are.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use super::control_plane::{TextError, write};
use crate::cluster::Cluster;
use crate::control_plane::MOST_REPACK_STEPS;
use crate::limits::Limits;
use crate::placement::explain::explain as explain_request;
use crate::placement::repack::ClusterPacking;
use crate::placement::{Placement, Request, Scheduler, WhatIf};

/// How so many replicas of a request stand to a cluster: an
/// [`Explanation`](crate::placement::explain::Explanation).
///
/// # Errors
/// The answer has no JSON form.
#[inline]
pub fn explain(
    cluster: &Cluster,
    request: &Request<'_>,
    replicas: u32,
) -> Result<String, TextError> {
    write(&explain_request(cluster, request, replicas, |_, _| true))
}

/// Where replicas of a request would go, with the cluster left as it is: a list of
/// [`Choice`](crate::placement::Choice), shorter than `replicas` where there is no room for all.
///
/// # Errors
/// There are more than [`Limits::DEFAULT`]`.max_replicas` replicas, or the answer has no JSON form.
#[inline]
pub fn what_if(
    cluster: &Cluster,
    scheduler: &Scheduler,
    request: &Request<'_>,
    replicas: u32,
) -> Result<String, TextError> {
    check_count(replicas)?;
    write(&WhatIf::new(cluster, scheduler).place_all(request, replicas))
}

/// How few nodes hold replicas of a request.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Packed {
    /// How many nodes the best packing found needs.
    needed: u64,
    /// The fewest that any packing needs, as far as is proved; absent where none has room for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_bound: Option<u64>,
    /// How many replicas have no place.
    unplaced: usize,
    /// Where the others would be.
    placements: Vec<Placement>,
}

/// On how few of the open nodes so many replicas of a request would fit if the nodes were empty:
/// `{"needed", "lowerBound", "unplaced", "placements"}`.
///
/// The search takes at most [`MOST_REPACK_STEPS`], so that whoever asks cannot stop a host.
///
/// # Errors
/// There are more than [`Limits::DEFAULT`]`.max_replicas` replicas, or the answer has no JSON form.
#[inline]
pub fn repack(
    cluster: &Cluster,
    request: &Request<'_>,
    replicas: u32,
    steps: u32,
) -> Result<String, TextError> {
    check_count(replicas)?;
    let requests = vec![*request; replicas as usize];
    let mut packing = ClusterPacking::new(cluster, requests, |_| 1);
    packing.advance(steps.min(MOST_REPACK_STEPS).into());
    write(&Packed {
        needed: packing.cost(),
        lower_bound: packing.lower_bound(),
        unplaced: packing.unplaced().len(),
        placements: packing.placements().into_values().collect(),
    })
}

/// Each replica takes work.
#[inline]
const fn check_count(replicas: u32) -> Result<(), TextError> {
    let max_replicas = Limits::DEFAULT.max_replicas;
    if replicas > max_replicas {
        return Err(TextError::TooManyReplicas { replicas, max_replicas });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;
    use crate::cluster::{Demand, Labels, NodeSpec};
    use crate::placement::{Mix, PlacementPolicy};
    use crate::quantity::{MemoryBytes, MilliCpu};

    fn cluster() -> Cluster {
        let mut cluster = Cluster::default();
        for id in ["one", "two"] {
            let (cpu, memory) = (MilliCpu(4000), MemoryBytes(1 << 30));
            let (labels, gpus) = (Labels::new(), Vec::new());
            let group = "a".into();
            let node = NodeSpec {
                id: id.into(),
                compute_group: group,
                zone: None,
                labels,
                cpu,
                memory,
                gpus,
            };
            cluster.set_node(node).unwrap();
        }
        cluster
    }

    #[test]
    fn each_question_has_its_answer() {
        let (cluster, groups) = (cluster(), BTreeSet::from(["a".into()]));
        let demand = Demand { cpu: MilliCpu(3000), memory: MemoryBytes(1), gpu: None };
        let request = Request::new(&groups, demand);
        let scheduler = Scheduler::new(PlacementPolicy::BestFit, Mix::default());
        let places = what_if(&cluster, &scheduler, &request, 3).unwrap();
        assert_eq!(places.matches("\"placement\"").count(), 2, "{places}");
        let explanation = explain(&cluster, &request, 3).unwrap();
        assert!(explanation.starts_with(r#"{"nodes":2,"fitting":2,"roomFor":2,"#), "{explanation}");
        let packed = repack(&cluster, &request, 2, 10).unwrap();
        assert!(packed.starts_with(r#"{"needed":2,"lowerBound":2,"unplaced":0,"#), "{packed}");
        let too_many = Err(TextError::TooManyReplicas { replicas: 1_001, max_replicas: 1_000 });
        assert_eq!(repack(&cluster, &request, 1_001, 10), too_many);
        assert_eq!(what_if(&cluster, &scheduler, &request, 1_001), too_many);
    }
}
