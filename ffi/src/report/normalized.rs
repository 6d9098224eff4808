//! What the platform will run, of a report whose document is accepted.

use liveberth_core::config::RuntimeConfiguration;
use liveberth_core::time::WireDuration;

use super::{Found, Report};
use crate::handle;
use crate::slice::Slice;

/// What a number says that is not there: a limit that was not given, a moment that never comes.
pub const LIVEBERTH_NONE: u64 = u64::MAX;

/// A number of an accepted configuration.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The fewest replicas.
    MinReplicas = 1,
    /// The most replicas.
    MaxReplicas = 2,
    /// Processor time of each replica, in millicores.
    CpuMillicores = 3,
    /// Memory of each replica, in bytes.
    MemoryBytes = 4,
    /// GPUs of each replica; not there where none are asked for.
    GpuCount = 5,
    /// Requests that a replica serves at once.
    ThreadCount = 6,
    /// How long the load must stay high before a replica is added; not there without rules of scaling.
    ScaleUpDelayMs = 7,
    /// How long it must stay low before one is removed; not there without rules of scaling.
    ScaleDownDelayMs = 8,
    /// Thousandths of compute-seconds an hour with the fewest replicas; not there where the rate of the
    /// GPUs is not known, or where it is beyond 64 bits.
    HourlyCostAtMinReplicasThousandths = 9,
    /// The same with the most replicas.
    HourlyCostAtMaxReplicasThousandths = 10,
}

/// A number of the accepted configuration, defaults filled in. `field` is one of `liveberth_field`.
///
/// `LIVEBERTH_NONE` where it is not there, where the document is not accepted, and for a field that is
/// not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_value(report: *const Report, field: u32) -> u64 {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::look(report) }.and_then(|found| value(found, field)).unwrap_or(LIVEBERTH_NONE)
}

fn value(found: &Found, field: u32) -> Option<u64> {
    let (configuration, limits) = (found.configuration().ok()?, &found.limits);
    let is = |it: Field| it as u32 == field;
    let delay = |delay: fn(&RuntimeConfiguration) -> Option<WireDuration>| {
        delay(configuration).and_then(WireDuration::checked_millis)
    };
    let whole = |it: u128| u64::try_from(it).ok();
    match () {
        () if is(Field::MinReplicas) => Some(configuration.min_replicas().into()),
        () if is(Field::MaxReplicas) => Some(configuration.max_replicas().into()),
        () if is(Field::CpuMillicores) => Some(configuration.resources(limits).cpu.0),
        () if is(Field::MemoryBytes) => Some(configuration.resources(limits).memory.0),
        () if is(Field::GpuCount) => configuration.gpu().map(|gpu| gpu.count.into()),
        () if is(Field::ThreadCount) => Some(configuration.threads(limits).into()),
        () if is(Field::ScaleUpDelayMs) => {
            delay(|it| it.scaling_configuration().map(|it| it.scale_up_delay()))
        }
        () if is(Field::ScaleDownDelayMs) => {
            delay(|it| it.scaling_configuration().map(|it| it.scale_down_delay()))
        }
        () if is(Field::HourlyCostAtMinReplicasThousandths) => {
            configuration.cost(limits).at_min_replicas.total_thousandths().and_then(whole)
        }
        () if is(Field::HourlyCostAtMaxReplicasThousandths) => {
            configuration.cost(limits).at_max_replicas.total_thousandths().and_then(whole)
        }
        () => None,
    }
}

/// The load at or above which a replica is added, from 0 to 1; -1 where none is given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_scale_up_load_threshold(report: *const Report) -> f64 {
    // SAFETY: the caller keeps the header's rules for handles.
    let scaling = unsafe { configuration(report) }.and_then(|it| it.scaling_configuration());
    scaling.map_or(-1.0, |it| it.scale_up_load_threshold().get())
}

/// The type of the GPUs, such as `T4`; nothing where any type will do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_gpu_type(report: *const Report) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    let gpu = unsafe { configuration(report) }.and_then(RuntimeConfiguration::gpu);
    Slice::of(gpu.and_then(|gpu| gpu.gpu_type).map(|gpu_type| gpu_type.name()))
}

/// How many sources replicas may read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_source_count(report: *const Report) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { configuration(report) }.map_or(0, |it| it.sources().len())
}

/// A source that replicas may read, in the order of the document.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_source(report: *const Report, source: usize) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    let configuration = unsafe { configuration(report) };
    Slice::of(configuration.and_then(|it| it.sources().get(source)).map(|it| it.as_str()))
}

/// How many environment variables replicas start with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_variable_count(report: *const Report) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { configuration(report) }.map_or(0, |it| it.environment_variables().iter().count())
}

/// The name of an environment variable, in the order of their names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_variable_name(
    report: *const Report,
    variable: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { self::variable(report, variable) }.map(|(name, _)| name))
}

/// The value of an environment variable. It may be a secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_variable_value(
    report: *const Report,
    variable: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { self::variable(report, variable) }.map(|(_, value)| value))
}

/// The model that an accepted request to create a deployment is for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_model(report: *const Report) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    let request = unsafe { handle::look(report) }.and_then(|it| it.create_request().ok());
    Slice::of(request.map(|it| it.target.model_rid.as_str()))
}

/// The branch that an accepted request to create a deployment follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_branch(report: *const Report) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    let request = unsafe { handle::look(report) }.and_then(|it| it.create_request().ok());
    Slice::of(request.map(|it| it.target.branch.as_str()))
}

/// # Safety
/// As for [`handle::look`].
unsafe fn configuration<'a>(report: *const Report) -> Option<&'a RuntimeConfiguration> {
    // SAFETY: the caller promises as much.
    unsafe { handle::look(report) }?.configuration().ok()
}

/// # Safety
/// As for [`handle::look`].
unsafe fn variable<'a>(report: *const Report, variable: usize) -> Option<(&'a str, &'a str)> {
    // SAFETY: the caller promises as much.
    let (name, value) =
        unsafe { configuration(report) }?.environment_variables().iter().nth(variable)?;
    Some((name, value))
}
