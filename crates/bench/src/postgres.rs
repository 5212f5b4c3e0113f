//! PostgreSQL for a run: the real server in a temporary folder, with all migrations. It ends with this process, however that ends.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::artifacts::Workspace;

/// A server is as a deployment has it, but for how much it writes before it must tidy up.
const SETTINGS: [&str; 3] = ["max_wal_size=2GB", "checkpoint_timeout=15min", "shared_buffers=256MB"];

/// A running server.
pub(crate) struct Postgres {
    keeper: Child,
    /// The keeper ends the server when this ends.
    lifeline: Option<ChildStdin>,
    url: String,
}

impl Postgres {
    /// Starts it, with the binaries that the local cloud takes.
    ///
    /// # Errors
    /// It does not start; its log says why.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let python = workspace.cloud_tools()?.join("python");
        let log = workspace.logs().join("postgres");
        let mut keeper = Command::new(python)
            .arg(workspace.file("crates/test-support/programs/postgres.py"))
            .arg("keep")
            .arg(workspace.file("crates/postgres/migrations"))
            .args(SETTINGS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .context("cannot start PostgreSQL's keeper")?;
        let lifeline = keeper.stdin.take();
        let mut url = String::new();
        BufReader::new(keeper.stdout.take().context("the keeper says nothing")?).read_line(&mut url)?;
        let server = Self { keeper, lifeline, url: url.trim().to_owned() };
        ensure!(!server.url.is_empty(), "PostgreSQL does not start: see {}", log.display());
        Ok(server)
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.lifeline.take();
        let _ = self.keeper.wait();
    }
}
