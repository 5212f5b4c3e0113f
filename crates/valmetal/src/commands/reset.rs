//! `valmetal reset`: back to before the first `up`, the tools apart.

use std::{fs, io::ErrorKind, process::ExitCode};

use anyhow::{Context as _, Result};

use super::down;
use crate::{
    local::{lock::Lock, settings::Settings},
    output::Step,
};

/// What belongs to an instance's data, in its home.
const DATA: [&str; 5] = ["devices", "emulator", "logs", "postgres", "state"];

pub(crate) async fn run(settings: &Settings) -> Result<ExitCode> {
    let _lock = Lock::take(&settings.home)?;
    down::stop(settings).await?;
    let step = Step::start("reset");
    for name in DATA {
        let folder = settings.home.join(name);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be deleted", folder.display()));
            }
            _ => {}
        }
    }
    step.done("data, keys and sign-ins are deleted");
    Ok(ExitCode::SUCCESS)
}
