//! The types of the npm package, as prettier would write them.

use liveberth_core::config::rules::{CONFIGURATION, Kind, Member, ObjectType};
use liveberth_core::config::{Code, CodeParameter, ParameterKind, Severity};
use liveberth_core::gpu::GpuType;
use liveberth_core::time::DurationUnit;

use super::{OBJECTS, sentence};

/// The longest line that prettier leaves as it is.
const COLUMNS_MAX: usize = 100;

/// Every type that follows from the table.
pub(super) fn types() -> String {
    let mut text = String::from(
        "\n/** A resource identifier: `ri.<service>.<instance>.<type>.<locator>`. */\n\
         export type Rid = string;\n",
    );
    let gpu_types = quoted(GpuType::ALL.map(GpuType::name));
    text += &union("The GPU types of the API.", "GpuType", &gpu_types);
    let units = quoted(DurationUnit::ALL.map(DurationUnit::name));
    text += &union(
        "The units of a duration. A month is 2,629,746 s, a year 31,556,952 s.",
        "DurationUnit",
        &units,
    );
    text += &OBJECTS.map(interface).concat();
    text += &codes();
    text += &parameters();
    text += &error_names();
    text += &paths();
    text
}

fn interface(object: &ObjectType) -> String {
    let members: String = object.members.iter().map(|member| property(member)).collect();
    let generic = object.members.iter().any(|member| holds_configuration(member));
    let parameter = if generic { "<Configuration = RuntimeConfiguration>" } else { "" };
    let (summary, name) = (sentence(object.summary), type_name(object.name));
    format!("\n/** {summary} */\nexport interface {name}{parameter} {{\n{members}}}\n")
}

fn property(member: &Member) -> String {
    let (mark, null) = if member.required { ("", "") } else { ("?", " | null") };
    let kind = match holds_configuration(member) {
        true => "Configuration".to_owned(),
        false => kind(&member.kind),
    };
    format!("  /** {} */\n  {}{mark}: {kind}{null};\n", sentence(member.summary), member.name)
}

/// Whether a member is what an answer has in its normal form.
fn holds_configuration(member: &Member) -> bool {
    matches!(member.kind, Kind::Object(object) if object.name == CONFIGURATION.name)
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Integer { .. } | Kind::Cpu | Kind::Load => "number",
        Kind::Memory | Kind::Branch => "string",
        Kind::GpuType => "GpuType",
        Kind::TimeUnit => "DurationUnit",
        Kind::DeploymentType => "\"direct\"",
        Kind::ModelRid | Kind::Rid => "Rid",
        Kind::Sources => "Rid[]",
        Kind::EnvironmentVariables => "Record<string, string>",
        Kind::Boolean => "boolean",
        Kind::Names => "string[]",
        Kind::GpuMaxima => "Partial<Record<GpuType, number>>",
        Kind::Imported => "Record<Rid, KnownSource>",
        Kind::Object(object) => type_name(object.name),
    }
    .to_owned()
}

/// The package's name of a type, which needs no prefix to tell it from others.
fn type_name(name: &'static str) -> &'static str {
    match name {
        "CreateLiveDeploymentRequest" => "CreateRequest",
        "ReplaceLiveDeploymentRequest" => "ReplaceRequest",
        "CreateLiveDeploymentTarget" => "DirectTarget",
        name => name.strip_prefix("LiveDeployment").unwrap_or(name),
    }
}

fn codes() -> String {
    let of = |severity| {
        let codes = Code::ALL.iter().filter(move |code| code.severity() == severity);
        quoted(codes.map(|code| code.as_str()))
    };
    let mut errors = of(Severity::Error);
    errors.push("\"internal\"".to_owned());
    [
        union(
            "What can be wrong. `internal` is a failure of the check itself.",
            "ErrorCode",
            &errors,
        ),
        union(
            "What is accepted, but may not be what was meant.",
            "WarningCode",
            &of(Severity::Warning),
        ),
        union(
            "What a diagnostic is about.",
            "DiagnosticCode",
            &["ErrorCode", "WarningCode"].map(str::to_owned),
        ),
    ]
    .concat()
}

fn parameters() -> String {
    let mut text = "\n/** What comes with each code: enough to word it yourself. */\n\
                    export interface DiagnosticParameters {\n"
        .to_owned();
    for code in Code::ALL {
        text += &format!("  /** {} */\n", sentence(code.summary()));
        text += &match code.parameters().as_slice() {
            [] => format!("  {}: Record<string, never>;\n", code.as_str()),
            parameters => {
                let lines: String = parameters.iter().map(parameter).collect();
                format!("  {}: {{\n{lines}  }};\n", code.as_str())
            }
        };
    }
    text + "  /** The check itself failed. */\n  internal: Record<string, never>;\n}\n"
}

fn parameter(parameter: &CodeParameter) -> String {
    let kind = match parameter.kind {
        ParameterKind::Number => "number".to_owned(),
        ParameterKind::Text => "string".to_owned(),
        ParameterKind::OneOf(texts) => quoted(texts.iter().copied()).join(" | "),
        ParameterKind::Names => "string[]".to_owned(),
        ParameterKind::GpuType => "GpuType".to_owned(),
        ParameterKind::GpuTypes => "GpuType[]".to_owned(),
        ParameterKind::TimeUnit => "DurationUnit".to_owned(),
    };
    let mark = if parameter.always { "" } else { "?" };
    format!("    {}{mark}: {kind};\n", parameter.name)
}

fn error_names() -> String {
    let mut names: Vec<_> = Code::ALL.iter().filter_map(|code| code.api_error_name()).collect();
    names.push("Default:Internal");
    names.sort_unstable();
    names.dedup();
    union("The errors of the API that a document can become.", "ApiErrorName", &quoted(names))
}

/// The places that a diagnostic can name.
fn paths() -> String {
    let mut of_configuration = Vec::new();
    collect(&CONFIGURATION, "", &mut of_configuration);
    let mut of_request = Vec::new();
    for object in OBJECTS.iter().filter(|object| object.name.ends_with("Request")) {
        for member in object.members {
            match holds_configuration(member) {
                true => of_request.push(format!("`/{}${{ConfigurationPath}}`", member.name)),
                false => collect_member(member, "", &mut of_request),
            }
        }
    }
    of_request.sort();
    of_request.dedup();
    [
        union("The places of a configuration.", "ConfigurationPath", &of_configuration),
        union("The places of the bodies of *create* and *replace*.", "RequestPath", &of_request),
    ]
    .concat()
}

fn collect(object: &ObjectType, at: &str, paths: &mut Vec<String>) {
    paths.push(format!("\"{at}\""));
    for member in object.members {
        collect_member(member, at, paths);
    }
}

fn collect_member(member: &Member, at: &str, paths: &mut Vec<String>) {
    let path = format!("{at}/{}", member.name);
    match member.kind {
        Kind::Object(object) => collect(object, &path, paths),
        Kind::Sources => {
            paths.extend([format!("\"{path}\""), format!("`{path}/${{number}}`")]);
        }
        Kind::EnvironmentVariables => {
            paths.extend([format!("\"{path}\""), format!("`{path}/${{string}}`")]);
        }
        _ => paths.push(format!("\"{path}\"")),
    }
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names.into_iter().map(|name| format!("\"{name}\"")).collect()
}

/// A union type: in one line, in a line of its own, or a line for each.
fn union(summary: &str, name: &str, members: &[String]) -> String {
    let line = members.join(" | ");
    let head = format!("export type {name} =");
    let body = if head.len() + line.len() + 2 <= COLUMNS_MAX {
        format!("{head} {line};\n")
    } else if line.len() + 3 <= COLUMNS_MAX {
        format!("{head}\n  {line};\n")
    } else {
        format!("{head}\n  | {};\n", members.join("\n  | "))
    };
    format!("\n/** {summary} */\n{body}")
}
