//! `make bench`: what a function costs, beside the same in other clothes, in one interleaved run.
//!
//! The functions are the release binaries that AWS would run. What stands in for AWS are a Lambda Runtime API and a TLS endpoint
//! that plays DynamoDB, Step Functions and the others; both answer at once, on a core of their own. PostgreSQL is the real one.
//! Results go to `target/bench/results.json` after every part, and in the end, as a table beside the targets, to the standard
//! output. What cannot be measured is in both with its reason, and the rest is measured all the same.

use std::cell::OnceCell;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Parser, ValueEnum};

mod affinity;
mod alarm_core;
mod api_server;
mod artifacts;
mod calls;
mod cgroup;
mod cloud;
mod cold;
mod contest;
mod domain;
mod environment;
mod function;
mod http;
mod instructions;
mod intake;
mod interrupt;
mod lighthouse;
mod local_cloud;
mod postgres;
mod report;
mod runtime_api;
mod scenario;
mod server;
mod stats;
mod stores;
mod subject;
mod target;
mod throughput;
mod tokens;
mod web_client;
mod wrk;

use alarm_core::HANDLE_ALARMS;
use api_server::ApiServer;
use artifacts::Workspace;
use cgroup::CpuShare;
use cloud::Cloud;
use cloud::tls::Authority;
use cold::Track;
use contest::Contest;
use environment::Environment;
use postgres::Postgres;
use report::Report;
use runtime_api::RuntimeApi;
use stores::Stores;
use subject::{SUBJECTS, Subject};
use tokens::UserPool;
use web_client::WebClient;

/// Measures functions, and what they are compared with.
#[derive(Debug, Parser)]
struct Arguments {
    /// How often each program is started.
    #[arg(long, default_value_t = 20)]
    runs: usize,
    /// How often each program is started with the CPU share of 128 MB, which takes seconds where it is slow.
    #[arg(long, default_value_t = 5)]
    runs_128mb: usize,
    /// Measure this part only, and keep what an earlier run found of the others.
    #[arg(long = "part", value_name = "PART")]
    parts: Vec<Part>,
    /// Measure these functions only.
    #[arg(long = "subject", value_name = "FUNCTION")]
    subjects: Vec<String>,
    /// Leave out the peers that take long to build and to start: SDK defaults, Node, Python.
    #[arg(long)]
    no_peers: bool,
    /// The profile that our functions are built with; another than `release` is for trying the benchmark out.
    #[arg(long, default_value = "release")]
    profile: String,
    /// Measure the programs as they were built last.
    #[arg(long)]
    no_build: bool,
    /// How many samples the telemetry of a year is read from; they take 9 GB of disk for the time.
    #[arg(long, default_value_t = 50_000_000)]
    samples: u64,
    /// Write the results, those of an earlier run where nothing is measured, to this file as the table of the documentation.
    #[arg(long, value_name = "FILE")]
    document: Option<std::path::PathBuf>,
}

/// What is measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Packages, cold and warm invocations, memory.
    Functions,
    /// AWS calls, throughput and instructions of the alarm core; the domain alone.
    AlarmCore,
    /// From a device to the API, and `make up` again, on a local cloud of its own.
    LocalCloud,
    /// The server of the API: requests a second, memory.
    ApiServer,
    /// The web client: pages a second beside Next.js, memory, bytes of script, Lighthouse.
    WebClient,
    /// The stores on PostgreSQL: what is read from them, and how fast they are filled.
    Stores,
    /// Nothing: print what an earlier run found.
    Nothing,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let done = if arguments.next().is_some_and(|first| first == function::LAUNCH) {
        function::launch(arguments).map(|never| match never {})
    } else {
        bench(&Arguments::parse())
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, writes, prints.
///
/// # Errors
/// Something could not be measured, or it was interrupted.
fn bench(arguments: &Arguments) -> Result<()> {
    interrupt::watch()?;
    affinity::pin(affinity::Core::StandIn);
    let bench = Bench::new(arguments)?;
    let results = bench.workspace.output().join("results.json");
    let mut report = if arguments.parts.is_empty() { Report::default() } else { Report::read(&results)? };
    for part in Part::value_variants() {
        let wanted =
            if arguments.parts.is_empty() { *part != Part::Nothing } else { arguments.parts.contains(part) };
        if wanted && !interrupt::happened() {
            if let Err(error) = bench.measure(*part, &mut report) {
                report.fail(format!("{part:?}"), &error);
            }
            report.write(&results)?;
        }
    }
    print(&report.table());
    if let Some(document) = &arguments.document {
        write_document(document, &report)?;
    }
    interrupt::check()?;
    if report.is_complete() { Ok(()) } else { Err(anyhow!("not everything could be measured: see above")) }
}

/// Where the table begins in a document.
const TABLE_BEGINS: &str = "<!-- results -->\n";

/// Puts the table in place of the one that a document ends with.
fn write_document(document: &Path, report: &Report) -> Result<()> {
    let text = fs::read_to_string(document)?;
    let above = text.split_once(TABLE_BEGINS).map_or(text.as_str(), |(above, _)| above);
    fs::write(document, format!("{above}{TABLE_BEGINS}{}", report.markdown()))?;
    Ok(())
}

/// What all parts share.
struct Bench<'a> {
    arguments: &'a Arguments,
    workspace: Workspace,
    authority: Authority,
    cloud: Cloud,
    runtime_api: RuntimeApi,
    subjects: Vec<Subject>,
    postgres: OnceCell<Postgres>,
}

impl<'a> Bench<'a> {
    fn new(arguments: &'a Arguments) -> Result<Self> {
        let workspace = Workspace::find(&arguments.profile, !arguments.no_build)?;
        fs::create_dir_all(workspace.logs())?;
        let authority = Authority::in_directory(&workspace.output().join("tls"))?;
        let cloud = Cloud::start(&authority)?;
        scenario::seed(&cloud)?;
        let chosen = |subject: &&Subject| {
            arguments.subjects.is_empty() || arguments.subjects.iter().any(|name| name == subject.name)
        };
        let mut subjects: Vec<_> = SUBJECTS.iter().filter(chosen).copied().collect();
        for subject in &mut subjects {
            subject.has_peers &= !arguments.no_peers;
        }
        let runtime_api = RuntimeApi::start()?;
        Ok(Self { arguments, workspace, authority, cloud, runtime_api, subjects, postgres: OnceCell::new() })
    }

    fn measure(&self, part: Part, report: &mut Report) -> Result<()> {
        match part {
            Part::Functions => self.functions(report),
            Part::AlarmCore => self.alarm_core(report),
            Part::LocalCloud => {
                eprintln!("Watching messages on their way through a local cloud");
                local_cloud::measure(&self.workspace, report)
            }
            Part::ApiServer => self.api_server(report),
            Part::WebClient => self.web_client(report),
            Part::Stores => self.stores(report),
            Part::Nothing => Ok(()),
        }
    }

    fn functions(&self, report: &mut Report) -> Result<()> {
        eprintln!("Building");
        let database = self.database(report);
        let contest = self.contest(&self.subjects, database, report)?;
        contest.packages(report);

        let logs = self.workspace.logs();
        let track =
            Track { runtime_api: &self.runtime_api, cloud: &self.cloud, logs: &logs, group: None, warm: 30 };
        let Arguments { runs, runs_128mb, .. } = *self.arguments;
        eprintln!("Starting {} programs {runs} times, a core each", contest.len());
        contest.whole_core(&track, runs, report)?;

        match CpuShare::of_memory(128) {
            Ok(group) => {
                let track = Track { group: Some(&group), warm: 0, ..track };
                eprintln!("Starting those with peers {runs_128mb} times, with the CPU of 128 MB");
                contest.share_of_128mb(&track, runs_128mb, report)
            }
            Err(error) => {
                report.fail("cold.total_128mb", &error);
                Ok(())
            }
        }
    }

    fn alarm_core(&self, report: &mut Report) -> Result<()> {
        alarm_core::domain(5, report)?;
        let (api, cloud, logs) = (&self.runtime_api, &self.cloud, &self.workspace.logs());
        let contest = self.contest(&alone(HANDLE_ALARMS), None, report)?;
        let Some(program) = contest.ours(HANDLE_ALARMS) else { return Ok(()) };
        eprintln!("Counting the AWS calls of {HANDLE_ALARMS}");
        alarm_core::calls(program, api, cloud, logs, report)?;
        eprintln!("Letting {HANDLE_ALARMS} fill a core");
        alarm_core::throughput(program, 3, logs, report)?;
        if instructions::available() {
            eprintln!("Counting its instructions with callgrind");
            alarm_core::instructions(program, api, cloud, &self.workspace.output(), report)?;
        } else {
            report.fail("instructions.handle_alarms", &anyhow!("valgrind is not installed"));
        }
        Ok(())
    }

    fn api_server(&self, report: &mut Report) -> Result<()> {
        let server = ApiServer {
            workspace: &self.workspace,
            environment: self.environment(None),
            pool: UserPool::start(&self.workspace.output().join("tls"))?,
        };
        eprintln!("Measuring the memory of the API's server");
        if let Err(error) = server.memory(report) {
            report.fail("memory.api_idle, memory.api_streams_5000", &error);
        }
        eprintln!("Asking the API's server and Express by turns");
        server.throughput(3, report)
    }

    fn web_client(&self, report: &mut Report) -> Result<()> {
        let pool = UserPool::start(&self.workspace.output().join("tls"))?;
        let client = WebClient::start(&self.workspace, self.environment(None), &pool)?;
        eprintln!("Measuring the web client's memory, latency and script");
        client.at_rest(report)?;
        eprintln!("Looking at its pages by Lighthouse");
        if let Err(error) = client.lighthouse(report) {
            report.fail("lighthouse", &error);
        }
        eprintln!("Asking it for pages");
        client.throughput(3, !self.arguments.no_peers, report)
    }

    fn stores(&self, report: &mut Report) -> Result<()> {
        let url = self.postgres()?.url();
        let stores = Stores::open(url)?;
        eprintln!("Taking samples in");
        let contest = self.contest(&alone(RECORD_TELEMETRY), Some(url), report)?;
        let taken = match contest.ours(RECORD_TELEMETRY) {
            Some(program) => intake::measure(program, &stores, 3, &self.workspace.logs(), report),
            None => Ok(()),
        };
        if let Err(error) = taken {
            report.fail("throughput.record_telemetry", &error);
        }
        eprintln!("Reading a month of feed");
        if let Err(error) = stores.feed_month(self.arguments.runs, report) {
            report.fail("query.feed_month", &error);
        }
        interrupt::check()?;
        eprintln!("Reading a year of telemetry");
        // The server's data lies in a temporary folder.
        stores.telemetry_year(self.arguments.samples, self.arguments.runs, &std::env::temp_dir(), report)
    }

    fn contest(&self, subjects: &[Subject], database: Option<&str>, report: &mut Report) -> Result<Contest> {
        Contest::enter(subjects, &self.workspace, &self.environment(database), report)
    }

    fn environment<'e>(&'e self, database: Option<&'e str>) -> Environment<'e> {
        Environment { authority: &self.authority, cloud: &self.cloud, database }
    }

    /// Where PostgreSQL is, which runs from now on; none where it cannot, which is reported.
    fn database(&self, report: &mut Report) -> Option<&str> {
        match self.postgres() {
            Ok(postgres) => Some(postgres.url()),
            Err(error) => {
                report.fail("PostgreSQL", &error);
                None
            }
        }
    }

    fn postgres(&self) -> Result<&Postgres> {
        if self.postgres.get().is_none() {
            let started = Postgres::start(&self.workspace)?;
            let _ = self.postgres.set(started);
        }
        self.postgres.get().ok_or_else(|| anyhow!("PostgreSQL was just started"))
    }
}

/// The function that takes samples in.
const RECORD_TELEMETRY: &str = "record-telemetry";

/// A function without its peers.
fn alone(name: &str) -> Vec<Subject> {
    let known = SUBJECTS.into_iter().filter(|subject| subject.name == name);
    known.map(|subject| Subject { has_peers: false, ..subject }).collect()
}

/// The one thing that this program is run for.
#[expect(clippy::print_stdout, reason = "the table is the program's output")]
fn print(table: &str) {
    println!("\n{table}");
}
