//! The local cloud: the programs that stand in for AWS, and the deployment of the product onto them.
//!
//! Nothing in here knows a rule of the product. It reads the template and the demo's data, and whatever those name it builds,
//! deploys and seeds.

pub(crate) mod api_server;
pub(crate) mod aws;
pub(crate) mod bring_up;
pub(crate) mod build;
mod child;
pub(crate) mod deploy;
pub(crate) mod digest;
pub(crate) mod emulator;
pub(crate) mod front_door;
pub(crate) mod functions;
pub(crate) mod http;
pub(crate) mod http_api;
pub(crate) mod lock;
pub(crate) mod mail;
pub(crate) mod package;
pub(crate) mod ports;
pub(crate) mod postgres;
pub(crate) mod processes;
pub(crate) mod seed;
pub(crate) mod settings;
pub(crate) mod simulator;
pub(crate) mod stack;
pub(crate) mod state;
pub(crate) mod status;
pub(crate) mod template;
pub(crate) mod tools;
pub(crate) mod web_client;
pub(crate) mod web_push;
pub(crate) mod yaml;

use std::path::Path;

/// How many lines of a log go into a message.
const LINES: usize = 15;

/// The last lines of a log, for a message.
fn last_lines(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(LINES);
    format!("{}\n(from {})", lines[from..].join("\n"), log.display())
}
