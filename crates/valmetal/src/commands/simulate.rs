//! `valmetal simulate`: machines that behave, misbehave and are audited.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context as _, Result};
use clap::Args;
use valmetal_simulator::{
    run,
    scenario::{Scenario, parse_duration},
    target::Target,
};

use crate::{
    local::{aws, seed, settings::Settings, simulator, stack, status},
    output,
};

/// What is simulated unless something else is named.
const USUAL: &str = "normal-day";

#[derive(Args)]
pub(crate) struct Options {
    /// A scenario by its name, or the path of a scenario's file
    #[arg(default_value = USUAL)]
    scenario: String,
    /// List the scenarios that come with the program
    #[arg(long)]
    list: bool,
    /// How many machines take part in a random load
    #[arg(long)]
    devices: Option<usize>,
    /// Messages about faults a second of a random load, of all machines together
    #[arg(long)]
    rate: Option<f64>,
    /// How long a random load lasts, such as 30s or 5m
    #[arg(long = "for", value_name = "TIME", value_parser = parse_duration)]
    lasts: Option<Duration>,
    /// The seed of everything random; the same seed makes the same messages
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long nothing may change before a message counts as missing
    #[arg(long, default_value = "30s", value_parser = parse_duration)]
    settle: Duration,
    /// Begin again when it is over, with the next seed, until it is stopped
    #[arg(long)]
    repeat: bool,
    /// The platform, as `valmetal status --json` describes it; the local cloud where it is missing
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
}

pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    if options.list {
        for (name, about) in Scenario::names() {
            output::line(format!("{name:<18} {about}"));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut scenario = Scenario::find(&options.scenario)?;
    if let Some(load) = &mut scenario.load {
        load.devices = options.devices.or(load.devices);
        load.rate = options.rate.unwrap_or(load.rate);
        load.lasts = options.lasts.unwrap_or(load.lasts);
    } else if options.devices.is_some() || options.rate.is_some() || options.lasts.is_some() {
        anyhow::bail!(
            "{} has no random load, so --devices, --rate and --for mean nothing to it",
            options.scenario
        );
    }
    let target = target(settings, options, scenario.load.as_ref().and_then(|load| load.devices)).await?;
    if options.repeat {
        return repeat(&target, &scenario, options).await;
    }
    // Its machines are the ones that simulate in the background; a machine is connected once only.
    let paused = options.target.is_none() && simulator::pause(settings).await?;
    let outcome = once(&target, &scenario, options).await;
    if paused {
        simulator::resume(settings)?;
    }
    outcome
}

async fn once(target: &Target, scenario: &Scenario, options: &Options) -> Result<ExitCode> {
    output::note(format!("{}: {} (seed {})", options.scenario, scenario.about, options.seed));
    let report = tokio::select! {
        report = run::run(target, scenario, options.seed, options.settle) => report?,
        _ = tokio::signal::ctrl_c() => {
            output::note("stopped; nothing was audited");
            return Ok(ExitCode::from(130));
        }
    };
    output::line(report.to_string().trim_end());
    Ok(if report.found.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Simulates until the process is ended. A fault of the platform is reported and outlived.
async fn repeat(target: &Target, scenario: &Scenario, options: &Options) -> Result<ExitCode> {
    let mut seed = options.seed;
    loop {
        output::note(format!("{}: {} (seed {seed})", options.scenario, scenario.about));
        match run::run(target, scenario, seed, options.settle).await {
            Ok(report) => output::line(report.to_string().trim_end()),
            Err(error) => {
                output::failure(&error);
                tokio::time::sleep(options.settle).await;
            }
        }
        seed = seed.wrapping_add(1);
    }
}

/// The platform. The local cloud gets the machines that it lacks.
async fn target(settings: &Settings, options: &Options, machines: Option<usize>) -> Result<Target> {
    let text = if let Some(path) = &options.target {
        std::fs::read_to_string(path).with_context(|| path.display().to_string())?
    } else {
        let mut status = status::read(settings).await?;
        if machines.is_some_and(|machines| machines > status.devices.len()) {
            add_machines(settings, machines.unwrap_or_default()).await?;
            status = status::read(settings).await?;
        }
        serde_json::to_string(&status)?
    };
    Target::parse(&text).context("this is not what `valmetal status --json` prints")
}

async fn add_machines(settings: &Settings, machines: usize) -> Result<()> {
    let step = output::Step::start("machines");
    let ports = status::running(settings)?;
    let config = aws::config(ports);
    let stack = stack::describe(&aws_sdk_cloudformation::Client::new(&config), stack::NAME).await?;
    let stack = stack.context("nothing is deployed")?;
    let seeded = seed::run(settings, ports, &config, &stack, machines).await?;
    step.done(format!("{} machines with certificates", seeded.devices));
    Ok(())
}
