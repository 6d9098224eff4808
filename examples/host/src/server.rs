//! Connections: how many there may be, how slow they may be, and how they end.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// The longest that a connection may take for the next request's headers, idle time included. Above
/// the 5 seconds that the API's Python client keeps an idle one, so that it seldom uses one as it ends.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// The most bytes of a request's line and headers that are buffered. Above what a request may have,
/// so that one which has too many is still read and answered as any other error is.
const MAX_HEADER_BUFFER: usize = 64 << 10;

/// The most headers that are read.
const MAX_HEADERS: usize = 200;

/// The pause after a connection could not be accepted, as when no file descriptor is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long requests may take to finish once the host stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// What is open besides connections: the store, the listener and what the runtime needs.
const OTHER_FILES: u64 = 64;

/// How many connections there may be at once; further ones wait to be accepted.
///
/// A request for inference holds its connection for as long as it waits, which may be minutes. So
/// such requests get half of the places, further ones being refused; connections that idle get a
/// quarter, further ones ending with their answer; and a quarter is left for what reads and changes
/// deployments, whatever inference does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub(crate) struct Places(u16);

/// Too few connections to be shared out.
#[derive(Debug, Error)]
#[error("at least {MIN_PLACES} connections are needed, not `{0}`")]
pub(crate) struct TooFewPlaces(u16);

/// The fewest of which a quarter is one.
const MIN_PLACES: u16 = 4;

impl Default for Places {
    /// Room for the inference requests that may wait for two deployments.
    fn default() -> Self {
        Self(4_000)
    }
}

impl TryFrom<u16> for Places {
    type Error = TooFewPlaces;

    fn try_from(places: u16) -> Result<Self, TooFewPlaces> {
        if places < MIN_PLACES { Err(TooFewPlaces(places)) } else { Ok(Self(places)) }
    }
}

impl Places {
    /// How many requests for inference there may be at once.
    pub(crate) fn for_inference(self) -> usize {
        usize::from(self.0 / 2)
    }

    /// As many of them as the process may have files open, which is raised as far as the system lets;
    /// with a warning where that is not enough.
    pub(crate) fn within_open_files(self) -> Self {
        let wanted = u64::from(self.0).saturating_add(OTHER_FILES);
        let open = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
        let left = open.saturating_sub(OTHER_FILES).max(MIN_PLACES.into());
        let places = Self(u16::try_from(left).unwrap_or(u16::MAX).min(self.0));
        if places != self {
            let wanted = self;
            tracing::warn!(?places, ?wanted, "fewer files may be open than connections are wanted");
        }
        places
    }

    fn all(self) -> usize {
        usize::from(self.0)
    }

    /// How many have to be free for a connection to be kept after an answer.
    fn free_for_idling(self) -> usize {
        usize::from(self.0.saturating_sub(self.0 / 4))
    }
}

/// Serves until `stopped`, then lets the requests under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    places: Places,
    stopped: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(places.all()));
    let router = ending_connections(router, places, Arc::clone(&permits));
    let mut stopped = pin!(stopped);
    loop {
        let accepted = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            let (stream, _) = listener.accept().await?;
            Ok::<_, io::Error>((permit, stream))
        };
        let (permit, stream) = tokio::select! {
            () = &mut stopped => break,
            accepted = accepted => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(error = error.to_string(), "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        // Answers are small and wanted at once. A connection without this works too.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .max_buf_size(MAX_HEADER_BUFFER)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // How a connection broke is the client's affair.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    if timeout(STOP_TIMEOUT, connections.shutdown()).await.is_err() {
        tracing::warn!("stopping with requests under way");
    }
}

/// Has connections end with their answer while few places are free.
fn ending_connections(router: Router, places: Places, permits: Arc<Semaphore>) -> Router {
    router.layer(middleware::map_response(move |mut response: Response| {
        if permits.available_permits() < places.free_for_idling() {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        std::future::ready(response)
    }))
}
