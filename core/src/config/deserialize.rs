//! Reading a checked configuration back: what serde reads goes through the check again.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, de};

use super::check::{Checker, check};
use super::diagnostic::Diagnostic;
use super::{MemoryText, RuntimeConfiguration};
use crate::document::{Document, Writer};
use crate::gpu::GpuRequest;
use crate::limits::Limits;
use crate::number::Double;
use crate::rid::SourceRid;
use crate::time::WireDuration;

/// The members of a configuration, each well formed, but not yet checked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Unchecked {
    min_replicas: u32,
    max_replicas: u32,
    cpu: Option<Double>,
    memory: Option<MemoryText>,
    gpu: Option<GpuRequest>,
    thread_count: Option<u32>,
    scaling_configuration: Option<UncheckedScaling>,
    #[serde(default)]
    sources: Vec<SourceRid>,
    #[serde(default)]
    environment_variables: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UncheckedScaling {
    scale_up_load_threshold: Double,
    scale_up_delay: WireDuration,
    scale_down_delay: WireDuration,
}

impl<'de> Deserialize<'de> for RuntimeConfiguration {
    /// Reads what `Serialize` writes, and refuses what no platform could have accepted.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let unchecked = Unchecked::deserialize(deserializer)?;
        let text = unchecked.document();
        // It was within the limit on size when it was accepted, perhaps in a shorter spelling.
        let document = Document::read_of_any_size(text.as_bytes());
        let report = check(document, &Limits::widest(), Checker::configuration);
        report.into_result().map_err(|diagnostics| {
            let first = diagnostics.as_slice().first();
            de::Error::custom(first.map(Diagnostic::to_string).unwrap_or_default())
        })
    }
}

impl Unchecked {
    /// The document of the API that says the same.
    fn document(&self) -> String {
        let mut writer = Writer::default();
        writer.object(|writer| self.write(writer));
        writer.finish()
    }

    fn write(&self, writer: &mut Writer) {
        writer.name("minReplicas").number(self.min_replicas.into());
        writer.name("maxReplicas").number(self.max_replicas.into());
        if let Some(cpu) = self.cpu {
            writer.name("cpu").number(cpu);
        }
        if let Some(memory) = &self.memory {
            writer.name("memory").string(memory.as_str());
        }
        if let Some(gpu) = self.gpu {
            writer.name("gpu").object(|writer| write_gpu(writer, gpu));
        }
        if let Some(thread_count) = self.thread_count {
            writer.name("threadCount").number(thread_count.into());
        }
        if let Some(scaling) = &self.scaling_configuration {
            writer.name("scalingConfiguration").object(|writer| scaling.write(writer));
        }
        writer.name("sources").list(|writer| {
            for source in &self.sources {
                writer.string(source.as_str());
            }
        });
        writer.name("environmentVariables").object(|writer| {
            for (name, value) in &self.environment_variables {
                writer.name(name).string(value);
            }
        });
    }
}

fn write_gpu(writer: &mut Writer, gpu: GpuRequest) {
    writer.name("count").number(gpu.count.into());
    if let Some(gpu_type) = gpu.gpu_type {
        writer.name("type").string(gpu_type.name());
    }
}

impl UncheckedScaling {
    fn write(&self, writer: &mut Writer) {
        writer.name("scaleUpLoadThreshold").number(self.scale_up_load_threshold);
        write_delay(writer.name("scaleUpDelay"), self.scale_up_delay);
        write_delay(writer.name("scaleDownDelay"), self.scale_down_delay);
    }
}

fn write_delay(writer: &mut Writer, delay: WireDuration) {
    writer.object(|writer| {
        writer.name("value").number(delay.value.into());
        writer.name("unit").string(delay.unit.name());
    });
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::config::check_runtime_configuration;

    fn read(text: &str) -> Result<RuntimeConfiguration, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    const FULL: &str = r#"{"minReplicas":0,"maxReplicas":3,"cpu":2.007,"memory":" 4 g ",
        "gpu":{"count":2,"type":"T4"},"threadCount":8,"scalingConfiguration":{
        "scaleUpLoadThreshold":0.5,"scaleUpDelay":{"value":1,"unit":"MINUTES"},
        "scaleDownDelay":{"value":60,"unit":"SECONDS"}},
        "sources":["ri.a.b.c.d","ri.a.b.c.a"],"environmentVariables":{"A":"é\"\u0001"}}"#;

    #[test]
    fn what_is_written_reads_back_as_the_same_configuration() {
        for text in [FULL, r#"{"minReplicas":1,"maxReplicas":1}"#] {
            let report = check_runtime_configuration(text.as_bytes(), &Limits::default());
            let checked = report.value.unwrap();
            let written = serde_json::to_string(&checked).unwrap();
            assert_eq!(read(&written), Ok(checked), "{written}");
        }
    }

    #[test]
    fn the_written_form_is_the_document_of_the_api() {
        let report = check_runtime_configuration(
            br#"{"maxReplicas":1.0,"minReplicas":0,"cpu":1.0,"memory":"256MiB","gpu":null}"#,
            &Limits::default(),
        );
        assert_eq!(
            serde_json::to_string(&report.value).unwrap(),
            r#"{"minReplicas":0,"maxReplicas":1,"cpu":1,"memory":"256MiB","sources":[],"environmentVariables":{}}"#
        );
    }

    #[test]
    fn a_configuration_that_no_platform_accepts_is_refused() {
        let wrong = [
            r#""minReplicas":2,"maxReplicas":1"#,
            r#""minReplicas":0,"maxReplicas":0"#,
            r#""minReplicas":0,"maxReplicas":2147483648"#,
            r#""minReplicas":0,"maxReplicas":1,"cpu":0"#,
            r#""minReplicas":0,"maxReplicas":1,"memory":"0""#,
            r#""minReplicas":0,"maxReplicas":1,"threadCount":0"#,
            r#""minReplicas":0,"maxReplicas":1,"gpu":{"count":0}"#,
            r#""minReplicas":0,"maxReplicas":1,"gpu":{"count":1,"type":"T5"}"#,
            r#""minReplicas":0,"maxReplicas":1,"environmentVariables":{"1":""}"#,
            r#""minReplicas":0,"maxReplicas":1,"environmentVariables":{"A":"\u0000"}"#,
            r#""minReplicas":0,"maxReplicas":1,"sources":["ri"]"#,
            r#""minReplicas":0,"maxReplicas":1,"bogus":1"#,
            r#""minReplicas":0,"maxReplicas":1,"scalingConfiguration":{"scaleUpLoadThreshold":2,
                "scaleUpDelay":{"value":1,"unit":"DAYS"},"scaleDownDelay":{"value":1,"unit":"DAYS"}}"#,
            r#""minReplicas":0,"maxReplicas":1,"scalingConfiguration":{"scaleUpLoadThreshold":1,
                "scaleUpDelay":{"value":2,"unit":"DAYS"},"scaleDownDelay":{"value":1,"unit":"DAYS"}}"#,
        ];
        for members in wrong {
            assert!(read(&format!("{{{members}}}")).is_err(), "{members}");
        }
    }

    #[test]
    fn a_platform_with_wider_limits_may_have_accepted_more() {
        let wide = r#"{"minReplicas":0,"maxReplicas":2147483647,"cpu":10000000,"threadCount":100000,
            "environmentVariables":{"CLIENT_ID":""}}"#;
        assert!(read(wide).is_ok());
    }
}
