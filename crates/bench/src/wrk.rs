//! The load: `wrk`, on the cores that the server has too.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::affinity::{self, Core};
use crate::interrupt;

/// How long one turn lasts, in seconds.
pub(crate) const TURN: u32 = 5;
/// Connections.
const CONNECTIONS: u32 = 32;

/// Goes on where it is installed.
///
/// # Errors
/// It is not.
pub(crate) fn is_installed() -> Result<()> {
    ensure!(
        Command::new("wrk").arg("-v").output().is_ok(),
        "wrk is not installed (on Debian: apt-get install wrk)"
    );
    Ok(())
}

/// The requests a second that are answered in one turn; `header` is a line of each.
///
/// # Errors
/// Not all was answered, or not with success.
pub(crate) fn rate(address: SocketAddr, path: &str, header: &str) -> Result<f64> {
    interrupt::check()?;
    affinity::pin(Core::Any);
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", &CONNECTIONS.to_string()])
        // Whoever makes a hundred pages a second lets the last of the connections wait.
        .args(["--duration", &format!("{TURN}s"), "--timeout", "10s"])
        .args(["--header", header])
        .arg(format!("http://{address}{path}"))
        .output();
    affinity::pin(Core::StandIn);
    let said = String::from_utf8(output.context("wrk cannot be started")?.stdout)?;
    ensure!(!said.contains("Non-2xx") && !said.contains("Socket errors"), "not all was answered: {said}");
    let rate = said.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    Ok(rate.with_context(|| format!("wrk said {said}"))?.trim().parse()?)
}
