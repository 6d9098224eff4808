//! What each problem is on the wire: its code, its parameters, and the API error it becomes.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::diagnostic::{Code, DefaultValue, Diagnostic, Parameter, Problem, Severity};
use crate::error::ApiError;
use crate::gpu::GpuType;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
use crate::number::Double;
use crate::quantity::ParseMemoryError;
use crate::time::{DurationUnit, WireDuration};

/// The kinds of target that *create* knows.
pub(super) const DEPLOYMENT_TYPES: [&str; 1] = ["direct"];

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
        let mut to = Parameters(Vec::new());
        match self {
            Self::Required | Self::EmptyBranch | Self::ScalesToZero | Self::AlwaysScalesUp => {}
            Self::MalformedJson { line, column } => {
                to.count("line", *line);
                to.count("column", *column);
            }
            Self::TooLarge { bytes } => {
                to.count("bytes", *bytes);
                to.count("maxBytes", MAX_DOCUMENT_BYTES);
            }
            Self::TooDeep => to.count("maxDepth", MAX_DOCUMENT_DEPTH),
            Self::UnknownField { name }
            | Self::DuplicateField { name }
            | Self::InvalidEnvironmentVariableName { name }
            | Self::InvalidEnvironmentVariableValue { name }
            | Self::ReservedEnvironmentVariable { name } => to.text("name", name),
            Self::WrongType { expected, found } => {
                to.text("expected", expected);
                to.text("found", found);
            }
            Self::NotAnInteger { value } => to.number("value", *value),
            Self::NotFinite { value } | Self::InvalidRid { value } => to.text("value", value),
            Self::OutOfRange { range, value } => {
                let minimum = match range.exclusive_minimum {
                    true => "exclusiveMinimum",
                    false => "minimum",
                };
                to.number(minimum, Some(range.minimum));
                to.number("maximum", Some(range.maximum));
                to.number("value", *value);
            }
            Self::MinReplicasExceedsMaxReplicas { min_replicas, max_replicas } => {
                to.integer("minReplicas", (*min_replicas).into());
                to.integer("maxReplicas", (*max_replicas).into());
            }
            Self::InvalidMemory { value, reason } => {
                to.text("value", value);
                to.text("reason", reason.word());
            }
            Self::CpuExceedsLargestNode { cpu, max_cpu } => {
                to.integer("cpuMillicores", cpu.0);
                to.integer("maxCpuMillicores", max_cpu.0);
            }
            Self::MemoryExceedsLargestNode { memory, max_memory } => {
                to.integer("memoryBytes", memory.0);
                to.integer("maxMemoryBytes", max_memory.0);
            }
            Self::UnknownGpuType { value } => to.one_of(value, &GpuType::NAMES),
            Self::GpuTypeNotAvailable { requested, available } => {
                let available = available.iter().map(|gpu_type| gpu_type.name()).collect();
                to.text("requestedGpuType", requested.name());
                to.push("availableGpuTypes", Parameter::Names(available));
            }
            Self::GpuCountOutOfRange { provided, max_gpu_count } => {
                to.number("providedGpuCount", Some((*provided).into()));
                if let Some(most) = *max_gpu_count {
                    to.integer("maxGpuCount", most.into());
                }
            }
            Self::ThreadCountTooHigh { provided, max_thread_count } => {
                to.integer("maxThreadCount", (*max_thread_count).into());
                to.integer("providedThreadCount", (*provided).into());
            }
            Self::UnknownTimeUnit { value } => to.one_of(value, &DurationUnit::NAMES),
            Self::DelayTooLong { delay: WireDuration { value, unit }, max_delay_ms } => {
                to.integer("value", *value);
                to.text("unit", unit.name());
                to.integer("maxDelayMs", *max_delay_ms);
            }
            Self::ScaleUpDelayExceedsScaleDownDelay { scale_up_delay_ms, scale_down_delay_ms } => {
                to.integer("scaleUpDelayMs", *scale_up_delay_ms);
                to.integer("scaleDownDelayMs", *scale_down_delay_ms);
            }
            Self::UnknownDeploymentType { value } => to.one_of(value, &DEPLOYMENT_TYPES),
            Self::SourceNotImported { source_rid, project_rid } => {
                to.text("sourceRid", source_rid.as_str());
                to.text("projectRid", project_rid.as_str());
            }
            Self::SourceNotEnabled { source_rid } | Self::RepeatedSource { source_rid } => {
                to.text("sourceRid", source_rid.as_str());
            }
            Self::SourceCannotExportMarkings { source_rid, resource_rid } => {
                to.text("sourceRid", source_rid.as_str());
                to.text("resourceRid", resource_rid.as_str());
            }
            Self::DefaultApplies { default } => match default {
                DefaultValue::Cpu(cpu) => to.integer("cpuMillicores", cpu.0),
                DefaultValue::Memory(memory) => to.integer("memoryBytes", memory.0),
                DefaultValue::ThreadCount(count) => to.integer("threadCount", (*count).into()),
            },
            Self::BinaryMemoryUnit { value, memory } | Self::TinyMemory { value, memory } => {
                to.text("value", value);
                to.integer("memoryBytes", memory.0);
            }
            Self::CpuRoundedUp { value, cpu } => {
                to.number("value", Some(*value));
                to.integer("cpuMillicores", cpu.0);
            }
            Self::ScalingHasNoEffect { replicas } => to.integer("replicas", (*replicas).into()),
        }
        to.0
    }
}

/// Parameters, one after another. One short call each is the smallest form that a table of them has.
struct Parameters<'a>(Vec<(&'static str, Parameter<'a>)>);

impl<'a> Parameters<'a> {
    #[inline(never)]
    fn push(&mut self, name: &'static str, parameter: Parameter<'a>) {
        self.0.push((name, parameter));
    }

    #[inline(never)]
    fn number(&mut self, name: &'static str, number: Option<Double>) {
        if let Some(number) = number {
            self.push(name, Parameter::Number(number));
        }
    }

    #[inline(never)]
    fn integer(&mut self, name: &'static str, integer: u64) {
        self.push(name, Parameter::Integer(integer));
    }

    fn count(&mut self, name: &'static str, count: usize) {
        self.integer(name, u64::try_from(count).unwrap_or(u64::MAX));
    }

    #[inline(never)]
    fn text(&mut self, name: &'static str, text: &'a str) {
        self.push(name, Parameter::Text(text));
    }

    #[inline(never)]
    fn one_of(&mut self, value: &'a str, known: &[&'static str]) {
        self.text("value", value);
        self.push("known", Parameter::Names(known.to_vec()));
    }
}

impl ParseMemoryError {
    /// Why a text is no memory, in one stable word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownUnit => "unknown_unit",
            Self::Zero => "zero",
            Self::TooLarge => "too_large",
        }
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
