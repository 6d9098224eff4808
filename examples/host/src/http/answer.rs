//! Answers: documents, and errors in the one form that clients know.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use liveberth_core::error::{ApiError, ErrorBody};
use serde::Serialize;
use uuid::Uuid;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What a handler gives.
pub(super) type Answer = Result<Response, Failure>;

/// An error on its way to the client. Each has an identifier of its own, which the log has too.
#[derive(Debug)]
pub(super) struct Failure {
    error: ApiError,
    /// What only the log is told.
    cause: Option<String>,
}

impl Failure {
    /// A fault of this program or its machine; the client is not told the cause.
    pub(super) fn internal(cause: impl Into<String>) -> Self {
        Self { error: ApiError::Internal {}, cause: Some(cause.into()) }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self { error, cause: None }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let instance = Uuid::new_v4().to_string();
        // Names and no parameters: those repeat what the client sent.
        match &self.cause {
            Some(cause) => tracing::error!(error_instance_id = instance, cause, "internal error"),
            None => tracing::info!(
                error_instance_id = instance,
                error_name = self.error.name(),
                "request refused"
            ),
        }
        let body = serde_json::to_string(&ErrorBody::new(&self.error, &instance));
        let status = StatusCode::from_u16(self.error.status());
        let mut response = with_body(
            status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            JSON,
            // Strings and numbers in an object: there is nothing that JSON could not hold.
            body.unwrap_or_default(),
        );
        if response.status() == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}

/// 200 with a document.
pub(super) fn document(document: &impl Serialize) -> Answer {
    let text = serde_json::to_string(document);
    text.map(json_text).map_err(|error| Failure::internal(error.to_string()))
}

/// 200 with a list, in the form of the API's lists.
pub(super) fn list(data: impl IntoIterator<Item: Serialize>) -> Answer {
    #[derive(Serialize)]
    struct List<T> {
        data: Vec<T>,
    }
    let data = data.into_iter().collect();
    document(&List { data })
}

/// 200 with a text that is JSON already.
pub(super) fn json_text(text: String) -> Response {
    with_body(StatusCode::OK, JSON, text)
}

/// 200 with a file's bytes.
pub(super) fn file(content_type: &'static str, bytes: impl Into<Body>) -> Response {
    with_body(StatusCode::OK, HeaderValue::from_static(content_type), bytes)
}

/// 204, without body or content type.
pub(super) fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// Adds a header to an answer, in the place of any other of that name.
pub(super) fn set(response: &mut Response, name: HeaderName, value: &'static str) {
    let value = HeaderValue::from_static(value);
    response.headers_mut().insert(name, value);
}

fn with_body(status: StatusCode, content_type: HeaderValue, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}
