//! A life through the functions of C, called from Rust: what miri can watch, which sees every pointer
//! that is lent, kept or freed wrongly.

#![cfg(test)]

use core::ffi::c_char;
use core::{ptr, slice, str};

use liveberth::*;

const RID: &str = "ri.foundry-ml-live.main.live-deployment.1";
const PROJECT: &str = "ri.compass.main.folder.1";
const MODEL: &str = "ri.models.main.model.1";
const VERSION: &str = "ri.models.main.model-version.1";
const REQUEST: &str = r#"{"deploymentType":{"type":"direct","modelRid":"ri.models.main.model.1",
    "branch":"main"},"runtimeConfiguration":{"minReplicas":1,"maxReplicas":1,
    "gpu":{"count":1,"type":"T4"},"environmentVariables":{"A":"1"}}}"#;

/// A text as a pointer and a length.
fn lend(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

/// What a slice shows.
fn shown(it: Slice) -> String {
    if it.length == 0 {
        return String::new();
    }
    // SAFETY: the handle that it belongs to lives.
    let bytes = unsafe { slice::from_raw_parts(it.data.cast(), it.length) };
    str::from_utf8(bytes).unwrap().to_owned()
}

/// What a call writes to `out`; it succeeds, and writes no error.
fn made<T>(call: impl FnOnce(*mut *mut T, *mut *mut Text) -> Status) -> *mut T {
    let (mut out, mut error) = (ptr::null_mut(), ptr::null_mut());
    assert_eq!(call(&raw mut out, &raw mut error), Status::Ok);
    assert!(error.is_null() && !out.is_null());
    out
}

/// Makes a call that has no result and succeeds.
fn done(call: impl FnOnce(*mut *mut Text) -> Status) {
    assert_eq!(call(ptr::null_mut()), Status::Ok);
}

/// Has a router and a control plane hear of effects: every launch is ready at once.
unsafe fn carry_out(plane: *mut ControlPlane, router: *mut Router, effects: *mut Effects) {
    // SAFETY: every handle was made and is not freed yet; texts and lists live until the call returns.
    unsafe {
        for at in 0..liveberth_effects_count(effects) {
            let decisions =
                made(|out, error| liveberth_router_take(router, 0, effects, at, out, error));
            liveberth_decisions_free(decisions);
            if liveberth_effects_kind(effects, at) != EffectKind::Launch {
                continue;
            }
            assert_eq!(shown(liveberth_effects_node(effects, at)), "node");
            assert_eq!(shown(liveberth_launch_version(effects, at)), VERSION);
            assert_eq!(shown(liveberth_launch_variable_value(effects, at, 0)), "1");
            let replica = liveberth_effects_replica(effects, at);
            let attempt = liveberth_effects_attempt(effects, at);
            let ready = made(|out, error| {
                liveberth_control_plane_replica_ready(plane, 0, replica, attempt, out, error)
            });
            carry_out(plane, router, ready);
        }
        liveberth_effects_free(effects);
    }
}

/// A node with a GPU, a queue of each kind that leads to it, and a model to deploy.
unsafe fn make_platform(plane: *mut ControlPlane, router: *mut Router) {
    let (name, group, gpu) = (lend("node"), lend("group"), lend("T4"));
    let groups = [lend("other"), group].map(|(data, length)| Slice { data, length });
    // SAFETY: every handle was made and is not freed yet; texts and lists live until the call returns.
    unsafe {
        let node = made(|out, error| {
            liveberth_node_new(name.0, name.1, group.0, group.1, 16_000, 1 << 36, out, error)
        });
        done(|error| liveberth_node_add_gpus(node, gpu.0, gpu.1, 1, error));
        let up = made(|out, error| liveberth_control_plane_node_up(plane, 0, node, out, error));
        liveberth_node_free(node);
        carry_out(plane, router, up);
        for (queue, kind) in [("cpu", QueueKind::Vcpu), ("gpu", QueueKind::Vgpu)] {
            let (queue, order) = (lend(queue), AdmissionOrder::StrictFifo as u32);
            let set = made(|out, error| {
                liveberth_control_plane_queue_set(
                    plane,
                    0,
                    queue.0,
                    queue.1,
                    kind as u32,
                    1_000,
                    order,
                    groups.as_ptr(),
                    groups.len(),
                    out,
                    error,
                )
            });
            carry_out(plane, router, set);
        }
        let (project, cpu, gpu) = (lend(PROJECT), lend("cpu"), lend("gpu"));
        let set = made(|out, error| {
            liveberth_control_plane_project_set(
                plane, 0, project.0, project.1, cpu.0, cpu.1, gpu.0, gpu.1, out, error,
            )
        });
        carry_out(plane, router, set);
        let (model, branch, version) = (lend(MODEL), lend("main"), lend(VERSION));
        let published = made(|out, error| {
            liveberth_control_plane_version_published(
                plane, 0, model.0, model.1, branch.0, branch.1, version.0, version.1, 1, out, error,
            )
        });
        carry_out(plane, router, published);
    }
}

/// Creates a deployment from a report, which is freed before its last effect is carried out.
unsafe fn create(plane: *mut ControlPlane, router: *mut Router) {
    let (document, rid, project) = (lend(REQUEST), lend(RID), lend(PROJECT));
    // SAFETY: every handle was made and is not freed yet; texts and lists live until the call returns.
    unsafe {
        let limits =
            made(|out, error| liveberth_limits_of_project(plane, project.0, project.1, out, error));
        let report = made(|out, error| {
            liveberth_report_of_create_request(document.0, document.1, limits, out, error)
        });
        liveberth_limits_free(limits);
        assert!(liveberth_report_ok(report));
        assert_eq!(shown(liveberth_report_model(report)), MODEL);
        let created = made(|out, error| {
            liveberth_control_plane_create(
                plane, 0, rid.0, rid.1, project.0, project.1, report, out, error,
            )
        });
        liveberth_report_free(report);
        carry_out(plane, router, created);
    }
}

/// A request goes to the replica, and what the router has to say reaches the control plane.
unsafe fn serve(plane: *mut ControlPlane, router: *mut Router) {
    let rid = lend(RID);
    // SAFETY: every handle was made and is not freed yet; texts and lists live until the call returns.
    unsafe {
        let arrived =
            made(|out, error| liveberth_router_arrived(router, 0, 1, rid.0, rid.1, out, error));
        assert_eq!(liveberth_decisions_kind(arrived, 0), DecisionKind::Forward);
        let replica = liveberth_decisions_replica(arrived, 0);
        liveberth_decisions_free(arrived);
        let due = made(|out, error| liveberth_router_tick(router, 10_000, out, error));
        assert_eq!(shown(liveberth_decisions_deployment(due, 0)), RID);
        let told =
            made(|out, error| liveberth_control_plane_tell(plane, 10_000, due, 0, out, error));
        liveberth_decisions_free(due);
        liveberth_effects_free(told);
        let in_flight = [InFlight { replica, requests: 1 }];
        let heard = made(|out, error| {
            liveberth_control_plane_load_sample(
                plane,
                10_000,
                rid.0,
                rid.1,
                1,
                0,
                in_flight.as_ptr(),
                in_flight.len(),
                out,
                error,
            )
        });
        liveberth_effects_free(heard);
        let routes = [Route { replica, priority: 0, max_in_flight: 2 }];
        let set = made(|out, error| {
            let (routes, count) = (routes.as_ptr(), routes.len());
            liveberth_router_set_routes(router, 10_000, rid.0, rid.1, routes, count, out, error)
        });
        liveberth_decisions_free(set);
    }
}

#[test]
fn a_life_touches_no_memory_that_is_not_its_own() {
    // SAFETY: every handle was made and is not freed yet; texts and lists live until the call returns.
    unsafe {
        let plane = made(|out, error| liveberth_control_plane_new(ptr::null(), 0, out, error));
        let router = made(|out, error| {
            liveberth_router_new(LIVEBERTH_NONE, LIVEBERTH_NONE, LIVEBERTH_NONE, out, error)
        });
        make_platform(plane, router);
        create(plane, router);
        serve(plane, router);
        let saved = made(|out, error| liveberth_control_plane_save(plane, out, error));
        liveberth_control_plane_free(plane);
        let restored = made(|out, error| {
            let (data, length) = (liveberth_text_data(saved), liveberth_text_length(saved));
            liveberth_control_plane_restore(data, length, out, error)
        });
        liveberth_text_free(saved);
        let all = made(|out, error| liveberth_control_plane_resume_effects(restored, out, error));
        assert!(liveberth_effects_count(all) > 0);
        liveberth_effects_free(all);
        liveberth_control_plane_free(restored);
        liveberth_router_free(router);
    }
}
