//! The wording of diagnostics: what is wrong, the bound, the value, and what to do.
//!
//! Sentences are put together from their parts without `core::fmt`, whose machinery would be a third
//! of what a form has to load.

use alloc::string::String;
use core::fmt;

use super::diagnostic::{DefaultValue, Diagnostic, Problem, Range};
use super::problem::DEPLOYMENT_TYPES;
use crate::gpu::GpuType;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
use crate::number::{Double, push_digits};
use crate::quantity::{MemoryBytes, ParseMemoryError};
use crate::time::{DurationUnit, WireDuration};

/// The longest quotation of a client's text, in characters.
const MAX_QUOTED_CHARACTERS: usize = 64;

/// What can be part of a sentence.
pub(super) trait Say {
    /// Appends the words.
    fn say(&self, sentence: &mut String);
}

/// Appends parts, one after another.
macro_rules! say {
    ($sentence:expr, $($part:expr),+ $(,)?) => {{ $( $part.say($sentence); )+ }};
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl Diagnostic {
    /// What is wrong and what would do, in one line for people.
    pub fn message(&self) -> String {
        let mut message = String::new();
        self.say(&mut message);
        message
    }
}

impl Say for Diagnostic {
    #[expect(clippy::too_many_lines, reason = "a table, one row a problem")]
    fn say(&self, to: &mut String) {
        let subject = Subject(&self.path);
        match &self.problem {
            Problem::MalformedJson { line, column } => {
                say!(to, "the text is not valid JSON: see line ", line, ", column ", column);
            }
            Problem::TooLarge { bytes } => say!(
                to,
                "the document has ",
                bytes,
                " bytes, but may have at most ",
                MAX_DOCUMENT_BYTES
            ),
            Problem::TooDeep => {
                say!(to, "the document is nested more than ", MAX_DOCUMENT_DEPTH, " levels deep");
            }
            Problem::Required => say!(to, subject, " is required"),
            Problem::UnknownField { name } => {
                say!(to, Quoted(name), " is not a member of this object; remove it");
            }
            Problem::DuplicateField { name } => {
                say!(to, Quoted(name), " is given more than once; keep one");
            }
            Problem::WrongType { expected, found } => {
                say!(
                    to,
                    subject,
                    " must be ",
                    with_article(expected),
                    ", not ",
                    with_article(found)
                );
            }
            Problem::NotAnInteger { value: Some(value) } => {
                say!(to, subject, " must be a whole number, not `", value, "`");
            }
            Problem::NotAnInteger { value: None } => {
                say!(to, subject, " must be a whole number");
            }
            Problem::NotFinite { value } => {
                say!(to, subject, " must be a finite number, not `", value, "`");
            }
            Problem::OutOfRange { range, value: Some(value) } => {
                say!(to, subject, " must be ", Missed(range, *value), ", not `", value, "`");
            }
            Problem::OutOfRange { range, value: None } => {
                say!(to, subject, " must be ", range, "; the given number is far beyond that");
            }
            Problem::MinReplicasExceedsMaxReplicas { min_replicas, max_replicas } => say!(
                to,
                "`minReplicas` is `",
                min_replicas,
                "`, but may not exceed `maxReplicas`, which is `",
                max_replicas,
                "`; lower the one or raise the other"
            ),
            Problem::InvalidMemory { value, reason } => say!(
                to,
                Quoted(value),
                " is no amount of memory: ",
                why_no_memory(*reason),
                "; write a whole number and a unit, such as `4GiB`"
            ),
            Problem::CpuExceedsLargestNode { cpu, max_cpu } => say!(
                to,
                "no node can hold ",
                Thousandths(cpu.0),
                " vCPU; the largest offers ",
                Thousandths(max_cpu.0)
            ),
            Problem::MemoryExceedsLargestNode { memory, max_memory } => {
                say!(
                    to,
                    "no node can hold ",
                    memory,
                    " of memory; the largest offers ",
                    max_memory
                );
            }
            Problem::UnknownGpuType { value } => {
                say!(to, Quoted(value), " is no GPU type; use one of ");
                list(to, GpuType::ALL.map(GpuType::name));
            }
            Problem::GpuTypeNotAvailable { requested, available } => {
                say!(to, "the GPU type `", requested.name(), "` is not available; ");
                match available.as_slice() {
                    [] => say!(to, "the project has no GPUs"),
                    [only] => say!(to, "use ", only.name()),
                    several => {
                        say!(to, "use one of ");
                        list(to, several.iter().map(|gpu_type| gpu_type.name()));
                    }
                }
            }
            Problem::GpuCountOutOfRange { provided, max_gpu_count } => match max_gpu_count {
                None => say!(to, "a replica needs at least 1 GPU here, not `", provided, "`"),
                Some(0) => say!(
                    to,
                    "the project has no GPUs, so `",
                    provided,
                    "` cannot be given; remove `gpu`"
                ),
                Some(1) => say!(to, "a replica can have exactly 1 GPU, not `", provided, "`"),
                Some(most) => {
                    say!(
                        to,
                        "a replica can have between 1 and ",
                        most,
                        " GPUs, not `",
                        provided,
                        "`"
                    );
                }
            },
            Problem::ThreadCountTooHigh { provided, max_thread_count } => {
                let most = Counted(u64::from(*max_thread_count), "thread");
                say!(to, "a replica can have at most ", most, ", not `", provided, "`");
            }
            Problem::UnknownTimeUnit { value } => {
                say!(to, Quoted(value), " is no unit of time; use one of ");
                list(to, DurationUnit::ALL.map(DurationUnit::name));
            }
            Problem::DelayTooLong { delay: WireDuration { value, unit }, max_delay_ms } => {
                let most = Duration(*max_delay_ms);
                say!(to, subject, " is `", value, " ", unit.name(), "`, but may be at most ", most);
            }
            Problem::ScaleUpDelayExceedsScaleDownDelay {
                scale_up_delay_ms,
                scale_down_delay_ms,
            } => say!(
                to,
                "`scaleUpDelay` is ",
                Duration(*scale_up_delay_ms),
                ", but may not exceed `scaleDownDelay`, which is ",
                Duration(*scale_down_delay_ms)
            ),
            Problem::InvalidEnvironmentVariableName { name } => say!(
                to,
                Quoted(name),
                " cannot name an environment variable; use letters, digits and `_`, and do not \
                 begin with a digit"
            ),
            Problem::InvalidEnvironmentVariableValue { name } => say!(
                to,
                "the value of ",
                Quoted(name),
                " has a NUL character, which no environment can hold"
            ),
            Problem::ReservedEnvironmentVariable { name } => say!(
                to,
                "the environment variable ",
                Quoted(name),
                " is set by the platform; choose another name"
            ),
            Problem::InvalidRid { value } => say!(
                to,
                Quoted(value),
                " is not a resource identifier (`ri.<service>.<instance>.<type>.<locator>`)"
            ),
            Problem::UnknownDeploymentType { value } => {
                say!(to, Quoted(value), " is no type of deployment; use ");
                list(to, DEPLOYMENT_TYPES);
            }
            Problem::EmptyBranch => say!(to, "`branch` must not be empty; name a branch"),
            Problem::SourceNotImported { source_rid, project_rid } => say!(
                to,
                "the source `",
                source_rid.as_str(),
                "` is not imported into the project `",
                project_rid.as_str(),
                "`; import it or leave it out"
            ),
            Problem::SourceNotEnabled { source_rid } => say!(
                to,
                "the source `",
                source_rid.as_str(),
                "` is not enabled for compute modules; enable it or leave it out"
            ),
            Problem::SourceCannotExportMarkings { source_rid, resource_rid } => say!(
                to,
                "the source `",
                source_rid.as_str(),
                "` cannot export the markings of `",
                resource_rid.as_str(),
                "`; permit it or leave the source out"
            ),
            Problem::ScalesToZero => say!(
                to,
                "`minReplicas` is `0`: an idle deployment has no replica, and its next request \
                 waits for one to start; give at least 1 to keep one"
            ),
            Problem::DefaultApplies { default } => {
                say!(to, subject, " is not given: each replica ", *default);
            }
            Problem::BinaryMemoryUnit { value, memory } => say!(
                to,
                Quoted(value),
                " is read as ",
                memory,
                ", since every unit is a power of 1024; write `",
                memory,
                "` to be clear"
            ),
            Problem::TinyMemory { value, memory } => say!(
                to,
                Quoted(value),
                " is only ",
                memory,
                " of memory; if a unit is missing, write one, such as `4GiB`"
            ),
            Problem::CpuRoundedUp { value, cpu } => say!(
                to,
                "`cpu` is counted in thousandths: `",
                value,
                "` is rounded up to ",
                Thousandths(cpu.0)
            ),
            Problem::AlwaysScalesUp => say!(
                to,
                "every load reaches a threshold of `0`, so that the deployment grows to \
                 `maxReplicas` and stays there; give more than 0"
            ),
            Problem::ScalingHasNoEffect { replicas } => say!(
                to,
                "there is nothing to scale: `minReplicas` and `maxReplicas` are both `",
                replicas,
                "`; leave `scalingConfiguration` out or raise `maxReplicas`"
            ),
            Problem::RepeatedSource { source_rid } => say!(
                to,
                "the source `",
                source_rid.as_str(),
                "` is in the list before, and counts once; remove it here"
            ),
        }
    }
}

impl Say for DefaultValue {
    fn say(&self, to: &mut String) {
        match self {
            Self::Cpu(cpu) => say!(to, "has ", Thousandths(cpu.0), " vCPU"),
            Self::Memory(memory) => say!(to, "has ", memory),
            Self::ThreadCount(count) => {
                say!(to, "serves ", Counted(u64::from(*count), "request"), " at once");
            }
        }
    }
}

impl Say for str {
    #[inline(never)]
    fn say(&self, to: &mut String) {
        to.push_str(self);
    }
}

impl Say for u64 {
    fn say(&self, to: &mut String) {
        push_digits(to, *self);
    }
}

impl Say for u32 {
    fn say(&self, to: &mut String) {
        u64::from(*self).say(to);
    }
}

impl Say for i32 {
    fn say(&self, to: &mut String) {
        Double::from(*self).say(to);
    }
}

impl Say for usize {
    fn say(&self, to: &mut String) {
        u64::try_from(*self).unwrap_or(u64::MAX).say(to);
    }
}

impl Say for Double {
    fn say(&self, to: &mut String) {
        self.write_to(to);
    }
}

impl Say for MemoryBytes {
    fn say(&self, to: &mut String) {
        let (count, unit) = self.in_largest_unit();
        say!(to, count, unit);
    }
}

/// What a path leads to: the member's name, or the whole path where that ends in a number.
struct Subject<'a>(&'a str);

impl Say for Subject<'_> {
    fn say(&self, to: &mut String) {
        match self.0.rsplit_once('/') {
            None => "the document".say(to),
            Some((_, last)) if last.bytes().all(|byte| byte.is_ascii_digit()) => {
                Quoted(self.0).say(to);
            }
            Some((_, last)) => Quoted(last).say(to),
        }
    }
}

/// A client's text in backticks, cut where it is long.
struct Quoted<'a>(&'a str);

impl Say for Quoted<'_> {
    fn say(&self, to: &mut String) {
        match self.0.char_indices().nth(MAX_QUOTED_CHARACTERS) {
            None => say!(to, "`", self.0, "`"),
            Some((cut, _)) => say!(to, "`", self.0.get(..cut).unwrap_or_default(), "…`"),
        }
    }
}

impl Say for Range {
    fn say(&self, to: &mut String) {
        if self.exclusive_minimum {
            say!(to, "greater than ", self.minimum, " and at most ", self.maximum);
        } else {
            say!(to, "between ", self.minimum, " and ", self.maximum);
        }
    }
}

/// The bound of a range that a number is beyond.
struct Missed<'a>(&'a Range, Double);

impl Say for Missed<'_> {
    fn say(&self, to: &mut String) {
        let Self(range, value) = self;
        if *value > range.maximum {
            say!(to, "at most ", range.maximum);
        } else if range.exclusive_minimum {
            say!(to, "greater than ", range.minimum);
        } else {
            say!(to, "at least ", range.minimum);
        }
    }
}

/// A number of thousandths, written as a decimal.
struct Thousandths(u64);

impl Say for Thousandths {
    fn say(&self, to: &mut String) {
        say!(to, self.0 / 1000);
        let mut rest = self.0 % 1000;
        if rest > 0 {
            to.push('.');
        }
        while rest > 0 {
            say!(to, rest / 100);
            rest = (rest % 100).saturating_mul(10);
        }
    }
}

/// A number of milliseconds, in the largest unit that divides it.
struct Duration(u64);

impl Say for Duration {
    fn say(&self, to: &mut String) {
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
        Counted(self.0.checked_div(size).unwrap_or_default(), name).say(to);
    }
}

/// A count with its noun.
struct Counted(u64, &'static str);

impl Say for Counted {
    fn say(&self, to: &mut String) {
        let Self(count, noun) = *self;
        say!(to, count, " ", noun, if count == 1 { "" } else { "s" });
    }
}

fn list(to: &mut String, names: impl IntoIterator<Item = impl AsRef<str>>) {
    for (index, name) in names.into_iter().enumerate() {
        say!(to, if index > 0 { ", " } else { "" }, *name.as_ref());
    }
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
fn with_article(kind: &str) -> &str {
    let articles = [
        ("array", "a list"),
        ("boolean", "a boolean"),
        ("integer", "a whole number"),
        ("number", "a number"),
        ("object", "an object"),
        ("string", "a string"),
    ];
    articles.iter().find(|(name, _)| *name == kind).map_or("null", |(_, words)| words)
}
