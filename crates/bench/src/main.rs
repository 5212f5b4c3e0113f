//! `make bench`: what a function costs, beside the same in other clothes, in one interleaved run.
//!
//! The functions are the release binaries that AWS would run. What stands in for AWS are a Lambda Runtime API and a TLS endpoint
//! that plays DynamoDB, Step Functions and the others; both answer at once, on a core of their own. Results go to
//! `target/bench/results.json` and, as a table, to the standard output.

use std::fs;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

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
mod report;
mod runtime_api;
mod scenario;
mod stats;
mod subject;
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
    /// Measure these functions only.
    #[arg(long = "subject", value_name = "FUNCTION")]
    subjects: Vec<String>,
    /// Leave out the peers that take long to build and to start: SDK defaults, Node, Python.
    #[arg(long)]
    no_peers: bool,
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
    let workspace = Workspace::find()?;
    let output = workspace.output();
    let logs = output.join("logs");
    fs::create_dir_all(&logs)?;
    let authority = Authority::in_directory(&output.join("tls"))?;
    let cloud = Cloud::start(&authority)?;
    let runtime_api = RuntimeApi::start()?;
    scenario::seed(&cloud)?;
    let chosen = |subject: &&Subject| {
        arguments.subjects.is_empty() || arguments.subjects.iter().any(|name| name == subject.name)
    };
    let mut subjects: Vec<_> = SUBJECTS.iter().filter(chosen).copied().collect();
    for subject in &mut subjects {
        subject.has_peers &= !arguments.no_peers;
    }
    let mut report = Report::default();

    eprintln!("Building");
    let contest = Contest::enter(&subjects, &workspace, &authority, &cloud)?;
    contest.packages(&mut report)?;

    let track = Track { runtime_api: &runtime_api, cloud: &cloud, logs: &logs, group: None, warm: 30 };
    eprintln!("Starting {} programs {} times, a core each", contest.len(), arguments.runs);
    contest.whole_core(&track, arguments.runs, &mut report)?;

    match CpuShare::of_memory(128) {
        Ok(group) => {
            let track = Track { group: Some(&group), warm: 0, ..track };
            eprintln!("Starting those with peers {} times, with the CPU of 128 MB", arguments.runs_128mb);
            contest.share_of_128mb(&track, arguments.runs_128mb, &mut report)?;
        }
        Err(error) => eprintln!("SKIPPED cold.total_128mb: no CPU shares here: {error:#}"),
    }

    if let Some(program) = contest.ours(HANDLE_ALARMS) {
        eprintln!("Counting the AWS calls of {HANDLE_ALARMS}");
        alarm_core::calls(program, &runtime_api, &cloud, &logs, &mut report)?;
        eprintln!("Letting {HANDLE_ALARMS} fill a core");
        alarm_core::throughput(program, 3, &logs, &mut report)?;
        if instructions::available() {
            eprintln!("Counting its instructions with callgrind");
            alarm_core::instructions(program, &runtime_api, &cloud, &output, &mut report)?;
        } else {
            eprintln!("SKIPPED instructions.handle_alarms: valgrind is not installed");
        }
    }
    alarm_core::domain(5, &mut report)?;

    report.write(&output.join("results.json"))?;
    print(&report.table());
    Ok(())
}

/// The one thing that this program is run for.
#[expect(clippy::print_stdout, reason = "the table is the program's output")]
fn print(table: &str) {
    println!("\n{table}");
}
