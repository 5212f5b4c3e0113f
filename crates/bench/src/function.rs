//! A function's process: started as Lambda starts it, looked at, ended.

use std::convert::Infallible;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

use crate::affinity::{self, Core};

/// A program and what its environment holds besides what Lambda sets.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// The command with its arguments.
    pub(crate) command: Vec<OsString>,
    /// Variables.
    pub(crate) environment: Vec<(String, OsString)>,
}

/// A running process; it ends with this value.
pub(crate) struct Process {
    child: Child,
    /// When it was started.
    pub(crate) started: Instant,
}

/// The first argument by which this program is asked to [`launch`] a function.
pub(crate) const LAUNCH: &str = "launch";

/// What Lambda sets, as far as a function or a runtime reads it.
const LAMBDA: [(&str, &str); 16] = [
    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ("LANG", "en_US.UTF-8"),
    ("TZ", ":UTC"),
    ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
    ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
    ("AWS_REGION", "eu-west-1"),
    ("AWS_DEFAULT_REGION", "eu-west-1"),
    ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    ("AWS_SESSION_TOKEN", "token"),
    ("LAMBDA_TASK_ROOT", "/var/task"),
];

impl Program {
    /// Starts it on the subjects' core. With `group`, it runs in that control group, which [`launch`] enters for it.
    pub(crate) fn start(&self, runtime_api: &str, group: Option<&Path>, log: &Path) -> Result<Process> {
        self.start_on(Core::Subject, runtime_api, group, log)
    }

    /// The same on `core`.
    pub(crate) fn start_on(
        &self,
        core: Core,
        runtime_api: &str,
        group: Option<&Path>,
        log: &Path,
    ) -> Result<Process> {
        let mut command = match group {
            None => Command::new(&self.command[0]),
            Some(group) => {
                let mut launcher = Command::new(std::env::current_exe()?);
                launcher.arg(LAUNCH).arg(group).arg(log).arg(&self.command[0]);
                launcher
            }
        };
        let log = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        command
            .args(&self.command[1..])
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api)
            .envs(LAMBDA)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        affinity::pin(core);
        if group.is_some() {
            command.stdout(Stdio::piped());
        }
        let before = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {}", self.command[0].display()));
        let mut process = Process { child: child?, started: before };
        affinity::pin(Core::StandIn);
        if group.is_some() {
            process.wait_for_launch()?;
        }
        Ok(process)
    }
}

impl Process {
    /// The most memory it ever held, in bytes.
    pub(crate) fn peak_memory(&self) -> Result<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, line: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let value = status.lines().find_map(|of| of.strip_prefix(line));
        let kib: u64 = value.with_context(|| format!("no {line}"))?.trim().trim_end_matches(" kB").parse()?;
        Ok(kib * 1024)
    }

    /// How long all of its threads have been on a core.
    pub(crate) fn time_on_core(&self) -> Result<Duration> {
        let mut time = Duration::ZERO;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            // On a core, waiting for one, and how often: <https://docs.kernel.org/scheduler/sched-stats.html>.
            let statistics = fs::read_to_string(thread?.path().join("schedstat"))?;
            let on_core = statistics.split_whitespace().next().context("the kernel keeps no schedstat")?;
            time += Duration::from_nanos(on_core.parse()?);
        }
        Ok(time)
    }

    /// The memory that it holds now, in bytes.
    pub(crate) fn memory(&self) -> Result<u64> {
        self.status("VmRSS:")
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn terminate(mut self) -> Result<()> {
        let id = i32::try_from(self.child.id())?;
        kill_process(Pid::from_raw(id).context("a process has a number")?, Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits for the launcher's word that the next thing it does is to become the function.
    fn wait_for_launch(&mut self) -> Result<()> {
        let mut word = [0];
        let mut out = self.child.stdout.take().context("the launcher has no standard output")?;
        out.read_exact(&mut word).context("the launcher did not get into the control group")?;
        self.started = Instant::now();
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended by itself needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Becomes a function inside a control group: `launch <group's file of processes> <log> <command> [arguments]`.
///
/// # Errors
/// Always: where it succeeds, it does not return.
pub(crate) fn launch(mut arguments: impl Iterator<Item = OsString>) -> Result<Infallible> {
    let mut next = || arguments.next().context("launch needs a group, a log and a command");
    let (group, log, command) = (PathBuf::from(next()?), next()?, next()?);
    let mut command = Command::new(command);
    command.args(arguments).stdout(File::options().append(true).open(log)?);
    fs::write(&group, std::process::id().to_string())
        .with_context(|| format!("cannot enter {}", group.display()))?;
    io::stdout().write_all(b"!")?;
    io::stdout().flush()?;
    Err(command.exec().into())
}
