//! What every request passes, whatever its address.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use liveberth_core::error::ApiError;

use super::answer::{Failure, set};
use super::query::invalid;
use crate::host::Host;

/// The longest address that is looked at, in bytes.
const MAX_URI_BYTES: usize = 8 << 10;

/// The most bytes of all headers' names and values.
const MAX_HEADER_BYTES: usize = 16 << 10;

/// The most of a path that is logged, in bytes.
const MAX_LOGGED_PATH: usize = 256;

/// Lets a request pass that is small enough and meant for this host; logs how it was answered.
pub(super) async fn pass(State(host): State<Arc<Host>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    // A path is ASCII, so any number of bytes is whole characters.
    let path = request.uri().path();
    let path = path.get(..MAX_LOGGED_PATH).unwrap_or(path).to_owned();
    let mut response = match admit(&host, request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(error) => Failure::from(error).into_response(),
    };
    set(&mut response, header::CACHE_CONTROL, "no-store");
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    tracing::info!(
        method = method.as_str(),
        path,
        status = response.status().as_u16(),
        microseconds = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

fn admit(host: &Host, uri: &Uri, headers: &HeaderMap) -> Result<(), ApiError> {
    if uri.path().len().saturating_add(uri.query().map_or(0, str::len)) > MAX_URI_BYTES {
        return Err(ApiError::UriTooLong {});
    }
    let bytes = headers.iter().fold(0_usize, |sum, (name, value)| {
        sum.saturating_add(name.as_str().len()).saturating_add(value.len())
    });
    if bytes > MAX_HEADER_BYTES {
        return Err(ApiError::RequestHeadersTooLarge {});
    }
    if host.is_loopback && !is_for_loopback(uri, headers) {
        let message = "use `localhost` or a loopback address to reach this host";
        return Err(invalid("Host", message));
    }
    Ok(())
}

/// Whether a request is addressed to this machine as such.
///
/// A page of another site can have its own name lead to 127.0.0.1 and then read from here as if
/// from its own server; only the name that the browser sends gives that away. An address cannot be
/// made to lead elsewhere, so any of this machine's own will do.
fn is_for_loopback(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let only = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    };
    only.is_some_and(is_loopback_name)
        && uri.authority().is_none_or(|authority| is_loopback_name(authority.as_str()))
}

/// Whether a `Host` names this machine, with or without a port.
fn is_loopback_name(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_loopback = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(name) => name.parse().is_ok_and(|ip: Ipv6Addr| ip.is_loopback()),
        None => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
        }
    };
    is_loopback && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in [
            "localhost",
            "LocalHost:1",
            "127.0.0.1:8080",
            "127.0.0.2",
            "127.255.0.9:80",
            "[::1]",
            "[::1]:65535",
            "[0:0:0:0:0:0:0:1]:1",
        ] {
            assert!(is_loopback_name(host), "{host}");
        }
        for host in [
            "",
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "localhost:",
            ":80",
            "localhost:x",
            "localhost:65536",
            "128.0.0.1",
            "0.0.0.0",
            "127.1",
            "0x7f.0.0.1",
            "[127.0.0.1]",
            "::1",
            "[::2]",
            "[::1",
            "[::1]x",
            "[]",
            "evil.test:127.0.0.1",
            "localhosté",
        ] {
            assert!(!is_loopback_name(host), "{host}");
        }
    }
}
