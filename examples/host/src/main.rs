//! A small HTTP host for liveberth: the live-deployment API over an embedded store.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::runtime::{Handle, Runtime};

use arguments::{Arguments, ArgumentsError, Serve};
use auth::Tokens;
use configuration::{Configuration, ConfigurationError};
use executor::Simulated;
use host::Host;
use runtime::{Machine, Running, StartError};
use store::{OpenError, Store};

mod arguments;
mod auth;
mod clock;
mod configuration;
mod executor;
mod host;
mod http;
mod runtime;
mod server;
mod store;
mod switchboard;

/// Why the program ends before it was asked to.
#[derive(Debug, Error)]
enum Fault {
    #[error(transparent)]
    Arguments(#[from] ArgumentsError),
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Store(#[from] OpenError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: SocketAddr, cause: io::Error },
    #[error("the system refuses what the host needs: {0}")]
    System(#[from] io::Error),
    #[error("the control plane's thread ended by a fault; what was acknowledged is in the store")]
    MachineEnded,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("liveberth-host: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Fault> {
    let Arguments::Serve(arguments) = Arguments::read()? else {
        print!("{}", arguments::USAGE);
        return Ok(());
    };
    let configuration = Configuration::read(arguments.configuration.as_deref())?;
    // One JSON object a line: nothing that a client sends can end the line or look like another.
    tracing_subscriber::fmt().json().flatten_event(true).with_writer(io::stderr).init();
    let store = Store::open(&arguments.data_directory)?;
    Runtime::new()?.block_on(serve(arguments, configuration, store))
}

async fn serve(
    arguments: Serve,
    mut configuration: Configuration,
    store: Store,
) -> Result<(), Fault> {
    let entries = std::mem::take(&mut configuration.tokens);
    let development_token = arguments.development_token.as_deref();
    let tokens = Tokens::new(entries, development_token);
    if tokens.is_empty() {
        tracing::warn!("nobody can call: list tokens in the configuration, or give --dev-token");
    }
    let times = configuration.executor;
    let simulated = |report| -> Box<dyn executor::Executor> {
        Box::new(Simulated::new(times, report, Handle::current()))
    };
    let Running { machine, ended } = Machine::start(store, &configuration, simulated)?;

    let address = arguments.address;
    let listen = |cause| Fault::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let places = configuration.max_connections.within_open_files();
    configuration.max_connections = places;
    let host = Host::new(machine.clone(), configuration, tokens, address.ip().is_loopback());
    let router = http::router(Arc::new(host));
    greet(address, development_token)?;

    let mut ended = std::pin::pin!(ended);
    let mut is_faulty = false;
    let stopped = async {
        tokio::select! {
            () = asked_to_stop() => {}
            _ = &mut ended => is_faulty = true,
        }
    };
    server::serve(listener, router, places, stopped).await;
    if is_faulty {
        return Err(Fault::MachineEnded);
    }
    machine.stop();
    // It has ended either way.
    let _ = ended.await;
    tracing::info!("stopped");
    Ok(())
}

/// Says where the host is and how to try it.
fn greet(address: SocketAddr, development_token: Option<&str>) -> io::Result<()> {
    let token = development_token.unwrap_or("$TOKEN");
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "liveberth listens on http://{address}

Create a live deployment:

curl -X POST \\
  -H \"Content-type: application/json\" \\
  -H \"Authorization: Bearer {token}\" \\
  \"http://{address}/api/v2/models/liveDeployments?preview=true\" \\
  -d '{{\"runtimeConfiguration\":{{\"minReplicas\":1,\"maxReplicas\":3,\"cpu\":1.0,\"memory\":\"256MiB\",\"threadCount\":32}}}}'
"
    )?;
    out.flush()
}

/// Waits for Ctrl-C or SIGTERM.
async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a handler the signal ends the process, which is a stop too.
    let _ = interrupted.await;
}
