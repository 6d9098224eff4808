use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::*;

#[tokio::test]
async fn a_panic_is_answered_as_any_other_fault_and_its_text_is_kept_back() {
    let panics = async || -> Response { panic!("the secret of handler {}", 7) };
    let router: Router<()> =
        Router::new().route("/", get(panics)).layer(CatchPanicLayer::custom(panicked));
    let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
    assert_eq!(response.status(), 500);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["errorName"], "Default:Internal");
    assert_eq!(body["parameters"], serde_json::json!({}));
}
