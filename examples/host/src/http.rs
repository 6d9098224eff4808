//! The host over HTTP: which address leads where.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use liveberth_core::error::ApiError;
use tower_http::catch_panic::CatchPanicLayer;

use crate::host::Host;

mod answer;
mod api;
mod body;
mod extra;
mod gate;
mod inference;
mod openapi;
mod page;
mod query;

use answer::Failure;

/// The addresses of the API.
const LIVE_DEPLOYMENTS: &str = "/api/v2/models/liveDeployments";

/// Everything that is served.
pub(crate) fn router(host: Arc<Host>) -> Router {
    let deployments = Router::new()
        .route("/", post(api::create).get(api::list))
        .route("/{rid}", get(api::get).put(api::replace))
        .route("/{rid}/disable", post(api::disable))
        .route("/{rid}/start", post(api::start))
        .route("/{rid}/transformJson", post(inference::transform_json));
    let extra = Router::new()
        .route("/check", post(extra::check))
        .route("/limits", get(extra::limits))
        .route("/liveDeployments", get(extra::list))
        .route("/liveDeployments/{rid}", get(extra::report))
        .route("/models", get(extra::models))
        .route("/nodes", get(extra::nodes))
        .route("/openapi.json", get(openapi::serve))
        .route("/queues", get(extra::queues))
        .route("/whatIf", post(extra::what_if))
        .route("/compare", post(extra::compare))
        .route("/repack", post(extra::repack));
    let router = Router::new()
        .nest(LIVE_DEPLOYMENTS, deployments)
        .nest("/liveberth/v1", extra)
        .route("/", get(page::index))
        .route("/page/{*path}", get(page::file));
    with_manners(router, Arc::clone(&host)).with_state(host)
}

/// Adds what holds for every address: the gate, and an answer in JSON whatever happens.
fn with_manners(router: Router<Arc<Host>>, host: Arc<Host>) -> Router<Arc<Host>> {
    router
        .fallback(async || Failure::from(ApiError::NotFound {}))
        .method_not_allowed_fallback(async || Failure::from(ApiError::MethodNotAllowed {}))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(host, gate::pass))
}

/// The answer of a handler that panicked.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied());
    let mut response = Failure::internal(text.unwrap_or("a panic")).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests;
