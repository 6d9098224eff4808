//! The reference of the documents, for people.

use anyhow::Result;
use liveberth_core::config::rules::{CROSS_RULES, Kind, Maximum, Member, ObjectType};
use liveberth_core::config::{Code, DefaultValue, Severity};
use liveberth_core::gpu::GpuType;
use liveberth_core::limits::Limits;
use liveberth_core::time::DurationUnit;

use super::{OBJECTS, sentence};

const INTRODUCTION: &str = "\
# Configurations

Every document that is checked, member by member, and every code of a diagnostic. Made from the table
of the rules, `core/src/config/rules.rs`, by `cargo xtask rules --bless`; bounds and defaults are those
of a platform that names none of its own.

Null stands for a member that is absent. No object may have members that are not named here, nor one
of them twice.
";

/// The whole reference, whatever it was before.
pub(super) fn document(_present: &str) -> Result<String> {
    let objects: String = OBJECTS.iter().map(|object| section(object)).collect();
    Ok([INTRODUCTION, &objects, &codes(Severity::Error), &codes(Severity::Warning)].concat())
}

fn section(object: &ObjectType) -> String {
    let mut text = format!(
        "\n## {}\n\n{}\n\n| member | | default | |\n|---|---|---|---|\n",
        object.name,
        sentence(object.summary)
    );
    for member in object.members {
        text += &row(member);
    }
    let rules: Vec<_> = CROSS_RULES.iter().filter(|rule| rule.object.name == object.name).collect();
    if !rules.is_empty() {
        text += "\nAnd between them:\n\n";
    }
    for rule in rules {
        text += &format!("- {} (`{}`)\n", rule.summary, rule.code.as_str());
    }
    text
}

fn row(member: &Member) -> String {
    let default = match member.default_value(&Limits::default()) {
        Some(DefaultValue::Cpu(cpu)) => (cpu.0 as f64 / 1000.0).to_string(),
        Some(DefaultValue::Memory(memory)) => format!("{memory}"),
        Some(DefaultValue::ThreadCount(count)) => count.to_string(),
        None if member.required => "required".to_owned(),
        None => String::new(),
    };
    let (name, kind, summary) = (member.name, kind(member), member.summary);
    format!("| `{name}` | {kind} | {default} | {summary} |\n")
}

fn kind(member: &Member) -> String {
    match &member.kind {
        Kind::Integer { maximum, .. } => {
            let (least, most) = member.bounds(&Limits::default());
            let whose = match maximum {
                Some(Maximum::Replicas | Maximum::Threads) => ", or what the platform says",
                Some(Maximum::Gpus) => ", or what the project has",
                None => "",
            };
            format!("a whole number from {least} to {most}{whose}")
        }
        Kind::Cpu => {
            let most = Limits::default().max_cpu.0 / 1000;
            format!("a number above 0, at most {most} or what the platform says, in thousandths")
        }
        Kind::Load => "a number from 0 to 1".to_owned(),
        Kind::Memory => {
            "a whole number and a unit: `B`, `KiB`, `MiB`, `GiB`, `TiB`, `PiB`; every unit is a \
             power of 1024, however it is spelled"
                .to_owned()
        }
        Kind::GpuType => format!("one of {}", names(&GpuType::ALL.map(GpuType::name))),
        Kind::TimeUnit => format!("one of {}", names(&DurationUnit::ALL.map(DurationUnit::name))),
        Kind::DeploymentType => "`direct`".to_owned(),
        Kind::ModelRid | Kind::Rid => "a resource identifier".to_owned(),
        Kind::Branch => "a text, not empty".to_owned(),
        Kind::Sources => "a list of resource identifiers; a repeated one counts once".to_owned(),
        Kind::EnvironmentVariables => {
            "texts without NUL, by names of letters, digits and `_` that begin with no digit"
                .to_owned()
        }
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Names => "a list of texts".to_owned(),
        Kind::GpuMaxima => "whole numbers by GPU type".to_owned(),
        Kind::Imported => "objects of `KnownSource` by resource identifier".to_owned(),
        Kind::Object(object) => format!("an object, [{}](#{})", object.name, anchor(object.name)),
    }
}

fn anchor(name: &str) -> String {
    name.to_lowercase()
}

fn names(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn codes(severity: Severity) -> String {
    let mut text = match severity {
        Severity::Error => {
            "\n## Errors\n\nA document with one of these is refused; of several, the API answers \
             the first by its own order.\n\n| code | | parameters | error of the API |\n\
             |---|---|---|---|\n"
        }
        Severity::Warning => {
            "\n## Warnings\n\nA document with only these is accepted.\n\n\
             | code | | parameters |\n|---|---|---|\n"
        }
    }
    .to_owned();
    for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
        let parameters = code.parameters();
        let parameters: Vec<_> = parameters.iter().map(|parameter| parameter.name).collect();
        let (name, summary, parameters) = (code.as_str(), code.summary(), names(&parameters));
        text += &format!("| `{name}` | {summary} | {parameters} |");
        text += &code.api_error_name().map(|name| format!(" `{name}` |")).unwrap_or_default();
        text.push('\n');
    }
    text
}
