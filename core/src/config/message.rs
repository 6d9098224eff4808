//! The wording of diagnostics: what is wrong, the bound, the value, and what to do.
//!
//! A sentence is a text with places for the problem's parameters, so that the wording is data and
//! what fills it in is short. `core::fmt` alone would be a third of what a form has to load.

use alloc::string::String;
use core::fmt;

use super::diagnostic::{DefaultValue, Diagnostic, Parameter, Problem, Range};
use crate::cut::{cut_at, cut_behind};
use crate::number::{Double, push_digits, push_thousandths};
use crate::quantity::{MemoryBytes, ParseMemoryError};
use crate::time::DurationUnit;

/// What a message takes, in bytes, as a rule.
const MESSAGE_LENGTH: usize = 128;

/// The longest quotation of a client's text, in characters.
const MAX_QUOTED_CHARACTERS: usize = 64;

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl Diagnostic {
    /// What is wrong and what would do, in one line for people.
    pub fn message(&self) -> String {
        self.message_with(&self.problem.parameters())
    }

    /// As [`message`](Self::message), where the parameters are at hand.
    pub(crate) fn message_with(&self, parameters: &[(&'static str, Parameter<'_>)]) -> String {
        let text = String::with_capacity(MESSAGE_LENGTH);
        let mut words = Words { text, path: &self.path, parameters, count: 0 };
        let mut rest = self.problem.sentence();
        while let Some((before, from_place)) = cut_at(rest, b'{')
            && let Some((place, after)) = cut_at(from_place, b'}')
        {
            words.text.push_str(before);
            words.fill(place);
            rest = after;
        }
        words.text.push_str(rest);
        words.text
    }
}

impl Problem {
    /// The sentence that says it. In braces is a parameter's name, and behind a colon how it is
    /// written where that is not how JSON writes it: `cut` where it is long, in the `words` of
    /// people, or in a unit. `{}` is what the path leads to, and `{s}` an s unless the last whole
    /// number was 1.
    #[expect(clippy::too_many_lines, reason = "a table, one row a problem")]
    const fn sentence(&self) -> &'static str {
        match self {
            Self::MalformedJson { .. } => {
                "the text is not valid JSON: see line {line}, column {column}"
            }
            Self::TooLarge { .. } => "the document is longer than {maxBytes} bytes",
            Self::TooDeep => "the document is nested more than {maxDepth} levels deep",
            Self::Required => "{} is required",
            Self::UnknownField { .. } => "`{name:cut}` is not a member of this object; remove it",
            Self::DuplicateField { .. } => "`{name:cut}` is given more than once; keep one",
            Self::WrongType { .. } => "{} must be {expected:words}, not {found:words}",
            Self::NotAnInteger { value: Some(_) } => "{} must be a whole number, not `{value}`",
            Self::NotAnInteger { value: None } => "{} must be a whole number",
            Self::NotFinite { .. } => "{} must be a finite number, not `{value}`",
            Self::OutOfRange { range, value } => out_of_range(range, *value),
            Self::MinReplicasExceedsMaxReplicas { .. } => {
                "`minReplicas` is `{minReplicas}`, but may not exceed `maxReplicas`, which is \
                 `{maxReplicas}`; lower the one or raise the other"
            }
            Self::InvalidMemory { .. } => {
                "`{value:cut}` is no amount of memory: {reason:words}; write a whole number and a \
                 unit, such as `4GiB`"
            }
            Self::CpuExceedsLargestNode { .. } => {
                "no node can hold {cpuMillicores:cpu} vCPU; the largest offers \
                 {maxCpuMillicores:cpu}"
            }
            Self::MemoryExceedsLargestNode { .. } => {
                "no node can hold {memoryBytes:memory} of memory; the largest offers \
                 {maxMemoryBytes:memory}"
            }
            Self::UnknownGpuType { .. } => "`{value:cut}` is no GPU type; use one of {known}",
            Self::GpuTypeNotAvailable { available, .. } => match available.len() {
                0 => "the GPU type `{requestedGpuType}` is not available; the project has no GPUs",
                1 => "the GPU type `{requestedGpuType}` is not available; use {availableGpuTypes}",
                _ => {
                    "the GPU type `{requestedGpuType}` is not available; use one of \
                     {availableGpuTypes}"
                }
            },
            Self::GpuCountOutOfRange { max_gpu_count, .. } => match max_gpu_count {
                None => "a replica needs at least 1 GPU here, not `{providedGpuCount}`",
                Some(0) => {
                    "the project has no GPUs, so `{providedGpuCount}` cannot be given; remove `gpu`"
                }
                Some(1) => "a replica can have exactly 1 GPU, not `{providedGpuCount}`",
                Some(_) => {
                    "a replica can have between 1 and {maxGpuCount} GPUs, not `{providedGpuCount}`"
                }
            },
            Self::ThreadCountTooHigh { .. } => {
                "a replica can have at most {maxThreadCount} thread{s}, not `{providedThreadCount}`"
            }
            Self::UnknownTimeUnit { .. } => "`{value:cut}` is no unit of time; use one of {known}",
            Self::DelayTooLong { .. } => {
                "{} is `{value} {unit}`, but may be at most {maxDelayMs:duration}"
            }
            Self::ScaleUpDelayExceedsScaleDownDelay { .. } => {
                "`scaleUpDelay` is {scaleUpDelayMs:duration}, but may not exceed `scaleDownDelay`, \
                 which is {scaleDownDelayMs:duration}"
            }
            Self::InvalidEnvironmentVariableName { .. } => {
                "`{name:cut}` cannot name an environment variable; use letters, digits and `_`, \
                 and do not begin with a digit"
            }
            Self::InvalidEnvironmentVariableValue { .. } => {
                "the value of `{name:cut}` has a NUL character, which no environment can hold"
            }
            Self::ReservedEnvironmentVariable { .. } => {
                "the environment variable `{name:cut}` is set by the platform; choose another name"
            }
            Self::InvalidRid { .. } => {
                "`{value:cut}` is not a resource identifier \
                 (`ri.<service>.<instance>.<type>.<locator>`)"
            }
            Self::UnknownDeploymentType { .. } => {
                "`{value:cut}` is no type of deployment; use {known}"
            }
            Self::EmptyBranch => "`branch` must not be empty; name a branch",
            Self::SourceNotImported { .. } => {
                "the source `{sourceRid}` is not imported into the project `{projectRid}`; import \
                 it or leave it out"
            }
            Self::SourceNotEnabled { .. } => {
                "the source `{sourceRid}` is not enabled for compute modules; enable it or leave \
                 it out"
            }
            Self::SourceCannotExportMarkings { .. } => {
                "the source `{sourceRid}` cannot export the markings of `{resourceRid}`; permit it \
                 or leave the source out"
            }
            Self::ScalesToZero => {
                "`minReplicas` is `0`: an idle deployment has no replica, and its next request \
                 waits for one to start; give at least 1 to keep one"
            }
            Self::DefaultApplies { default } => match default {
                DefaultValue::Cpu(_) => {
                    "{} is not given: each replica has {cpuMillicores:cpu} vCPU"
                }
                DefaultValue::Memory(_) => "{} is not given: each replica has {memoryBytes:memory}",
                DefaultValue::ThreadCount(_) => {
                    "{} is not given: each replica serves {threadCount} request{s} at once"
                }
            },
            Self::BinaryMemoryUnit { .. } => {
                "`{value:cut}` is read as {memoryBytes:memory}, since every unit is a power of \
                 1024; write `{memoryBytes:memory}` to be clear"
            }
            Self::TinyMemory { .. } => {
                "`{value:cut}` is only {memoryBytes:memory} of memory; if a unit is missing, write \
                 one, such as `4GiB`"
            }
            Self::CpuRoundedUp { .. } => {
                "`cpu` is counted in thousandths: `{value}` is rounded up to {cpuMillicores:cpu}"
            }
            Self::AlwaysScalesUp => {
                "every load reaches a threshold of `0`, so that the deployment grows to \
                 `maxReplicas` and stays there; give more than 0"
            }
            Self::ScalingHasNoEffect { .. } => {
                "there is nothing to scale: `minReplicas` and `maxReplicas` are both `{replicas}`; \
                 leave `scalingConfiguration` out or raise `maxReplicas`"
            }
            Self::RepeatedSource { .. } => {
                "the source `{sourceRid}` is in the list before, and counts once; remove it here"
            }
        }
    }
}

/// Names the bound that a number is beyond; both, where the number is too large to be shown.
const fn out_of_range(range: &Range, value: Option<Double>) -> &'static str {
    match (value, range.exclusive_minimum) {
        (None, true) => {
            "{} must be greater than {exclusiveMinimum} and at most {maximum}; the given number is \
             far beyond that"
        }
        (None, false) => {
            "{} must be between {minimum} and {maximum}; the given number is far beyond that"
        }
        (Some(value), _) if value.get() > range.maximum.get() => {
            "{} must be at most {maximum}, not `{value}`"
        }
        (Some(_), true) => "{} must be greater than {exclusiveMinimum}, not `{value}`",
        (Some(_), false) => "{} must be at least {minimum}, not `{value}`",
    }
}

/// Stable words as people say them.
const WORDS: [(&str, &str); 11] = [
    ("array", "a list"),
    ("boolean", "a boolean"),
    ("integer", "a whole number"),
    ("null", "null"),
    ("number", "a number"),
    ("object", "an object"),
    ("string", "a string"),
    (ParseMemoryError::Malformed.word(), "it is not a whole number with an optional unit"),
    (ParseMemoryError::UnknownUnit.word(), "its unit is none of B, KiB, MiB, GiB, TiB, PiB"),
    (ParseMemoryError::Zero.word(), "it is zero"),
    (ParseMemoryError::TooLarge.word(), "it is more than can be counted"),
];

/// The units of a length of time, the largest first.
const DURATION_UNITS: [(u64, &str); 6] = [
    (DurationUnit::Years.millis(), " year"),
    (DurationUnit::Days.millis(), " day"),
    (DurationUnit::Hours.millis(), " hour"),
    (DurationUnit::Minutes.millis(), " minute"),
    (DurationUnit::Seconds.millis(), " second"),
    (DurationUnit::Milliseconds.millis(), " millisecond"),
];

/// A sentence in the making.
struct Words<'a> {
    text: String,
    path: &'a str,
    parameters: &'a [(&'static str, Parameter<'a>)],
    /// The last whole number.
    count: u64,
}

impl Words<'_> {
    /// Fills in a place.
    fn fill(&mut self, place: &str) {
        let (name, form) = cut_at(place, b':').unwrap_or((place, ""));
        let found = self.parameters.iter().find(|(known, _)| *known == name);
        match found {
            Some((_, Parameter::Number(number))) => number.write_to(&mut self.text),
            Some((_, Parameter::Integer(integer))) => self.integer(*integer, form),
            Some((_, Parameter::Text(text))) => self.quote(text, form),
            Some((_, Parameter::Names(names))) => self.list(names),
            None if name == "s" => self.plural(),
            None => self.subject(),
        }
    }

    /// What the path leads to: the member's name, or the whole path where that ends in a number.
    fn subject(&mut self) {
        let Some(last) = cut_behind(self.path, b'/') else {
            return self.text.push_str("the document");
        };
        let is_index = last.bytes().all(|byte| byte.is_ascii_digit());
        self.text.push('`');
        self.quote(if is_index { self.path } else { last }, "cut");
        self.text.push('`');
    }

    fn quote(&mut self, text: &str, form: &str) {
        let cut = text.char_indices().nth(MAX_QUOTED_CHARACTERS);
        match (form, cut) {
            ("words", _) => {
                let words = WORDS.iter().find(|(word, _)| *word == text);
                self.text.push_str(words.map_or(text, |(_, words)| words));
            }
            ("cut", Some((cut, _))) => {
                self.text.push_str(text.get(..cut).unwrap_or_default());
                self.text.push('…');
            }
            _ => self.text.push_str(text),
        }
    }

    fn integer(&mut self, integer: u64, form: &str) {
        self.count = integer;
        match form {
            "cpu" => push_thousandths(&mut self.text, integer),
            "memory" => {
                let (count, unit) = MemoryBytes(integer).in_largest_unit();
                push_digits(&mut self.text, count);
                self.text.push_str(unit);
            }
            "duration" => self.duration(integer),
            _ => push_digits(&mut self.text, integer),
        }
    }

    /// A number of milliseconds, in the largest unit that divides it.
    fn duration(&mut self, millis: u64) {
        let divides =
            |(size, _): &&(u64, &str)| *size == 1 || millis > 0 && millis.is_multiple_of(*size);
        if let Some((size, unit)) = DURATION_UNITS.iter().find(divides) {
            self.count = millis.checked_div(*size).unwrap_or_default();
            push_digits(&mut self.text, self.count);
            self.text.push_str(unit);
            self.plural();
        }
    }

    fn plural(&mut self) {
        if self.count != 1 {
            self.text.push('s');
        }
    }

    fn list(&mut self, names: &[&str]) {
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.text.push_str(name);
        }
    }
}
