//! What the API lacks: checking a document, limits, why a deployment is where it is, placements.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use liveberth_core::api::DirectTarget;
use liveberth_core::cluster::NodeSpec;
use liveberth_core::control_plane::{ControlPlane, NodeReport, StepError};
use liveberth_core::deployment::ReplicaId;
use liveberth_core::error::ApiError;
use liveberth_core::json::check::{
    LimitsError, check_create_request, check_create_request_with_default_target,
    check_replace_request, check_runtime_configuration,
};
use liveberth_core::json::control_plane::{
    TextError, comparison_request, repack_request, what_if_request,
};
use liveberth_core::limits::MAX_DOCUMENT_BYTES;
use liveberth_core::rid::{LiveDeploymentRid, ModelRid, ModelVersionRid, ProjectRid};
use serde::Serialize;

use super::answer::{self, Answer, Failure};
use super::body;
use super::query::{Query, RidInPath, invalid};
use crate::auth::{Caller, Scope};
use crate::host::{Host, Visible};
use crate::runtime;

/// The longest document that is checked: above the limit on documents, so that one which passes
/// that limit is told so as any other problem is.
const MAX_CHECKED_BYTES: usize = 4 * MAX_DOCUMENT_BYTES;

/// Every problem of a document, as the bindings tell it.
///
/// The body is the document, of the kind that `document` names: a `runtimeConfiguration` where it is
/// absent. The limits are those of the `project`, or `limits` as JSON, or those of any platform. A
/// *create* may lack a target where the host has a default that the caller can see.
pub(super) async fn check(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let caller = host.caller(request.headers(), Scope::Read)?;
    let query = Query::of(request.uri());
    let kind = Kind::parse(query.get("document")?)?;
    let limits = match query.rid::<ProjectRid>("project")? {
        Some(project) => Some(limits_as_json(&host, &caller, &project)?),
        None => query.get("limits")?.map(str::to_owned),
    };
    let document = body::read(request, MAX_CHECKED_BYTES).await?;
    let limits = limits.as_deref().map(str::as_bytes);
    kind.check(&document, limits, host.visible_default_target(&caller))
        .map(answer::json_text)
        .map_err(|error| invalid("limits", error).into())
}

/// The kinds of documents that are checked.
#[derive(Clone, Copy)]
enum Kind {
    RuntimeConfiguration,
    CreateRequest,
    ReplaceRequest,
}

impl Kind {
    fn parse(name: Option<&str>) -> Result<Self, ApiError> {
        match name {
            None | Some("runtimeConfiguration") => Ok(Self::RuntimeConfiguration),
            Some("createRequest") => Ok(Self::CreateRequest),
            Some("replaceRequest") => Ok(Self::ReplaceRequest),
            Some(_) => {
                let message = "use `runtimeConfiguration`, `createRequest` or `replaceRequest`";
                Err(invalid("document", message))
            }
        }
    }

    fn check(
        self,
        document: &[u8],
        limits: Option<&[u8]>,
        default_target: Option<&DirectTarget>,
    ) -> Result<String, LimitsError> {
        match (self, default_target) {
            (Self::RuntimeConfiguration, _) => check_runtime_configuration(document, limits),
            (Self::CreateRequest, None) => check_create_request(document, limits),
            (Self::CreateRequest, Some(default)) => {
                check_create_request_with_default_target(document, limits, default)
            }
            (Self::ReplaceRequest, _) => check_replace_request(document, limits),
        }
    }
}

/// What a project's configurations may ask for.
pub(super) async fn limits(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let caller = host.caller(request.headers(), Scope::Read)?;
    let project = Query::of(request.uri()).rid("project")?;
    let project = project.ok_or_else(|| invalid("project", "the parameter is required"))?;
    limits_as_json(&host, &caller, &project).map(answer::json_text)
}

/// Every deployment that the caller can see.
pub(super) async fn list(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let caller = host.caller(request.headers(), Scope::Read)?;
    let state = host.machine.state();
    let deployments = state.plane().deployments().into_iter();
    answer::list(deployments.filter(|deployment| can_see(&state, &caller, &deployment.rid)))
}

/// Why a deployment is where it is, replica by replica.
pub(super) async fn report(
    State(host): State<Arc<Host>>,
    RidInPath(rid): RidInPath,
    request: Request,
) -> Answer {
    let caller = host.caller(request.headers(), Scope::Read)?;
    let rid = rid?;
    let state = host.machine.state();
    Visible::find(&state, &caller, &rid)?;
    let report = state.plane().report(&rid);
    answer::document(&report.ok_or(ApiError::LiveDeploymentNotFound { live_deployment_rid: rid })?)
}

/// The models that the caller can see, their branches, and what *create* takes by default.
pub(super) async fn models(State(host): State<Arc<Host>>, request: Request) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Models<'a> {
        data: Vec<VisibleModel<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        default_target: Option<&'a DirectTarget>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct VisibleModel<'a> {
        model_rid: &'a ModelRid,
        project_rid: &'a ProjectRid,
        branches: &'a BTreeMap<String, ModelVersionRid>,
    }

    let caller = host.caller(request.headers(), Scope::Read)?;
    let data = host.models(&caller).map(|(model_rid, model)| VisibleModel {
        model_rid,
        project_rid: &model.project,
        branches: &model.branches,
    });
    answer::document(&Models {
        data: data.collect(),
        default_target: host.visible_default_target(&caller),
    })
}

/// Every node and what runs there; deployments that the caller cannot see are not named.
pub(super) async fn nodes(State(host): State<Arc<Host>>, request: Request) -> Answer {
    #[derive(Serialize)]
    struct Node<'a> {
        node: &'a NodeSpec,
        up: bool,
        cordoned: bool,
        replicas: Vec<Placed<'a>>,
    }
    #[derive(Serialize)]
    struct Placed<'a> {
        replica: ReplicaId,
        #[serde(skip_serializing_if = "Option::is_none")]
        deployment: Option<&'a LiveDeploymentRid>,
        devices: &'a [u32],
    }

    let caller = host.caller(request.headers(), Scope::Read)?;
    let state = host.machine.state();
    let reports = state.plane().nodes();
    answer::list(reports.iter().map(|NodeReport { node, up, cordoned, replicas }| {
        let replicas = replicas.iter().map(|placed| Placed {
            replica: placed.replica,
            deployment: Some(&placed.deployment).filter(|rid| can_see(&state, &caller, rid)),
            devices: &placed.devices,
        });
        Node { node, up: *up, cordoned: *cordoned, replicas: replicas.collect() }
    }))
}

/// Every queue and how full it is.
pub(super) async fn queues(State(host): State<Arc<Host>>, request: Request) -> Answer {
    host.caller(request.headers(), Scope::Read)?;
    answer::list(host.machine.state().plane().queues())
}

/// What would become of a configuration in a project, with nothing changed.
pub(super) async fn what_if(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let caller = host.caller(request.headers(), Scope::Read)?;
    let asked = asked(request, what_if_request).await?;
    caller.right(&asked.project).ok_or(ApiError::NotFound {})?;
    let report = on_a_copy(&host, move |plane| plane.what_if(&asked)).await?;
    answer::document(&report.map_err(unanswerable)?)
}

/// How placement policies would place a list of deployments, with nothing changed.
pub(super) async fn compare(State(host): State<Arc<Host>>, request: Request) -> Answer {
    let caller = host.caller(request.headers(), Scope::Read)?;
    let asked = asked(request, comparison_request).await?;
    let mut projects = asked.deployments.iter().map(|deployment| &deployment.project);
    if projects.any(|project| caller.right(project).is_none()) {
        return Err(ApiError::NotFound {}.into());
    }
    let report = on_a_copy(&host, move |plane| plane.compare(&asked)).await?;
    answer::document(&report.map_err(unanswerable)?)
}

/// How what runs could be arranged better, with nothing changed.
pub(super) async fn repack(State(host): State<Arc<Host>>, request: Request) -> Answer {
    host.caller(request.headers(), Scope::Read)?;
    let asked = asked(request, repack_request).await?;
    let report = on_a_copy(&host, move |plane| plane.repack(&asked)).await?;
    answer::document(&report.map_err(unanswerable)?)
}

/// The error of a question that can be read, but not answered.
fn unanswerable(error: StepError) -> ApiError {
    match error {
        StepError::ProjectNotFound { .. } => ApiError::NotFound {},
        error => invalid("body", error),
    }
}

/// The question in a request's body.
async fn asked<T>(
    request: Request,
    read: impl Fn(&[u8]) -> Result<T, TextError>,
) -> Result<T, Failure> {
    let body = body::read(request, MAX_DOCUMENT_BYTES).await?;
    read(body::object(&body)?).map_err(|error| invalid("body", error).into())
}

/// Answers from a copy of the control plane: what takes long keeps nobody else waiting.
async fn on_a_copy<T: Send + 'static>(
    host: &Host,
    read: impl FnOnce(&ControlPlane) -> T + Send + 'static,
) -> Result<T, Failure> {
    let plane = host.machine.state().plane().clone();
    let answer = tokio::task::spawn_blocking(move || read(&plane)).await;
    answer.map_err(|error| Failure::internal(error.to_string()))
}

fn can_see(state: &runtime::State, caller: &Caller, rid: &LiveDeploymentRid) -> bool {
    let project = state.plane().project_of(rid);
    project.is_some_and(|project| caller.right(project).is_some())
}

/// The limits of a project, for a caller who can see it; 404 for any other.
fn limits_as_json(host: &Host, caller: &Caller, project: &ProjectRid) -> Result<String, Failure> {
    let limits = host.visible_limits(caller, project)?;
    serde_json::to_string(&limits).map_err(|error| Failure::internal(error.to_string()))
}
