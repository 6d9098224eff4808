//! How long the router takes for a request: its arrival, and its end.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has to say so")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use liveberth_core::api::{DeploymentState, LiveDeploymentStatus};
use liveberth_core::control_plane::Route;
use liveberth_core::deployment::ReplicaId;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::routing::{RequestId, Router, RoutingPolicy};
use liveberth_core::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_000);

/// A deployment with so many replicas, half of whose slots are taken.
fn half_full(replicas: u64) -> (Router, LiveDeploymentRid) {
    let rid: LiveDeploymentRid = "ri.a.b.c.d".parse().expect("an identifier");
    let mut router = Router::new(RoutingPolicy::default()).expect("a policy");
    let route = |id| Route { replica: ReplicaId(id), priority: 0, max_in_flight: 32 };
    let routes: Vec<Route> = (0..replicas).map(route).collect();
    let _ = router.set_routes(NOW, &rid, &routes);
    let status = LiveDeploymentStatus { state: DeploymentState::Active, is_ready: true };
    let _ = router.set_status(NOW, &rid, status);
    for request in 0..replicas * 16 {
        let _ = router.arrived(NOW, RequestId(request), &rid).expect("a new request");
    }
    (router, rid)
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("route");
    group.throughput(Throughput::Elements(1));
    for replicas in [1, 1_000] {
        let (mut router, rid) = half_full(replicas);
        let mut next = replicas * 16;
        group.bench_function(BenchmarkId::new("arrive and finish", replicas), |bencher| {
            bencher.iter(|| {
                let decisions = router.arrived(NOW, RequestId(next), &rid);
                let _ = black_box(decisions.expect("a new request"));
                let _ = black_box(router.finished(NOW, RequestId(next)));
                next += 1;
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
