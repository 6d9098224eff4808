//! The operations of the live-deployment API.
//!
//! Each looks at a request in the same order, and answers the first thing that is wrong: the token,
//! the preview, the scope; then what can be decoded of path, query and body; then whether the
//! caller can see what is meant, and may change it; then the configuration; then the state.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use liveberth_core::api::{CreateRequest, DirectTarget, LiveDeployment};
use liveberth_core::config::{self, Report};
use liveberth_core::control_plane::Input;
use liveberth_core::error::ApiError;
use liveberth_core::limits::{Limits, MAX_DOCUMENT_BYTES};
use liveberth_core::rid::{LiveDeploymentRid, ModelRid, ProjectRid};
use serde::Deserialize;
use uuid::Uuid;

use super::answer::{self, Answer, Failure};
use super::body;
use super::query::{Query, RidInPath, invalid};
use crate::auth::{Caller, Right, Scope};
use crate::host::{Host, Visible};
use crate::runtime::{self, CommandError};

/// Starts a deployment of a model's branch.
pub(super) async fn create(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let caller = admit(&host, request.uri(), request.headers(), Scope::Write)?;
    let document = body::json(request, MAX_DOCUMENT_BYTES).await?;
    let model_rid = model_to_deploy(&document, host.default_target.as_ref())?;
    let (model, right) = host.model(&caller, &model_rid)?;
    if right < Right::Edit {
        return Err(ApiError::CreateLiveDeploymentPermissionDenied {}.into());
    }
    let project = model.project.clone();
    let state = host.machine.state();
    let limits = limits(&host, &state, &project)?;
    let CreateRequest { target, configuration } =
        checked(check_create(&document, &limits, host.default_target.as_ref()))?;

    let rid = new_rid()?;
    let version = model.version(&target.branch);
    let news = version.and_then(|version| state.publication(&target, version));
    let create = Input::Create { rid: rid.clone(), project, target, configuration };
    let inputs = news.into_iter().chain([create]).collect();
    let deployment = submit(&host, &caller, "create", inputs, rid).await?;
    answer::document(&deployment)
}

/// The deployments of a model, or of one of its branches.
pub(super) async fn list(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let caller = admit(&host, request.uri(), request.headers(), Scope::Read)?;
    let query = Query::of(request.uri());
    let model = query.rid::<ModelRid>("modelRid")?;
    let model = model.ok_or_else(|| invalid("modelRid", "the parameter is required"))?;
    let branch = query.get("branch")?;
    host.model(&caller, &model)?;
    answer::list(host.machine.state().plane().deployments_of(&model, branch))
}

/// One deployment.
pub(super) async fn get(
    State(host): State<Arc<Host>>,
    RidInPath(rid): RidInPath,
    request: Request,
) -> Answer {
    let caller = admit(&host, request.uri(), request.headers(), Scope::Read)?;
    let state = host.machine.state();
    answer::document(&Visible::find(&state, &caller, &rid?)?.deployment)
}

/// Gives a deployment another configuration.
pub(super) async fn replace(
    State(host): State<Arc<Host>>,
    RidInPath(rid): RidInPath,
    request: Request,
) -> Answer {
    let caller = admit(&host, request.uri(), request.headers(), Scope::Write)?;
    let rid = rid?;
    let document = body::json(request, MAX_DOCUMENT_BYTES).await?;
    decodes(&config::check_replace_request(&document, &Limits::default()))?;
    let state = host.machine.state();
    let visible = Visible::find(&state, &caller, &rid)?;
    if visible.right < Right::Edit {
        let error = ApiError::ReplaceLiveDeploymentPermissionDenied { live_deployment_rid: rid };
        return Err(error.into());
    }
    let limits = limits(&host, &state, visible.project)?;
    let request = checked(config::check_replace_request(&document, &limits))?;
    let input = Input::Replace { rid: rid.clone(), configuration: request.configuration };
    let deployment = submit(&host, &caller, "replace", vec![input], rid).await?;
    answer::document(&deployment)
}

/// Switches a deployment off.
pub(super) async fn disable(
    State(host): State<Arc<Host>>,
    RidInPath(rid): RidInPath,
    request: Request,
) -> Answer {
    switch(&host, rid, request, Switch::Off).await
}

/// Switches a deployment on.
pub(super) async fn start(
    State(host): State<Arc<Host>>,
    RidInPath(rid): RidInPath,
    request: Request,
) -> Answer {
    switch(&host, rid, request, Switch::On).await
}

#[derive(Clone, Copy)]
enum Switch {
    Off,
    On,
}

impl Switch {
    const fn name(self) -> &'static str {
        match self {
            Self::Off => "disable",
            Self::On => "start",
        }
    }

    fn input(self, rid: LiveDeploymentRid) -> Input {
        match self {
            Self::Off => Input::Disable { rid },
            Self::On => Input::Start { rid },
        }
    }

    const fn denied(self, live_deployment_rid: LiveDeploymentRid) -> ApiError {
        match self {
            Self::Off => ApiError::DisableLiveDeploymentPermissionDenied { live_deployment_rid },
            Self::On => ApiError::StartLiveDeploymentPermissionDenied { live_deployment_rid },
        }
    }
}

async fn switch(
    host: &Host,
    rid: Result<LiveDeploymentRid, ApiError>,
    request: Request,
    switch: Switch,
) -> Answer {
    let caller = admit(host, request.uri(), request.headers(), Scope::Write)?;
    let rid = rid?;
    // The operation has no body; clients send an empty one, of any type or none.
    body::read(request, MAX_DOCUMENT_BYTES).await?;
    let state = host.machine.state();
    if Visible::find(&state, &caller, &rid)?.right < Right::Edit {
        return Err(switch.denied(rid).into());
    }
    let input = switch.input(rid.clone());
    submit(host, &caller, switch.name(), vec![input], rid).await?;
    Ok(answer::nothing())
}

/// Who calls, if their token is valid, they ask for the preview, and the token has the scope.
pub(super) fn admit(
    host: &Host,
    uri: &Uri,
    headers: &HeaderMap,
    scope: Scope,
) -> Result<Arc<Caller>, ApiError> {
    let caller = host.identify(headers)?;
    Query::of(uri).require_preview()?;
    caller.require(scope)?;
    Ok(caller)
}

/// The model that a *create* is about, which is looked up before the rest is checked: what the
/// configuration may ask for depends on the model's project.
fn model_to_deploy(
    document: &[u8],
    default_target: Option<&DirectTarget>,
) -> Result<ModelRid, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Create {
        deployment_type: Option<Target>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Target {
        model_rid: ModelRid,
    }

    let report = check_create(document, &Limits::default(), default_target);
    decodes(&report)?;
    let target = serde_json::from_slice::<Create>(document).map(|create| create.deployment_type);
    match (target, default_target) {
        (Ok(Some(target)), _) => Ok(target.model_rid),
        (Ok(None), Some(target)) => Ok(target.model_rid.clone()),
        // The document decodes, so what is wrong is the identifier.
        _ => Err(checked(report).err().unwrap_or_else(undecided)),
    }
}

fn check_create(
    document: &[u8],
    limits: &Limits,
    default_target: Option<&DirectTarget>,
) -> Report<CreateRequest> {
    match default_target {
        Some(target) => config::check_create_request_with_default_target(document, limits, target),
        None => config::check_create_request(document, limits),
    }
}

/// Refuses a document that cannot be decoded.
fn decodes<T>(report: &Report<T>) -> Result<(), ApiError> {
    report.diagnostics.decoding_error().map_or(Ok(()), Err)
}

/// What a document says, if nothing is wrong with it.
fn checked<T>(report: Report<T>) -> Result<T, Failure> {
    match report.diagnostics.api_error() {
        Some(error) => Err(error.into()),
        None => report.value.ok_or_else(undecided),
    }
}

fn undecided() -> Failure {
    Failure::internal("a check found neither a value nor an error")
}

/// What the project of a model may ask for.
fn limits(host: &Host, state: &runtime::State, project: &ProjectRid) -> Result<Limits, Failure> {
    let unknown = || Failure::internal(format!("the control plane does not know `{project}`"));
    host.limits(state, project).ok_or_else(unknown)
}

fn new_rid() -> Result<LiveDeploymentRid, Failure> {
    let text = format!("ri.foundry-ml-live.main.live-deployment.{}", Uuid::new_v4());
    LiveDeploymentRid::new(&text).map_err(|error| Failure::internal(error.to_string()))
}

/// Has a command carried out, and says in the log who gave it.
async fn submit(
    host: &Host,
    caller: &Caller,
    operation: &'static str,
    inputs: Vec<Input>,
    rid: LiveDeploymentRid,
) -> Result<LiveDeployment, Failure> {
    let deployment = rid.as_str().to_owned();
    match host.machine.submit(inputs, rid).await {
        Ok(answer) => {
            let caller = caller.name();
            tracing::info!(operation, deployment, caller, "command carried out");
            Ok(answer)
        }
        Err(CommandError::Refused(refusal)) => Err(match refusal.api_error() {
            Some(error) => error.into(),
            None => Failure::internal(refusal.to_string()),
        }),
        Err(error) => Err(Failure::internal(error.to_string())),
    }
}
