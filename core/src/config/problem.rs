//! What each problem is on the wire: its code, its parameters, and the API error it becomes.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::diagnostic::{Code, DefaultValue, Diagnostic, Parameter, Problem, Range, Severity};
use crate::error::ApiError;
use crate::gpu::GpuType;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
use crate::number::Double;
use crate::quantity::ParseMemoryError;
use crate::time::{DurationUnit, WireDuration};

/// The kinds of target that *create* knows.
pub(super) const DEPLOYMENT_TYPES: [&str; 1] = ["direct"];

type Parameters<'a> = Vec<(&'static str, Parameter<'a>)>;

impl Problem {
    /// The problem in one stable word.
    pub const fn code(&self) -> Code {
        match self {
            Self::MalformedJson { .. } => Code::MalformedJson,
            Self::TooLarge { .. } => Code::TooLarge,
            Self::TooDeep => Code::TooDeep,
            Self::Required => Code::Required,
            Self::UnknownField { .. } => Code::UnknownField,
            Self::DuplicateField { .. } => Code::DuplicateField,
            Self::WrongType { .. } => Code::WrongType,
            Self::NotAnInteger { .. } => Code::NotAnInteger,
            Self::NotFinite { .. } => Code::NotFinite,
            Self::OutOfRange { .. } => Code::OutOfRange,
            Self::MinReplicasExceedsMaxReplicas { .. } => Code::MinReplicasExceedsMaxReplicas,
            Self::InvalidMemory { .. } => Code::InvalidMemory,
            Self::CpuExceedsLargestNode { .. } | Self::MemoryExceedsLargestNode { .. } => {
                Code::ExceedsLargestNode
            }
            Self::UnknownGpuType { .. } => Code::UnknownGpuType,
            Self::GpuTypeNotAvailable { .. } => Code::GpuTypeNotAvailable,
            Self::GpuCountOutOfRange { .. } => Code::GpuCountOutOfRange,
            Self::ThreadCountTooHigh { .. } => Code::ThreadCountTooHigh,
            Self::UnknownTimeUnit { .. } => Code::UnknownTimeUnit,
            Self::DelayTooLong { .. } => Code::DelayTooLong,
            Self::ScaleUpDelayExceedsScaleDownDelay { .. } => {
                Code::ScaleUpDelayExceedsScaleDownDelay
            }
            Self::InvalidEnvironmentVariableName { .. } => Code::InvalidEnvironmentVariableName,
            Self::InvalidEnvironmentVariableValue { .. } => Code::InvalidEnvironmentVariableValue,
            Self::ReservedEnvironmentVariable { .. } => Code::ReservedEnvironmentVariable,
            Self::InvalidRid { .. } => Code::InvalidRid,
            Self::UnknownDeploymentType { .. } => Code::UnknownDeploymentType,
            Self::EmptyBranch => Code::EmptyBranch,
            Self::SourceNotImported { .. } => Code::SourceNotImported,
            Self::SourceNotEnabled { .. } => Code::SourceNotEnabled,
            Self::SourceCannotExportMarkings { .. } => Code::SourceCannotExportMarkings,
            Self::ScalesToZero => Code::ScalesToZero,
            Self::DefaultApplies { .. } => Code::DefaultApplies,
            Self::BinaryMemoryUnit { .. } => Code::BinaryMemoryUnit,
            Self::TinyMemory { .. } => Code::TinyMemory,
            Self::CpuRoundedUp { .. } => Code::CpuRoundedUp,
            Self::AlwaysScalesUp => Code::AlwaysScalesUp,
            Self::ScalingHasNoEffect { .. } => Code::ScalingHasNoEffect,
            Self::RepeatedSource { .. } => Code::RepeatedSource,
        }
    }

    /// The figures and names that the problem is about, by their names in answers.
    #[expect(clippy::too_many_lines, reason = "a table, one row a problem")]
    pub fn parameters(&self) -> Vec<(&'static str, Parameter<'_>)> {
        match self {
            Self::Required | Self::EmptyBranch | Self::ScalesToZero | Self::AlwaysScalesUp => {
                vec![]
            }
            Self::MalformedJson { line, column } => {
                vec![("line", count(*line)), ("column", count(*column))]
            }
            Self::TooLarge { bytes } => {
                vec![("bytes", count(*bytes)), ("maxBytes", count(MAX_DOCUMENT_BYTES))]
            }
            Self::TooDeep => vec![("maxDepth", count(MAX_DOCUMENT_DEPTH))],
            Self::UnknownField { name }
            | Self::DuplicateField { name }
            | Self::InvalidEnvironmentVariableName { name }
            | Self::InvalidEnvironmentVariableValue { name }
            | Self::ReservedEnvironmentVariable { name } => vec![("name", Parameter::Text(name))],
            Self::WrongType { expected, found } => {
                vec![("expected", Parameter::Text(expected)), ("found", Parameter::Text(found))]
            }
            Self::NotAnInteger { value } => with_value(vec![], *value),
            Self::NotFinite { value } | Self::InvalidRid { value } => {
                vec![("value", Parameter::Text(value))]
            }
            Self::OutOfRange { range, value } => with_value(range.parameters(), *value),
            Self::MinReplicasExceedsMaxReplicas { min_replicas, max_replicas } => {
                vec![("minReplicas", number(*min_replicas)), ("maxReplicas", number(*max_replicas))]
            }
            Self::InvalidMemory { value, reason } => vec![
                ("value", Parameter::Text(value)),
                ("reason", Parameter::Text(memory_reason(*reason))),
            ],
            Self::CpuExceedsLargestNode { cpu, max_cpu } => {
                vec![("cpuMillicores", number(cpu.0)), ("maxCpuMillicores", number(max_cpu.0))]
            }
            Self::MemoryExceedsLargestNode { memory, max_memory } => {
                vec![("memoryBytes", number(memory.0)), ("maxMemoryBytes", number(max_memory.0))]
            }
            Self::UnknownGpuType { value } => one_of(value, &GpuType::ALL.map(GpuType::name)),
            Self::GpuTypeNotAvailable { requested, available } => vec![
                ("requestedGpuType", Parameter::Text(requested.name())),
                (
                    "availableGpuTypes",
                    Parameter::Names(available.iter().map(|gpu_type| gpu_type.name()).collect()),
                ),
            ],
            Self::GpuCountOutOfRange { provided, max_gpu_count } => {
                let mut parameters = vec![("providedGpuCount", number(*provided))];
                parameters.extend(max_gpu_count.map(|most| ("maxGpuCount", number(most))));
                parameters
            }
            Self::ThreadCountTooHigh { provided, max_thread_count } => vec![
                ("maxThreadCount", number(*max_thread_count)),
                ("providedThreadCount", number(*provided)),
            ],
            Self::UnknownTimeUnit { value } => {
                one_of(value, &DurationUnit::ALL.map(DurationUnit::name))
            }
            Self::DelayTooLong { delay: WireDuration { value, unit }, max_delay_ms } => vec![
                ("value", number(*value)),
                ("unit", Parameter::Text(unit.name())),
                ("maxDelayMs", number(*max_delay_ms)),
            ],
            Self::ScaleUpDelayExceedsScaleDownDelay { scale_up_delay_ms, scale_down_delay_ms } => {
                vec![
                    ("scaleUpDelayMs", number(*scale_up_delay_ms)),
                    ("scaleDownDelayMs", number(*scale_down_delay_ms)),
                ]
            }
            Self::UnknownDeploymentType { value } => one_of(value, &DEPLOYMENT_TYPES),
            Self::SourceNotImported { source_rid, project_rid } => vec![
                ("sourceRid", Parameter::Text(source_rid.as_str())),
                ("projectRid", Parameter::Text(project_rid.as_str())),
            ],
            Self::SourceNotEnabled { source_rid } | Self::RepeatedSource { source_rid } => {
                vec![("sourceRid", Parameter::Text(source_rid.as_str()))]
            }
            Self::SourceCannotExportMarkings { source_rid, resource_rid } => vec![
                ("sourceRid", Parameter::Text(source_rid.as_str())),
                ("resourceRid", Parameter::Text(resource_rid.as_str())),
            ],
            Self::DefaultApplies { default } => vec![match default {
                DefaultValue::Cpu(cpu) => ("cpuMillicores", number(cpu.0)),
                DefaultValue::Memory(memory) => ("memoryBytes", number(memory.0)),
                DefaultValue::ThreadCount(count) => ("threadCount", number(*count)),
            }],
            Self::BinaryMemoryUnit { value, memory } | Self::TinyMemory { value, memory } => {
                vec![("value", Parameter::Text(value)), ("memoryBytes", number(memory.0))]
            }
            Self::CpuRoundedUp { value, cpu } => {
                vec![("value", Parameter::Number(*value)), ("cpuMillicores", number(cpu.0))]
            }
            Self::ScalingHasNoEffect { replicas } => vec![("replicas", number(*replicas))],
        }
    }
}

impl Range {
    fn parameters(&self) -> Parameters<'static> {
        let minimum = match self.exclusive_minimum {
            true => "exclusiveMinimum",
            false => "minimum",
        };
        vec![
            (minimum, Parameter::Number(self.minimum)),
            ("maximum", Parameter::Number(self.maximum)),
        ]
    }
}

fn number<'a>(value: impl Into<Double>) -> Parameter<'a> {
    Parameter::Number(value.into())
}

fn count<'a>(value: usize) -> Parameter<'a> {
    number(u64::try_from(value).unwrap_or(u64::MAX))
}

fn with_value(mut parameters: Parameters<'_>, value: Option<Double>) -> Parameters<'_> {
    parameters.extend(value.map(|value| ("value", Parameter::Number(value))));
    parameters
}

fn one_of<'a>(value: &'a str, known: &[&'static str]) -> Parameters<'a> {
    vec![("value", Parameter::Text(value)), ("known", Parameter::Names(known.to_vec()))]
}

/// Why a text is no memory, in one stable word.
const fn memory_reason(reason: ParseMemoryError) -> &'static str {
    match reason {
        ParseMemoryError::Malformed => "malformed",
        ParseMemoryError::UnknownUnit => "unknown_unit",
        ParseMemoryError::Zero => "zero",
        ParseMemoryError::TooLarge => "too_large",
    }
}

impl Code {
    /// The name of the error that the API answers to a problem of this code, were it the only one;
    /// `None` of advice, which is no error.
    pub fn api_error_name(self) -> Option<&'static str> {
        (self.severity() == Severity::Error).then(|| self.error_name())
    }

    const fn error_name(self) -> &'static str {
        match self {
            Self::TooLarge => "Default:RequestEntityTooLarge",
            Self::MalformedJson
            | Self::TooDeep
            | Self::WrongType
            | Self::NotAnInteger
            | Self::UnknownField
            | Self::DuplicateField
            | Self::UnknownDeploymentType => "Conjure:UnprocessableEntity",
            Self::ThreadCountTooHigh => "ThreadCountTooHigh",
            Self::GpuTypeNotAvailable => "GpuTypeNotAvailable",
            Self::GpuCountOutOfRange => "InvalidGpuCount",
            Self::ReservedEnvironmentVariable => "ReservedEnvironmentVariable",
            Self::SourceNotImported => "DeploymentSourceNotImportedIntoProject",
            Self::SourceNotEnabled => "DeploymentSourceNotEnabledForComputeModules",
            Self::SourceCannotExportMarkings => "DeploymentSourceCannotExportResourceMarkings",
            _ => "Default:InvalidArgument",
        }
    }
}

impl Diagnostic {
    /// The error that the API answers to this problem, were it the only one; `None` of advice.
    pub fn api_error(&self) -> Option<ApiError> {
        (self.severity() == Severity::Error).then(|| self.error())
    }

    fn error(&self) -> ApiError {
        match &self.problem {
            Problem::TooLarge { .. } => ApiError::RequestEntityTooLarge {},
            Problem::MalformedJson { .. }
            | Problem::TooDeep
            | Problem::WrongType { .. }
            | Problem::NotAnInteger { .. }
            | Problem::UnknownField { .. }
            | Problem::DuplicateField { .. }
            | Problem::UnknownDeploymentType { .. } => ApiError::UnprocessableEntity {},
            Problem::ThreadCountTooHigh { provided, max_thread_count } => {
                ApiError::ThreadCountTooHigh {
                    max_thread_count: i64::from(*max_thread_count),
                    provided_thread_count: i64::from(*provided),
                }
            }
            Problem::GpuTypeNotAvailable { requested, available } => {
                ApiError::GpuTypeNotAvailable {
                    requested_gpu_type: *requested,
                    available_gpu_types: available.clone(),
                }
            }
            Problem::GpuCountOutOfRange { provided, max_gpu_count } => ApiError::InvalidGpuCount {
                provided_gpu_count: i64::from(*provided),
                // Where the platform sets no maximum, that of the API's integers is left.
                max_gpu_count: max_gpu_count.map_or(i64::from(i32::MAX), i64::from),
            },
            Problem::ReservedEnvironmentVariable { name } => {
                ApiError::ReservedEnvironmentVariable { name: name.clone() }
            }
            Problem::SourceNotImported { source_rid, project_rid } => {
                ApiError::DeploymentSourceNotImportedIntoProject {
                    source_rid: source_rid.clone(),
                    project_rid: project_rid.clone(),
                }
            }
            Problem::SourceNotEnabled { source_rid } => {
                ApiError::DeploymentSourceNotEnabledForComputeModules {
                    source_rid: source_rid.clone(),
                }
            }
            Problem::SourceCannotExportMarkings { source_rid, resource_rid } => {
                ApiError::DeploymentSourceCannotExportResourceMarkings {
                    source_rid: source_rid.clone(),
                    resource_rid: resource_rid.clone(),
                }
            }
            _ => ApiError::InvalidArgument { field: self.path.clone(), message: self.to_string() },
        }
    }
}
