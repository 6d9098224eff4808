//! From the text of a request to its checked form, or to every problem it has.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use self::place::{Place, Step};
use super::RuntimeConfiguration;
use super::diagnostic::{Diagnostic, Diagnostics, Problem, Severity};
use super::raw::Fields;
use super::rules::{Member, ObjectType};
use crate::api::{CreateRequest, DirectTarget, ReplaceRequest};
use crate::document::{Document, DocumentError, Kind, Spans, Value};
use crate::limits::{Limits, MAX_DOCUMENT_BYTES};

mod advice;
mod configuration;
mod environment;
mod gpu;
mod limits;
mod place;
mod request;
mod scalar;
mod scaling;
mod sources;

/// What a check found: the checked value if there is no error, and every diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report<T> {
    /// The checked form; there exactly if no diagnostic is an error.
    pub value: Option<T>,
    /// Every problem of the document and all advice on it, errors first.
    pub diagnostics: Diagnostics,
}

impl<T> Report<T> {
    /// Whether the document is accepted.
    pub const fn ok(&self) -> bool {
        self.value.is_some()
    }

    /// The checked form, or what is wrong.
    ///
    /// # Errors
    /// The document has problems; all of them are there.
    pub fn into_result(self) -> Result<T, Diagnostics> {
        self.value.ok_or(self.diagnostics)
    }
}

/// Checks the text of a runtime configuration.
///
/// Every problem is reported in one pass, each at its place. The work and the memory are bounded by
/// the length of the text, which is itself bounded.
///
/// ```
/// use liveberth_core::config::check_runtime_configuration;
/// use liveberth_core::limits::Limits;
///
/// let text = br#"{"minReplicas": 1, "maxReplicas": 3, "cpu": 0, "memory": "4 apples"}"#;
/// let report = check_runtime_configuration(text, &Limits::default());
/// let found: Vec<_> = report.diagnostics.errors().map(|d| (d.path(), d.code().as_str())).collect();
/// assert_eq!(found, [("/cpu", "out_of_range"), ("/memory", "invalid_memory")]);
///
/// let text = br#"{"minReplicas": 1, "maxReplicas": 3, "memory": "256MiB"}"#;
/// let checked = check_runtime_configuration(text, &Limits::default()).into_result().unwrap();
/// assert_eq!(checked.max_replicas(), 3);
/// ```
pub fn check_runtime_configuration(
    document: &[u8],
    limits: &Limits,
) -> Report<RuntimeConfiguration> {
    check(document, MAX_DOCUMENT_BYTES, limits, Checker::configuration)
}

/// Checks the body of *create*; paths begin at the body, as in `/runtimeConfiguration/cpu`.
pub fn check_create_request(document: &[u8], limits: &Limits) -> Report<CreateRequest> {
    check_body(document, limits, Body::Create { default: None }).into_create_request()
}

/// As [`check_create_request`], for a host that deploys `default` where the body has no
/// `deploymentType`, or null.
pub fn check_create_request_with_default_target(
    document: &[u8],
    limits: &Limits,
    default: &DirectTarget,
) -> Report<CreateRequest> {
    check_body(document, limits, Body::Create { default: Some(default) }).into_create_request()
}

/// Checks the body of *replace*; paths begin at the body.
pub fn check_replace_request(document: &[u8], limits: &Limits) -> Report<ReplaceRequest> {
    let report = check_body(document, limits, Body::Replace);
    report.map(|Checked { configuration, .. }| ReplaceRequest { configuration })
}

/// Which request a document is the body of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body<'d> {
    /// The body of *create*, with the target that is deployed where it names none.
    Create { default: Option<&'d DirectTarget> },
    /// The body of *replace*.
    Replace,
}

/// The checked form of any body.
#[derive(Debug)]
pub(crate) struct Checked {
    /// What to deploy; there exactly if the document is the body of *create*.
    pub(crate) target: Option<DirectTarget>,
    pub(crate) configuration: RuntimeConfiguration,
}

/// Checks a body of any kind.
pub(crate) fn check_body(document: &[u8], limits: &Limits, body: Body<'_>) -> Report<Checked> {
    check(document, MAX_DOCUMENT_BYTES, limits, |checker, value| checker.body(value, body))
}

impl<T> Report<T> {
    fn map<U>(self, form: impl FnOnce(T) -> U) -> Report<U> {
        Report { value: self.value.map(form), diagnostics: self.diagnostics }
    }
}

impl Report<Checked> {
    fn into_create_request(self) -> Report<CreateRequest> {
        let request = self.value.and_then(|Checked { target, configuration }| {
            Some(CreateRequest { target: target?, configuration })
        });
        Report { value: request, diagnostics: self.diagnostics }
    }
}

pub(super) fn check<'l, T>(
    text: &[u8],
    max_bytes: usize,
    limits: &'l Limits,
    read: impl FnOnce(&mut Checker<'l>, Value<'_>) -> Option<T>,
) -> Report<T> {
    let mut checker = Checker::new(limits);
    let mut spans = Spans::new();
    let mut value = match checker.document(text, max_bytes, &mut spans) {
        Some(document) => read(&mut checker, document.root()),
        None => None,
    };
    if !checker.errors.is_empty() {
        value = None;
    }
    Report { value, diagnostics: checker.into_diagnostics() }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::TooLarge { bytes } => Self::TooLarge { bytes },
            DocumentError::TooDeep => Self::TooDeep,
            DocumentError::Malformed { line, column } => Self::MalformedJson { line, column },
        }
    }
}

/// Where the check stands, and what it has found.
///
/// A method that reads a value gives `None` if it reported a problem, so that what depends on the
/// value can be left out; the others go on.
#[derive(Debug)]
pub(super) struct Checker<'l> {
    limits: &'l Limits,
    place: Place,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl<'l> Checker<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self { limits, place: Place::default(), errors: Vec::new(), warnings: Vec::new() }
    }

    /// What was found, errors first.
    fn into_diagnostics(self) -> Diagnostics {
        let Self { errors: mut all, mut warnings, .. } = self;
        all.append(&mut warnings);
        Diagnostics { all }
    }
}

impl Checker<'_> {
    /// Reads a text, or reports why it cannot be read.
    fn document<'a>(
        &mut self,
        text: &'a [u8],
        max_bytes: usize,
        spans: &'a mut Spans,
    ) -> Option<Document<'a>> {
        match Document::read(text, max_bytes, spans) {
            Ok(document) => Some(document),
            Err(error) => self.refuse(error.into()),
        }
    }

    #[inline(never)]
    fn report(&mut self, problem: Problem) {
        let found = match problem.code().severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        found.push(Diagnostic { path: self.place.path(), problem });
    }

    /// Reports a problem of a member or entry that the table does not name.
    fn report_within(&mut self, key: &str, problem: Problem) {
        self.errors.push(Diagnostic { path: self.place.path_of(key), problem });
    }

    fn refuse<T>(&mut self, problem: Problem) -> Option<T> {
        self.report(problem);
        None
    }

    /// Does something at a member or entry of the present place.
    fn at<T>(&mut self, step: impl Into<Step>, act: impl FnOnce(&mut Self) -> T) -> T {
        self.place.enter(step.into());
        let result = act(self);
        self.place.leave();
        result
    }

    fn of_kind<'a>(&mut self, value: Value<'a>, kind: Kind) -> Option<Value<'a>> {
        match value.kind() {
            found if found == kind => Some(value),
            found => self.refuse(Problem::WrongType { expected: kind.name(), found: found.name() }),
        }
    }

    fn object<'a>(&mut self, value: Value<'a>, object: &'static ObjectType) -> Option<Fields<'a>> {
        let value = self.of_kind(value, Kind::Object)?;
        Some(Fields::read(value, object))
    }

    /// Reads a member, if it is there; reports what follows, if it is not.
    fn member<'a, T>(
        &mut self,
        fields: &Fields<'a>,
        member: &'static Member,
        read: impl FnOnce(&mut Self, Value<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = self.given(fields, member)?;
        self.at(member, |checker| read(checker, value))
    }

    #[inline(never)]
    fn given<'a>(&mut self, fields: &Fields<'a>, member: &'static Member) -> Option<Value<'a>> {
        let value = fields.value(member);
        if value.is_none() {
            self.absent(member);
        }
        value
    }

    /// Reports a member that must be there, or tells the default that applies.
    fn absent(&mut self, member: &'static Member) {
        let default = member.default_value(self.limits);
        let problem = match (member.required, default) {
            (true, _) => Problem::Required,
            (false, Some(default)) => Problem::DefaultApplies { default },
            (false, None) => return,
        };
        self.at(member, |checker| checker.report(problem));
    }

    fn strays(&mut self, fields: &Fields<'_>) {
        for stray in fields.strays() {
            let name = || (*stray.key).to_owned();
            if !fields.knows(&stray.key) {
                self.report_within(&stray.key, Problem::UnknownField { name: name() });
            }
            if stray.repeated {
                self.report_within(&stray.key, Problem::DuplicateField { name: name() });
            }
        }
    }
}
