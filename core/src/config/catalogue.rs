//! Every code in words, and the parameters that come with it.

use alloc::vec;
use alloc::vec::Vec;

use super::diagnostic::Code;

/// A figure or name that comes with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeParameter {
    /// Its name in answers.
    pub name: &'static str,
    /// What it is.
    pub kind: ParameterKind,
    /// Whether it is always there.
    pub always: bool,
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A number.
    Number,
    /// A text.
    Text,
    /// A text out of a few.
    OneOf(&'static [&'static str]),
    /// A list of names.
    Names,
    /// A GPU type.
    GpuType,
    /// A list of GPU types.
    GpuTypes,
    /// A unit of time.
    TimeUnit,
}

use ParameterKind::{GpuType, GpuTypes, Names, Number, OneOf, Text, TimeUnit};

/// The kinds of JSON values, in the words of JSON Schema.
const JSON_TYPES: &[&str] = &["array", "boolean", "null", "number", "object", "string"];

/// Those and what the rules ask for.
const EXPECTED_TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

const fn always(name: &'static str, kind: ParameterKind) -> CodeParameter {
    CodeParameter { name, kind, always: true }
}

const fn sometimes(name: &'static str, kind: ParameterKind) -> CodeParameter {
    CodeParameter { name, kind, always: false }
}

impl Code {
    /// What a problem of this code is, in one line.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::MalformedJson => "the text is not JSON in UTF-8",
            Self::TooLarge => "the text is longer than a document may be",
            Self::TooDeep => "the document nests deeper than it may",
            Self::Required => "a member that must be there is absent or null",
            Self::UnknownField => "the object has no such member",
            Self::DuplicateField => "a name is given more than once in one object",
            Self::WrongType => "the value is of another kind",
            Self::NotAnInteger => "the number is not whole",
            Self::NotFinite => "`NaN`, `Infinity` or `-Infinity` where a number is needed",
            Self::OutOfRange => "the number is beyond its bounds",
            Self::MinReplicasExceedsMaxReplicas => "`minReplicas` is above `maxReplicas`",
            Self::InvalidMemory => "the text is no amount of memory",
            Self::ExceedsLargestNode => "no node offers so much CPU or memory",
            Self::UnknownGpuType => "the API knows no such GPU type",
            Self::GpuTypeNotAvailable => "the project's queue offers no GPUs of the type",
            Self::GpuCountOutOfRange => "fewer than one GPU, or more than a replica may have",
            Self::ThreadCountTooHigh => "more threads than a replica may have",
            Self::UnknownTimeUnit => "the API knows no such unit of time",
            Self::DelayTooLong => "the delay is longer than the platform permits",
            Self::ScaleUpDelayExceedsScaleDownDelay => "scaling up would wait longer than down",
            Self::InvalidEnvironmentVariableName => "no environment variable can have the name",
            Self::InvalidEnvironmentVariableValue => "the value has a NUL character",
            Self::ReservedEnvironmentVariable => "the platform sets the variable itself",
            Self::InvalidRid => "the text is no resource identifier",
            Self::UnknownDeploymentType => "the API knows no such kind of target",
            Self::EmptyBranch => "the branch has no name",
            Self::SourceNotImported => "the source is not imported into the project",
            Self::SourceNotEnabled => "compute modules may not use the source",
            Self::SourceCannotExportMarkings => "the source may not export a resource's markings",
            Self::ScalesToZero => "an idle deployment has no replica: the next request waits",
            Self::DefaultApplies => "the member is absent, and has the platform's default",
            Self::BinaryMemoryUnit => "a unit that others read as a power of 1000 is one of 1024",
            Self::TinyMemory => "less than 1 MiB of memory: a unit may be missing",
            Self::CpuRoundedUp => "CPU is counted in thousandths, rounded up",
            Self::AlwaysScalesUp => "every load reaches the threshold",
            Self::ScalingHasNoEffect => "`minReplicas` is `maxReplicas`: there is nothing to scale",
            Self::RepeatedSource => "the source is in the list before",
        }
    }

    /// What comes with a problem of this code, in the order of answers.
    #[expect(clippy::too_many_lines, reason = "a table, one row a code")]
    pub fn parameters(self) -> Vec<CodeParameter> {
        match self {
            Self::TooLarge => vec![always("bytes", Number), always("maxBytes", Number)],
            Self::TooDeep => vec![always("maxDepth", Number)],
            Self::MalformedJson => vec![always("line", Number), always("column", Number)],
            Self::Required | Self::EmptyBranch | Self::ScalesToZero | Self::AlwaysScalesUp => {
                vec![]
            }
            Self::UnknownField
            | Self::DuplicateField
            | Self::InvalidEnvironmentVariableName
            | Self::InvalidEnvironmentVariableValue
            | Self::ReservedEnvironmentVariable => vec![always("name", Text)],
            Self::WrongType => {
                vec![always("expected", OneOf(EXPECTED_TYPES)), always("found", OneOf(JSON_TYPES))]
            }
            Self::NotAnInteger => vec![sometimes("value", Number)],
            Self::NotFinite => vec![always("value", OneOf(&["NaN", "Infinity", "-Infinity"]))],
            Self::OutOfRange => vec![
                sometimes("minimum", Number),
                sometimes("exclusiveMinimum", Number),
                always("maximum", Number),
                sometimes("value", Number),
            ],
            Self::MinReplicasExceedsMaxReplicas => {
                vec![always("minReplicas", Number), always("maxReplicas", Number)]
            }
            Self::InvalidMemory => vec![
                always("value", Text),
                always("reason", OneOf(&["malformed", "unknown_unit", "zero", "too_large"])),
            ],
            Self::ExceedsLargestNode => vec![
                sometimes("cpuMillicores", Number),
                sometimes("maxCpuMillicores", Number),
                sometimes("memoryBytes", Number),
                sometimes("maxMemoryBytes", Number),
            ],
            Self::UnknownGpuType | Self::UnknownTimeUnit | Self::UnknownDeploymentType => {
                vec![always("value", Text), always("known", Names)]
            }
            Self::GpuTypeNotAvailable => {
                vec![always("requestedGpuType", GpuType), always("availableGpuTypes", GpuTypes)]
            }
            Self::GpuCountOutOfRange => {
                vec![always("providedGpuCount", Number), sometimes("maxGpuCount", Number)]
            }
            Self::ThreadCountTooHigh => {
                vec![always("maxThreadCount", Number), always("providedThreadCount", Number)]
            }
            Self::DelayTooLong => {
                vec![
                    always("value", Number),
                    always("unit", TimeUnit),
                    always("maxDelayMs", Number),
                ]
            }
            Self::ScaleUpDelayExceedsScaleDownDelay => {
                vec![always("scaleUpDelayMs", Number), always("scaleDownDelayMs", Number)]
            }
            Self::InvalidRid => vec![always("value", Text)],
            Self::SourceNotImported => vec![always("sourceRid", Text), always("projectRid", Text)],
            Self::SourceNotEnabled | Self::RepeatedSource => vec![always("sourceRid", Text)],
            Self::SourceCannotExportMarkings => {
                vec![always("sourceRid", Text), always("resourceRid", Text)]
            }
            Self::DefaultApplies => vec![
                sometimes("cpuMillicores", Number),
                sometimes("memoryBytes", Number),
                sometimes("threadCount", Number),
            ],
            Self::BinaryMemoryUnit | Self::TinyMemory => {
                vec![always("value", Text), always("memoryBytes", Number)]
            }
            Self::CpuRoundedUp => vec![always("value", Number), always("cpuMillicores", Number)],
            Self::ScalingHasNoEffect => vec![always("replicas", Number)],
        }
    }
}
