//! What a configuration costs, by the documentation's own formula in exact fractions.

use liveberth_core::limits::Limits;
use serde_json::{Map, Value, json};

use super::{amount, given};

/// The documented compute-seconds a second of one GPU, in tenths.
const RATES: [(&str, u128); 6] =
    [("T4", 12), ("A100", 13), ("L4", 21), ("A10G", 15), ("V100", 30), ("H100", 47)];

/// `max(vCPU, GiB / 7.5) · 0.2 · 3600` and `GPUs · rate · 3600`, each for so many replicas.
pub(in crate::configuration) fn cost(object: &Map<String, Value>, limits: &Limits) -> Value {
    let cpu = given(object, "cpu").map_or(Some(limits.default_cpu.0), |cpu| {
        amount::thousandths(cpu.as_f64()?).map(|(cpu, _)| cpu)
    });
    let memory = given(object, "memory");
    let memory = memory.map_or(Some(limits.default_memory.0), |text| amount::bytes(text.as_str()?));
    let (cpu, memory) = (u128::from(cpu.unwrap()), u128::from(memory.unwrap()));
    let (rate, unpriced) = rate(object);
    let hourly = |name: &str| {
        let replicas = amount::whole(&object[name]).unwrap().unsigned_abs();
        // Both in thousandths of a compute-second: 0.2 · 3600 = 720 and 720 / 7.5 = 96.
        let of_cpu = cpu * 720 * replicas;
        let of_memory = (memory * 96_000 * replicas).div_ceil(1 << 30);
        let vcpu = of_cpu.max(of_memory);
        let mut hourly = json!({"vcpu": decimal(vcpu)});
        if let Some(rate) = rate {
            let gpu = rate * 360_000 * replicas;
            hourly["gpu"] = json!(decimal(gpu));
            hourly["total"] = json!(decimal(vcpu + gpu));
        }
        hourly
    };
    let mut cost =
        json!({"atMinReplicas": hourly("minReplicas"), "atMaxReplicas": hourly("maxReplicas")});
    if let Some(unpriced) = unpriced {
        cost["unpriced"] = unpriced;
    }
    cost
}

/// Tenths of compute-seconds a second of the GPUs of a replica, or why they are not known.
fn rate(object: &Map<String, Value>) -> (Option<u128>, Option<Value>) {
    let Some(gpu) = given(object, "gpu") else {
        return (Some(0), None);
    };
    let count = amount::whole(&gpu["count"]).unwrap().unsigned_abs();
    let Some(name) = gpu["type"].as_str() else {
        return (None, Some(json!({"reason": "any_gpu_type"})));
    };
    match RATES.iter().find(|(known, _)| *known == name) {
        Some((_, rate)) => (Some(rate * count), None),
        None => (None, Some(json!({"reason": "no_public_rate", "gpuType": name}))),
    }
}

/// The double nearest to a number of thousandths.
fn decimal(thousandths: u128) -> f64 {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000).parse().unwrap()
}

/// Whether two costs are the same, however their numbers are spelled.
pub(in crate::configuration) fn same_cost(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, left)| right.get(name).is_some_and(|right| same_cost(left, right)))
        }
        _ => left.as_f64() == right.as_f64() && left.as_str() == right.as_str(),
    }
}
