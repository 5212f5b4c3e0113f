//! The deployed stack on the local cloud: how long a message is on its way from a device to the API, and how long a developer waits.
//!
//! The cloud is one of the benchmark's own, beside that of `make up`; it is stopped in the end.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use valmetal_simulator::run;
use valmetal_simulator::scenario::Scenario;
use valmetal_simulator::target::Target;

use crate::affinity::{self, Core};
use crate::artifacts::Workspace;
use crate::interrupt;
use crate::report::Report;
use crate::stats::ms;

/// The cloud's home below the repository's root, and its first port.
const HOME: &str = ".valmetal/bench";
const PORT_BASE: &str = "26400";

/// What happens on its farms, how often altogether, and for how long.
const SCENARIO: &str = "normal-day";
const MESSAGES_A_SECOND: f64 = 1.0;
const LASTS: Duration = Duration::from_mins(1);

/// How long nothing may change before a message counts as missing.
const SETTLE: Duration = Duration::from_secs(20);

/// The command-line tool with a cloud of its own.
struct LocalCloud {
    tool: PathBuf,
    root: PathBuf,
}

/// Measures all of it.
///
/// # Errors
/// The cloud does not start, or a message got lost.
pub(crate) fn measure(workspace: &Workspace, report: &mut Report) -> Result<()> {
    // The machine is as a developer's is: everything may run everywhere.
    affinity::pin(Core::Any);
    let cloud = LocalCloud { tool: workspace.command_line_tool()?, root: workspace.file("") };
    let measured = cloud.measure(report);
    affinity::pin(Core::StandIn);
    measured
}

impl LocalCloud {
    fn measure(&self, report: &mut Report) -> Result<()> {
        self.up()?;
        report.add_alone("up.again", "running", ms(self.up()?), "ms", 1);

        let target = Target::parse(&self.run(&["status", "--json"])?)?;
        let mut scenario = Scenario::find(SCENARIO)?;
        let load = scenario.load.as_mut().context("the scenario has no random load")?;
        (load.rate, load.lasts) = (MESSAGES_A_SECOND, LASTS);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let simulated = runtime.block_on(run::run(&target, &scenario, 1, SETTLE))?;
        ensure!(simulated.found.is_complete(), "messages are missing:\n{simulated}");
        for percent in [50, 95, 99] {
            let latency = simulated.percentile(percent).context("no message was watched")?;
            let id = format!("latency.device_to_api_p{percent}");
            report.add_alone(&id, "local cloud", ms(latency), "ms", simulated.latencies.len());
        }

        self.run(&["down"])?;
        report.add_alone("up.again", "stopped", ms(self.up()?), "ms", 1);
        Ok(())
    }

    /// Starts the cloud, or sees that it runs; how long that took.
    fn up(&self) -> Result<Duration> {
        let begin = Instant::now();
        self.run(&["up", "--detach", "--no-simulator"])?;
        Ok(begin.elapsed())
    }

    /// Runs the tool; its standard output.
    fn run(&self, arguments: &[&str]) -> Result<String> {
        interrupt::check()?;
        self.run_to_the_end(arguments)
    }

    fn run_to_the_end(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(&self.tool)
            .args(arguments)
            .current_dir(&self.root)
            .env("VALMETAL_HOME", HOME)
            .env("VALMETAL_PORT_BASE", PORT_BASE)
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot run {}", self.tool.display()))?;
        ensure!(output.status.success(), "valmetal {} failed", arguments.join(" "));
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Drop for LocalCloud {
    fn drop(&mut self) {
        if let Err(error) = self.run_to_the_end(&["down"]) {
            eprintln!("the local cloud in {HOME} runs on: {error:#}");
        }
    }
}
