//! The programs that run in the background: started, remembered, recognised again, ended.
//!
//! A program is known by its process id *and* its start time, so a process that later got the same id is never touched.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::{Deserialize, Serialize};

use super::{settings::Settings, state};

/// How long a program may take to end by itself: the emulator writes its state then.
const GRACE: Duration = Duration::from_secs(20);

/// A program of the local cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    /// The AWS emulator; the functions are its children.
    Emulator,
    /// The database server.
    Postgres,
    /// The API's server.
    ApiServer,
    /// The web client's server.
    WebClient,
    /// The front door.
    FrontDoor,
    /// The machines that something happens to now and then.
    Simulator,
}

impl Part {
    /// All of them: what uses another comes before it, as they are stopped.
    const LAST_FIRST: [Self; 6] =
        [Self::Simulator, Self::FrontDoor, Self::WebClient, Self::ApiServer, Self::Emulator, Self::Postgres];

    /// The name in messages and of the log file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Emulator => "emulator",
            Self::Postgres => "postgres",
            Self::ApiServer => "api-server",
            Self::WebClient => "web-client",
            Self::FrontDoor => "front-door",
            Self::Simulator => "simulator",
        }
    }

    /// The signal that asks for an orderly end. PostgreSQL waits for its clients on SIGTERM and not on SIGINT.
    fn ending_signal(self) -> Signal {
        match self {
            Self::Postgres => Signal::INT,
            Self::Emulator | Self::ApiServer | Self::WebClient | Self::FrontDoor | Self::Simulator => {
                Signal::TERM
            }
        }
    }
}

/// What is remembered of a started program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    pid: i32,
    started: String,
    /// What it was started with, so that a change is noticed.
    command: String,
}

/// The programs of one instance.
pub(crate) struct Processes {
    file: PathBuf,
    records: BTreeMap<Part, Record>,
}

impl Processes {
    /// Reads what was started, by whatever command, and forgets what no longer runs.
    pub(crate) fn load(settings: &Settings) -> Result<Self> {
        let file = settings.home.join("state/processes.json");
        let mut records: BTreeMap<Part, Record> = state::read(&file)?.unwrap_or_default();
        records.retain(|_, record| record.is_alive());
        Ok(Self { file, records })
    }

    /// Whether a program runs.
    pub(crate) fn is_running(&self, part: Part) -> bool {
        self.records.get(&part).is_some_and(Record::is_alive)
    }

    /// Whether a program runs and was started as `command` would start it.
    pub(crate) fn runs_as(&self, part: Part, command: &Command) -> bool {
        self.records.get(&part).is_some_and(|record| record.command == describe(command) && record.is_alive())
    }

    /// Whether anything runs.
    pub(crate) fn any(&self) -> bool {
        self.records.values().any(Record::is_alive)
    }

    /// The programs that run.
    pub(crate) fn running(&self) -> Vec<Part> {
        self.records.iter().filter(|(_, record)| record.is_alive()).map(|(part, _)| *part).collect()
    }

    /// Starts a program in a process group of its own, with its output in `log`, and remembers it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(&mut self, part: Part, mut command: Command, log: &Path) -> Result<()> {
        use std::os::unix::process::CommandExt as _;

        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let out = File::create(log).with_context(|| format!("{} cannot be written", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .process_group(0)
            .spawn()
            .with_context(|| format!("{} cannot be started", command.get_program().to_string_lossy()))?;
        let pid = i32::try_from(child.id()).context("a process id fits")?;
        let Some(started) = started(pid) else {
            bail!("{} ended at once; see {}", part.name(), log.display());
        };
        self.records.insert(part, Record { pid, started, command: describe(&command) });
        self.save()
    }

    /// Ends the given programs, those first that use the others, and whatever they started.
    pub(crate) async fn stop(&mut self, parts: &[Part]) -> Result<()> {
        for part in Part::LAST_FIRST {
            if !parts.contains(&part) {
                continue;
            }
            if let Some(record) = self.records.remove(&part) {
                record.end(part).await;
            }
        }
        self.save()
    }

    fn save(&self) -> Result<()> {
        state::write(&self.file, &self.records)
    }
}

impl Record {
    fn is_alive(&self) -> bool {
        started(self.pid).is_some_and(|started| started == self.started)
    }

    async fn end(&self, part: Part) {
        let Some(pid) = Pid::from_raw(self.pid) else { return };
        if !self.is_alive() {
            return;
        }
        // Errors of a signal say that the process is gone, which is what is wanted.
        let _ = kill_process(pid, part.ending_signal());
        let deadline = tokio::time::Instant::now() + GRACE;
        while self.is_alive() && tokio::time::Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // What is left of its group: the program itself if it did not end, and children that it left behind.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// The command as one line.
fn describe(command: &Command) -> String {
    let environment = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}={}", name.to_string_lossy(), value?.to_string_lossy())));
    let program = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned());
    environment.chain(program).collect::<Vec<_>>().join(" ")
}

/// When a process started, in the operating system's own words; `None` if there is none or it has ended.
fn started(pid: i32) -> Option<String> {
    if Path::new("/proc/self/stat").exists() {
        return started_by_proc(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?);
    }
    let answer = Command::new("ps").args(["-o", "lstart=", "-p", &pid.to_string()]).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The start time in clock ticks since boot, from the text of `/proc/<pid>/stat`; `None` for a zombie. The program's name, in
/// parentheses, may hold spaces and parentheses, so the fields are counted from its last one.
fn started_by_proc(stat: &str) -> Option<String> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X") {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

#[cfg(test)]
mod tests;
