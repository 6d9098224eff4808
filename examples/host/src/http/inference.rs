//! Requests to a deployment's model.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::response::IntoResponse as _;
use liveberth_core::error::ApiError;
use liveberth_core::rid::LiveDeploymentRid;
use liveberth_core::routing::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::answer::{self, Answer, Failure};
use super::api::admit;
use super::body;
use super::query::RidInPath;
use crate::auth::{Right, Scope};
use crate::host::{Host, Visible};
use crate::switchboard::Word;

/// The largest body, in bytes: what the platform's live inference takes by default.
const MAX_INPUT_BYTES: usize = 50_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransformRequest {
    /// An absent or null map is an empty one.
    #[serde(default)]
    input: Option<Map<String, Value>>,
}

#[derive(Serialize)]
struct TransformResponse {
    output: Map<String, Value>,
}

/// Sends an input through the model of a deployment.
pub(super) async fn transform_json(
    State(host): State<Arc<Host>>,
    RidInPath(rid): RidInPath,
    request: Request,
) -> Answer {
    let caller = admit(&host, request.uri(), request.headers(), Scope::Execute)?;
    // Before the body, which may come slowly: what holds a connection is counted from its start.
    let _permit = host.inference.try_acquire().map_err(|_| ApiError::TooManyRequests {})?;
    let rid = rid?;
    let document = body::json(request, MAX_INPUT_BYTES).await?;
    let decoded = serde_json::from_slice(body::object(&document)?);
    let TransformRequest { input } = decoded.map_err(|_| ApiError::UnprocessableEntity {})?;
    let state = host.machine.state();
    if Visible::find(&state, &caller, &rid)?.right < Right::Execute {
        let error =
            ApiError::TransformJsonLiveDeploymentPermissionDenied { live_deployment_rid: rid };
        return Err(error.into());
    }
    drop(state);
    infer(&host, rid, input.unwrap_or_default()).await
}

async fn infer(host: &Host, rid: LiveDeploymentRid, input: Map<String, Value>) -> Answer {
    let switchboard = host.machine.switchboard();
    let call = switchboard.call(&rid);
    // Every deployment that can be seen was told to the router before.
    let mut call = call.map_err(|error| Failure::internal(error.to_string()))?;
    let replica = match call.word().await {
        Some(Word::Go(replica)) => replica,
        Some(Word::Refused(refusal)) => return refuse(rid, refusal),
        Some(Word::TimedOut) | None => return Err(timed_out(rid)),
    };
    tokio::select! {
        output = host.model_of_replicas.infer(replica, input) => {
            answer::document(&TransformResponse { output })
        }
        _ = call.word() => Err(timed_out(rid)),
    }
}

fn timed_out(live_deployment_rid: LiveDeploymentRid) -> Failure {
    ApiError::InferenceTimeout { live_deployment_rid }.into()
}

/// A deployment that is off is no transient trouble, so clients are not to try again: the error is
/// the only one of the operation that fits. They are asked not to while it fails, either.
fn refuse(live_deployment_rid: LiveDeploymentRid, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Disabled => {
            let error_message = "The live deployment is disabled.".to_owned();
            Err(ApiError::InferenceFailure { live_deployment_rid, error_message }.into())
        }
        Refusal::Failed => {
            let mut response = Failure::from(ApiError::ServiceUnavailable {}).into_response();
            let hint = HeaderName::from_static("qos-retry-hint");
            answer::set(&mut response, hint, "do-not-retry");
            Ok(response)
        }
        Refusal::TooManyPending => Err(ApiError::TooManyRequests {}.into()),
    }
}
