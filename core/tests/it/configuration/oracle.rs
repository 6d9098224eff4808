//! The rules once more, written plainly over serde_json's tree: the verdict to compare with.

mod advice;
mod amount;
mod cost;
mod request;
mod rid;

pub(super) use cost::{cost, same_cost};
pub(crate) use request::{create_verdict, replace_verdict};

use liveberth_core::limits::Limits;
use serde_json::{Map, Value, json};

/// Path and code of a problem.
pub(crate) type Finding = (String, &'static str);

/// What is to be said of a runtime configuration: errors, then warnings, in the order of the rules.
pub(crate) fn verdict(document: &Value, limits: &Limits) -> Vec<Finding> {
    let mut oracle = Oracle { limits, findings: Vec::new(), warnings: Vec::new() };
    match document.as_object() {
        Some(object) => {
            oracle.configuration(object);
            oracle.advise(object);
        }
        None => oracle.find("", "wrong_type"),
    }
    [oracle.findings, oracle.warnings].concat()
}

struct Oracle<'l> {
    limits: &'l Limits,
    findings: Vec<Finding>,
    warnings: Vec<Finding>,
}

fn given<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).filter(|value| !value.is_null())
}

fn seconds_of(unit: &str) -> Option<f64> {
    let table = json!({
        "MILLISECONDS": 0.001, "SECONDS": 1, "MINUTES": 60, "HOURS": 3600, "DAYS": 86400,
        "WEEKS": 604800, "MONTHS": 2629746, "YEARS": 31556952,
    });
    table.get(unit)?.as_f64()
}

const TYPES: [&str; 11] =
    ["A100", "A10G", "A16", "B200", "B300", "H100", "H200", "L4", "L40S", "T4", "V100"];

impl Oracle<'_> {
    fn find(&mut self, path: impl Into<String>, code: &'static str) {
        self.findings.push((path.into(), code));
    }

    fn configuration(&mut self, object: &Map<String, Value>) {
        let min = self.required_integer(object, "", "minReplicas", 0.0);
        let max = self.required_integer(object, "", "maxReplicas", 1.0);
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            self.find("/minReplicas", "min_replicas_exceeds_max_replicas");
        }
        if max.is_some_and(|max| max > f64::from(self.limits.max_replicas)) {
            self.find("/maxReplicas", "out_of_range");
        }
        let node = match given(object, "gpu") {
            Some(_) => self.limits.largest_gpu_node,
            None => self.limits.largest_node,
        };
        if let Some(cpu) = given(object, "cpu").and_then(|cpu| self.number("/cpu", cpu)) {
            if cpu <= 0.0 || cpu * 1000.0 > self.limits.max_cpu.0 as f64 {
                self.find("/cpu", "out_of_range");
            } else if node.is_some_and(|node| cpu * 1000.0 > node.cpu.0 as f64) {
                self.find("/cpu", "exceeds_largest_node");
            }
        }
        match given(object, "memory").map(|memory| memory.as_str().map(amount::bytes)) {
            Some(None) => self.find("/memory", "wrong_type"),
            Some(Some(None)) => self.find("/memory", "invalid_memory"),
            Some(Some(Some(bytes))) if node.is_some_and(|node| bytes > node.memory.0) => {
                self.find("/memory", "exceeds_largest_node");
            }
            _ => {}
        }
        self.optional_object(object, "scalingConfiguration", Self::scaling);
        if let Some(threads) = given(object, "threadCount") {
            let threads = self.integer("/threadCount", threads, 1.0, f64::from(i32::MAX));
            if threads.is_some_and(|threads| threads > f64::from(self.limits.max_thread_count)) {
                self.find("/threadCount", "thread_count_too_high");
            }
        }
        self.optional_object(object, "gpu", Self::gpu);
        self.optional_object(object, "environmentVariables", Self::environment);
        self.sources(object);
        self.unknown(
            object,
            "",
            &[
                "minReplicas",
                "maxReplicas",
                "cpu",
                "memory",
                "scalingConfiguration",
                "threadCount",
                "gpu",
                "environmentVariables",
                "sources",
            ],
        );
    }

    fn optional_object(
        &mut self,
        object: &Map<String, Value>,
        name: &str,
        check: impl FnOnce(&mut Self, &Map<String, Value>),
    ) {
        match given(object, name).map(Value::as_object) {
            Some(Some(inner)) => check(self, inner),
            Some(None) => self.find(format!("/{name}"), "wrong_type"),
            None => {}
        }
    }

    fn unknown(&mut self, object: &Map<String, Value>, path: &str, known: &[&str]) {
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            self.find(format!("{path}/{}", escaped(name)), "unknown_field");
        }
    }

    fn number(&mut self, path: &str, value: &Value) -> Option<f64> {
        match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if ["NaN", "Infinity", "-Infinity"].contains(&text.as_str()) => {
                self.find(path, "not_finite");
                None
            }
            _ => {
                self.find(path, "wrong_type");
                None
            }
        }
    }

    fn integer(&mut self, path: &str, value: &Value, least: f64, most: f64) -> Option<f64> {
        let code = match value.as_f64() {
            None => "wrong_type",
            Some(number) if number.fract() != 0.0 => "not_an_integer",
            Some(number) if number < least || number > most => "out_of_range",
            Some(number) => return Some(number),
        };
        self.find(path, code);
        None
    }

    fn required_integer(
        &mut self,
        object: &Map<String, Value>,
        path: &str,
        name: &str,
        least: f64,
    ) -> Option<f64> {
        let path = format!("{path}/{name}");
        match given(object, name) {
            Some(value) => self.integer(&path, value, least, f64::from(i32::MAX)),
            None => {
                self.find(path, "required");
                None
            }
        }
    }

    fn scaling(&mut self, object: &Map<String, Value>) {
        let path = "/scalingConfiguration";
        let at = format!("{path}/scaleUpLoadThreshold");
        match given(object, "scaleUpLoadThreshold") {
            None => self.find(at, "required"),
            Some(threshold) => {
                let threshold = self.number(&at, threshold);
                if threshold.is_some_and(|threshold| !(0.0..=1.0).contains(&threshold)) {
                    self.find(at, "out_of_range");
                }
            }
        }
        let up = self.delay(object, &format!("{path}/scaleUpDelay"), "scaleUpDelay");
        let down = self.delay(object, &format!("{path}/scaleDownDelay"), "scaleDownDelay");
        if up.zip(down).is_some_and(|(up, down)| up > down) {
            self.find(format!("{path}/scaleUpDelay"), "scale_up_delay_exceeds_scale_down_delay");
        }
        let known = ["scaleUpLoadThreshold", "scaleUpDelay", "scaleDownDelay"];
        self.unknown(object, path, &known);
    }

    fn delay(&mut self, object: &Map<String, Value>, path: &str, name: &str) -> Option<f64> {
        let Some(delay) = given(object, name) else {
            self.find(path, "required");
            return None;
        };
        let Some(delay) = delay.as_object() else {
            self.find(path, "wrong_type");
            return None;
        };
        let value = match given(delay, "value") {
            Some(value) => {
                self.integer(&format!("{path}/value"), value, 0.0, 9_007_199_254_740_991.0)
            }
            None => {
                self.find(format!("{path}/value"), "required");
                None
            }
        };
        let at = format!("{path}/unit");
        let seconds = match given(delay, "unit").map(|unit| unit.as_str().map(seconds_of)) {
            None => Err("required"),
            Some(None) => Err("wrong_type"),
            Some(Some(None)) => Err("unknown_time_unit"),
            Some(Some(Some(seconds))) => Ok(seconds),
        };
        let seconds = seconds.map_err(|code| self.find(at, code)).ok();
        let length = value.zip(seconds).map(|(value, seconds)| value * seconds);
        let too_long = length.is_some_and(|length| length > self.longest_delay_seconds());
        if too_long {
            self.find(path, "delay_too_long");
        }
        self.unknown(delay, path, &["value", "unit"]);
        length.filter(|_| !too_long)
    }

    fn longest_delay_seconds(&self) -> f64 {
        self.limits.max_delay_ms as f64 / 1000.0
    }

    fn gpu(&mut self, object: &Map<String, Value>) {
        let offered = self.limits.gpus.as_ref();
        let offered_of = |name: &str| {
            let of_type = |(gpu_type, most): (&liveberth_core::gpu::GpuType, &u32)| {
                (gpu_type.name() == name).then_some(*most)
            };
            offered.map(|gpus| gpus.iter().find_map(of_type))
        };
        // The outer level: is a maximum known; the value: what it is.
        let mut most = offered.map(|gpus| gpus.values().copied().max().unwrap_or(0));
        if let Some(gpu_type) = given(object, "type") {
            let code = match gpu_type.as_str() {
                None => Some("wrong_type"),
                Some(name) if !TYPES.contains(&name) => Some("unknown_gpu_type"),
                Some(name) if offered_of(name) == Some(None) => Some("gpu_type_not_available"),
                Some(_) => None,
            };
            most = gpu_type.as_str().and_then(offered_of).flatten();
            if let Some(code) = code {
                self.find("/gpu/type", code);
            }
        }
        let least = f64::from(i32::MIN);
        let count = self.required_integer(object, "/gpu", "count", least);
        let most = most.map_or(f64::MAX, f64::from);
        if count.is_some_and(|count| count < 1.0 || count > most) {
            self.find("/gpu/count", "gpu_count_out_of_range");
        }
        self.unknown(object, "/gpu", &["count", "type"]);
    }

    fn environment(&mut self, object: &Map<String, Value>) {
        for (name, value) in object {
            let path = format!("/environmentVariables/{}", escaped(name));
            let mut letters = name.chars();
            let good = |c: char| c == '_' || c.is_ascii_alphabetic();
            let named =
                letters.next().is_some_and(good) && letters.all(|c| good(c) || c.is_ascii_digit());
            if !named {
                self.find(&path, "invalid_environment_variable_name");
            }
            if self.limits.reserved_environment_variables.contains(name) {
                self.find(&path, "reserved_environment_variable");
            }
            match value.as_str() {
                None => self.find(&path, "wrong_type"),
                Some(text) if text.contains('\0') => {
                    self.find(&path, "invalid_environment_variable_value");
                }
                Some(_) => {}
            }
        }
    }

    fn sources(&mut self, object: &Map<String, Value>) {
        let Some(sources) = given(object, "sources") else {
            return;
        };
        let Some(sources) = sources.as_array() else {
            return self.find("/sources", "wrong_type");
        };
        for (index, source) in sources.iter().enumerate() {
            let path = format!("/sources/{index}");
            let Some(text) = source.as_str() else {
                self.find(path, "wrong_type");
                continue;
            };
            if !rid::is_rid(text) {
                self.find(path, "invalid_rid");
                continue;
            }
            if sources.iter().position(|other| other == source) != Some(index) {
                continue;
            }
            let Some(known) = &self.limits.sources else {
                continue;
            };
            let imported = known.imported.iter().find(|(rid, _)| rid.as_str() == text);
            match imported {
                None => self.find(path, "source_not_imported"),
                Some((_, source)) => {
                    if !source.enabled_for_compute_modules {
                        self.find(&path, "source_not_enabled");
                    }
                    if source.unexportable_resource_rid.is_some() {
                        self.find(&path, "source_cannot_export_markings");
                    }
                }
            }
        }
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
