//! How long it takes to check a configuration, from text to the verdict; beside reading the text
//! into a tree, and beside a JSON Schema validator that is given the schema of the same rules.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use jsonschema::Validator;
use liveberth_benches::documents::{FULL, SMALL, WRONG};
use liveberth_core::config::check_runtime_configuration;
use liveberth_core::config::schema::{Document, schema};
use liveberth_core::limits::Limits;
use serde_json::{Value, from_str};

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let limits = Limits::default();
    let validator = validator(&limits)?;
    for (name, text) in [("small", SMALL), ("full", FULL), ("wrong", WRONG)] {
        let mut group = criterion.benchmark_group(format!("check/{name}"));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("liveberth", |bencher| {
            bencher.iter(|| check_runtime_configuration(black_box(text.as_bytes()), &limits));
        });
        group.bench_function("serde_json to Value", |bencher| {
            bencher.iter(|| from_str::<Value>(black_box(text)));
        });
        group.bench_function("serde_json and jsonschema", |bencher| {
            bencher.iter(|| every_error(&validator, black_box(text)));
        });
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}

fn validator(limits: &Limits) -> Result<Validator, Box<dyn Error>> {
    let schema = from_str(&schema(Document::RuntimeConfiguration, limits))?;
    Ok(jsonschema::draft202012::new(&schema)?)
}

/// All errors in words, as the check gives all problems.
fn every_error(validator: &Validator, text: &str) -> serde_json::Result<Vec<String>> {
    let document: Value = from_str(text)?;
    Ok(validator.iter_errors(&document).map(|error| error.to_string()).collect())
}
