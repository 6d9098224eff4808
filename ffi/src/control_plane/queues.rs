//! Queues, the projects they serve, and the models there are to deploy.

use core::ffi::c_char;
use std::collections::BTreeSet;

use liveberth_core::api::DirectTarget;
use liveberth_core::control_plane::Input as CoreInput;
use liveberth_core::queue::{
    AdmissionOrder as CoreOrder, EnrollmentLimits, ProjectQueues, QueueKind as CoreKind, QueueSpec,
};

use super::ControlPlane;
use super::step::step;
use crate::boundary::{Input, Outputs};
use crate::effects::Effects;
use crate::failure::Failure;
use crate::report::LIVEBERTH_NONE;
use crate::slice::{self, Slice};
use crate::status::Status;
use crate::text::Text;

/// What a queue counts.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueKind {
    /// Millicores of replicas without GPUs.
    Vcpu = 1,
    /// GPUs of replicas that have any.
    Vgpu = 2,
}

/// Whether a waiting replica that does not fit holds up the younger ones.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdmissionOrder {
    /// It does: first come, first served.
    StrictFifo = 1,
    /// It does not: a younger one that fits goes ahead.
    BestEffort = 2,
}

/// Says that a queue exists, or has changed.
///
/// `kind` is one of `liveberth_queue_kind`, `order` one of `liveberth_admission_order`. `limit` is how much
/// may be used at once, in millicores or GPUs, and `compute_groups` where its replicas run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_queue_set(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    queue: *const c_char,
    queue_length: usize,
    kind: u32,
    limit: u64,
    order: u32,
    compute_groups: *const Slice,
    compute_groups_count: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let queue = Input::new("queue", queue, queue_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            let groups = slice::texts("compute_groups", compute_groups, compute_groups_count)?;
            // To collect them would bring in a sort of their own.
            let mut compute_groups = BTreeSet::new();
            compute_groups.extend(groups.into_iter().map(Into::into));
            Ok(CoreInput::QueueSet {
                queue: QueueSpec {
                    id: queue.text()?.into(),
                    kind: queue_kind(kind)?,
                    limit,
                    compute_groups,
                    order: admission_order(order)?,
                },
            })
        })
    }
}

/// Says the most that all queues of a kind may be given together, in millicores and in GPUs;
/// `LIVEBERTH_NONE` for no limit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_enrollment_set(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    vcpu: u64,
    vgpu: u64,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            let limit = |limit| (limit != LIVEBERTH_NONE).then_some(limit);
            let limits = EnrollmentLimits { vcpu: limit(vcpu), vgpu: limit(vgpu) };
            Ok(CoreInput::EnrollmentSet { limits })
        })
    }
}

/// Says which queues a project's replicas are charged to: those without GPUs to `vcpu`, those with to
/// `vgpu`. With NULL of length 0 for `vgpu` the project runs none with GPUs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_project_set(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    project: *const c_char,
    project_length: usize,
    vcpu: *const c_char,
    vcpu_length: usize,
    vgpu: *const c_char,
    vgpu_length: usize,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let project = Input::new("project", project, project_length);
        let vcpu = Input::new("vcpu", vcpu, vcpu_length);
        let vgpu = Input::new("vgpu", vgpu, vgpu_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            let queues = ProjectQueues {
                vcpu: vcpu.text()?.into(),
                vgpu: vgpu.optional_text()?.map(Into::into),
            };
            Ok(CoreInput::ProjectSet { project: project.parse()?, queues })
        })
    }
}

/// Says that a model version was published on a branch. `sequence` is its place in the branch's history:
/// a lower or equal one than known is old news.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_control_plane_version_published(
    control_plane: *mut ControlPlane,
    now_ms: u64,
    model: *const c_char,
    model_length: usize,
    branch: *const c_char,
    branch_length: usize,
    version: *const c_char,
    version_length: usize,
    sequence: u64,
    out: *mut *mut Effects,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let model = Input::new("model", model, model_length);
        let branch = Input::new("branch", branch, branch_length);
        let version = Input::new("version", version, version_length);
        step(control_plane, now_ms, Outputs::new(out, error), &|| {
            let branch = branch.text()?.to_owned();
            Ok(CoreInput::VersionPublished {
                target: DirectTarget { model_rid: model.parse()?, branch },
                version: version.parse()?,
                sequence,
            })
        })
    }
}

fn queue_kind(number: u32) -> Result<CoreKind, Failure> {
    match number {
        it if it == QueueKind::Vcpu as u32 => Ok(CoreKind::Vcpu),
        it if it == QueueKind::Vgpu as u32 => Ok(CoreKind::Vgpu),
        _ => Err(Failure::UnknownNumber { argument: "kind", number }),
    }
}

fn admission_order(number: u32) -> Result<CoreOrder, Failure> {
    match number {
        it if it == AdmissionOrder::StrictFifo as u32 => Ok(CoreOrder::StrictFifo),
        it if it == AdmissionOrder::BestEffort as u32 => Ok(CoreOrder::BestEffort),
        _ => Err(Failure::UnknownNumber { argument: "order", number }),
    }
}
