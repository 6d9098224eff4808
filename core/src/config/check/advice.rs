//! Advice: what is accepted, but may not be what was meant. Each piece is sure, and depends on no
//! member that is itself wrong.

use alloc::borrow::ToOwned;

use super::Checker;
use crate::config::diagnostic::Problem;
use crate::config::raw::Fields;
use crate::config::rules::{self, Member};
use crate::config::{MemoryText, ScalingConfiguration};
use crate::number::Double;
use crate::quantity::{MemoryBytes, MilliCpu};

/// With less than this no model runs: a mebibyte.
const TINY_MEMORY: MemoryBytes = MemoryBytes(1 << 20);

/// What was read of a configuration; what is wrong or not given is absent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) replicas: Option<(u32, u32)>,
    pub(super) cpu: Option<Double>,
    pub(super) memory: Option<&'a MemoryText>,
    pub(super) scaling: Option<ScalingConfiguration>,
}

impl Checker<'_> {
    pub(super) fn advise(&mut self, fields: &Fields<'_>, given: Given<'_>) {
        if let Some((0, _)) = given.replicas {
            self.advise_at(&rules::MIN_REPLICAS, Problem::ScalesToZero);
        }
        self.advise_on_default(fields, &rules::CPU);
        if let Some(cpu) = given.cpu {
            self.advise_on_cpu(cpu);
        }
        self.advise_on_default(fields, &rules::MEMORY);
        if let Some(memory) = given.memory {
            self.advise_on_memory(memory);
        }
        if let (Some(replicas), Some(scaling)) = (given.replicas, given.scaling) {
            self.advise_on_scaling(replicas, &scaling);
        }
        self.advise_on_default(fields, &rules::THREAD_COUNT);
    }

    fn advise_on_default(&mut self, fields: &Fields<'_>, member: &Member) {
        if let (None, Some(default)) = (fields.value(member), member.default_value(self.limits)) {
            self.advise_at(member, Problem::DefaultApplies { default });
        }
    }

    fn advise_on_cpu(&mut self, value: Double) {
        if let Some(cpu) = value.thousandths_rounded_up()
            && Double::from_thousandths(cpu) != value
        {
            self.advise_at(&rules::CPU, Problem::CpuRoundedUp { value, cpu: MilliCpu(cpu) });
        }
    }

    fn advise_on_memory(&mut self, text: &MemoryText) {
        let memory = text.bytes();
        let is_tiny = memory < TINY_MEMORY;
        if !is_tiny && !text.has_ambiguous_unit() {
            return;
        }
        let value = text.as_str().to_owned();
        let problem = match is_tiny {
            true => Problem::TinyMemory { value, memory },
            false => Problem::BinaryMemoryUnit { value, memory },
        };
        self.advise_at(&rules::MEMORY, problem);
    }

    fn advise_on_scaling(&mut self, (least, most): (u32, u32), scaling: &ScalingConfiguration) {
        if least == most {
            let problem = Problem::ScalingHasNoEffect { replicas: most };
            self.advise_at(&rules::SCALING_CONFIGURATION, problem);
        } else if least < most && scaling.scale_up_load_threshold == Double::ZERO {
            self.at(rules::SCALING_CONFIGURATION.name, |checker| {
                checker.advise_at(&rules::SCALE_UP_LOAD_THRESHOLD, Problem::AlwaysScalesUp);
            });
        }
    }

    fn advise_at(&mut self, member: &Member, problem: Problem) {
        self.at(member.name, |checker| checker.report(problem));
    }
}
