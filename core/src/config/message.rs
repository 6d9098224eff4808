//! The wording of diagnostics: what is wrong, the bound, the value, and what to do.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::diagnostic::{Diagnostic, Problem, Range};
use super::problem::DEPLOYMENT_TYPES;
use crate::gpu::GpuType;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
use crate::number::Double;
use crate::quantity::ParseMemoryError;
use crate::time::{DurationUnit, WireDuration};

/// The longest quotation of a client's text, in characters.
const MAX_QUOTED_CHARACTERS: usize = 64;

impl fmt::Display for Diagnostic {
    #[expect(clippy::too_many_lines, reason = "a table, one row a problem")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = Subject(&self.path);
        match &self.problem {
            Problem::MalformedJson { line, column } => {
                write!(f, "the text is not valid JSON: see line {line}, column {column}")
            }
            Problem::TooLarge { bytes } => write!(
                f,
                "the document has {bytes} bytes, but may have at most {MAX_DOCUMENT_BYTES}"
            ),
            Problem::TooDeep => {
                write!(f, "the document is nested more than {MAX_DOCUMENT_DEPTH} levels deep")
            }
            Problem::Required => write!(f, "{subject} is required"),
            Problem::UnknownField { name } => {
                write!(f, "{} is not a member of this object; remove it", Quoted(name))
            }
            Problem::DuplicateField { name } => {
                write!(f, "{} is given more than once; keep one", Quoted(name))
            }
            Problem::WrongType { expected, found } => write!(
                f,
                "{subject} must be {}, not {}",
                with_article(expected),
                with_article(found)
            ),
            Problem::NotAnInteger { value: Some(value) } => {
                write!(f, "{subject} must be a whole number, not `{value}`")
            }
            Problem::NotAnInteger { value: None } => {
                write!(f, "{subject} must be a whole number")
            }
            Problem::NotFinite { value } => {
                write!(f, "{subject} must be a finite number, not `{value}`")
            }
            Problem::OutOfRange { range, value } => match value {
                Some(value) => {
                    write!(f, "{subject} must be {}, not `{value}`", range.missed_by(*value))
                }
                None => write!(f, "{subject} must be {range}; the given number is far beyond that"),
            },
            Problem::MinReplicasExceedsMaxReplicas { min_replicas, max_replicas } => write!(
                f,
                "`minReplicas` is `{min_replicas}`, but may not exceed `maxReplicas`, which is \
                 `{max_replicas}`; lower the one or raise the other"
            ),
            Problem::InvalidMemory { value, reason } => write!(
                f,
                "{} is no amount of memory: {}; write a whole number and a unit, such as `4GiB`",
                Quoted(value),
                why_no_memory(*reason)
            ),
            Problem::CpuExceedsLargestNode { cpu, max_cpu } => write!(
                f,
                "no node can hold {} vCPU; the largest offers {}",
                Thousandths(cpu.0),
                Thousandths(max_cpu.0)
            ),
            Problem::MemoryExceedsLargestNode { memory, max_memory } => {
                write!(f, "no node can hold {memory} of memory; the largest offers {max_memory}")
            }
            Problem::UnknownGpuType { value } => write!(
                f,
                "{} is no GPU type; use one of {}",
                Quoted(value),
                listed(&GpuType::ALL.map(GpuType::name))
            ),
            Problem::GpuTypeNotAvailable { requested, available } => {
                let names: Vec<_> = available.iter().map(|gpu_type| gpu_type.name()).collect();
                write!(f, "the GPU type `{requested}` is not available; ")?;
                match names.as_slice() {
                    [] => f.write_str("the project has no GPUs"),
                    [only] => write!(f, "use {only}"),
                    several => write!(f, "use one of {}", listed(several)),
                }
            }
            Problem::GpuCountOutOfRange { provided, max_gpu_count } => match max_gpu_count {
                None => write!(f, "a replica needs at least 1 GPU here, not `{provided}`"),
                Some(0) => write!(
                    f,
                    "the project has no GPUs, so `{provided}` cannot be given; remove `gpu`"
                ),
                Some(1) => write!(f, "a replica can have exactly 1 GPU, not `{provided}`"),
                Some(most) => {
                    write!(f, "a replica can have between 1 and {most} GPUs, not `{provided}`")
                }
            },
            Problem::ThreadCountTooHigh { provided, max_thread_count } => write!(
                f,
                "a replica can have at most {}, not `{provided}`",
                counted(u64::from(*max_thread_count), "thread")
            ),
            Problem::UnknownTimeUnit { value } => write!(
                f,
                "{} is no unit of time; use one of {}",
                Quoted(value),
                listed(&DurationUnit::ALL.map(DurationUnit::name))
            ),
            Problem::DelayTooLong { delay: WireDuration { value, unit }, max_delay_ms } => write!(
                f,
                "{subject} is `{value} {unit}`, but may be at most {}",
                Duration(*max_delay_ms)
            ),
            Problem::ScaleUpDelayExceedsScaleDownDelay {
                scale_up_delay_ms,
                scale_down_delay_ms,
            } => write!(
                f,
                "`scaleUpDelay` is {}, but may not exceed `scaleDownDelay`, which is {}",
                Duration(*scale_up_delay_ms),
                Duration(*scale_down_delay_ms)
            ),
            Problem::InvalidEnvironmentVariableName { name } => write!(
                f,
                "{} cannot name an environment variable; use letters, digits and `_`, and do not \
                 begin with a digit",
                Quoted(name)
            ),
            Problem::InvalidEnvironmentVariableValue { name } => write!(
                f,
                "the value of {} has a NUL character, which no environment can hold",
                Quoted(name)
            ),
            Problem::ReservedEnvironmentVariable { name } => write!(
                f,
                "the environment variable {} is set by the platform; choose another name",
                Quoted(name)
            ),
            Problem::InvalidRid { value } => write!(
                f,
                "{} is not a resource identifier (`ri.<service>.<instance>.<type>.<locator>`)",
                Quoted(value)
            ),
            Problem::UnknownDeploymentType { value } => write!(
                f,
                "{} is no type of deployment; use {}",
                Quoted(value),
                listed(&DEPLOYMENT_TYPES)
            ),
            Problem::EmptyBranch => f.write_str("`branch` must not be empty; name a branch"),
            Problem::SourceNotImported { source_rid, project_rid } => write!(
                f,
                "the source `{source_rid}` is not imported into the project `{project_rid}`; \
                 import it or leave it out"
            ),
            Problem::SourceNotEnabled { source_rid } => write!(
                f,
                "the source `{source_rid}` is not enabled for compute modules; enable it or leave \
                 it out"
            ),
            Problem::SourceCannotExportMarkings { source_rid, resource_rid } => write!(
                f,
                "the source `{source_rid}` cannot export the markings of `{resource_rid}`; permit \
                 it or leave the source out"
            ),
        }
    }
}

/// What a path leads to: the member's name, or the whole path where that ends in a number.
struct Subject<'a>(&'a str);

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.rsplit_once('/') {
            None => f.write_str("the document"),
            Some((_, last)) if last.bytes().all(|byte| byte.is_ascii_digit()) => {
                Quoted(self.0).fmt(f)
            }
            Some((_, last)) => Quoted(last).fmt(f),
        }
    }
}

/// A client's text in backticks, cut where it is long.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(MAX_QUOTED_CHARACTERS) {
            None => write!(f, "`{}`", self.0),
            Some((cut, _)) => write!(f, "`{}…`", self.0.get(..cut).unwrap_or_default()),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { minimum, maximum, .. } = self;
        if self.exclusive_minimum {
            write!(f, "greater than {minimum} and at most {maximum}")
        } else {
            write!(f, "between {minimum} and {maximum}")
        }
    }
}

impl Range {
    /// The bound that a number is beyond.
    fn missed_by(&self, value: Double) -> String {
        if value > self.maximum {
            alloc::format!("at most {}", self.maximum)
        } else if self.exclusive_minimum {
            alloc::format!("greater than {}", self.minimum)
        } else {
            alloc::format!("at least {}", self.minimum)
        }
    }
}

/// A number of thousandths, written as a decimal.
struct Thousandths(u64);

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = alloc::format!("{:04}", self.0);
        let (whole, fraction) =
            text.split_at_checked(text.len().saturating_sub(3)).unwrap_or((&text, ""));
        match fraction.trim_end_matches('0') {
            "" => f.write_str(whole),
            fraction => write!(f, "{whole}.{fraction}"),
        }
    }
}

/// A number of milliseconds, in the largest unit that divides it.
struct Duration(u64);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [
            (DurationUnit::Years, "year"),
            (DurationUnit::Days, "day"),
            (DurationUnit::Hours, "hour"),
            (DurationUnit::Minutes, "minute"),
            (DurationUnit::Seconds, "second"),
        ];
        let largest =
            units.into_iter().find(|(unit, _)| self.0 > 0 && self.0.is_multiple_of(unit.millis()));
        let (size, name) = largest.map_or((1, "millisecond"), |(unit, name)| (unit.millis(), name));
        let count = self.0.checked_div(size).unwrap_or_default();
        f.write_str(&counted(count, name))
    }
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    alloc::format!("{count} {noun}{plural}")
}

fn listed(names: &[&str]) -> String {
    names.join(", ")
}

const fn why_no_memory(reason: ParseMemoryError) -> &'static str {
    match reason {
        ParseMemoryError::Malformed => "it is not a whole number with an optional unit",
        ParseMemoryError::UnknownUnit => "its unit is none of B, KiB, MiB, GiB, TiB, PiB",
        ParseMemoryError::Zero => "it is zero",
        ParseMemoryError::TooLarge => "it is more than can be counted",
    }
}

/// A kind of JSON value, in the words of JSON Schema, as it stands in a sentence.
const fn with_article(kind: &str) -> &str {
    match kind.as_bytes() {
        b"array" => "a list",
        b"boolean" => "a boolean",
        b"integer" => "a whole number",
        b"number" => "a number",
        b"object" => "an object",
        b"string" => "a string",
        _ => "null",
    }
}
