//! `valmetal front-door`: the process behind the front door's port. `up` starts it.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::local::front_door::{Origins, serve};

#[derive(Args)]
pub(crate) struct Options {
    /// The port to listen on, on the loopback interface
    #[arg(long)]
    port: u16,
    /// The address of the HTTP API's stage
    #[arg(long)]
    http_api: Option<String>,
    /// The address of the API's server
    #[arg(long)]
    api_server: Option<String>,
    /// The address of the web client
    #[arg(long)]
    web_client: Option<String>,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    serve(
        options.port,
        Origins {
            http_api: options.http_api.clone(),
            api_server: options.api_server.clone(),
            web_client: options.web_client.clone(),
        },
    )
    .await?;
    Ok(ExitCode::SUCCESS)
}
