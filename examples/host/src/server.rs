//! Connections: how many there may be, how slow they may be, and how they end.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// The most connections at once; further ones wait to be accepted.
const MAX_CONNECTIONS: usize = 512;

/// The longest that a connection may take for the next request's headers, idle time included.
const HEADER_TIMEOUT: Duration = Duration::from_secs(20);

/// The most bytes of a request's line and headers that are buffered. Above what a request may have,
/// so that one which has too many is still read and answered as any other error is.
const MAX_HEADER_BUFFER: usize = 64 << 10;

/// The most headers that are read.
const MAX_HEADERS: usize = 200;

/// The pause after a connection could not be accepted, as when no file descriptor is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long requests may take to finish once the host stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until `stopped`, then lets the requests under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    stopped: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
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
