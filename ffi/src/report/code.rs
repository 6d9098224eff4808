//! What can be wrong with a document, as a number and as a name.

use core::ffi::{CStr, c_char};

use liveberth_core::config;

/// What is wrong with a document.
///
/// A number keeps its meaning. New ones may be added.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// There is no such diagnostic.
    None = 0,
    /// A problem that has no number in this version; the report's text has its code.
    Unnumbered = 1,
    /// The text is not JSON in UTF-8. Lines and columns count from 1, columns in characters.
    MalformedJson = 2,
    /// The text is longer than a document may be.
    TooLarge = 3,
    /// The text nests deeper than a document may.
    TooDeep = 4,
    /// A member that must be there is not, or is null.
    Required = 5,
    /// A member that the API does not know.
    UnknownField = 6,
    /// A member that is given more than once; the first was looked at.
    DuplicateField = 7,
    /// A value of the wrong kind; both in the words of JSON Schema.
    WrongType = 8,
    /// A number that is not whole. No value where its double is whole, too coarse to show it.
    NotAnInteger = 9,
    /// `NaN`, `Infinity` or `-Infinity` where a finite number is needed.
    NotFinite = 10,
    /// A number beyond its bounds. No value where it is too large for a double.
    OutOfRange = 11,
    /// The lower bound on replicas is above the upper one.
    MinReplicasExceedsMaxReplicas = 12,
    /// A text that is no amount of memory.
    InvalidMemory = 13,
    /// More than any node has.
    ExceedsLargestNode = 14,
    /// A GPU type that the API does not know.
    UnknownGpuType = 15,
    /// A GPU type that the project's queue does not offer.
    GpuTypeNotAvailable = 16,
    /// Fewer than one GPU, or more than a replica may have; no maximum where it is not known.
    GpuCountOutOfRange = 17,
    /// More threads than a replica may have.
    ThreadCountTooHigh = 18,
    /// A unit of time that the API does not know.
    UnknownTimeUnit = 19,
    /// A delay beyond the longest one.
    DelayTooLong = 20,
    /// Scaling up would wait longer than scaling down.
    ScaleUpDelayExceedsScaleDownDelay = 21,
    /// A text that cannot name an environment variable.
    InvalidEnvironmentVariableName = 22,
    /// A value that no environment can hold; the value itself is not repeated.
    InvalidEnvironmentVariableValue = 23,
    /// An environment variable that the platform sets.
    ReservedEnvironmentVariable = 24,
    /// A text that is no resource identifier.
    InvalidRid = 25,
    /// A kind of target that the API does not know.
    UnknownDeploymentType = 26,
    /// A branch without a name.
    EmptyBranch = 27,
    /// A source that the project has not imported.
    SourceNotImported = 28,
    /// A source that compute modules may not use.
    SourceNotEnabled = 29,
    /// A source that may not export the markings of a resource.
    SourceCannotExportMarkings = 30,
    /// Advice: an idle deployment has no replica, so that its next request waits for one.
    ScalesToZero = 31,
    /// Advice: a member that is not given, and what the platform takes in its place.
    DefaultApplies = 32,
    /// Advice: a unit that others read as a power of 1000 is a power of 1024.
    BinaryMemoryUnit = 33,
    /// Advice: so little memory that a unit was probably forgotten.
    TinyMemory = 34,
    /// Advice: CPU is counted in thousandths, of which a part counts as one.
    CpuRoundedUp = 35,
    /// Advice: a threshold that every load reaches.
    AlwaysScalesUp = 36,
    /// Advice: rules of scaling where the number of replicas is fixed.
    ScalingHasNoEffect = 37,
    /// Advice: a source that is in the list before.
    RepeatedSource = 38,
}

/// Every code and its name.
const CODES: &[(Code, &CStr)] = &[
    (Code::None, c"none"),
    (Code::Unnumbered, c"unnumbered"),
    (Code::MalformedJson, c"malformed_json"),
    (Code::TooLarge, c"too_large"),
    (Code::TooDeep, c"too_deep"),
    (Code::Required, c"required"),
    (Code::UnknownField, c"unknown_field"),
    (Code::DuplicateField, c"duplicate_field"),
    (Code::WrongType, c"wrong_type"),
    (Code::NotAnInteger, c"not_an_integer"),
    (Code::NotFinite, c"not_finite"),
    (Code::OutOfRange, c"out_of_range"),
    (Code::MinReplicasExceedsMaxReplicas, c"min_replicas_exceeds_max_replicas"),
    (Code::InvalidMemory, c"invalid_memory"),
    (Code::ExceedsLargestNode, c"exceeds_largest_node"),
    (Code::UnknownGpuType, c"unknown_gpu_type"),
    (Code::GpuTypeNotAvailable, c"gpu_type_not_available"),
    (Code::GpuCountOutOfRange, c"gpu_count_out_of_range"),
    (Code::ThreadCountTooHigh, c"thread_count_too_high"),
    (Code::UnknownTimeUnit, c"unknown_time_unit"),
    (Code::DelayTooLong, c"delay_too_long"),
    (Code::ScaleUpDelayExceedsScaleDownDelay, c"scale_up_delay_exceeds_scale_down_delay"),
    (Code::InvalidEnvironmentVariableName, c"invalid_environment_variable_name"),
    (Code::InvalidEnvironmentVariableValue, c"invalid_environment_variable_value"),
    (Code::ReservedEnvironmentVariable, c"reserved_environment_variable"),
    (Code::InvalidRid, c"invalid_rid"),
    (Code::UnknownDeploymentType, c"unknown_deployment_type"),
    (Code::EmptyBranch, c"empty_branch"),
    (Code::SourceNotImported, c"source_not_imported"),
    (Code::SourceNotEnabled, c"source_not_enabled"),
    (Code::SourceCannotExportMarkings, c"source_cannot_export_markings"),
    (Code::ScalesToZero, c"scales_to_zero"),
    (Code::DefaultApplies, c"default_applies"),
    (Code::BinaryMemoryUnit, c"binary_memory_unit"),
    (Code::TinyMemory, c"tiny_memory"),
    (Code::CpuRoundedUp, c"cpu_rounded_up"),
    (Code::AlwaysScalesUp, c"always_scales_up"),
    (Code::ScalingHasNoEffect, c"scaling_has_no_effect"),
    (Code::RepeatedSource, c"repeated_source"),
];

impl Code {
    /// The number of a code of the core.
    pub(super) fn of(code: config::Code) -> Self {
        let name = code.as_str().as_bytes();
        let numbered = CODES.iter().find(|(_, it)| it.to_bytes() == name);
        numbered.map_or(Self::Unnumbered, |(code, _)| *code)
    }
}

/// The name of a code, such as "gpu_count_out_of_range": the one that the report's text has, and
/// JavaScript and Rust too. A number that is no code is "unnumbered". It lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_code_name(code: u32) -> *const c_char {
    let numbered = CODES.iter().find(|(it, _)| *it as u32 == code);
    numbered.map_or(c"unnumbered", |(_, name)| *name).as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_core_has_a_number() {
        for code in config::Code::ALL {
            assert_ne!(Code::of(*code), Code::Unnumbered, "{}", code.as_str());
        }
    }

    #[test]
    fn a_number_has_the_name_of_its_code() {
        // SAFETY: the function returns a text that ends in a NUL and lives for ever.
        let name = |code| unsafe { CStr::from_ptr(liveberth_code_name(code)) };
        for (code, wanted) in CODES {
            assert_eq!(name(*code as u32), *wanted);
        }
        assert_eq!(name(u32::MAX), c"unnumbered");
    }
}
