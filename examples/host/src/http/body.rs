//! Bodies of requests, read within bounds of size and time.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use liveberth_core::error::ApiError;
use tokio::time::timeout;

/// The longest that a body may take to arrive.
const READ_TIMEOUT: Duration = Duration::from_secs(300);

/// The longest that nothing more of a body may come.
const STALL_TIMEOUT: Duration = Duration::from_secs(20);

/// How much of a body that is too large is still taken in, so that a client which is busy sending
/// gets to read the answer.
const MAX_DISCARDED_BYTES: usize = 8 << 20;

/// The body of a request that must be JSON; whether it is comes out when it is decoded.
///
/// # Errors
/// 415 for another media type, 413 for more than `limit` bytes, 408 for a client that is too slow.
pub(super) async fn json(request: Request, limit: usize) -> Result<Vec<u8>, ApiError> {
    if is_json(request.headers()) {
        read(request, limit).await
    } else {
        Err(ApiError::UnsupportedMediaType {})
    }
}

/// The document, if it is an object: what reads it would take a list of its members too.
///
/// # Errors
/// 422 for anything else.
pub(super) fn object(document: &[u8]) -> Result<&[u8], ApiError> {
    let begins_as_one = document.trim_ascii_start().starts_with(b"{");
    begins_as_one.then_some(document).ok_or(ApiError::UnprocessableEntity {})
}

/// The body of a request, whatever it is.
///
/// # Errors
/// 413 for more than `limit` bytes, 408 for a client that is too slow.
pub(super) async fn read(request: Request, limit: usize) -> Result<Vec<u8>, ApiError> {
    timeout(READ_TIMEOUT, collect(request.into_body(), limit))
        .await
        .unwrap_or(Err(ApiError::RequestTimeout {}))
}

async fn collect(mut body: Body, limit: usize) -> Result<Vec<u8>, ApiError> {
    let mut kept = Vec::new();
    let mut length: usize = 0;
    let too_slow = |_| ApiError::RequestTimeout {};
    while let Some(frame) = timeout(STALL_TIMEOUT, body.frame()).await.map_err(too_slow)? {
        // The connection broke, or its framing did.
        let frame = frame.map_err(|_| ApiError::UnprocessableEntity {})?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= limit {
            kept.extend_from_slice(&data);
        } else if length > MAX_DISCARDED_BYTES {
            break;
        }
    }
    if length <= limit { Ok(kept) } else { Err(ApiError::RequestEntityTooLarge {}) }
}

/// Whether the body is said to be plain JSON in UTF-8.
fn is_json(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(content_type) = text(header::CONTENT_TYPE) else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    let is_json =
        parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let is_utf_8 = parts.all(|parameter| {
        parameter.split_once('=').is_none_or(|(name, value)| {
            !name.eq_ignore_ascii_case("charset")
                || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    let is_plain = headers
        .get(header::CONTENT_ENCODING)
        .is_none_or(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    is_json && is_utf_8 && is_plain
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Bytes;
    use http_body_util::channel::Channel;
    use tokio::time::sleep;

    use super::*;

    const INSTANT: Duration = Duration::from_millis(1);

    /// A request whose body comes byte by byte, each after a pause.
    fn slow(bytes: u32, pause: Duration) -> Request {
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
        tokio::spawn(async move {
            for _ in 0..bytes {
                sleep(pause).await;
                // Nobody reads any more what has taken too long.
                let _ = sender.send_data(Bytes::from_static(b" ")).await;
            }
        });
        Request::new(Body::new(body))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_pause_but_not_for_long() {
        let read = async |pause| read(slow(3, pause), 3).await;
        assert_eq!(read(STALL_TIMEOUT - INSTANT).await, Ok(b"   ".to_vec()));
        assert_eq!(read(STALL_TIMEOUT + INSTANT).await, Err(ApiError::RequestTimeout {}));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_pauses_for_long_comes_to_an_end_too() {
        let pause = STALL_TIMEOUT / 2;
        let pauses = u32::try_from(READ_TIMEOUT.as_secs() / pause.as_secs()).unwrap();
        let read = async |bytes| read(slow(bytes, pause), usize::MAX).await;
        assert!(read(pauses - 1).await.is_ok());
        assert_eq!(read(pauses + 1).await, Err(ApiError::RequestTimeout {}));
    }

    fn headers(content_type: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, content_type.parse().unwrap())])
    }

    #[test]
    fn json_is_json_with_or_without_a_charset() {
        for content_type in [
            "application/json",
            "Application/JSON",
            "application/json;charset=utf-8",
            "application/json; charset=\"UTF-8\"; a=b",
        ] {
            assert!(is_json(&headers(content_type)), "{content_type}");
        }
        for content_type in [
            "text/plain",
            "application/jsonp",
            "application/json, text/plain",
            "application/json; charset=iso-8859-1",
            "",
        ] {
            assert!(!is_json(&headers(content_type)), "{content_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn a_compressed_body_is_not_plain_json() {
        let mut headers = headers("application/json");
        headers.insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
        assert!(!is_json(&headers));
        headers.insert(header::CONTENT_ENCODING, "Identity".parse().unwrap());
        assert!(is_json(&headers));
    }
}
