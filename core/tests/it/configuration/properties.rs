//! What holds of every configuration, on configurations made at random.

use liveberth_core::config::{
    Diagnostic, Report, RuntimeConfiguration, check_runtime_configuration,
};
use liveberth_core::json::check as json_check;
use liveberth_core::limits::Limits;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::oracle::{Finding, cost, same_cost, verdict};

fn check(document: &Value, limits: &Limits) -> Report<RuntimeConfiguration> {
    let report = check_runtime_configuration(document.to_string().as_bytes(), limits);
    assert_eq!(report.ok(), report.diagnostics.ok());
    report
}

fn finding(found: &Diagnostic) -> Finding {
    (found.path().to_owned(), found.code().as_str())
}

fn found(document: &Value, limits: &Limits) -> Vec<Finding> {
    check(document, limits).diagnostics.iter().map(finding).collect()
}

fn errors(document: &Value, limits: &Limits) -> Vec<Finding> {
    check(document, limits).diagnostics.errors().map(finding).collect()
}

/// A platform on which every rule can be broken.
fn platform() -> Limits {
    serde_json::from_value(json!({
        "maxThreadCount": 64, "maxReplicas": 10,
        "gpus": {"T4": 4, "A100": 8},
        "largestNode": {"cpu": 8000, "memory": 34359738368_u64},
        "largestGpuNode": {"cpu": 96000, "memory": 1099511627776_u64},
        "sources": {"projectRid": "ri.a.b.c.p", "imported": {
            "ri.a.b.c.1": {"enabledForComputeModules": true},
            "ri.a.b.c.2": {"enabledForComputeModules": false},
            "ri.a.b.c.3": {"enabledForComputeModules": true, "unexportableResourceRid": "ri.a.b.c.x"},
        }},
    }))
    .unwrap()
}

fn limits() -> impl Strategy<Value = Limits> {
    prop_oneof![Just(Limits::default()), Just(platform())]
}

fn replicas() -> impl Strategy<Value = (u32, u32)> {
    (1_u32..=10).prop_flat_map(|max| (0..=max, Just(max)))
}

fn delays() -> impl Strategy<Value = (Value, Value)> {
    let units = ["MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS"];
    (0_u32..=300, 0_u32..=60, 0_usize..5).prop_map(move |(up, more, unit)| {
        let delay = |value: u32| json!({"value": value, "unit": units[unit]});
        (delay(up), delay(up + more))
    })
}

prop_compose! {
    /// A configuration that [`platform`] and any other accept, with every member.
    fn accepted_by_all()(
        (min, max) in replicas(),
        cpu in 1_u32..=8000,
        memory in prop_oneof![(1_u32..=32).prop_map(|count| format!("{count}g")),
                              (1_u32..=32_000).prop_map(|count| format!(" {count} MiB"))],
        gpu in select(vec![json!({"count": 4, "type": "T4"}), json!({"count": 8})]),
        threads in 1_u32..=64,
        threshold in 0.0_f64..=1.0,
        (up, down) in delays(),
        environment in prop::collection::btree_map("[a-z_][A-Za-z0-9_]{0,6}", "[^\0]{0,12}", 0..5),
        source in select(vec![json!([]), json!(["ri.a.b.c.1"]), json!(["ri.a.b.c.1", "ri.a.b.c.1"])]),
    ) -> Value {
        json!({
            "minReplicas": min, "maxReplicas": max,
            "cpu": f64::from(cpu) / 1000.0, "memory": memory, "gpu": gpu, "threadCount": threads,
            "scalingConfiguration": {
                "scaleUpLoadThreshold": threshold, "scaleUpDelay": up, "scaleDownDelay": down,
            },
            "environmentVariables": environment, "sources": source,
        })
    }
}

/// A member's value, right or wrong, or the member's absence.
fn any_of(values: Vec<Value>) -> impl Strategy<Value = Option<Value>> {
    let odd =
        vec![json!(null), json!(true), json!("x"), json!([]), json!({}), json!(-1), json!(0.5)];
    prop_oneof![
        8 => select(values).prop_map(Some),
        1 => select(odd).prop_map(Some),
        1 => Just(None),
    ]
}

fn object(
    members: Vec<(&'static str, BoxedStrategy<Option<Value>>)>,
) -> BoxedStrategy<Option<Value>> {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    values
        .prop_map(move |values| {
            let members = names.iter().zip(values);
            let given = members.filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
            Some(Value::Object(given.collect::<Map<_, _>>()))
        })
        .boxed()
}

fn any_delay() -> BoxedStrategy<Option<Value>> {
    object(vec![
        (
            "value",
            any_of(vec![json!(0), json!(1), json!(2.0), json!(60), json!(1e15), json!(1e16)])
                .boxed(),
        ),
        (
            "unit",
            any_of(vec![json!("SECONDS"), json!("MINUTES"), json!("YEARS"), json!("s")]).boxed(),
        ),
        ("x/~", prop_oneof![9 => Just(None), 1 => Just(Some(json!(1)))].boxed()),
    ])
}

fn any_sources() -> BoxedStrategy<Option<Value>> {
    let source = select(vec![
        json!("ri.a.b.c.1"),
        json!("ri.a.b.c.2"),
        json!("ri.a.b.c.3"),
        json!("ri.a.b.c.4"),
        json!("ri.a"),
        json!(null),
    ]);
    prop::collection::vec(source, 0..5).prop_map(|list| Some(json!(list))).boxed()
}

fn any_environment() -> BoxedStrategy<Option<Value>> {
    let value = select(vec![json!("x"), json!(""), json!("\0"), json!(null), json!(1)]);
    prop::collection::btree_map("[A1_a/~-]{0,2}|CLIENT_ID|GRÖ", value, 0..5)
        .prop_map(|map| Some(json!(map)))
        .boxed()
}

/// A configuration of which any part may be wrong.
fn any_configuration() -> BoxedStrategy<Option<Value>> {
    let counts = || {
        any_of(vec![json!(0), json!(1), json!(3), json!(10.0), json!(11), json!(2000), json!(1e12)])
    };
    object(vec![
        ("minReplicas", counts().boxed()),
        ("maxReplicas", counts().boxed()),
        (
            "cpu",
            any_of(vec![
                json!(0),
                json!(1),
                json!(0.5),
                json!(8),
                json!(9),
                json!(97),
                json!(2e6),
                json!("NaN"),
            ])
            .boxed(),
        ),
        (
            "memory",
            any_of(vec![
                json!("1g"),
                json!("32g"),
                json!("33g"),
                json!("2000g"),
                json!("0"),
                json!("1 x"),
                json!("9MiB"),
            ])
            .boxed(),
        ),
        (
            "gpu",
            object(vec![
                (
                    "type",
                    any_of(vec![json!("T4"), json!("A100"), json!("H100"), json!("t4")]).boxed(),
                ),
                (
                    "count",
                    any_of(vec![json!(0), json!(1), json!(4), json!(5), json!(9), json!(1e10)])
                        .boxed(),
                ),
            ]),
        ),
        (
            "threadCount",
            any_of(vec![json!(0), json!(1), json!(64), json!(65), json!(257), json!(1e10)]).boxed(),
        ),
        (
            "scalingConfiguration",
            object(vec![
                (
                    "scaleUpLoadThreshold",
                    any_of(vec![json!(0), json!(0.75), json!(1), json!(1.5), json!("Infinity")])
                        .boxed(),
                ),
                ("scaleUpDelay", any_delay()),
                ("scaleDownDelay", any_delay()),
            ]),
        ),
        ("environmentVariables", any_environment()),
        ("sources", any_sources()),
        ("a~/", prop_oneof![9 => Just(None), 1 => Just(Some(json!(1)))].boxed()),
    ])
}

/// One wrong value, where it goes, and what is to be found there.
fn corruptions() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let year = json!({"value": 2, "unit": "YEARS"});
    vec![
        ("/minReplicas", json!(null), "/minReplicas", "required"),
        ("/minReplicas", json!(-1), "/minReplicas", "out_of_range"),
        ("/minReplicas", json!(0.5), "/minReplicas", "not_an_integer"),
        ("/minReplicas", json!("1"), "/minReplicas", "wrong_type"),
        ("/minReplicas", json!(11), "/minReplicas", "min_replicas_exceeds_max_replicas"),
        ("/maxReplicas", json!(0), "/maxReplicas", "out_of_range"),
        ("/maxReplicas", json!(11), "/maxReplicas", "out_of_range"),
        ("/cpu", json!(0), "/cpu", "out_of_range"),
        ("/cpu", json!("NaN"), "/cpu", "not_finite"),
        ("/cpu", json!(96.001), "/cpu", "exceeds_largest_node"),
        ("/memory", json!("1.5g"), "/memory", "invalid_memory"),
        ("/memory", json!("2TiB"), "/memory", "exceeds_largest_node"),
        ("/gpu/count", json!(9), "/gpu/count", "gpu_count_out_of_range"),
        ("/gpu", json!({"count": 1, "type": "H100"}), "/gpu/type", "gpu_type_not_available"),
        ("/gpu", json!({"count": 1, "type": "t4"}), "/gpu/type", "unknown_gpu_type"),
        ("/gpu", json!({"count": 1, "share": 1}), "/gpu/share", "unknown_field"),
        ("/threadCount", json!(65), "/threadCount", "thread_count_too_high"),
        ("/threadCount", json!(0), "/threadCount", "out_of_range"),
        (
            "/scalingConfiguration/scaleUpLoadThreshold",
            json!(1.1),
            "/scalingConfiguration/scaleUpLoadThreshold",
            "out_of_range",
        ),
        (
            "/scalingConfiguration/scaleDownDelay",
            year,
            "/scalingConfiguration/scaleDownDelay",
            "delay_too_long",
        ),
        (
            "/scalingConfiguration/scaleDownDelay/unit",
            json!("s"),
            "/scalingConfiguration/scaleDownDelay/unit",
            "unknown_time_unit",
        ),
        (
            "/scalingConfiguration/scaleUpDelay",
            json!({"value": 361, "unit": "DAYS"}),
            "/scalingConfiguration/scaleUpDelay",
            "scale_up_delay_exceeds_scale_down_delay",
        ),
        (
            "/environmentVariables",
            json!({"a-b": ""}),
            "/environmentVariables/a-b",
            "invalid_environment_variable_name",
        ),
        (
            "/environmentVariables",
            json!({"A": "\0"}),
            "/environmentVariables/A",
            "invalid_environment_variable_value",
        ),
        (
            "/environmentVariables",
            json!({"RUNTIME_API": ""}),
            "/environmentVariables/RUNTIME_API",
            "reserved_environment_variable",
        ),
        ("/sources", json!(["ri"]), "/sources/0", "invalid_rid"),
        ("/sources", json!(["ri.a.b.c.9"]), "/sources/0", "source_not_imported"),
        ("/sources", json!(["ri.a.b.c.2"]), "/sources/0", "source_not_enabled"),
        ("/sources", json!(["ri.a.b.c.3"]), "/sources/0", "source_cannot_export_markings"),
    ]
}

proptest! {
    #[test]
    fn a_right_configuration_is_accepted_and_survives_being_written(
        document in accepted_by_all(),
        limits in limits(),
    ) {
        prop_assert_eq!(errors(&document, &limits), []);
        let text = document.to_string();
        let checked = check_runtime_configuration(text.as_bytes(), &limits).value.unwrap();
        let written = serde_json::to_string(&checked).unwrap();
        let again = check_runtime_configuration(written.as_bytes(), &limits).value;
        prop_assert_eq!(again.as_ref(), Some(&checked));
        let read: RuntimeConfiguration = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read, checked);
    }

    #[test]
    fn one_wrong_value_is_found_where_it_is_and_nothing_else(
        document in accepted_by_all(),
        (place, value, path, code) in select(corruptions()),
    ) {
        let mut document = document;
        *document.pointer_mut(place).unwrap() = value;
        prop_assert_eq!(errors(&document, &platform()), [(path.to_owned(), code)]);
    }

    #[test]
    fn the_verdict_is_that_of_the_plainly_written_rules(
        document in any_configuration(),
        limits in limits(),
    ) {
        let document = document.unwrap();
        prop_assert_eq!(found(&document, &limits), verdict(&document, &limits), "{}", document);
    }

    #[test]
    fn the_cost_is_that_of_the_documented_formula(
        document in accepted_by_all(),
        limits in limits(),
    ) {
        let text = serde_json::to_string(&limits).unwrap();
        let document_text = document.to_string();
        let answer = json_check::check_runtime_configuration(
            document_text.as_bytes(),
            Some(text.as_bytes()),
        );
        let answer: Value = serde_json::from_str(&answer.unwrap()).unwrap();
        let expected = cost(document.as_object().unwrap(), &limits);
        prop_assert!(same_cost(&answer["cost"], &expected), "{}: {}", answer, expected);
    }
}
