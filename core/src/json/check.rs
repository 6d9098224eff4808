//! Checks as text: a document in, the answer out.
//!
//! An answer is `{"ok", "normalized", "cost", "diagnostics"}`. If `ok` is true, `normalized` says what
//! the platform will run, defaults filled in, and `cost` the compute-seconds an hour of that.
//! Numbers are written as ECMAScript writes them, so an answer that went through `JSON.parse` and
//! `JSON.stringify` is the same text.
//!
//! A diagnostic is `{"path", "code", "message", "parameters", "severity", "errorName"}`, the last of
//! which warnings lack. Errors come before warnings.
//!
//! A cost is `{"atMinReplicas", "atMaxReplicas"}`, each `{"vcpu", "gpu", "total"}`. Where the rate of
//! the GPUs is not known, only `vcpu` is there, and the cost has `unpriced`, `{"reason", "gpuType"}`.

use alloc::string::String;

use crate::api::{CreateRequest, DirectTarget, ReplaceRequest};
use crate::config::{
    self, Body, Checked, Cost, Diagnostic, Diagnostics, HourlyCost, Parameter, Report,
    RuntimeConfiguration, Unpriced, check_body,
};
use crate::document::Writer;
use crate::limits::Limits;
pub use crate::limits::LimitsError;
use crate::quantity::MilliCpu;
use crate::resources::Resources;
use crate::time::WireDuration;

/// What an answer takes beside its diagnostics, in bytes, as a rule.
const ANSWER_LENGTH: usize = 512;

/// What a diagnostic takes, in bytes, as a rule.
const DIAGNOSTIC_LENGTH: usize = 288;

/// Checks a runtime configuration against a platform's limits, or those of any platform.
///
/// # Errors
/// `limits` is not the JSON of [`Limits`].
///
/// ```
/// use liveberth_core::json::check::check_runtime_configuration;
/// let document = br#"{"minReplicas": 1, "cpu": 1, "memory": "4GiB", "threadCount": 1}"#;
/// let answer = check_runtime_configuration(document, None).unwrap();
/// assert_eq!(
///     answer,
///     r#"{"ok":false,"diagnostics":[{"path":"/maxReplicas","code":"required","#.to_owned()
///         + r#""message":"`maxReplicas` is required","parameters":{},"severity":"error","#
///         + r#""errorName":"Default:InvalidArgument"}]}"#
/// );
/// ```
pub fn check_runtime_configuration(
    document: &[u8],
    limits: Option<&[u8]>,
) -> Result<String, LimitsError> {
    let limits = read_limits(limits)?;
    Ok(configuration_answer(&config::check_runtime_configuration(document, &limits), &limits))
}

/// Checks the body of *create* against a platform's limits, or those of any platform.
///
/// # Errors
/// `limits` is not the JSON of [`Limits`].
pub fn check_create_request(document: &[u8], limits: Option<&[u8]>) -> Result<String, LimitsError> {
    answer(document, limits, Body::Create { default: None })
}

/// As [`check_create_request`], for a host that deploys `default` where the body has no
/// `deploymentType`, or null.
///
/// # Errors
/// `limits` is not the JSON of [`Limits`].
pub fn check_create_request_with_default_target(
    document: &[u8],
    limits: Option<&[u8]>,
    default: &DirectTarget,
) -> Result<String, LimitsError> {
    answer(document, limits, Body::Create { default: Some(default) })
}

/// Checks the body of *replace* against a platform's limits, or those of any platform.
///
/// # Errors
/// `limits` is not the JSON of [`Limits`].
pub fn check_replace_request(
    document: &[u8],
    limits: Option<&[u8]>,
) -> Result<String, LimitsError> {
    answer(document, limits, Body::Replace)
}

fn read_limits(limits: Option<&[u8]>) -> Result<Limits, LimitsError> {
    limits.map_or(Ok(Limits::DEFAULT), Limits::from_json)
}

/// The answer to a body.
fn answer(document: &[u8], limits: Option<&[u8]>, body: Body<'_>) -> Result<String, LimitsError> {
    let limits = read_limits(limits)?;
    let report = check_body(document, &limits, body);
    let accepted = report.value.as_ref().map(|Checked { target, configuration }| Accepted {
        is_request: true,
        target: target.as_ref(),
        configuration,
    });
    Ok(write_answer(accepted, &report.diagnostics, &limits))
}

/// The answer of [`check_runtime_configuration`], for a binding that has the report already.
pub fn configuration_answer(report: &Report<RuntimeConfiguration>, limits: &Limits) -> String {
    let accepted = report.value.as_ref().map(|configuration| Accepted {
        is_request: false,
        target: None,
        configuration,
    });
    write_answer(accepted, &report.diagnostics, limits)
}

/// The answer of [`check_create_request`], for a binding that has the report already.
pub fn create_answer(report: &Report<CreateRequest>, limits: &Limits) -> String {
    let accepted = report.value.as_ref().map(|CreateRequest { target, configuration }| Accepted {
        is_request: true,
        target: Some(target),
        configuration,
    });
    write_answer(accepted, &report.diagnostics, limits)
}

/// The answer of [`check_replace_request`], for a binding that has the report already.
pub fn replace_answer(report: &Report<ReplaceRequest>, limits: &Limits) -> String {
    let accepted = report.value.as_ref().map(|ReplaceRequest { configuration }| Accepted {
        is_request: true,
        target: None,
        configuration,
    });
    write_answer(accepted, &report.diagnostics, limits)
}

/// What an answer says of an accepted document.
struct Accepted<'a> {
    /// Whether the configuration is a member of the document.
    is_request: bool,
    target: Option<&'a DirectTarget>,
    configuration: &'a RuntimeConfiguration,
}

fn write_answer(
    accepted: Option<Accepted<'_>>,
    diagnostics: &Diagnostics,
    limits: &Limits,
) -> String {
    let length =
        ANSWER_LENGTH.saturating_add(DIAGNOSTIC_LENGTH.saturating_mul(diagnostics.iter().len()));
    let mut writer = Writer::with_capacity(length);
    writer.object(|writer| {
        writer.name("ok").boolean(accepted.is_some());
        if let Some(accepted) = accepted {
            writer.name("normalized");
            write_accepted(writer, &accepted, limits);
            writer.name("cost");
            write_cost(writer, &accepted.configuration.cost(limits));
        }
        write_diagnostics(writer, diagnostics);
    });
    writer.finish()
}

fn write_accepted(writer: &mut Writer, accepted: &Accepted<'_>, limits: &Limits) {
    if !accepted.is_request {
        return write_configuration(writer, accepted.configuration, limits);
    }
    writer.object(|writer| {
        if let Some(target) = accepted.target {
            writer.name("deploymentType");
            write_target(writer, target);
        }
        writer.name("runtimeConfiguration");
        write_configuration(writer, accepted.configuration, limits);
    });
}

fn write_diagnostics(writer: &mut Writer, diagnostics: &Diagnostics) {
    writer.name("diagnostics").list(|writer| {
        for diagnostic in diagnostics {
            write_diagnostic(writer, diagnostic);
        }
    });
}

fn write_diagnostic(writer: &mut Writer, diagnostic: &Diagnostic) {
    let parameters = diagnostic.problem().parameters();
    writer.object(|writer| {
        writer.name("path").string(diagnostic.path());
        writer.name("code").string(diagnostic.code().as_str());
        writer.name("message").string(&diagnostic.message_with(&parameters));
        writer.name("parameters").object(|writer| {
            for (name, parameter) in parameters {
                write_parameter(writer.name(name), parameter);
            }
        });
        writer.name("severity").string(diagnostic.severity().as_str());
        if let Some(name) = diagnostic.code().api_error_name() {
            writer.name("errorName").string(name);
        }
    });
}

fn write_parameter(writer: &mut Writer, parameter: Parameter<'_>) {
    match parameter {
        Parameter::Number(number) => writer.number(number),
        Parameter::Integer(integer) => writer.integer(integer),
        Parameter::Text(text) => writer.string(text),
        Parameter::Names(names) => writer.list(|writer| {
            for name in names {
                writer.string(name);
            }
        }),
    }
}

fn write_target(writer: &mut Writer, target: &DirectTarget) {
    writer.object(|writer| {
        writer.name("type").string("direct");
        writer.name("modelRid").string(target.model_rid.as_str());
        writer.name("branch").string(&target.branch);
    });
}

fn write_configuration(writer: &mut Writer, checked: &RuntimeConfiguration, limits: &Limits) {
    let Resources { cpu: MilliCpu(millicores), memory, gpu } = checked.resources(limits);
    writer.object(|writer| {
        writer.name("minReplicas").integer(checked.min_replicas().into());
        writer.name("maxReplicas").integer(checked.max_replicas().into());
        writer.name("cpuMillicores").integer(millicores);
        writer.name("memoryBytes").integer(memory.0);
        if let Some(gpu) = gpu {
            writer.name("gpu").object(|writer| {
                writer.name("count").integer(gpu.count.into());
                if let Some(gpu_type) = gpu.gpu_type {
                    writer.name("type").string(gpu_type.name());
                }
            });
        }
        writer.name("threadCount").integer(checked.threads(limits).into());
        write_scaling(writer, checked);
        writer.name("sources").list(|writer| {
            for source in checked.sources() {
                writer.string(source.as_str());
            }
        });
        writer.name("environmentVariables").object(|writer| {
            for (name, value) in checked.environment_variables().iter() {
                writer.name(name).string(value);
            }
        });
    });
}

fn write_scaling(writer: &mut Writer, checked: &RuntimeConfiguration) {
    let Some(scaling) = checked.scaling_configuration() else {
        return;
    };
    // A delay was checked to fit.
    let millis = |delay: WireDuration| delay.checked_millis().unwrap_or(u64::MAX);
    writer.name("scalingConfiguration").object(|writer| {
        writer.name("scaleUpLoadThreshold").number(scaling.scale_up_load_threshold());
        writer.name("scaleUpDelayMs").integer(millis(scaling.scale_up_delay()));
        writer.name("scaleDownDelayMs").integer(millis(scaling.scale_down_delay()));
    });
}

fn write_cost(writer: &mut Writer, cost: &Cost) {
    writer.object(|writer| {
        write_hourly(writer.name("atMinReplicas"), &cost.at_min_replicas);
        write_hourly(writer.name("atMaxReplicas"), &cost.at_max_replicas);
        if let Some(unpriced) = cost.unpriced {
            writer.name("unpriced").object(|writer| {
                writer.name("reason").string(unpriced.as_str());
                if let Unpriced::NoPublicRate(gpu_type) = unpriced {
                    writer.name("gpuType").string(gpu_type.name());
                }
            });
        }
    });
}

fn write_hourly(writer: &mut Writer, cost: &HourlyCost) {
    writer.object(|writer| {
        let costs = [
            ("vcpu", Some(cost.vcpu_thousandths)),
            ("gpu", cost.gpu_thousandths),
            ("total", cost.total_thousandths()),
        ];
        for (name, thousandths) in costs {
            if let Some(thousandths) = thousandths {
                writer.name(name).thousandths(thousandths);
            }
        }
    });
}
