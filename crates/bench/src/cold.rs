//! Starting functions again and again, in turn, so that what slows the machine down slows all of them.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, ensure};
use hyper::body::Bytes;

use crate::cgroup::CpuShare;
use crate::cloud::Cloud;
use crate::function::Program;
use crate::interrupt;
use crate::runtime_api::RuntimeApi;
use crate::stats::{median, ms};
use crate::subject::First;

/// A program that takes part.
#[derive(Debug, Clone)]
pub(crate) struct Contestant {
    /// What it is, for people: `handle-alarms (node)`.
    pub(crate) name: String,
    /// What is started.
    pub(crate) program: Program,
    /// What it gets.
    pub(crate) event: Bytes,
    /// What its answer holds when it did what it should.
    pub(crate) proof: &'static str,
    /// What its first invocation waits for.
    pub(crate) first: First,
}

/// One life of a process; times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// From its start to its first question for an event.
    pub(crate) init: f64,
    /// From its first event until what it waits for first is there: [`First`].
    pub(crate) first_call: f64,
    /// The median of the invocations after the first; none where there were none.
    pub(crate) warm: Option<f64>,
    /// The most memory that it held, in MB.
    pub(crate) peak_memory: f64,
}

/// What a race is run with.
pub(crate) struct Track<'a> {
    /// The Lambda service.
    pub(crate) runtime_api: &'a RuntimeApi,
    /// The other services.
    pub(crate) cloud: &'a Cloud,
    /// Where the last output of each program goes.
    pub(crate) logs: &'a Path,
    /// The CPU share, where it is not a whole core.
    pub(crate) group: Option<&'a CpuShare>,
    /// Invocations after the first.
    pub(crate) warm: usize,
}

/// How it went for one contestant.
pub(crate) type Raced = Result<Vec<Sample>, Error>;

impl Track<'_> {
    /// Starts every contestant `runs` times in turn, and once before that for the page cache. The samples of each, in order;
    /// for one that failed, why: it takes no further part.
    ///
    /// # Errors
    /// It was interrupted.
    pub(crate) fn race(&self, contestants: &[Contestant], runs: usize) -> Result<Vec<Raced>> {
        let mut raced: Vec<Raced> = contestants.iter().map(|_| Ok(Vec::with_capacity(runs))).collect();
        for run in 0..=runs {
            for (contestant, raced) in contestants.iter().zip(&mut raced) {
                let Ok(samples) = raced else { continue };
                match self.start(contestant) {
                    Ok(sample) if run > 0 => samples.push(sample),
                    Ok(_) => {}
                    Err(error) => {
                        interrupt::check()?;
                        *raced = Err(error);
                    }
                }
            }
            eprint!("\r  {run} of {runs} ");
        }
        eprintln!();
        Ok(raced)
    }

    fn start(&self, contestant: &Contestant) -> Result<Sample> {
        self.cloud.reset();
        self.runtime_api.expect(std::slice::from_ref(&contestant.event), 1 + self.warm);
        let log = self.logs.join(contestant.name.replace(['(', ')'], "").replace(' ', "-"));
        let group = self.group.map(CpuShare::processes);
        let address = self.runtime_api.address.to_string();
        let process = contestant.program.start(&address, group.as_deref(), &log)?;
        let went = self.runtime_api.wait().with_context(|| format!("see {}", log.display()))?;
        let peak_memory = process.peak_memory()?;

        ensure!(went.last_answer.contains(contestant.proof), "it answered {}", went.last_answer);
        let (handed_out, answered) = *went.invocations.first().context("no invocation")?;
        let ready = match contestant.first {
            First::AwsCall => self.cloud.calls().first_answered.context("it called nobody")?,
            First::Query | First::Nothing => answered,
        };
        let warm: Vec<_> = went.invocations[1..].iter().map(|(from, to)| ms(*to - *from)).collect();
        Ok(Sample {
            init: ms(since(process.started, went.first_next)),
            first_call: ms(since(handed_out, ready)),
            warm: (!warm.is_empty()).then(|| median(warm)),
            #[expect(clippy::cast_precision_loss, reason = "no process has petabytes")]
            peak_memory: peak_memory as f64 / 1e6,
        })
    }
}

fn since(from: Instant, to: Instant) -> Duration {
    to.saturating_duration_since(from)
}

/// The median of a part of samples; none of one that failed.
pub(crate) fn median_of(raced: &Raced, part: impl Fn(&Sample) -> f64) -> Option<f64> {
    let samples = raced.as_ref().ok().filter(|samples| !samples.is_empty())?;
    Some(median(samples.iter().map(part).collect()))
}
