//! What a replica that is to be started needs: its devices, its resources, its environment.

use liveberth_core::control_plane::Effect;
use liveberth_core::deployment::Template;

use super::{Effects, effect};
use crate::report::LIVEBERTH_NONE;
use crate::slice::Slice;

/// How many GPUs of its node a replica that is to be launched gets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_device_count(
    effects: *const Effects,
    index: usize,
) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { devices(effects, index) }.len()
}

/// The number on its node of a GPU that a replica gets; `UINT32_MAX` where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_device(
    effects: *const Effects,
    index: usize,
    device: usize,
) -> u32 {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { devices(effects, index) }.get(device).copied().unwrap_or(u32::MAX)
}

/// The model version that a replica serves.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_version(effects: *const Effects, index: usize) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { template(effects, index) }.map(|it| it.version.as_str()))
}

/// Requests that a replica serves at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_thread_count(
    effects: *const Effects,
    index: usize,
) -> u32 {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { template(effects, index) }.map_or(0, |it| it.threads)
}

/// Processor time that a replica may use, in millicores.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_cpu_millicores(
    effects: *const Effects,
    index: usize,
) -> u64 {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { template(effects, index) }.map_or(LIVEBERTH_NONE, |it| it.resources.cpu.0)
}

/// Memory that a replica may use, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_memory_bytes(
    effects: *const Effects,
    index: usize,
) -> u64 {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { template(effects, index) }.map_or(LIVEBERTH_NONE, |it| it.resources.memory.0)
}

/// How many sources a replica may read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_source_count(
    effects: *const Effects,
    index: usize,
) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { template(effects, index) }.map_or(0, |it| it.sources.len())
}

/// A source that a replica may read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_source(
    effects: *const Effects,
    index: usize,
    source: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    let template = unsafe { template(effects, index) };
    Slice::of(template.and_then(|it| it.sources.get(source)).map(|it| it.as_str()))
}

/// How many environment variables a replica starts with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_variable_count(
    effects: *const Effects,
    index: usize,
) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { template(effects, index) }.map_or(0, |it| it.environment_variables.len())
}

/// The name of an environment variable, in the order of their names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_variable_name(
    effects: *const Effects,
    index: usize,
    variable: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { self::variable(effects, index, variable) }.map(|(name, _)| name))
}

/// The value of an environment variable. It may be a secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_launch_variable_value(
    effects: *const Effects,
    index: usize,
    variable: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { self::variable(effects, index, variable) }.map(|(_, value)| value))
}

/// # Safety
/// As for [`crate::handle::look`].
unsafe fn devices<'a>(effects: *const Effects, index: usize) -> &'a [u32] {
    // SAFETY: the caller promises as much.
    match unsafe { effect(effects, index) } {
        Some(Effect::Launch { devices, .. }) => devices,
        _ => &[],
    }
}

/// # Safety
/// As for [`crate::handle::look`].
unsafe fn template<'a>(effects: *const Effects, index: usize) -> Option<&'a Template> {
    // SAFETY: the caller promises as much.
    match unsafe { effect(effects, index) } {
        Some(Effect::Launch { template, .. }) => Some(template),
        _ => None,
    }
}

/// # Safety
/// As for [`crate::handle::look`].
unsafe fn variable<'a>(
    effects: *const Effects,
    index: usize,
    variable: usize,
) -> Option<(&'a str, &'a str)> {
    // SAFETY: the caller promises as much.
    let (name, value) =
        unsafe { template(effects, index) }?.environment_variables.iter().nth(variable)?;
    Some((name, value))
}
