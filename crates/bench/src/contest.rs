//! Who is measured beside whom.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use hyper::body::Bytes;
use valmetal_domain::alarm::message::DeviceState;

use crate::artifacts::{self, Workspace};
use crate::cloud::Cloud;
use crate::cloud::tls::Authority;
use crate::cold::{Contestant, Sample, Track, median_of};
use crate::function::Program;
use crate::report::{Measure, Report};
use crate::scenario;
use crate::subject::Subject;

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
    /// Builds everything.
    pub(crate) fn enter(
        subjects: &[Subject],
        workspace: &Workspace,
        authority: &Authority,
        cloud: &Cloud,
    ) -> Result<Self> {
        let environment = Environment { authority, cloud };
        let empty = Contestant {
            name: EMPTY.to_owned(),
            program: environment.rust(workspace.rust_peer(EMPTY)?, "bootstrap", &authority.with_amazon),
            event: Bytes::from_static(b"{}"),
            proof: "{}",
            calls_aws: false,
        };
        let mut contest = Self { contestants: vec![empty], lanes: Vec::new() };
        workspace.build(&subjects.iter().map(|subject| subject.binary).collect())?;
        for subject in subjects {
            let Subject { name, binary, proof, has_peers } = *subject;
            let event = event(name, workspace)?;
            let mut add = |peer: &str, program: Program| {
                let (name, event) = (format!("{name} ({peer})"), event.clone());
                contest.contestants.push(Contestant { name, program, event, proof, calls_aws: true });
                contest.contestants.len() - 1
            };
            let binary = workspace.binary(binary);
            let ours = add("ours", environment.rust(binary.clone(), name, &authority.with_amazon));
            let mut peers = BTreeMap::from([(EMPTY, 0)]);
            if has_peers {
                let default = workspace.rust_peer(SDK_DEFAULT)?;
                peers.insert(
                    SDK_DEFAULT,
                    add(SDK_DEFAULT, environment.rust(default, name, &authority.with_system)),
                );
                peers.insert(NODE, add(NODE, environment.script(workspace.node_peer(name)?, name)));
                peers.insert(PYTHON, add(PYTHON, environment.script(workspace.python_peer(name)?, name)));
            }
            contest.lanes.push(Lane { subject: *subject, binary, ours, peers });
        }
        Ok(contest)
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
    pub(crate) fn packages(&self, report: &mut Report) -> Result<()> {
        for Lane { subject, binary, .. } in &self.lanes {
            #[expect(clippy::cast_precision_loss, reason = "no package has petabytes")]
            let size = artifacts::package_size(binary)? as f64 / 1e6;
            report.add_alone("package.zip", subject.name, size, "MB", 1);
        }
        Ok(())
    }

    /// What a start and a few invocations cost on a core of one's own.
    pub(crate) fn whole_core(&self, track: &Track<'_>, runs: usize, report: &mut Report) -> Result<()> {
        let samples = track.race(&self.contestants, runs)?;
        for lane in &self.lanes {
            let mut add = |id, unit, part: &dyn Fn(&Sample) -> f64| {
                report.add(lane.measure(id, unit, runs, |place| median_of(&samples[place], part)));
            };
            add("cold.init", "ms", &|sample| sample.init);
            add("cold.first_call", "ms", &|sample| sample.first_call);
            add("cold.total", "ms", &|sample| sample.init + sample.first_call);
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
            let samples: BTreeMap<_, _> = places.into_iter().zip(track.race(&contestants, runs)?).collect();
            report.add(lane.measure("cold.total_128mb", "ms", runs, |place| {
                median_of(&samples[&place], |sample| sample.init + sample.first_call)
            }));
        }
        Ok(())
    }
}

impl Lane {
    fn measure(&self, id: &str, unit: &str, runs: usize, value: impl Fn(usize) -> f64) -> Measure {
        let peers = self.peers.iter().map(|(name, place)| ((*name).to_owned(), value(*place))).collect();
        Measure {
            id: id.to_owned(),
            subject: self.subject.name.to_owned(),
            value: value(self.ours),
            unit: unit.to_owned(),
            runs,
            peers,
        }
    }
}

/// What a function finds when it starts.
struct Environment<'a> {
    authority: &'a Authority,
    cloud: &'a Cloud,
}

impl Environment<'_> {
    fn rust(&self, binary: PathBuf, handler: &str, trusted: &std::path::Path) -> Program {
        let mut environment = self.of(handler);
        environment.push(("SSL_CERT_FILE".to_owned(), trusted.into()));
        Program { command: vec![binary.into()], environment }
    }

    fn script(&self, command: Vec<OsString>, handler: &str) -> Program {
        let mut environment = self.of(handler);
        environment.push(("NODE_EXTRA_CA_CERTS".to_owned(), self.authority.alone.clone().into()));
        environment.push(("AWS_CA_BUNDLE".to_owned(), self.authority.with_system.clone().into()));
        Program { command, environment }
    }

    fn of(&self, handler: &str) -> Vec<(String, OsString)> {
        let queue = |name: &str| format!("https://sqs.eu-west-1.amazonaws.com/123456789012/{name}-bench");
        [
            ("_HANDLER", handler.to_owned()),
            ("AWS_ENDPOINT_URL", self.cloud.endpoint.clone()),
            ("ENTITY_TABLE", scenario::ENTITY_TABLE.to_owned()),
            ("ALARM_TABLE", scenario::ALARM_TABLE.to_owned()),
            ("IDEMPOTENCY_TABLE", "Idempotency".to_owned()),
            ("ALARM_QUEUE_URL", queue("AlarmQueue")),
            ("ALARM_DLQ_URL", queue("AlarmQueue-dlq")),
            ("THING_EVENTS_QUEUE_URL", queue("ThingEventsQueue")),
            ("THING_EVENTS_DLQ_URL", queue("ThingEventsQueue-dlq")),
            (
                "ESCALATION_STATE_MACHINE_ARN",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:escalate-alarm".to_owned(),
            ),
            ("EQUIPMENT_ALARMS_TOPIC_ARN", "arn:aws:sns:eu-west-1:123456789012:equipment-alarms".to_owned()),
            ("MAIL_FROM", "alarms@example.com".to_owned()),
            ("WEB_URL", "https://app.example.com".to_owned()),
            ("OFFLINE_GRACE_SECONDS", "60".to_owned()),
            ("JOURNAL_DAYS", "400".to_owned()),
            ("APPCONFIG_APPLICATION", "valmetal".to_owned()),
            ("APPCONFIG_ENVIRONMENT", "bench".to_owned()),
            ("APPCONFIG_CATALOGUE", "catalogue".to_owned()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
    }
}

/// The event that a function gets: the one in `events/`, or of the alarm core one of the scenario, whose time is now.
fn event(function: &str, workspace: &Workspace) -> Result<Bytes> {
    match function {
        "handle-alarms" => Ok(Bytes::from(scenario::batch(DeviceState::Raised, 0..1)?.to_string())),
        "acknowledge-alarm" => Ok(Bytes::from(scenario::acknowledge()?.to_string())),
        _ => {
            let file = workspace.file(&format!("events/{function}.json"));
            let event = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(Bytes::from(event))
        }
    }
}
