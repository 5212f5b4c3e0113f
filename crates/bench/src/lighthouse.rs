//! What Lighthouse says of pages, with its mobile profile: a slow phone on a slow network.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::affinity::{self, Core};
use crate::artifacts::{Workspace, installed};
use crate::interrupt;
use crate::report::Report;

/// What is judged: as Lighthouse names it, and as we do.
const CATEGORIES: [(&str, &str); 3] = [
    ("performance", "lighthouse.performance"),
    ("accessibility", "lighthouse.accessibility"),
    ("best-practices", "lighthouse.best_practices"),
];

/// The browser that Debian installs.
const CHROMIUM: &str = "chromium";

/// A browser that asks nobody but the page's server. Chromium has no sandbox as root.
const FLAGS: &str = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync";

/// Judges each page, given by name, address and the header with its session.
///
/// # Errors
/// Chromium is not there, or a page cannot be judged.
pub(crate) fn judge(
    workspace: &Workspace,
    pages: &[(&str, String, Option<&str>)],
    report: &mut Report,
) -> Result<()> {
    let chromium = installed(CHROMIUM).context("pages can be judged in a browser only")?;
    let lighthouse = workspace.lighthouse()?;
    let folder = workspace.output().join("lighthouse");
    fs::create_dir_all(&folder)?;
    for (name, address, session) in pages {
        interrupt::check()?;
        let said = folder.join(format!("{}.json", name.replace(' ', "-")));
        let mut command = Command::new(&lighthouse[0]);
        command
            .args(&lighthouse[1..])
            .args([address.as_str(), "--quiet", "--output=json", "--max-wait-for-load=30000"])
            .arg(format!("--output-path={}", said.display()))
            .arg(format!("--only-categories={}", CATEGORIES.map(|(category, _)| category).join(",")))
            .arg(format!("--chrome-flags={FLAGS}"))
            .env("CHROME_PATH", &chromium)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if let Some((header, value)) = session.and_then(|session| session.split_once(": ")) {
            let headers = folder.join("headers.json");
            fs::write(&headers, json!({ header: value }).to_string())?;
            command.arg(format!("--extra-headers={}", headers.display()));
        }
        // The machine is as a person's is: everything may run everywhere.
        affinity::pin(Core::Any);
        let judged = command.status();
        affinity::pin(Core::StandIn);
        ensure!(
            judged.context("Lighthouse cannot be started")?.success(),
            "Lighthouse cannot judge {address}"
        );
        let said: Value = serde_json::from_str(&fs::read_to_string(&said)?)?;
        for (category, id) in CATEGORIES {
            let score = said["categories"][category]["score"].as_f64().with_context(|| {
                format!("Lighthouse says nothing of {category}: {}", said["runtimeError"])
            })?;
            report.add_alone(id, name, score * 100.0, "of 100", 1);
        }
    }
    Ok(())
}
