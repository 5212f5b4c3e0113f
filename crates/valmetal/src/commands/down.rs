//! `valmetal down`: ends what `up` started, and nothing else.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    local::{lock::Lock, processes::Processes, settings::Settings},
    output::Step,
};

pub(crate) async fn run(settings: &Settings) -> Result<ExitCode> {
    let _lock = Lock::take(&settings.home)?;
    stop(settings).await?;
    Ok(ExitCode::SUCCESS)
}

/// Stops every program of the instance. The caller holds the lock.
pub(super) async fn stop(settings: &Settings) -> Result<()> {
    let step = Step::start("down");
    let mut processes = Processes::load(settings)?;
    let running = processes.running();
    processes.stop(&running).await?;
    let names: Vec<&str> = running.iter().map(|part| part.name()).collect();
    step.done(if names.is_empty() {
        "nothing ran".to_owned()
    } else {
        format!("stopped {}", names.join(", "))
    });
    Ok(())
}
