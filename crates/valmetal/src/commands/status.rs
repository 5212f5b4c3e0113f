//! `valmetal status`: what runs, for a person or as JSON.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::{
    local::{
        settings::Settings,
        status::{self, Status},
    },
    output,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    let status = status::read(settings).await?;
    if options.json {
        output::line(serde_json::to_string_pretty(&status)?);
    } else {
        print(&status);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints addresses and sign-ins for a person.
pub(super) fn print(status: &Status) {
    output::line(format!("\nWeb       {}", status.web_url));
    output::line(format!("API       {}", status.api_url));
    output::line(format!("Server    {} (the same API in one process)", status.api_server_url));
    output::line(format!(
        "MQTT      {}:{} (CA {})",
        status.mqtt.host,
        status.mqtt.port,
        status.mqtt.ca_file.display()
    ));
    output::line(format!(
        "AWS       {} (region {}, access key {})",
        status.aws.endpoint_url, status.aws.region, status.aws.access_key_id
    ));
    output::line(format!("Database  {}", status.postgres_url));
    if !status.users.is_empty() {
        output::line("\nSign in as");
    }
    for user in &status.users {
        let farms =
            if user.farms.is_empty() { String::new() } else { format!(" of {}", user.farms.join(", ")) };
        output::line(format!("  {:<34} {:<26} {}{farms}", user.username, user.password, user.role));
    }
    if !status.devices.is_empty() {
        output::line(format!(
            "\n{} machines; `valmetal status --json` lists their certificates.",
            status.devices.len()
        ));
    }
}
