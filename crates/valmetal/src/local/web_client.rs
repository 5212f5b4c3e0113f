//! The web client's server as a process beside the API's: on AWS a task of ECS. Its assets are built here when they are old.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rand::Rng as _;

use super::{
    api_server,
    child::Child,
    digest,
    emulator::{self, REGION},
    http,
    processes::{Part, Processes},
    settings::{Ports, Settings},
    stack::Contents,
    state,
};

/// The binary.
pub(crate) const BINARY: &str = "valmetal-web";

/// How long it may take until it answers.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// What the assets are made from, in the web client's folder.
const SOURCES: [&str; 4] = ["assets", "build.mjs", "package.json", "package-lock.json"];

/// The address of the web client behind the front door.
pub(crate) fn url(ports: Ports) -> String {
    format!("http://127.0.0.1:{}", ports.web_client)
}

/// Builds the styles, scripts and pictures where their sources are newer, and answers their folder.
///
/// # Errors
/// Node is missing, or a step fails, which has then printed why.
pub(crate) async fn assets(settings: &Settings) -> Result<PathBuf> {
    let folder = settings.root.join("frontend");
    let built = folder.join("dist");
    install(&folder).await?;
    let made = fs::metadata(built.join("manifest.json")).and_then(|file| file.modified());
    let newest = SOURCES.iter().filter_map(|name| newest(&folder.join(name))).max();
    if made.is_ok_and(|made| newest.is_some_and(|newest| newest < made)) {
        return Ok(built);
    }
    node(&folder, "npm", &["run", "--silent", "build"]).await?;
    Ok(built)
}

/// Installs the packages that the lock file names, unless they are there.
async fn install(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("the web client's lock file")?;
    let wanted = digest::of([lock.as_slice()]);
    let stamp = folder.join("node_modules/.installed.sha256");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    node(folder, "npm", &["ci", "--no-audit", "--no-fund"]).await?;
    Ok(fs::write(&stamp, wanted)?)
}

async fn node(folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).current_dir(folder).stdout(std::io::stderr());
    let mut child = match Child::spawn(&mut command) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("{program} is missing; install Node.js 20 or newer, which brings it")
        }
        spawned => spawned.with_context(|| format!("{program} cannot be started"))?,
    };
    if !child.wait().await?.success() {
        bail!("`{program} {}` failed in {}; its message is above", arguments.join(" "), folder.display());
    }
    Ok(())
}

/// When a file, or the newest of a folder, was changed.
fn newest(path: &Path) -> Option<SystemTime> {
    let about = fs::metadata(path).ok()?;
    let own = about.modified().ok();
    let inside = about.is_dir().then(|| fs::read_dir(path).ok()).flatten();
    inside.into_iter().flatten().flatten().filter_map(|entry| newest(&entry.path())).chain(own).max()
}

/// Starts the server; one that runs with the same configuration, binary and assets is left as it is.
///
/// # Errors
/// When it does not answer; the message ends with the last lines of its log.
pub(crate) async fn start(
    settings: &Settings,
    ports: Ports,
    contents: &[Contents],
    binary: &Path,
    assets: &Path,
    processes: &mut Processes,
) -> Result<()> {
    let client = contents.iter().find_map(|stack| stack.outputs.get("UserPoolClientId"));
    let variables = [
        ("PORT", ports.web_client.to_string()),
        ("API_URL", api_server::url(ports)),
        ("USER_POOL_CLIENT_ID", client.context("the stack has no output UserPoolClientId")?.clone()),
        ("SESSION_KEY", session_key(settings)?),
        ("IOT_ENDPOINT", format!("localhost:{}", ports.mqtt)),
        ("ASSETS", assets.display().to_string()),
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_ENDPOINT_URL", emulator::endpoint(ports)),
        ("FILES_ORIGIN", emulator::endpoint(ports)),
        // What is rebuilt is another.
        ("VALMETAL_BUILT", format!("{:?}", (newest(binary), newest(&assets.join("manifest.json"))))),
    ];
    let mut command = Command::new(binary);
    command.env_clear().envs(variables);
    if processes.runs_as(Part::WebClient, &command) {
        return Ok(());
    }
    processes.stop(&[Part::WebClient]).await?;
    let log = settings.log(Part::WebClient.name());
    processes.start(Part::WebClient, command, &log)?;
    let healthy = format!("{}/healthz", url(ports));
    let deadline = tokio::time::Instant::now() + READY_WITHIN;
    while !http::get(&healthy).await.is_ok_and(|answer| answer.status().is_success()) {
        if !processes.is_running(Part::WebClient) || tokio::time::Instant::now() > deadline {
            bail!("the web client does not start:\n{}", super::last_lines(&log));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// What sessions are encrypted with: made once an installation, so that people stay signed in over a restart.
fn session_key(settings: &Settings) -> Result<String> {
    let file = settings.home.join("session.key");
    match fs::read_to_string(&file) {
        Ok(key) => Ok(key),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = STANDARD.encode(rand::rng().random::<[u8; 32]>());
            state::write_private(&file, key.as_bytes())?;
            Ok(key)
        }
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", file.display())),
    }
}
