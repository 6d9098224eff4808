use liveberth_core::gpu::GpuType;

use super::*;

fn refusal(change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut document = serde_json::from_str(DEMONSTRATION).unwrap();
    change(&mut document);
    let text = serde_json::to_vec(&document).unwrap();
    Configuration::parse("file.json", &text).unwrap_err().to_string()
}

#[test]
fn the_demonstration_has_the_documented_model_and_four_types_of_gpu() {
    let configuration = Configuration::read(None).unwrap();
    let target = configuration.default_target.as_ref().unwrap();
    let model = &configuration.models[&target.model_rid];
    assert_eq!(target.branch, "master");
    assert_eq!(model.version("master"), model.version("any other"));
    let types = configuration.nodes.iter().flat_map(|node| &node.gpus);
    assert_eq!(
        types.copied().collect::<BTreeSet<_>>(),
        BTreeSet::from([GpuType::A100, GpuType::A10G, GpuType::H100, GpuType::T4])
    );
}

#[test]
fn a_named_branch_wins_over_the_one_for_all_others() {
    let version = |text: &str| ModelVersionRid::new(text).unwrap();
    let model = Model {
        project: ProjectRid::new("ri.a.b.c.d").unwrap(),
        branches: BTreeMap::from([
            ("*".to_owned(), version("ri.models.main.model-version.any")),
            ("dev".to_owned(), version("ri.models.main.model-version.dev")),
        ]),
    };
    assert_eq!(model.version("dev").unwrap().as_str(), "ri.models.main.model-version.dev");
    assert_eq!(model.version("x").unwrap().as_str(), "ri.models.main.model-version.any");
    assert_eq!(model.named_branches().count(), 1);
}

#[test]
fn a_wrong_member_is_named_with_its_file_and_path() {
    let message = refusal(|document| document["nodes"][0]["cpu"] = "many".into());
    let expected = "the configuration `file.json` is wrong at `nodes[0].cpu`: invalid type: \
                    string \"many\", expected f64";
    assert!(message.starts_with(expected), "{message}");
    assert!(refusal(|document| document["colour"] = 1.into()).contains("unknown field `colour`"));
}

#[test]
fn what_is_referred_to_must_be_there() {
    let message = refusal(|document| document["projects"][0]["vcpuQueue"] = "missing".into());
    assert!(message.contains("there is no queue `missing`; the file describes `"), "{message}");
    let message = refusal(|document| document["queues"][0]["computeGroups"][0] = "x".into());
    assert!(message.contains("there is no compute group `x`"), "{message}");
    let message = refusal(|document| document["models"][0]["project"] = "ri.a.b.c.d".into());
    assert!(message.contains("there is no project `ri.a.b.c.d`"), "{message}");
    let message = refusal(|document| document["defaultTarget"]["modelRid"] = "ri.a.b.c.d".into());
    assert!(message.contains("there is no model `ri.a.b.c.d`"), "{message}");
}

#[test]
fn a_name_that_is_given_twice_is_refused() {
    let message = refusal(|document| {
        let copy = document["queues"][0].clone();
        document["queues"].as_array_mut().unwrap().push(copy);
    });
    assert!(message.contains("is described twice"), "{message}");
}

#[test]
fn too_few_connections_are_refused() {
    let message = refusal(|document| document["maxConnections"] = 3.into());
    assert!(message.contains("at least 4 connections are needed, not `3`"), "{message}");
}

#[test]
fn a_count_that_would_fill_the_memory_is_refused() {
    let message = refusal(|document| document["nodes"][0]["count"] = 4_000_000_000_u32.into());
    assert!(message.contains("`count` is at most 10000"), "{message}");
    let message = refusal(|document| {
        document["nodes"][0]["gpus"] = serde_json::json!({"T4": 4_000_000_000_u32});
    });
    assert!(message.contains("at most 64 GPUs"), "{message}");
}
