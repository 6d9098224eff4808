//! Runs of the public trace that are on record are reproduced to the unit.

#![cfg(test)]

use std::env;
use std::path::PathBuf;

use liveberth_benches::replay::{Arrivals, replay};
use liveberth_benches::trace::Trace;
use liveberth_core::placement::PlacementPolicy;

/// Where the trace is, with `golden/` in it; it is not part of the project.
fn trace_folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/openb");
    let folder = env::var_os("OPENB_TRACE").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Seed, policy, requests placed, milli-GPUs allocated, GPUs touched. FGD's first is the run that
/// its authors published.
const ON_RECORD: [(u64, PlacementPolicy, f64, f64, f64); 9] = [
    (42, PlacementPolicy::Fgd, 8_334.0, 5_919_410.0, 6_189.0),
    (43, PlacementPolicy::Fgd, 8_351.0, 5_921_240.0, 6_192.0),
    (44, PlacementPolicy::Fgd, 8_364.0, 5_928_510.0, 6_193.0),
    (42, PlacementPolicy::BestFit, 8_190.0, 5_785_450.0, 6_112.0),
    (43, PlacementPolicy::BestFit, 8_214.0, 5_792_550.0, 6_115.0),
    (44, PlacementPolicy::BestFit, 8_184.0, 5_782_530.0, 6_115.0),
    (42, PlacementPolicy::FirstFit, 8_278.0, 5_870_460.0, 6_165.0),
    (43, PlacementPolicy::FirstFit, 8_276.0, 5_861_460.0, 6_166.0),
    (44, PlacementPolicy::FirstFit, 8_315.0, 5_884_630.0, 6_179.0),
];

#[test]
fn runs_on_record_are_reproduced_to_the_unit() {
    let Some(folder) = trace_folder() else {
        eprintln!("skipped: the trace is not there; `OPENB_TRACE` says where it is");
        return;
    };
    let trace = Trace::read(
        &folder.join("openb_node_list_gpu_node.csv"),
        &folder.join("openb_pod_list_default.csv"),
    )
    .unwrap();
    for (seed, policy, placed, allocated, touched) in ON_RECORD {
        let golden = |kind: &str, ending: &str| {
            folder.join(format!("golden/{kind}_default_seed{seed}.{ending}"))
        };
        let arrivals = Arrivals {
            requests: trace.read_requests(&golden("arrivals", "csv")).unwrap(),
            order: trace.read_order(&golden("node_order", "txt")).unwrap(),
            seed,
        };
        let outcome = replay(&trace, &arrivals, policy, trace.mix());
        let figures = (outcome.placed, outcome.allocated_gpu_milli, outcome.touched_gpus);
        assert_eq!(figures, (placed, allocated, touched), "{policy:?}, seed {seed}");
    }
}
