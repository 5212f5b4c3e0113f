//! The AWS emulator: MiniStack, with IAM enforced, its state kept between runs.

mod streams;

use std::{process::Command, time::Duration};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::{
    http,
    processes::{Part, Processes},
    settings::{Ports, Settings},
    tools::Tools,
};

/// The region of the local deployment.
pub(crate) const REGION: &str = "us-east-1";
/// The emulator's administrator, who may do everything. The functions have their roles' credentials instead.
pub(crate) const ACCESS_KEY_ID: &str = "test";
/// The administrator's secret: a fixed word of the emulator, which listens on the loopback interface only.
pub(crate) const SECRET_ACCESS_KEY: &str = "test";

/// How long the emulator may take until it answers; it reads its kept state before.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// The address of the emulator's services.
pub(crate) fn endpoint(ports: Ports) -> String {
    format!("http://127.0.0.1:{}", ports.emulator)
}

/// Starts the emulator and waits until it is ready; a running one is left as it is.
///
/// # Errors
/// When it does not become ready; the message ends with the last lines of its log.
pub(crate) async fn start(
    settings: &Settings,
    ports: Ports,
    tools: &Tools,
    processes: &mut Processes,
) -> Result<()> {
    if !processes.is_running(Part::Emulator) {
        streams::rewind(&settings.home.join("emulator/state"))?;
        processes.start(
            Part::Emulator,
            command(settings, ports, tools)?,
            &settings.log(Part::Emulator.name()),
        )?;
    }
    let ready = format!("{}/_ministack/ready", endpoint(ports));
    let deadline = tokio::time::Instant::now() + READY_WITHIN;
    while !http::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
        if !processes.is_running(Part::Emulator) {
            bail!(
                "the emulator ended while it started:\n{}",
                super::last_lines(&settings.log(Part::Emulator.name()))
            );
        }
        if tokio::time::Instant::now() > deadline {
            bail!(
                "the emulator was not ready within {} s:\n{}",
                READY_WITHIN.as_secs(),
                super::last_lines(&settings.log(Part::Emulator.name()))
            );
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

fn command(settings: &Settings, ports: Ports, tools: &Tools) -> Result<Command> {
    let data = settings.home.join("emulator");
    for folder in ["tmp", "state", "s3"] {
        std::fs::create_dir_all(data.join(folder))
            .with_context(|| format!("{} cannot be made", data.display()))?;
    }
    let mut command = Command::new(tools.program("python"));
    command
        .args(["-m", "ministack"])
        .current_dir(&data)
        // A developer's own AWS settings must reach neither the emulator nor the functions that it starts.
        .env_clear()
        .envs(
            std::env::vars()
                .filter(|(name, _)| matches!(name.as_str(), "PATH" | "HOME" | "LANG" | "DOCKER_HOST")),
        )
        .env("TMPDIR", data.join("tmp"))
        .env("BIND_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", ports.emulator.to_string())
        .env("IOT_MTLS_PORT", ports.mqtt.to_string())
        .env("AUTH", "true")
        .env("MINISTACK_REGION", REGION)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
        .env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
        // Where the functions find the emulator.
        .env("AWS_ENDPOINT_URL", endpoint(ports))
        .env("PERSIST_STATE", "1")
        .env("STATE_DIR", data.join("state"))
        .env("S3_PERSIST", "1")
        .env("S3_DATA_DIR", data.join("s3"))
        .env("PYTHONUNBUFFERED", "1");
    Ok(command)
}

/// Makes the state machines' waits shorter (or longer) by a factor, for tests.
pub(crate) async fn set_wait_scale(ports: Ports, scale: f64) -> Result<()> {
    let config = json!({ "stepfunctions._SFN_WAIT_SCALE": scale.to_string() });
    let answer = http::post(&format!("{}/_ministack/config", endpoint(ports)), config.to_string()).await?;
    if !answer.status().is_success() {
        bail!("the emulator refused the wait scale {scale} ({})", answer.status());
    }
    Ok(())
}

/// The certificate that devices trust the MQTT port by, as PEM.
pub(crate) async fn ca_certificate(ports: Ports) -> Result<Vec<u8>> {
    http::body(http::get(&format!("{}/_ministack/iot/ca.pem", endpoint(ports))).await?).await
}
