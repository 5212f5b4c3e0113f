//! The functions' binaries, built with the workspace's profile `local`.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::ErrorKind,
    path::PathBuf,
    process::Stdio,
};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use super::{child::Child, settings::Settings};

/// What is read of cargo's messages.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Builds binaries of the workspace and says where each is. Cargo's own progress goes to standard error.
///
/// # Errors
/// When cargo is missing or the build fails; cargo has then printed why.
pub(crate) async fn build(
    settings: &Settings,
    binaries: &BTreeSet<String>,
) -> Result<BTreeMap<String, PathBuf>> {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--profile", "local", "--message-format", "json-render-diagnostics"])
        .args(binaries.iter().flat_map(|name| ["--bin", name]))
        .current_dir(&settings.root)
        .stdout(Stdio::piped());
    let mut cargo = match Child::spawn(&mut command) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("cargo is missing; install Rust from https://rustup.rs")
        }
        spawned => spawned.context("cargo cannot be started")?,
    };
    let mut lines = BufReader::new(cargo.stdout().context("cargo's output is piped")?).lines();
    let mut built = BTreeMap::new();
    while let Some(line) = lines.next_line().await? {
        let Ok(message) = serde_json::from_str::<Message>(&line) else { continue };
        if let (true, Some(target), Some(path)) =
            (message.reason == "compiler-artifact", message.target, message.executable)
        {
            built.insert(target.name, path);
        }
    }
    if !cargo.wait().await?.success() {
        bail!("the functions do not build; cargo's message is above");
    }
    match binaries.iter().find(|name| !built.contains_key(*name)) {
        Some(missing) => bail!("the template names the binary {missing}, which cargo did not build"),
        None => Ok(built),
    }
}
