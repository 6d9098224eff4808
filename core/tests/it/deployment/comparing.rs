//! Policies are compared on deployments that are not there yet.

use liveberth_core::control_plane::{ComparisonRequest, MOST_COMPARED_DEPLOYMENTS};
use serde_json::json;

use crate::world::{World, configuration};

/// The question about so many deployments of one core.
fn question(count: usize) -> Result<ComparisonRequest, serde_json::Error> {
    let deployment = json!({
        "project": "ri.projects.main.project.p", "runtimeConfiguration": configuration(json!({})),
    });
    let deployments = vec![deployment; count];
    serde_json::from_value(json!({
        "deployments": deployments, "placementPolicies": ["first-fit"],
    }))
}

#[test]
fn no_more_deployments_are_compared_than_a_host_bears() {
    let world = World::with_nodes();
    let most = question(MOST_COMPARED_DEPLOYMENTS).unwrap();
    let outcome = &world.plane.compare(&most).unwrap().policies[0];
    assert_eq!((outcome.placed, outcome.unplaced), (8, 92), "one node of eight cores");
    let error = question(MOST_COMPARED_DEPLOYMENTS + 1).unwrap_err();
    assert!(error.to_string().contains("`101` deployments are compared at once, 100 at most"));
}
