//! The problems of a report, one by one, by their numbers from 0.

use super::{Code, Figure, Report, Spelled};
use crate::handle;
use crate::slice::Slice;

/// How much a diagnostic matters.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// There is no such diagnostic.
    None = 0,
    /// The document is refused.
    Error = 1,
    /// The document is accepted; this is advice.
    Warning = 2,
}

/// What a parameter of a diagnostic is.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// There is no such parameter.
    None = 0,
    /// A number.
    Number = 1,
    /// A text: its only item.
    Text = 2,
    /// A list of names: its items.
    Names = 3,
}

/// How many diagnostics a report has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_count(report: *const Report) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::look(report) }.map_or(0, |found| found.diagnostics.len())
}

/// How much a diagnostic matters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_severity(
    report: *const Report,
    index: usize,
) -> Severity {
    use liveberth_core::config::Severity as Core;
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { diagnostic(report, index) }.map(|it| it.diagnostic.severity()) {
        None => Severity::None,
        Some(Core::Error) => Severity::Error,
        Some(Core::Warning) => Severity::Warning,
    }
}

/// What is wrong. `liveberth_code_name` has its name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_code(report: *const Report, index: usize) -> Code {
    // SAFETY: the caller keeps the header's rules for handles.
    let diagnostic = unsafe { diagnostic(report, index) };
    diagnostic.map_or(Code::None, |it| Code::of(it.diagnostic.code()))
}

/// Where: a JSON Pointer (RFC 6901), of length 0 for the whole document.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_path(report: *const Report, index: usize) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { diagnostic(report, index) }.map(|it| it.diagnostic.path()))
}

/// What is wrong, in words for people. It never holds the value of an environment variable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_message(report: *const Report, index: usize) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { diagnostic(report, index) }.map(|it| it.message.as_str()))
}

/// The name of the error that the API answers to this problem, were it the only one; nothing where it
/// is advice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_error_name(report: *const Report, index: usize) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(
        unsafe { diagnostic(report, index) }.and_then(|it| it.diagnostic.code().api_error_name()),
    )
}

/// How many figures and names a diagnostic is about.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_parameter_count(
    report: *const Report,
    index: usize,
) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { diagnostic(report, index) }.map_or(0, |it| it.parameters.len())
}

/// The name of a parameter, such as `maxGpuCount`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_parameter_name(
    report: *const Report,
    index: usize,
    parameter: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(unsafe { self::parameter(report, index, parameter) }.map(|(name, _)| *name))
}

/// What a parameter is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_parameter_kind(
    report: *const Report,
    index: usize,
    parameter: usize,
) -> ParameterKind {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { self::parameter(report, index, parameter) } {
        None => ParameterKind::None,
        Some((_, Figure::Number(_))) => ParameterKind::Number,
        Some((_, Figure::Text(_))) => ParameterKind::Text,
        Some((_, Figure::Names(_))) => ParameterKind::Names,
    }
}

/// The value of a parameter that is a number; 0 for any other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_parameter_number(
    report: *const Report,
    index: usize,
    parameter: usize,
) -> f64 {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { self::parameter(report, index, parameter) } {
        Some((_, Figure::Number(number))) => *number,
        _ => 0.0,
    }
}

/// How many items a parameter has: 1 where it is a text, 0 where it is a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_parameter_item_count(
    report: *const Report,
    index: usize,
    parameter: usize,
) -> usize {
    // SAFETY: the caller keeps the header's rules for handles.
    match unsafe { self::parameter(report, index, parameter) } {
        Some((_, Figure::Text(_))) => 1,
        Some((_, Figure::Names(names))) => names.len(),
        _ => 0,
    }
}

/// An item of a parameter that is a text or a list of names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_parameter_item(
    report: *const Report,
    index: usize,
    parameter: usize,
    item: usize,
) -> Slice {
    // SAFETY: the caller keeps the header's rules for handles.
    Slice::of(match unsafe { self::parameter(report, index, parameter) } {
        Some((_, Figure::Text(text))) if item == 0 => Some(text.as_str()),
        Some((_, Figure::Names(names))) => names.get(item).copied(),
        _ => None,
    })
}

/// # Safety
/// As for [`handle::look`].
unsafe fn diagnostic<'a>(report: *const Report, index: usize) -> Option<&'a Spelled> {
    // SAFETY: the caller promises as much.
    unsafe { handle::look(report) }?.diagnostics.get(index)
}

/// # Safety
/// As for [`handle::look`].
unsafe fn parameter<'a>(
    report: *const Report,
    index: usize,
    parameter: usize,
) -> Option<&'a (&'static str, Figure)> {
    // SAFETY: the caller promises as much.
    unsafe { diagnostic(report, index) }?.parameters.get(parameter)
}
