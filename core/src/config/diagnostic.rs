//! What a check has to say: a place in the document, what is wrong there, and the figures.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::ApiError;
use crate::gpu::GpuType;
use crate::number::Double;
use crate::quantity::{MemoryBytes, MilliCpu, ParseMemoryError};
use crate::rid::{ProjectRid, ResourceRid, SourceRid};
use crate::time::WireDuration;

/// One problem of a document, or advice on it.
///
/// Its `Display` is [`message`](Self::message): wording for people, which never holds the value of
/// an environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub(super) path: String,
    pub(super) problem: Problem,
}

/// What is wrong, with the figures that tell what would do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the parameters, each named for what it is")]
#[non_exhaustive]
pub enum Problem {
    /// The text is not JSON in UTF-8. Lines and columns count from 1, columns in characters.
    MalformedJson { line: usize, column: usize },
    /// The text is longer than a document may be.
    TooLarge { bytes: usize },
    /// The text nests deeper than a document may.
    TooDeep,
    /// A member that must be there is not, or is null.
    Required,
    /// A member that the API does not know.
    UnknownField { name: String },
    /// A member that is given more than once; the first was looked at.
    DuplicateField { name: String },
    /// A value of the wrong kind; both in the words of JSON Schema.
    WrongType { expected: &'static str, found: &'static str },
    /// A number that is not whole. No value where its double is whole, too coarse to show it.
    NotAnInteger { value: Option<Double> },
    /// `NaN`, `Infinity` or `-Infinity` where a finite number is needed.
    NotFinite { value: String },
    /// A number beyond its bounds. No value where it is too large for a double.
    OutOfRange { range: Range, value: Option<Double> },
    /// The lower bound on replicas is above the upper one.
    MinReplicasExceedsMaxReplicas { min_replicas: u32, max_replicas: u32 },
    /// A text that is no amount of memory.
    InvalidMemory { value: String, reason: ParseMemoryError },
    /// More CPU than any node has.
    CpuExceedsLargestNode { cpu: MilliCpu, max_cpu: MilliCpu },
    /// More memory than any node has.
    MemoryExceedsLargestNode { memory: MemoryBytes, max_memory: MemoryBytes },
    /// A GPU type that the API does not know.
    UnknownGpuType { value: String },
    /// A GPU type that the project's queue does not offer.
    GpuTypeNotAvailable { requested: GpuType, available: Vec<GpuType> },
    /// Fewer than one GPU, or more than a replica may have; no maximum where it is not known.
    GpuCountOutOfRange { provided: i32, max_gpu_count: Option<u32> },
    /// More threads than a replica may have.
    ThreadCountTooHigh { provided: u32, max_thread_count: u32 },
    /// A unit of time that the API does not know.
    UnknownTimeUnit { value: String },
    /// A delay beyond the longest one.
    DelayTooLong { delay: WireDuration, max_delay_ms: u64 },
    /// Scaling up would wait longer than scaling down.
    ScaleUpDelayExceedsScaleDownDelay { scale_up_delay_ms: u64, scale_down_delay_ms: u64 },
    /// A text that cannot name an environment variable.
    InvalidEnvironmentVariableName { name: String },
    /// A value that no environment can hold; the value itself is not repeated.
    InvalidEnvironmentVariableValue { name: String },
    /// An environment variable that the platform sets.
    ReservedEnvironmentVariable { name: String },
    /// A text that is no resource identifier.
    InvalidRid { value: String },
    /// A kind of target that the API does not know.
    UnknownDeploymentType { value: String },
    /// A branch without a name.
    EmptyBranch,
    /// A source that the project has not imported.
    SourceNotImported { source_rid: SourceRid, project_rid: ProjectRid },
    /// A source that compute modules may not use.
    SourceNotEnabled { source_rid: SourceRid },
    /// A source that may not export the markings of a resource.
    SourceCannotExportMarkings { source_rid: SourceRid, resource_rid: ResourceRid },
    /// Advice: an idle deployment has no replica, so that its next request waits for one.
    ScalesToZero,
    /// Advice: a member that is not given, and what the platform takes in its place.
    DefaultApplies { default: DefaultValue },
    /// Advice: a unit that others read as a power of 1000 is a power of 1024.
    BinaryMemoryUnit { value: String, memory: MemoryBytes },
    /// Advice: so little memory that a unit was probably forgotten.
    TinyMemory { value: String, memory: MemoryBytes },
    /// Advice: CPU is counted in thousandths, of which a part counts as one.
    CpuRoundedUp { value: Double, cpu: MilliCpu },
    /// Advice: a threshold that every load reaches.
    AlwaysScalesUp,
    /// Advice: rules of scaling where the number of replicas is fixed.
    ScalingHasNoEffect { replicas: u32 },
    /// Advice: a source that is in the list before.
    RepeatedSource { source_rid: SourceRid },
}

/// What the platform takes for a member that is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the members")]
pub enum DefaultValue {
    Cpu(MilliCpu),
    Memory(MemoryBytes),
    ThreadCount(u32),
}

/// The bounds of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lower bound.
    pub minimum: Double,
    /// Whether the lower bound itself is out of range.
    pub exclusive_minimum: bool,
    /// The upper bound, itself in range.
    pub maximum: Double,
}

impl Range {
    /// From `minimum` to `maximum`, both in range.
    pub(super) fn of_integers((minimum, maximum): (i64, i64)) -> Self {
        Self { minimum: minimum.into(), exclusive_minimum: false, maximum: maximum.into() }
    }
}

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document is accepted; this is advice.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The figure or name that a problem is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter<'a> {
    /// A number.
    Number(Double),
    /// A text.
    Text(&'a str),
    /// A list of names.
    Names(Vec<&'static str>),
}

/// Makes [`Code`] and its texts, so that neither can miss a row of the other.
macro_rules! codes {
    ($($code:ident = $text:literal),* $(,)?) => {
        /// What is wrong, in one stable word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the names are the codes; `Problem` says what each means")]
        #[non_exhaustive]
        pub enum Code { $($code),* }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// The code as answers carry it, such as `gpu_count_out_of_range`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $text),* }
            }
        }
    };
}

codes! {
    MalformedJson = "malformed_json",
    TooLarge = "too_large",
    TooDeep = "too_deep",
    Required = "required",
    UnknownField = "unknown_field",
    DuplicateField = "duplicate_field",
    WrongType = "wrong_type",
    NotAnInteger = "not_an_integer",
    NotFinite = "not_finite",
    OutOfRange = "out_of_range",
    MinReplicasExceedsMaxReplicas = "min_replicas_exceeds_max_replicas",
    InvalidMemory = "invalid_memory",
    ExceedsLargestNode = "exceeds_largest_node",
    UnknownGpuType = "unknown_gpu_type",
    GpuTypeNotAvailable = "gpu_type_not_available",
    GpuCountOutOfRange = "gpu_count_out_of_range",
    ThreadCountTooHigh = "thread_count_too_high",
    UnknownTimeUnit = "unknown_time_unit",
    DelayTooLong = "delay_too_long",
    ScaleUpDelayExceedsScaleDownDelay = "scale_up_delay_exceeds_scale_down_delay",
    InvalidEnvironmentVariableName = "invalid_environment_variable_name",
    InvalidEnvironmentVariableValue = "invalid_environment_variable_value",
    ReservedEnvironmentVariable = "reserved_environment_variable",
    InvalidRid = "invalid_rid",
    UnknownDeploymentType = "unknown_deployment_type",
    EmptyBranch = "empty_branch",
    SourceNotImported = "source_not_imported",
    SourceNotEnabled = "source_not_enabled",
    SourceCannotExportMarkings = "source_cannot_export_markings",
    ScalesToZero = "scales_to_zero",
    DefaultApplies = "default_applies",
    BinaryMemoryUnit = "binary_memory_unit",
    TinyMemory = "tiny_memory",
    CpuRoundedUp = "cpu_rounded_up",
    AlwaysScalesUp = "always_scales_up",
    ScalingHasNoEffect = "scaling_has_no_effect",
    RepeatedSource = "repeated_source",
}

impl Code {
    /// Whether it refuses the document or is advice.
    pub const fn severity(self) -> Severity {
        match self {
            Self::ScalesToZero
            | Self::DefaultApplies
            | Self::BinaryMemoryUnit
            | Self::TinyMemory
            | Self::CpuRoundedUp
            | Self::AlwaysScalesUp
            | Self::ScalingHasNoEffect
            | Self::RepeatedSource => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether a document with this problem counts as undecodable.
    ///
    /// The API answers those before it looks anything up, all others after the caller's rights.
    pub const fn is_decoding(self) -> bool {
        matches!(
            self,
            Self::MalformedJson
                | Self::TooLarge
                | Self::TooDeep
                | Self::Required
                | Self::UnknownField
                | Self::DuplicateField
                | Self::WrongType
                | Self::NotAnInteger
                | Self::UnknownDeploymentType
        )
    }
}

impl Diagnostic {
    /// Where: a JSON Pointer (RFC 6901), empty for the whole document.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there, with its figures.
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }

    /// What is wrong, in one stable word.
    pub const fn code(&self) -> Code {
        self.problem.code()
    }

    /// How much it matters.
    pub const fn severity(&self) -> Severity {
        self.code().severity()
    }

    /// What decides which of several problems the API answers: the number of the platform's rule,
    /// then the path. Sources are looked at in the order of their list.
    fn precedence(&self) -> (u8, &str) {
        let path = self.path();
        let in_configuration = path.strip_prefix("/runtimeConfiguration").unwrap_or(path);
        match (self.code(), in_configuration.split('/').nth(1)) {
            (_, None | Some("deploymentType")) => (0, path),
            (_, Some("minReplicas" | "maxReplicas")) => (1, path),
            (_, Some("cpu")) => (2, path),
            (_, Some("memory")) => (3, path),
            (_, Some("scalingConfiguration")) => (4, path),
            (Code::ThreadCountTooHigh, _) => (6, path),
            (_, Some("threadCount")) => (5, path),
            (Code::GpuCountOutOfRange, _) => (8, path),
            (_, Some("gpu")) => (7, path),
            (_, Some("environmentVariables")) => (9, path),
            (_, Some("sources")) => (10, ""),
            _ => (11, path),
        }
    }
}

/// What a check has to say of a document: errors before warnings, each in the order of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    pub(super) all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Whether the document is accepted: no diagnostic is an error.
    pub fn ok(&self) -> bool {
        self.errors().next().is_none()
    }

    /// The diagnostics, errors first.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.all
    }

    /// The diagnostics, errors first.
    pub fn iter(&self) -> core::slice::Iter<'_, Diagnostic> {
        self.all.iter()
    }

    /// The error that the API answers, if the document is refused.
    ///
    /// Of several, one that keeps the document from being decoded comes first; then the order of the
    /// platform's rules decides, then the path in byte order.
    pub fn api_error(&self) -> Option<ApiError> {
        self.decoding_error().or_else(|| self.first_error(|_| true))
    }

    /// The error that the API answers before it looks anything up, if the document cannot be
    /// decoded.
    pub fn decoding_error(&self) -> Option<ApiError> {
        self.first_error(|diagnostic| diagnostic.code().is_decoding())
    }

    fn first_error(&self, filter: impl Fn(&Diagnostic) -> bool) -> Option<ApiError> {
        let errors = self.errors().filter(|diagnostic| filter(diagnostic));
        errors.min_by_key(|diagnostic| diagnostic.precedence()).and_then(Diagnostic::api_error)
    }

    /// What keeps the document from being accepted.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// What the document is accepted with.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter().filter(|diagnostic| diagnostic.severity() == Severity::Warning)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = core::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
