//! The limits of a platform, which are read by the same means as what they limit.

use alloc::vec::Vec;

use super::{Checker, check};
use crate::config::diagnostic::Problem;
use crate::config::raw::{Fields, entries, first_elements};
use crate::config::rules::{self, Member};
use crate::document::{Kind, Value};
use crate::gpu::GpuType;
use crate::limits::{KnownSource, KnownSources, Limits, LimitsError, NodeSize, ReservedNames};
use crate::quantity::{MemoryBytes, MilliCpu};
use crate::rid::{ProjectRid, ResourceRid, SourceRid};
use crate::sorted_map::SortedMap;

impl Limits {
    /// Reads the JSON of limits; what is left out has its default.
    ///
    /// # Errors
    /// The text is not the JSON of limits; the error says which member is wrong.
    pub fn from_json(text: &[u8]) -> Result<Self, LimitsError> {
        let report = check(text, usize::MAX, &Self::DEFAULT, Checker::limits);
        report.value.ok_or_else(|| {
            let first = report.diagnostics.iter().next();
            LimitsError::new(first.map_or("", |first| first.path()), first.map(|it| it.message()))
        })
    }
}

impl Checker<'_> {
    fn limits(&mut self, value: Value<'_>) -> Option<Limits> {
        let fields = self.object(value, &rules::LIMITS)?;
        let fields = &fields;
        let mut limits = Limits::DEFAULT;
        for (member, count) in [
            (&rules::MAX_THREAD_COUNT, &mut limits.max_thread_count),
            (&rules::MAX_MAX_REPLICAS, &mut limits.max_replicas),
            (&rules::DEFAULT_THREAD_COUNT, &mut limits.default_thread_count),
        ] {
            if let Some(given) = self.amount_of(fields, member) {
                *count = u32::try_from(given).unwrap_or(u32::MAX);
            }
        }
        for (member, amount) in [
            (&rules::MAX_CPU, &mut limits.max_cpu.0),
            (&rules::MAX_DELAY_MS, &mut limits.max_delay_ms),
            (&rules::DEFAULT_CPU, &mut limits.default_cpu.0),
            (&rules::DEFAULT_MEMORY, &mut limits.default_memory.0),
        ] {
            if let Some(given) = self.amount_of(fields, member) {
                *amount = given;
            }
        }
        let reserved =
            self.member(fields, &rules::RESERVED_ENVIRONMENT_VARIABLES, Self::reserved_names);
        if let Some(names) = reserved {
            limits.reserved_environment_variables = names;
        }
        limits.gpus = self.member(fields, &rules::GPUS, Self::gpu_maxima);
        limits.largest_node = self.member(fields, &rules::LARGEST_NODE, Self::node_size);
        limits.largest_gpu_node = self.member(fields, &rules::LARGEST_GPU_NODE, Self::node_size);
        limits.sources = self.member(fields, &rules::KNOWN_SOURCES, Self::known_sources);
        self.strays(fields);
        Some(limits)
    }

    fn amount_of(&mut self, fields: &Fields<'_>, member: &'static Member) -> Option<u64> {
        self.member(fields, member, |checker, value| checker.amount(value, member))
    }

    fn amount(&mut self, value: Value<'_>, member: &Member) -> Option<u64> {
        u64::try_from(self.integer(value, member)?).ok()
    }

    fn reserved_names(&mut self, value: Value<'_>) -> Option<ReservedNames> {
        let value = self.of_kind(value, Kind::Array)?;
        for (index, name) in value.elements().enumerate() {
            self.at(index, |checker| checker.of_kind(name, Kind::String));
        }
        let mut names = Vec::new();
        for name in first_elements(value) {
            names.push(name.key.into_owned());
        }
        Some(ReservedNames::from_sorted(names))
    }

    fn gpu_maxima(&mut self, value: Value<'_>) -> Option<SortedMap<GpuType, u32>> {
        let value = self.of_kind(value, Kind::Object)?;
        let mut maxima = SortedMap::default();
        for entry in entries(value) {
            let member = &rules::GPU_MAXIMUM;
            let count = self.amount(entry.value, member).and_then(|it| u32::try_from(it).ok());
            match GpuType::from_name(&entry.key) {
                Some(gpu_type) => {
                    maxima.insert(gpu_type, count?);
                }
                None => {
                    let value = entry.key.clone().into_owned();
                    self.report_within(&entry.key, Problem::UnknownGpuType { value });
                }
            }
        }
        Some(maxima)
    }

    fn node_size(&mut self, value: Value<'_>) -> Option<NodeSize> {
        let fields = self.object(value, &rules::NODE_SIZE)?;
        let cpu = self.amount_of(&fields, &rules::NODE_CPU);
        let memory = self.amount_of(&fields, &rules::NODE_MEMORY);
        self.strays(&fields);
        Some(NodeSize { cpu: MilliCpu(cpu?), memory: MemoryBytes(memory?) })
    }

    fn known_sources(&mut self, value: Value<'_>) -> Option<KnownSources> {
        let fields = self.object(value, &rules::SOURCE_LIMITS)?;
        let project_rid = self.member(&fields, &rules::PROJECT_RID, |checker, value| {
            let text = checker.text(value)?;
            checker.rid(&text, ProjectRid::new)
        });
        let imported = self.member(&fields, &rules::IMPORTED, Self::imported);
        self.strays(&fields);
        Some(KnownSources { project_rid: project_rid?, imported: imported? })
    }

    fn imported(&mut self, value: Value<'_>) -> Option<SortedMap<SourceRid, KnownSource>> {
        let value = self.of_kind(value, Kind::Object)?;
        let mut imported = SortedMap::default();
        for entry in entries(value) {
            let rid = self.rid(&entry.key, SourceRid::new);
            let source = self.known_source(entry.value);
            imported.insert(rid?, source?);
        }
        Some(imported)
    }

    fn known_source(&mut self, value: Value<'_>) -> Option<KnownSource> {
        let fields = self.object(value, &rules::KNOWN_SOURCE)?;
        let enabled = self.member(&fields, &rules::ENABLED, |checker, value| {
            Some(checker.of_kind(value, Kind::Boolean)?.is_true())
        });
        let resource = self.member(&fields, &rules::UNEXPORTABLE, |checker, value| {
            let text = checker.text(value)?;
            checker.rid(&text, ResourceRid::new)
        });
        self.strays(&fields);
        Some(KnownSource {
            enabled_for_compute_modules: enabled?,
            unexportable_resource_rid: resource,
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;
    use alloc::string::ToString;
    use std::format;

    use super::*;

    /// Limits as serde reads them, which this has to agree with.
    fn by_serde(text: &str) -> Option<Limits> {
        serde_json::from_str(text).ok()
    }

    #[test]
    fn limits_are_read_as_serde_reads_them() {
        let rid = "ri.a.b.c.d";
        let texts = [
            "{}".to_owned(),
            r#"{"maxThreadCount":1,"maxReplicas":2,"maxCpu":3,"maxDelayMs":4}"#.to_owned(),
            r#"{"defaultThreadCount":1,"defaultCpu":2,"defaultMemory":3}"#.to_owned(),
            r#"{"reservedEnvironmentVariables":["B","A","A"]}"#.to_owned(),
            r#"{"gpus":{"T4":4,"A100":0},"largestNode":{"cpu":1,"memory":2}}"#.to_owned(),
            r#"{"gpus":null,"largestGpuNode":{"memory":2,"cpu":1},"sources":null}"#.to_owned(),
            format!(r#"{{"sources":{{"projectRid":"{rid}","imported":{{}}}}}}"#),
            format!(
                r#"{{"sources":{{"imported":{{"{rid}":{{"enabledForComputeModules":true,
                "unexportableResourceRid":"{rid}"}}}},"projectRid":"{rid}"}}}}"#
            ),
            serde_json::to_string(&Limits::default()).unwrap(),
        ];
        for text in texts {
            let read = Limits::from_json(text.as_bytes());
            assert_eq!(read.ok(), by_serde(&text), "{text}");
        }
    }

    #[test]
    fn what_is_no_limit_is_refused_with_its_place() {
        let cases = [
            ("", "not valid JSON"),
            ("[]", "the document must be an object, not a list"),
            (r#"{"maxThreads":1}"#, "`maxThreads` is not a member of this object"),
            (r#"{"maxReplicas":1,"maxReplicas":1}"#, "`maxReplicas` is given more than once"),
            (r#"{"maxReplicas":"1"}"#, "`maxReplicas` must be a whole number, not a string"),
            (r#"{"maxReplicas":-1}"#, "at least 0"),
            (r#"{"maxReplicas":4294967296}"#, "at most 4294967295"),
            (r#"{"gpus":{"T5":1}}"#, "`T5` is no GPU type"),
            (r#"{"gpus":{"T4":-1}}"#, "at least 0"),
            (r#"{"gpus":[]}"#, "`gpus` must be an object"),
            (r#"{"largestNode":{"cpu":1}}"#, "/largestNode/memory: `memory` is required"),
            (r#"{"sources":{"projectRid":"x","imported":{}}}"#, "`x` is not a resource"),
            (r#"{"reservedEnvironmentVariables":[1]}"#, "must be a string"),
        ];
        for (text, part) in cases {
            let error = Limits::from_json(text.as_bytes()).unwrap_err();
            assert!(error.message().contains(part), "{text}: {}", error.message());
            assert_eq!(error.to_string(), error.message());
            assert_eq!(by_serde(text).filter(|_| text.starts_with('{')), None, "{text}");
        }
    }
}
