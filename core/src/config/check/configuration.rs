//! The runtime configuration: replicas, CPU, memory, threads.

use super::Checker;
use crate::config::diagnostic::{Problem, Range};
use crate::config::raw::Fields;
use crate::config::{MemoryText, RuntimeConfiguration, rules};
use crate::document::Value;
use crate::limits::NodeSize;
use crate::number::Double;
use crate::quantity::MilliCpu;

impl Checker<'_> {
    pub(in crate::config) fn configuration(
        &mut self,
        value: Value<'_>,
    ) -> Option<RuntimeConfiguration> {
        let fields = self.object(value, &rules::CONFIGURATION)?;
        let replicas = self.replicas(&fields);
        let cpu = self.member(&fields, &rules::CPU, |checker, value| checker.cpu(value, &fields));
        let memory =
            self.member(&fields, &rules::MEMORY, |checker, value| checker.memory(value, &fields));
        let scaling_configuration =
            self.member(&fields, &rules::SCALING_CONFIGURATION, Self::scaling);
        if let (Some(replicas), Some(scaling)) = (replicas, &scaling_configuration) {
            self.advise_on_scaling(replicas, scaling);
        }
        let thread_count = self.member(&fields, &rules::THREAD_COUNT, Self::thread_count);
        let gpu = self.member(&fields, &rules::GPU, Self::gpu);
        let environment_variables =
            self.member(&fields, &rules::ENVIRONMENT_VARIABLES, Self::environment_variables);
        let sources = self.member(&fields, &rules::SOURCES, Self::sources);
        self.strays(&fields);
        let (min_replicas, max_replicas) = replicas?;
        Some(RuntimeConfiguration {
            min_replicas,
            max_replicas,
            cpu,
            memory,
            gpu,
            thread_count,
            scaling_configuration,
            sources: sources.unwrap_or_default(),
            environment_variables: environment_variables.unwrap_or_default(),
        })
    }

    fn replicas(&mut self, fields: &Fields<'_>) -> Option<(u32, u32)> {
        let member = &rules::MIN_REPLICAS;
        let min_replicas =
            self.member(fields, member, |checker, value| checker.count(value, member));
        let member = &rules::MAX_REPLICAS;
        let max_replicas =
            self.member(fields, member, |checker, value| checker.count(value, member));
        if let (Some(min_replicas), Some(max_replicas)) = (min_replicas, max_replicas)
            && min_replicas > max_replicas
        {
            self.at(&rules::MIN_REPLICAS, |checker| {
                checker
                    .report(Problem::MinReplicasExceedsMaxReplicas { min_replicas, max_replicas });
            });
        }
        if let Some(given) = max_replicas
            && given > self.limits.max_replicas
        {
            let range = Range::of_integers(member.bounds(self.limits));
            self.at(member, |checker| {
                checker.report(Problem::OutOfRange { range, value: Some(given.into()) });
            });
        }
        let (min_replicas, max_replicas) = min_replicas.zip(max_replicas)?;
        self.advise_on_min_replicas(min_replicas);
        Some((min_replicas, max_replicas))
    }

    fn cpu(&mut self, value: Value<'_>, fields: &Fields<'_>) -> Option<Double> {
        let max_cpu = self.limits.max_cpu;
        let range = || Range {
            minimum: Double::ZERO,
            exclusive_minimum: true,
            maximum: Double::from_thousandths(max_cpu.0),
        };
        let (written, cpu) = self.number(value, range, |written| {
            let cpu = written.thousandths_rounded_up().map(MilliCpu)?;
            let fits = written > Double::ZERO && cpu <= max_cpu;
            fits.then_some((written, cpu))
        })?;
        match self.largest_node(fields) {
            Some(node) if cpu > node.cpu => {
                self.refuse(Problem::CpuExceedsLargestNode { cpu, max_cpu: node.cpu })
            }
            _ => {
                self.advise_on_cpu(written, cpu);
                Some(written)
            }
        }
    }

    fn memory(&mut self, value: Value<'_>, fields: &Fields<'_>) -> Option<MemoryText> {
        let text = self.text(value)?;
        let memory = match MemoryText::new(&text) {
            Ok(memory) => memory,
            Err(reason) => {
                let value = text.into_owned();
                return self.refuse(Problem::InvalidMemory { value, reason });
            }
        };
        match self.largest_node(fields) {
            Some(node) if memory.bytes() > node.memory => {
                self.refuse(Problem::MemoryExceedsLargestNode {
                    memory: memory.bytes(),
                    max_memory: node.memory,
                })
            }
            _ => {
                self.advise_on_memory(&memory);
                Some(memory)
            }
        }
    }

    fn thread_count(&mut self, value: Value<'_>) -> Option<u32> {
        let provided = self.count(value, &rules::THREAD_COUNT)?;
        let max_thread_count = self.limits.max_thread_count;
        if provided > max_thread_count {
            return self.refuse(Problem::ThreadCountTooHigh { provided, max_thread_count });
        }
        Some(provided)
    }

    /// The most of each resource on one node that could hold such a replica, if that is known.
    fn largest_node(&self, fields: &Fields<'_>) -> Option<NodeSize> {
        match fields.value(&rules::GPU) {
            Some(_) => self.limits.largest_gpu_node,
            None => self.limits.largest_node,
        }
    }
}
