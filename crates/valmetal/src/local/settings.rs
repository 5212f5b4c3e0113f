//! Where things are: the repository, the instance's home folder and its ports.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

/// The template that makes a folder the repository's root.
const TEMPLATE: &str = "sam/template.yaml";

/// The places that one local cloud uses.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The repository's root.
    pub(crate) root: PathBuf,
    /// Everything that belongs to this instance: data, keys, logs, state. `VALMETAL_HOME`, or `.valmetal` in the root.
    pub(crate) home: PathBuf,
}

impl Settings {
    /// Finds the repository around the working directory, else around this program's file.
    ///
    /// # Errors
    /// When neither lies in a clone of the repository.
    pub(crate) fn find() -> Result<Self> {
        let here = env::current_dir().context("the working directory cannot be read")?;
        let program = env::current_exe().context("this program's own path cannot be read")?;
        let Some(root) = [here.as_path(), program.as_path()].into_iter().find_map(root_above) else {
            bail!("no {TEMPLATE} here or above; run valmetal inside a clone of the repository");
        };
        let home = match env::var_os("VALMETAL_HOME") {
            Some(home) if !home.is_empty() => here.join(home),
            _ => root.join(".valmetal"),
        };
        Ok(Self { root, home })
    }

    /// The template that is deployed.
    pub(crate) fn template(&self) -> PathBuf {
        self.root.join(TEMPLATE)
    }

    /// The demo's data.
    pub(crate) fn demo(&self) -> PathBuf {
        self.root.join("sam/local/demo.yaml")
    }

    /// The file with what people of the demo wrote down.
    pub(crate) fn library(&self) -> PathBuf {
        self.root.join("sam/local/library.yaml")
    }

    /// The pinned requirements of one tool environment.
    pub(crate) fn requirements(&self, name: &str) -> PathBuf {
        self.root.join("sam/local").join(name).with_extension("txt")
    }

    /// The tool environments, shared by every instance of this clone.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".valmetal/tools")
    }

    /// The log of one of the programs that run in the background.
    pub(crate) fn log(&self, part: &str) -> PathBuf {
        self.home.join("logs").join(part).with_extension("log")
    }

    /// The devices' keys and certificates.
    pub(crate) fn devices(&self) -> PathBuf {
        self.home.join("devices")
    }
}

fn root_above(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(TEMPLATE).is_file()).map(Path::to_path_buf)
}

/// The ports of one instance, all on the loopback interface except the devices' one, which the emulator opens on all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ports {
    /// The front door: what a browser and a client talk to.
    pub(crate) front_door: u16,
    /// The AWS emulator.
    pub(crate) emulator: u16,
    /// MQTT over mTLS, for devices.
    pub(crate) mqtt: u16,
    /// PostgreSQL.
    pub(crate) postgres: u16,
    /// The API's server.
    #[serde(default)]
    pub(crate) api_server: u16,
    /// What of it is for the inside only.
    #[serde(default)]
    pub(crate) api_server_inside: u16,
    /// The web client.
    #[serde(default)]
    pub(crate) web_client: u16,
}

impl Ports {
    /// The ports that the documentation names.
    pub(crate) const STANDARD: Self = Self {
        front_door: 8080,
        emulator: 4566,
        mqtt: 8883,
        postgres: 5433,
        api_server: 8081,
        api_server_inside: 9090,
        web_client: 8082,
    };

    /// Seven ports in a row, for an instance beside the standard one.
    pub(crate) fn from_base(base: u16) -> Result<Self> {
        if !(1024..=65_500).contains(&base) {
            bail!("--port-base {base} is outside 1024 to 65500");
        }
        Ok(Self {
            front_door: base,
            emulator: base + 1,
            mqtt: base + 2,
            postgres: base + 3,
            api_server: base + 4,
            api_server_inside: base + 5,
            web_client: base + 6,
        })
    }
}
