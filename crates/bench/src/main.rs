//! `make bench`: what a function costs, beside the same in other clothes, in one interleaved run.
//!
//! The functions are the release binaries that AWS would run. What stands in for AWS are a Lambda Runtime API and a TLS endpoint
//! that plays DynamoDB, Step Functions and the others; both answer at once, on a core of their own. Results go to
//! `target/bench/results.json` after every part, and in the end, as a table beside the targets, to the standard output.

use std::fs;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, ValueEnum};

mod affinity;
mod alarm_core;
mod artifacts;
mod calls;
mod cgroup;
mod cloud;
mod cold;
mod contest;
mod domain;
mod function;
mod http;
mod instructions;
mod local_cloud;
mod report;
mod runtime_api;
mod scenario;
mod stats;
mod subject;
mod target;
mod throughput;

use alarm_core::HANDLE_ALARMS;
use artifacts::Workspace;
use cgroup::CpuShare;
use cloud::Cloud;
use cloud::tls::Authority;
use cold::Track;
use contest::Contest;
use report::Report;
use runtime_api::RuntimeApi;
use subject::{SUBJECTS, Subject};

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
fn bench(arguments: &Arguments) -> Result<()> {
    affinity::pin(affinity::Core::StandIn);
    let bench = Bench::new(arguments)?;
    let results = bench.workspace.output().join("results.json");
    let mut report = if arguments.parts.is_empty() { Report::default() } else { Report::read(&results)? };
    for part in Part::value_variants() {
        if arguments.parts.is_empty() || arguments.parts.contains(part) {
            bench.measure(*part, &mut report)?;
            report.write(&results)?;
        }
    }
    print(&report.table());
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
        Ok(Self { arguments, workspace, authority, cloud, runtime_api: RuntimeApi::start()?, subjects })
    }

    fn measure(&self, part: Part, report: &mut Report) -> Result<()> {
        match part {
            Part::Functions => self.functions(report),
            Part::AlarmCore => self.alarm_core(report),
            Part::LocalCloud => {
                eprintln!("Watching messages on their way through a local cloud");
                local_cloud::measure(&self.workspace, report)
            }
        }
    }

    fn functions(&self, report: &mut Report) -> Result<()> {
        eprintln!("Building");
        let contest = Contest::enter(&self.subjects, &self.workspace, &self.authority, &self.cloud)?;
        contest.packages(report)?;

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
                contest.share_of_128mb(&track, runs_128mb, report)?;
            }
            Err(error) => eprintln!("SKIPPED cold.total_128mb: no CPU shares here: {error:#}"),
        }
        Ok(())
    }

    fn alarm_core(&self, report: &mut Report) -> Result<()> {
        let (api, cloud, logs) = (&self.runtime_api, &self.cloud, &self.workspace.logs());
        let subject = SUBJECTS.into_iter().find(|subject| subject.name == HANDLE_ALARMS);
        let alone = subject.map(|subject| Subject { has_peers: false, ..subject });
        let contest = Contest::enter(alone.as_slice(), &self.workspace, &self.authority, cloud)?;
        if let Some(program) = contest.ours(HANDLE_ALARMS) {
            eprintln!("Counting the AWS calls of {HANDLE_ALARMS}");
            alarm_core::calls(program, api, cloud, logs, report)?;
            eprintln!("Letting {HANDLE_ALARMS} fill a core");
            alarm_core::throughput(program, 3, logs, report)?;
            if instructions::available() {
                eprintln!("Counting its instructions with callgrind");
                alarm_core::instructions(program, api, cloud, &self.workspace.output(), report)?;
            } else {
                eprintln!("SKIPPED instructions.handle_alarms: valgrind is not installed");
            }
        }
        alarm_core::domain(5, report)
    }
}

/// The one thing that this program is run for.
#[expect(clippy::print_stdout, reason = "the table is the program's output")]
fn print(table: &str) {
    println!("\n{table}");
}
