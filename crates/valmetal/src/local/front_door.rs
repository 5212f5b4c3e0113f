//! One plain local address in CloudFront's place: it sends a request to the part that serves it on AWS.

mod proxy;
mod routes;

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use tokio::net::TcpListener;

pub(crate) use self::routes::Origins;
use super::{
    emulator, http,
    processes::{Part, Processes},
    settings::{Ports, Settings},
};

/// How long the front door may take until it answers.
const READY_WITHIN: Duration = Duration::from_secs(10);

/// The address of the API.
pub(crate) fn api_url(ports: Ports) -> String {
    format!("http://localhost:{}", ports.front_door)
}

/// The address of the web client: told from the API by its host, as on AWS. Every `*.localhost` is this machine.
pub(crate) fn web_url(ports: Ports) -> String {
    format!("http://app.localhost:{}", ports.front_door)
}

/// The address of the administration pages.
pub(crate) fn admin_url(ports: Ports) -> String {
    format!("http://cms.localhost:{}", ports.front_door)
}

/// Where the HTTP API is behind the front door.
pub(crate) fn http_api_origin(ports: Ports, api: &str) -> String {
    format!("{}/_aws/execute-api/{api}/$default", emulator::endpoint(ports))
}

/// Starts the front door in the background; one that already serves the same origins is left as it is.
pub(crate) async fn start(
    settings: &Settings,
    ports: Ports,
    origins: &Origins,
    processes: &mut Processes,
) -> Result<()> {
    let command = command(ports, origins)?;
    if processes.runs_as(Part::FrontDoor, &command) {
        return Ok(());
    }
    processes.stop(&[Part::FrontDoor]).await?;
    let log = settings.log(Part::FrontDoor.name());
    processes.start(Part::FrontDoor, command, &log)?;
    wait(ports, processes, &log).await
}

fn command(ports: Ports, origins: &Origins) -> Result<Command> {
    let mut command =
        Command::new(std::env::current_exe().context("this program's own path cannot be read")?);
    command.args(["front-door", "--port", &ports.front_door.to_string()]);
    if let Some(api) = &origins.http_api {
        command.args(["--http-api", api]);
    }
    if let Some(server) = &origins.api_server {
        command.args(["--api-server", server]);
    }
    if let Some(client) = &origins.web_client {
        command.args(["--web-client", client]);
    }
    Ok(command)
}

async fn wait(ports: Ports, processes: &Processes, log: &Path) -> Result<()> {
    let deadline = tokio::time::Instant::now() + READY_WITHIN;
    while http::get(&api_url(ports)).await.is_err() {
        if !processes.is_running(Part::FrontDoor) || tokio::time::Instant::now() > deadline {
            bail!("the front door does not start:\n{}", super::last_lines(log));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Serves the front door on the loopback interface until the process is ended.
pub(crate) async fn serve(port: u16, origins: Origins) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).await.with_context(|| format!("{address} cannot be opened"))?;
    let service = proxy::router(origins).into_make_service_with_connect_info::<SocketAddr>();
    let over_v4 = axum::serve(listener, service.clone());
    // `localhost` is tried as IPv6 first by many clients; a machine may have none.
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
        Ok(listener) => tokio::try_join!(over_v4, axum::serve(listener, service)).map(|((), ())| ()),
        Err(_) => over_v4.await,
    }
    .context("the front door ended")
}

#[cfg(test)]
mod tests;
