//! Which warnings a configuration is to have.

use serde_json::{Map, Value};

use super::{Oracle, amount, given};

impl Oracle<'_> {
    /// Adds the warnings; the errors are found before.
    pub(super) fn advise(&mut self, object: &Map<String, Value>) {
        let replicas = self.replicas(object);
        if replicas.is_some_and(|(min, _)| min == 0) {
            self.warn("/minReplicas", "scales_to_zero");
        }
        match given(object, "cpu") {
            None => self.warn("/cpu", "default_applies"),
            Some(cpu) if self.is_right("/cpu") => {
                if cpu.as_f64().and_then(amount::thousandths).is_some_and(|(_, rounded)| rounded) {
                    self.warn("/cpu", "cpu_rounded_up");
                }
            }
            Some(_) => {}
        }
        match given(object, "memory").map(Value::as_str) {
            None => self.warn("/memory", "default_applies"),
            Some(Some(text)) if self.is_right("/memory") => self.memory(text),
            Some(_) => {}
        }
        if let (Some(replicas), Some(scaling)) = (replicas, given(object, "scalingConfiguration")) {
            self.scaling_advice(replicas, scaling);
        }
        if given(object, "threadCount").is_none() {
            self.warn("/threadCount", "default_applies");
        }
        self.repeated_sources(object);
    }

    /// The numbers of replicas where both are of their type, whatever they are to each other and to
    /// the platform.
    fn replicas(&self, object: &Map<String, Value>) -> Option<(i128, i128)> {
        let count = |name: &str, least: i128| {
            let count = amount::whole(given(object, name)?)?;
            (least..=i32::MAX.into()).contains(&count).then_some(count)
        };
        count("minReplicas", 0).zip(count("maxReplicas", 1))
    }

    fn memory(&mut self, text: &str) {
        let unit = amount::unit(text.trim_end()).unwrap_or_default().to_ascii_lowercase();
        if amount::bytes(text).is_some_and(|bytes| bytes < 1_048_576) {
            self.warn("/memory", "tiny_memory");
        } else if ["k", "kb", "m", "mb", "g", "gb", "t", "tb", "p", "pb"].contains(&&*unit) {
            self.warn("/memory", "binary_memory_unit");
        }
    }

    fn scaling_advice(&mut self, (min, max): (i128, i128), scaling: &Value) {
        // A scale-up delay that is too long is a fault of two members, each of which can be read.
        let unreadable = self.findings.iter().any(|(path, code)| {
            path.starts_with("/scalingConfiguration")
                && !["unknown_field", "scale_up_delay_exceeds_scale_down_delay"].contains(code)
        });
        if unreadable {
            return;
        }
        if min == max {
            self.warn("/scalingConfiguration", "scaling_has_no_effect");
        } else if min < max && scaling["scaleUpLoadThreshold"].as_f64() == Some(0.0) {
            self.warn("/scalingConfiguration/scaleUpLoadThreshold", "always_scales_up");
        }
    }

    fn repeated_sources(&mut self, object: &Map<String, Value>) {
        let sources = given(object, "sources").and_then(Value::as_array);
        for (index, source) in sources.into_iter().flatten().enumerate() {
            let path = format!("/sources/{index}");
            let first = sources.and_then(|all| all.iter().position(|other| other == source));
            let is_rid = !self
                .findings
                .iter()
                .any(|found| found.0 == path && ["wrong_type", "invalid_rid"].contains(&found.1));
            if is_rid && first != Some(index) {
                self.warn(path, "repeated_source");
            }
        }
    }

    fn is_right(&self, path: &str) -> bool {
        self.findings.iter().all(|(found, _)| found != path)
    }

    fn warn(&mut self, path: impl Into<String>, code: &'static str) {
        self.warnings.push((path.into(), code));
    }
}
