//! Reading a configuration with serde: whatever it reads goes through the check.

use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::RuntimeConfiguration;
use super::check::{Checker, check};
use super::diagnostic::Diagnostic;
use crate::document::Writer;
use crate::limits::{Limits, MAX_DOCUMENT_DEPTH};
use crate::number::Double;

impl<'de> Deserialize<'de> for RuntimeConfiguration {
    /// Reads what `Serialize` writes and every other spelling that the API takes; refuses what no
    /// platform could have accepted.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut writer = Writer::default();
        Transcriber { writer: &mut writer, depth: 0 }.deserialize(deserializer)?;
        let text = writer.finish();
        // It was within the limit on size when it was accepted, perhaps in a shorter spelling.
        let report = check(text.as_bytes(), usize::MAX, &Limits::widest(), Checker::configuration);
        report.into_result().map_err(|diagnostics| {
            let first = diagnostics.as_slice().first();
            D::Error::custom(first.map(Diagnostic::to_string).unwrap_or_default())
        })
    }
}

/// Writes down what a deserializer tells, as the JSON that says the same.
struct Transcriber<'w> {
    writer: &'w mut Writer,
    depth: usize,
}

impl Transcriber<'_> {
    /// How deep the inside of a container lies. There is a bound, since a host's objects may hold
    /// themselves.
    fn depth_inside<E: Error>(&self) -> Result<usize, E> {
        match self.depth {
            MAX_DOCUMENT_DEPTH.. => Err(E::custom("the configuration is nested too deep")),
            depth => Ok(depth.saturating_add(1)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Transcriber<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Transcriber<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a runtime configuration")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.writer.null();
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.writer.boolean(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.writer.number(value.into());
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.writer.number(value.into());
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match Double::new(value) {
            Some(number) => self.writer.number(number),
            None => self.writer.string("NaN"),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.writer.string(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let depth = self.depth_inside()?;
        self.writer.list(|writer| {
            while elements.next_element_seed(Transcriber { writer, depth })?.is_some() {}
            Ok(())
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let depth = self.depth_inside()?;
        self.writer.object(|writer| {
            while let Some(name) = members.next_key::<String>()? {
                writer.any_name(&name);
                members.next_value_seed(Transcriber { writer, depth })?;
            }
            Ok(())
        })
    }
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
    fn every_spelling_that_the_check_takes_is_read() {
        let spelt = r#"{"minReplicas":0.0,"maxReplicas":3e0,"cpu":null,"memory":null,"gpu":null,
            "threadCount":8.0,"scalingConfiguration":null,"sources":null,
            "environmentVariables":null}"#;
        let plain = r#"{"minReplicas":0,"maxReplicas":3,"threadCount":8}"#;
        assert_eq!(read(spelt), read(plain));
        assert!(read(plain).is_ok());
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        let error = read(&format!(r#"{{"minReplicas":{deep}}}"#)).unwrap_err();
        assert!(error.starts_with("the configuration is nested too deep"), "{error}");
    }

    #[test]
    fn a_name_is_only_ever_a_name() {
        let wrong = r#"{"minReplicas":0,"maxReplicas":1,"environmentVariables":{"A\":\"B":""}}"#;
        let error = read(wrong).unwrap_err();
        assert!(error.contains("cannot name an environment variable"), "{error}");
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
