//! How many samples a second `record-telemetry` takes into PostgreSQL, beside samples that are inserted one by one.
//!
//! The function and the server share the machine. Each batch has new samples, so that all of them are kept.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, ensure};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::json;
use valmetal_domain::feed::Envelope;
use valmetal_domain::names::ThingName;

use crate::affinity::Core;
use crate::function::Program;
use crate::report::{Measure, Report};
use crate::runtime_api::RuntimeApi;
use crate::scenario;
use crate::stats::median;
use crate::stores::Stores;

/// Environments of the function, one a core.
const ENVIRONMENTS: u32 = 2;
/// Batches that each gets.
const BATCHES: u32 = 60;
/// Messages in a batch, the most that a batch of the queue has.
const MESSAGES: u32 = 10;
/// Times in a message, a second apart.
const TIMES: u32 = 20;
/// What is measured at each time.
const MEASURES: [&str; 10] = [
    "motorCurrent",
    "motorTemperature",
    "gearboxTemperature",
    "hydraulicPressure",
    "augerSpeed",
    "weight",
    "batteryVoltage",
    "oilTemperature",
    "feedFlow",
    "airPressure",
];
/// How long single inserts are watched.
const SINGLES: Duration = Duration::from_secs(3);

/// Measures both in turn.
///
/// # Errors
/// The function failed, or samples are missing in the end.
pub(crate) fn measure(
    program: &Program,
    stores: &Stores,
    runs: u32,
    logs: &Path,
    report: &mut Report,
) -> Result<()> {
    let (mut together, mut singly) = (Vec::new(), Vec::new());
    for run in 0..runs {
        let before = stores.samples()?;
        together.push(batches(program, run, logs)?);
        let kept = stores.samples()? - before;
        let sent = ENVIRONMENTS * BATCHES * SAMPLES;
        ensure!(kept == i64::from(sent), "{kept} of {sent} samples were kept");
        singly.push(stores.single_inserts(SINGLES)?);
    }
    let runs = usize::try_from(runs)?;
    let measure =
        Measure::new("throughput.record_telemetry", "record-telemetry", median(together), "samples/s", runs);
    report.add(
        measure
            .peer("single-inserts", median(singly))
            .note(format!("{SAMPLES} samples a batch, bins included")),
    );
    Ok(())
}

/// Samples in a batch.
#[expect(clippy::cast_possible_truncation, reason = "ten")]
const SAMPLES: u32 = MESSAGES * TIMES * MEASURES.len() as u32;

/// Samples a second of all environments.
fn batches(program: &Program, run: u32, logs: &Path) -> Result<f64> {
    let mut started = Vec::new();
    for environment in 0..ENVIRONMENTS {
        let device = format!("mixer-{run}-{environment}");
        let events = (0..BATCHES).map(|batch| event(&device, batch)).collect::<Result<Vec<_>>>()?;
        let api = RuntimeApi::start()?;
        api.expect(&events, usize::try_from(BATCHES)?);
        let log = logs.join(format!("intake-{environment}"));
        let process = program.start_on(Core::Any, &api.address.to_string(), None, &log)?;
        started.push((api, process));
    }
    let went = started.iter().map(|(api, _)| api.wait()).collect::<Result<Vec<_>>>()?;
    for went in &went {
        ensure!(went.last_answer.contains("\"batchItemFailures\":[]"), "it answered {}", went.last_answer);
    }
    let times = || went.iter().flat_map(|went| &went.invocations);
    let first: Instant = times().map(|(from, _)| *from).min().context("no invocation")?;
    let last = times().map(|(_, to)| *to).max().context("no invocation")?;
    Ok(f64::from(ENVIRONMENTS * BATCHES * SAMPLES) / (last - first).as_secs_f64())
}

/// A batch of a device's messages; its times follow those of the batch before.
fn event(device: &str, batch: u32) -> Result<Bytes> {
    let now = Timestamp::try_from(SystemTime::now())?;
    let begin = now - Duration::from_secs(u64::from(BATCHES * MESSAGES * TIMES));
    let thing = ThingName::new(device)?;
    let bodies = (0..MESSAGES).map(|message| {
        let number = batch * MESSAGES + message;
        let samples: Vec<_> = (0..TIMES)
            .map(|time| {
                let second = number * TIMES + time;
                let measures: serde_json::Map<_, _> = MEASURES
                    .iter()
                    .map(|measure| ((*measure).to_owned(), json!(f64::from(second % 100) / 4.0)))
                    .collect();
                json!({ "at": begin + Duration::from_secs(u64::from(second)), "measures": measures })
            })
            .collect();
        let payload =
            json!({ "schemaVersion": 1, "bootId": 1_790_000_000, "seq": number, "samples": samples });
        let envelope =
            Envelope { payload: payload.to_string().into_bytes(), thing: thing.clone(), received: now };
        envelope.to_body()
    });
    Ok(Bytes::from(scenario::records("TelemetryQueue", bodies, now).to_string()))
}
