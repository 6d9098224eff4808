//! The report of a check, to be asked for its parts.

use core::ffi::c_char;
use core::marker::PhantomData;
use std::sync::Arc;

use liveberth_core::api::{CreateRequest, ReplaceRequest};
use liveberth_core::config::{self, Diagnostics, Parameter, RuntimeConfiguration};
use liveberth_core::json::check as json;
use liveberth_core::limits::Limits as Core;

use crate::boundary::{Input, Outputs};
use crate::failure::Failure;
use crate::handle::{self, handles};
use crate::limits::{Limits, limits_or_default};
use crate::status::Status;
use crate::text::Text;

mod code;
mod diagnostic;
mod normalized;

pub use code::*;
pub use diagnostic::*;
pub use normalized::*;

/// What a check found: every problem of a document, and what the platform will run if there is
/// none.
///
/// A report never changes, so any number of threads may ask it at once.
#[derive(Debug)]
pub struct Report(PhantomData<Found>);

handles! {
    Report(Found), "report";
}

/// What a check found, and under which limits.
#[derive(Debug)]
pub(crate) struct Found {
    checked: Checked,
    /// The problems in a form that can be pointed to.
    diagnostics: Vec<Spelled>,
    limits: Arc<Core>,
}

#[derive(Debug)]
enum Checked {
    Configuration(config::Report<RuntimeConfiguration>),
    Create(config::Report<CreateRequest>),
    Replace(config::Report<ReplaceRequest>),
}

/// A diagnostic whose texts are spelled out.
#[derive(Debug)]
struct Spelled {
    diagnostic: config::Diagnostic,
    message: String,
    parameters: Vec<(&'static str, Figure)>,
}

/// A parameter that owns what it says.
#[derive(Debug)]
enum Figure {
    Number(f64),
    Text(String),
    Names(Vec<&'static str>),
}

impl Found {
    fn new(checked: Checked, limits: Arc<Core>) -> Self {
        let diagnostics = checked.diagnostics().iter().map(spell).collect();
        Self { checked, diagnostics, limits }
    }

    /// What the document asks for, if it was accepted, whatever its kind.
    pub(crate) fn configuration(&self) -> Result<&RuntimeConfiguration, Failure> {
        let accepted = match &self.checked {
            Checked::Configuration(report) => report.value.as_ref(),
            Checked::Create(report) => report.value.as_ref().map(|it| &it.configuration),
            Checked::Replace(report) => report.value.as_ref().map(|it| &it.configuration),
        };
        accepted.ok_or(Failure::NotAccepted { wanted: "runtime configuration" })
    }

    /// The accepted request to create a deployment.
    pub(crate) fn create_request(&self) -> Result<&CreateRequest, Failure> {
        let accepted = match &self.checked {
            Checked::Create(report) => report.value.as_ref(),
            Checked::Configuration(_) | Checked::Replace(_) => None,
        };
        accepted.ok_or(Failure::NotAccepted { wanted: "request to create a deployment" })
    }

    fn text(&self) -> String {
        match &self.checked {
            Checked::Configuration(report) => json::configuration_answer(report, &self.limits),
            Checked::Create(report) => json::create_answer(report, &self.limits),
            Checked::Replace(report) => json::replace_answer(report, &self.limits),
        }
    }
}

impl Checked {
    const fn diagnostics(&self) -> &Diagnostics {
        match self {
            Self::Configuration(report) => &report.diagnostics,
            Self::Create(report) => &report.diagnostics,
            Self::Replace(report) => &report.diagnostics,
        }
    }
}

fn spell(diagnostic: &config::Diagnostic) -> Spelled {
    let figure = |parameter| match parameter {
        Parameter::Number(number) => Figure::Number(number.get()),
        Parameter::Text(text) => Figure::Text(text.to_owned()),
        Parameter::Names(names) => Figure::Names(names),
    };
    let parameters = diagnostic.problem().parameters();
    Spelled {
        message: diagnostic.message(),
        parameters: parameters.into_iter().map(|(name, it)| (name, figure(it))).collect(),
        diagnostic: diagnostic.clone(),
    }
}

/// Checks a runtime configuration. A document with problems is no failure.
///
/// `limits` may be NULL for those that hold on any platform. They are not needed any more when the
/// call has returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_of_runtime_configuration(
    document: *const c_char,
    document_length: usize,
    limits: *const Limits,
    out: *mut *mut Report,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let document = Input::new("document", document, document_length);
        check(document, limits, Outputs::new(out, error), |document, limits| {
            Checked::Configuration(config::check_runtime_configuration(document, limits))
        })
    }
}

/// Checks the body of a request to create a deployment, as
/// `liveberth_report_of_runtime_configuration` checks a configuration. Paths are given from the
/// request's root: `/runtimeConfiguration/cpu`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_of_create_request(
    document: *const c_char,
    document_length: usize,
    limits: *const Limits,
    out: *mut *mut Report,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let document = Input::new("document", document, document_length);
        check(document, limits, Outputs::new(out, error), |document, limits| {
            Checked::Create(config::check_create_request(document, limits))
        })
    }
}

/// Checks the body of a request to replace a deployment's configuration, as
/// `liveberth_report_of_create_request` does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_of_replace_request(
    document: *const c_char,
    document_length: usize,
    limits: *const Limits,
    out: *mut *mut Report,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles, inputs and outputs.
    unsafe {
        let document = Input::new("document", document, document_length);
        check(document, limits, Outputs::new(out, error), |document, limits| {
            Checked::Replace(config::check_replace_request(document, limits))
        })
    }
}

/// Has the core check a document.
///
/// # Safety
/// As for [`handle::look`].
unsafe fn check(
    document: Input<'_>,
    limits: *const Limits,
    outputs: Outputs<*mut Report>,
    check: fn(&[u8], &Core) -> Checked,
) -> Status {
    outputs.answer(|| {
        // SAFETY: the caller promises as much.
        let limits = unsafe { limits_or_default(limits) }?;
        Ok(handle::new(Found::new(check(document.bytes()?, &limits), limits)))
    })
}

/// Frees a report. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_free(report: *mut Report) {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::free(report) };
}

/// Whether the document is accepted. NULL is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_ok(report: *const Report) -> bool {
    // SAFETY: the caller keeps the header's rules for handles.
    unsafe { handle::look(report) }.is_some_and(|found| found.configuration().is_ok())
}

/// Answers the whole report as text: the same bytes as `liveberth_check_runtime_configuration` and its
/// like.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn liveberth_report_text(
    report: *const Report,
    out: *mut *mut Text,
    error: *mut *mut Text,
) -> Status {
    // SAFETY: the caller keeps the header's rules for handles and outputs.
    unsafe { handle::read(report, Outputs::new(out, error), |found| Ok(Text::new(found.text()))) }
}
