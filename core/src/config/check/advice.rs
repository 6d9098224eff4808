//! Advice: what is accepted, but may not be what was meant. Each piece is sure, and depends on no
//! member that is itself wrong.

use alloc::borrow::ToOwned;

use super::Checker;
use crate::config::diagnostic::Problem;
use crate::config::rules;
use crate::config::{MemoryText, ScalingConfiguration};
use crate::number::Double;
use crate::quantity::{MemoryBytes, MilliCpu};

/// With less than this no model runs: a mebibyte.
const TINY_MEMORY: MemoryBytes = MemoryBytes(1 << 20);

impl Checker<'_> {
    pub(super) fn advise_on_min_replicas(&mut self, min_replicas: u32) {
        if min_replicas == 0 {
            self.at(&rules::MIN_REPLICAS, |checker| checker.report(Problem::ScalesToZero));
        }
    }

    pub(super) fn advise_on_cpu(&mut self, value: Double, cpu: MilliCpu) {
        if Double::from_thousandths(cpu.0) != value {
            self.report(Problem::CpuRoundedUp { value, cpu });
        }
    }

    pub(super) fn advise_on_memory(&mut self, text: &MemoryText) {
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
        self.report(problem);
    }

    pub(super) fn advise_on_scaling(
        &mut self,
        (least, most): (u32, u32),
        scaling: &ScalingConfiguration,
    ) {
        if least == most {
            let problem = Problem::ScalingHasNoEffect { replicas: most };
            self.at(&rules::SCALING_CONFIGURATION, |checker| checker.report(problem));
        } else if least < most && scaling.scale_up_load_threshold == Double::ZERO {
            self.at(&rules::SCALING_CONFIGURATION, |checker| {
                checker.at(&rules::SCALE_UP_LOAD_THRESHOLD, |checker| {
                    checker.report(Problem::AlwaysScalesUp);
                });
            });
        }
    }
}
