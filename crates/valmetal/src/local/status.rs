//! What a person, a client or a test has to know of a running instance.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use super::{
    api_server, aws,
    emulator::{self, ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY},
    front_door, postgres,
    processes::{Part, Processes},
    settings::{Ports, Settings},
    stack, state,
};

/// The whole answer of `valmetal status --json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    pub(crate) api_url: String,
    /// The same API from the one process that serves all routes.
    pub(crate) api_server_url: String,
    /// Its metrics.
    pub(crate) metrics_url: String,
    pub(crate) web_url: String,
    pub(crate) admin_url: String,
    pub(crate) mqtt: Mqtt,
    pub(crate) aws: Aws,
    /// The outputs of the stack.
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) users: Vec<User>,
    pub(crate) devices: Vec<Device>,
    pub(crate) postgres_url: String,
}

/// Where devices connect.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mqtt {
    pub(crate) host: &'static str,
    pub(crate) port: u16,
    pub(crate) ca_file: PathBuf,
}

/// The administrator's access to the emulator.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aws {
    pub(crate) endpoint_url: String,
    pub(crate) region: &'static str,
    pub(crate) access_key_id: &'static str,
    pub(crate) secret_access_key: &'static str,
}

/// A person of the demo who can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) username: String,
    pub(crate) password: String,
    pub(crate) role: String,
    /// The ids of the farms.
    pub(crate) farms: Vec<String>,
}

/// A machine of the demo that can connect.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Device {
    pub(crate) thing_name: String,
    pub(crate) farm_id: String,
    pub(crate) entity_id: String,
    pub(crate) cert_file: PathBuf,
    pub(crate) key_file: PathBuf,
}

/// The sign-ins and machines that the demo made.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Demo {
    pub(crate) users: Vec<User>,
    pub(crate) devices: Vec<Device>,
    /// Until when there is a history of the machines.
    #[serde(default)]
    pub(crate) history_until: Option<jiff::Timestamp>,
}

/// Where the demo's sign-ins and machines are kept.
pub(crate) fn demo_file(settings: &Settings) -> PathBuf {
    settings.home.join("state/demo.json")
}

/// Where the certificate of the MQTT port's authority is kept.
pub(crate) fn ca_file(settings: &Settings) -> PathBuf {
    settings.devices().join("ca.pem")
}

/// Where the instance's ports are kept.
pub(crate) fn ports_file(settings: &Settings) -> PathBuf {
    settings.home.join("state/ports.json")
}

/// The ports of a running instance.
///
/// # Errors
/// When it does not run, or only in part.
pub(crate) fn running(settings: &Settings) -> Result<Ports> {
    let running = Processes::load(settings)?.running();
    if running.is_empty() {
        bail!("the local cloud does not run; start it with `make up` (or `valmetal up --detach`)");
    }
    for part in [Part::Emulator, Part::Postgres, Part::ApiServer, Part::WebClient, Part::FrontDoor] {
        if !running.contains(&part) {
            bail!(
                "the local cloud runs only in part ({} is missing; its log is {}); `valmetal up` mends it",
                part.name(),
                settings.log(part.name()).display()
            );
        }
    }
    state::read(&ports_file(settings))?
        .context("the instance's ports are not known; `valmetal down` and `up` again")
}

/// Describes the running instance.
///
/// # Errors
/// When it does not run or is not deployed.
pub(crate) async fn read(settings: &Settings) -> Result<Status> {
    let ports = running(settings)?;
    let cloud_formation = aws_sdk_cloudformation::Client::new(&aws::config(ports));
    let stack = stack::describe(&cloud_formation, stack::NAME)
        .await?
        .context("the local cloud runs but nothing is deployed on it; `valmetal up` deploys")?;
    let demo: Demo = state::read(&demo_file(settings))?.unwrap_or_default();
    Ok(Status {
        api_url: front_door::api_url(ports),
        api_server_url: api_server::url(ports),
        metrics_url: api_server::metrics_url(ports),
        web_url: front_door::web_url(ports),
        admin_url: front_door::admin_url(ports),
        mqtt: Mqtt { host: "localhost", port: ports.mqtt, ca_file: ca_file(settings) },
        aws: Aws {
            endpoint_url: emulator::endpoint(ports),
            region: REGION,
            access_key_id: ACCESS_KEY_ID,
            secret_access_key: SECRET_ACCESS_KEY,
        },
        outputs: stack.outputs,
        users: demo.users,
        devices: demo.devices,
        postgres_url: postgres::url(settings, ports)?
            .context("PostgreSQL has no sign-in; `valmetal reset` starts afresh")?,
    })
}

#[cfg(test)]
mod tests;
