//! The web client's server: reads its configuration, serves until it is asked to end, and finishes what it has begun.

use std::{net::Ipv4Addr, process::ExitCode};

use anyhow::{Context as _, Result};
use frontend::{config::Config, router};
use mimalloc::MiMalloc;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use valmetal_runtime::{config::Env, logs};

/// A page is made of hundreds of small pieces, often begun by one thread and dropped by another.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let env = Env::process();
    match logs::start("valmetal-web", &env).map_err(anyhow::Error::new).and_then(|()| serve(&env)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the web client ends");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(env: &Env) -> Result<()> {
    let config = Config::read(env)?;
    let port = config.port;
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))
        .await
        .with_context(|| format!("port {port} cannot be opened"))?;
    // Whoever reads that it serves may ask it to end.
    let asked_to_end = asked_to_end()?;
    tracing::info!(port, "serving on port {port}");
    axum::serve(listener, router(config)?).with_graceful_shutdown(asked_to_end).await?;
    Ok(())
}

/// Ends with SIGTERM, as ECS sends it, or Ctrl-C.
fn asked_to_end() -> Result<impl Future<Output = ()>> {
    let mut term = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
