//! `valmetal up`: from whatever there is to a running, deployed local cloud.

use std::{process::ExitCode, task::Poll, time::Duration};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{
    local::{
        bring_up::{self, Wanted},
        lock::Lock,
        processes::Processes,
        settings::{Ports, Settings},
        state, status,
    },
    output,
};

use super::status::print;

/// How often a foreground `up` looks after its programs.
const WATCH: Duration = Duration::from_millis(500);
/// The exit code of a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

#[derive(Args)]
pub(crate) struct Options {
    /// Return once everything runs, and leave it running in the background
    #[arg(long)]
    detach: bool,
    /// Use four ports in a row from this one, instead of 8080, 4566, 8883 and 5433
    #[arg(long, env = "VALMETAL_PORT_BASE")]
    port_base: Option<u16>,
    /// Multiply the waits of state machines by this factor (0.01 makes a minute 0.6 s), for tests
    #[arg(long, env = "VALMETAL_WAIT_SCALE", default_value_t = 1.0)]
    wait_scale: f64,
    /// Let nothing happen to the machines, for tests
    #[arg(long)]
    no_simulator: bool,
    /// Add machines to the demo's until there are so many
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    machines: usize,
}

pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    let lock = Lock::take(&settings.home)?;
    let mut processes = Processes::load(settings)?;
    let before = processes.running();
    let ports = choose_ports(settings, options, !before.is_empty())?;

    let wanted = Wanted {
        ports,
        wait_scale: options.wait_scale,
        simulator: !options.no_simulator,
        machines: options.machines,
    };
    let work = async {
        bring_up::run(settings, wanted, &mut processes).await?;
        status::read(settings).await
    };
    // From here on to the end, so that none comes between two waits.
    let mut interruption = Interruption::watch();
    let outcome = tokio::select! {
        outcome = work => Some(outcome),
        () = interruption.arrives() => None,
    };
    let Some(Ok(status)) = outcome else {
        // Nothing that this command started stays behind.
        let mut processes = Processes::load(settings)?;
        let started: Vec<_> = processes.running().into_iter().filter(|part| !before.contains(part)).collect();
        processes.stop(&started).await?;
        return match outcome {
            Some(failed) => failed.map(|_| ExitCode::FAILURE),
            None => Ok(ExitCode::from(INTERRUPTED)),
        };
    };
    drop(lock);

    print(&status);
    if options.detach || !before.is_empty() {
        output::note("\nIt runs on; `valmetal down` stops it.");
        return Ok(ExitCode::SUCCESS);
    }
    output::note("\nCtrl-C stops it.");
    stay(settings, &mut interruption).await
}

fn choose_ports(settings: &Settings, options: &Options, runs: bool) -> Result<Ports> {
    let wanted = options.port_base.map(Ports::from_base).transpose()?;
    let file = status::ports_file(settings);
    let current: Option<Ports> = if runs { state::read(&file)? } else { None };
    if let (Some(current), Some(wanted)) = (current, wanted)
        && current != wanted
    {
        bail!("the local cloud already runs, on other ports; `valmetal down` stops it");
    }
    let ports = current.or(wanted).unwrap_or(Ports::STANDARD);
    state::write(&file, &ports)?;
    Ok(ports)
}

/// Stays until the person, the system or another command ends the local cloud, or a program of it dies.
async fn stay(settings: &Settings, interruption: &mut Interruption) -> Result<ExitCode> {
    loop {
        tokio::select! {
            () = interruption.arrives() => {
                let _lock = Lock::take(&settings.home)?;
                output::note("\nStopping.");
                let mut processes = Processes::load(settings)?;
                let running = processes.running();
                processes.stop(&running).await?;
                return Ok(ExitCode::SUCCESS);
            }
            () = tokio::time::sleep(WATCH) => {}
        }
        // While another command works on the instance, parts of it may come and go.
        let Ok(_lock) = Lock::take(&settings.home) else { continue };
        let mut processes = Processes::load(settings)?;
        if !processes.any() {
            output::note("The local cloud was stopped.");
            return Ok(ExitCode::SUCCESS);
        }
        if let Err(error) = status::running(settings) {
            let running = processes.running();
            processes.stop(&running).await?;
            return Err(error).context("a program of the local cloud ended, so the rest was stopped");
        }
    }
}

/// Ctrl-C, a request to end, or the end of the terminal.
struct Interruption(Vec<Signal>);

impl Interruption {
    /// Notices every one from now on.
    fn watch() -> Self {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        Self(kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect())
    }

    /// Waits for one that was not waited for yet.
    async fn arrives(&mut self) {
        std::future::poll_fn(|context| {
            let arrived = self.0.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if arrived { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}
