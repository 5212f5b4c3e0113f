//! The simulator in the background: the machines of the demo measure and feed, and now and then one has a fault, so that there is
//! something to see.
//!
//! A machine can be connected once only. While a person simulates something with the same machines, this one rests.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::{
    lock::Lock,
    processes::{Part, Processes},
    settings::Settings,
};

/// What is simulated.
const SCENARIO: &str = "normal-day";
/// Faults a second of all machines together, raised or cleared: one a minute.
const RATE: &str = "0.017";
/// How long a day lasts until the machines switch off, are audited, and begin again.
const LASTS: &str = "2h";

/// Starts the simulator; a running one is left as it is.
pub(crate) fn start(settings: &Settings, processes: &mut Processes) -> Result<()> {
    if processes.is_running(Part::Simulator) {
        return Ok(());
    }
    let mut command =
        Command::new(std::env::current_exe().context("this program's own path cannot be read")?);
    command
        .args(["simulate", SCENARIO, "--rate", RATE, "--for", LASTS, "--repeat"])
        .current_dir(&settings.root)
        .env("VALMETAL_HOME", &settings.home);
    processes.start(Part::Simulator, command, &settings.log(Part::Simulator.name()))
}

/// Stops the simulator where it runs, and says whether it did.
pub(crate) async fn pause(settings: &Settings) -> Result<bool> {
    let _lock = Lock::take(&settings.home)?;
    let mut processes = Processes::load(settings)?;
    let ran = processes.is_running(Part::Simulator);
    processes.stop(&[Part::Simulator]).await?;
    Ok(ran)
}

/// Starts the simulator again after a pause, unless the local cloud was stopped meanwhile.
pub(crate) fn resume(settings: &Settings) -> Result<()> {
    let _lock = Lock::take(&settings.home)?;
    let mut processes = Processes::load(settings)?;
    if processes.is_running(Part::Emulator) { start(settings, &mut processes) } else { Ok(()) }
}
