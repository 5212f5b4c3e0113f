//! Who is measured beside whom.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use hyper::body::Bytes;
use valmetal_domain::alarm::message::DeviceState;

use crate::artifacts::{self, Workspace};
use crate::cloud::Cloud;
use crate::cold::{Contestant, Raced, Sample, Track, median_of};
use crate::environment::Environment;
use crate::function::Program;
use crate::report::{Measure, Report};
use crate::scenario;
use crate::subject::{First, Subject};

/// A Rust function that does nothing, built with the same flags.
const EMPTY: &str = "empty";
/// The same handler, its clients made by the SDK's defaults and with the SDK's default features.
const SDK_DEFAULT: &str = "sdk-default";
/// The same on Node.js, bundled.
const NODE: &str = "node";
/// The same on Python.
const PYTHON: &str = "python";

/// Everything that is started, in one list, and which of it belongs together.
pub(crate) struct Contest {
    contestants: Vec<Contestant>,
    lanes: Vec<Lane>,
}

/// A function with what it is measured beside, as places in the list.
struct Lane {
    subject: Subject,
    binary: PathBuf,
    ours: usize,
    peers: BTreeMap<&'static str, usize>,
}

impl Contest {
    /// Builds everything. What cannot be built takes no part.
    ///
    /// # Errors
    /// It was interrupted.
    pub(crate) fn enter(
        subjects: &[Subject],
        workspace: &Workspace,
        environment: &Environment<'_>,
        report: &mut Report,
    ) -> Result<Self> {
        let mut contest = Self { contestants: Vec::new(), lanes: Vec::new() };
        let empty = match workspace.rust_peer(EMPTY) {
            Ok(binary) => Some(contest.add(Contestant {
                name: EMPTY.to_owned(),
                program: environment.rust(binary, "bootstrap", &environment.authority.with_amazon),
                event: Bytes::from_static(b"{}"),
                proof: "{}",
                first: First::Nothing,
            })),
            Err(error) => {
                report.fail(EMPTY, &error);
                None
            }
        };
        let missing = workspace.build(subjects.iter().map(|subject| subject.binary))?;
        for subject in subjects {
            if let Some(error) = missing.get(subject.binary) {
                report.fail(subject.name, error);
                continue;
            }
            match event(subject.name, workspace, environment.cloud) {
                Ok(event) => contest.enter_one(*subject, &event, empty, workspace, environment, report),
                Err(error) => report.fail(subject.name, &error),
            }
        }
        Ok(contest)
    }

    fn enter_one(
        &mut self,
        subject: Subject,
        event: &Bytes,
        empty: Option<usize>,
        workspace: &Workspace,
        environment: &Environment<'_>,
        report: &mut Report,
    ) {
        let Subject { name, binary, proof, first, has_peers } = subject;
        let mut add = |peer: &str, program: Program| {
            self.add(Contestant {
                name: format!("{name} ({peer})"),
                program,
                event: event.clone(),
                proof,
                first,
            })
        };
        let binary = workspace.binary(binary);
        let ours = add("ours", environment.rust(binary.clone(), name, &environment.authority.with_amazon));
        let mut peers: BTreeMap<_, _> = empty.map(|place| (EMPTY, place)).into_iter().collect();
        let built = if has_peers {
            let trusted = &environment.authority.with_system;
            vec![
                (
                    SDK_DEFAULT,
                    workspace.rust_peer(SDK_DEFAULT).map(|peer| environment.rust(peer, name, trusted)),
                ),
                (NODE, workspace.node_peer(name).map(|peer| environment.script(peer, name))),
                (PYTHON, workspace.python_peer(name).map(|peer| environment.script(peer, name))),
            ]
        } else {
            Vec::new()
        };
        for (peer, program) in built {
            match program {
                Ok(program) => {
                    peers.insert(peer, add(peer, program));
                }
                Err(error) => report.fail(format!("{name} ({peer})"), &error),
            }
        }
        self.lanes.push(Lane { subject, binary, ours, peers });
    }

    fn add(&mut self, contestant: Contestant) -> usize {
        self.contestants.push(contestant);
        self.contestants.len() - 1
    }

    /// How many programs there are.
    pub(crate) fn len(&self) -> usize {
        self.contestants.len()
    }

    /// A function of ours, where it takes part.
    pub(crate) fn ours(&self, function: &str) -> Option<&Program> {
        let lane = self.lanes.iter().find(|lane| lane.subject.name == function)?;
        Some(&self.contestants[lane.ours].program)
    }

    /// What the deployed packages weigh.
    pub(crate) fn packages(&self, report: &mut Report) {
        for Lane { subject, binary, .. } in &self.lanes {
            match artifacts::package_size(binary) {
                #[expect(clippy::cast_precision_loss, reason = "no package has petabytes")]
                Ok(size) => report.add_alone("package.zip", subject.name, size as f64 / 1e6, "MB", 1),
                Err(error) => report.fail(format!("package.zip {}", subject.name), &error),
            }
        }
    }

    /// What a start and a few invocations cost on a core of one's own.
    pub(crate) fn whole_core(&self, track: &Track<'_>, runs: usize, report: &mut Report) -> Result<()> {
        let raced: BTreeMap<_, _> = track.race(&self.contestants, runs)?.into_iter().enumerate().collect();
        self.report_failures(&raced, "", report);
        for lane in &self.lanes {
            let mut add = |id, unit, part: &dyn Fn(&Sample) -> f64| {
                if let Some(measure) = lane.measure(id, unit, runs, &raced, part) {
                    report.add(measure);
                }
            };
            add("cold.init", "ms", &|sample| sample.init);
            match lane.subject.first {
                First::AwsCall | First::Nothing => {
                    add("cold.first_call", "ms", &|sample| sample.first_call);
                    add("cold.total", "ms", &|sample| sample.init + sample.first_call);
                }
                First::Query => add("cold.first_query", "ms", &|sample| sample.init + sample.first_call),
            }
            add("warm", "ms", &|sample| sample.warm.unwrap_or_default());
            add("memory.peak", "MB", &|sample| sample.peak_memory);
        }
        Ok(())
    }

    /// What a start costs with the share of a core that a function of 128 MB has, of the functions that have peers.
    pub(crate) fn share_of_128mb(&self, track: &Track<'_>, runs: usize, report: &mut Report) -> Result<()> {
        for lane in self.lanes.iter().filter(|lane| lane.subject.has_peers) {
            let places: Vec<_> = lane.peers.values().copied().chain([lane.ours]).collect();
            let contestants: Vec<_> = places.iter().map(|place| self.contestants[*place].clone()).collect();
            let raced: BTreeMap<_, _> = places.into_iter().zip(track.race(&contestants, runs)?).collect();
            self.report_failures(&raced, ", 128 MB", report);
            let total = |sample: &Sample| sample.init + sample.first_call;
            if let Some(measure) = lane.measure("cold.total_128mb", "ms", runs, &raced, &total) {
                report.add(measure);
            }
        }
        Ok(())
    }

    fn report_failures(&self, raced: &BTreeMap<usize, Raced>, how: &str, report: &mut Report) {
        for (place, raced) in raced {
            if let Err(error) = raced {
                report.fail(format!("{}{how}", self.contestants[*place].name), error);
            }
        }
    }
}

impl Lane {
    /// A measure of ours beside that of the peers which got through; none where ours did not.
    fn measure(
        &self,
        id: &str,
        unit: &str,
        runs: usize,
        raced: &BTreeMap<usize, Raced>,
        part: &dyn Fn(&Sample) -> f64,
    ) -> Option<Measure> {
        let value = |place: usize| median_of(raced.get(&place)?, part);
        let mut measure = Measure::new(id, self.subject.name, value(self.ours)?, unit, runs);
        for (name, place) in &self.peers {
            if let Some(value) = value(*place) {
                measure = measure.peer(name, value);
            }
        }
        Some(measure)
    }
}

/// The event that a function gets: the one in `events/`, or of the alarm core one of the scenario, whose time is now.
fn event(function: &str, workspace: &Workspace, cloud: &Cloud) -> Result<Bytes> {
    match function {
        "handle-alarms" => Ok(Bytes::from(scenario::batch(DeviceState::Raised, 0..1)?.to_string())),
        "acknowledge-alarm" => Ok(Bytes::from(scenario::acknowledge()?.to_string())),
        _ => kept_event(&workspace.file(&format!("events/{function}.json")), cloud),
    }
}

/// An event of the repository. Where CloudFormation is to be answered, the stand-in is.
fn kept_event(file: &Path, cloud: &Cloud) -> Result<Bytes> {
    let event = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Bytes::from(event.replace("http://127.0.0.1:9/", &format!("{}/", cloud.endpoint))))
}
