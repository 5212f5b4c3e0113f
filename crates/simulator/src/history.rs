//! Whether the platform has every step of every run, and every measurement, that the machines said.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use hyper::{Method, StatusCode};
use serde_json::Value;

use crate::{api::Api, device::Sent, target::Target};

/// What the platform has not.
pub(crate) async fn missing(target: &Target, api: &Api, sent: &[Sent]) -> Result<Vec<String>> {
    let mut missing = Vec::new();
    for ((thing, sequence), steps) in runs(sent) {
        let known = known_steps(target, api, &thing, &sequence).await?;
        missing.extend(
            steps.difference(&known).map(|step| format!("{thing}: step {step} of the run {sequence}")),
        );
    }
    for (thing, said) in measurements(sent) {
        let Some(times) = said.first.as_deref().zip(said.last.as_deref()) else { continue };
        let known = known_measurements(api, &thing, &said.measure, times).await?;
        if known < said.times {
            missing.push(format!("{thing}: {} of {} measurements", said.times - known, said.times));
        }
    }
    Ok(missing)
}

/// The numbers of the steps by machine and run.
fn runs(sent: &[Sent]) -> BTreeMap<(String, String), BTreeSet<u64>> {
    let mut runs: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    for sent in sent.iter().filter(|sent| sent.topic == "feed") {
        let step: Value = serde_json::from_slice(&sent.payload).unwrap_or_default();
        if let (Some(sequence), Some(number)) = (step["sequenceId"].as_str(), step["deviceSeq"].as_u64()) {
            runs.entry((sent.thing.clone(), sequence.to_owned())).or_default().insert(number);
        }
    }
    runs
}

async fn known_steps(target: &Target, api: &Api, thing: &str, sequence: &str) -> Result<BTreeSet<u64>> {
    let machine = target.devices.iter().find(|machine| machine.thing_name == thing);
    let farm = machine.map_or("", |machine| machine.farm_id.as_str());
    let path = format!("/v1/farms/{farm}/feed/sequences/{thing}/{sequence}");
    let answer = api.send(Method::GET, &path, &[], None).await?;
    anyhow::ensure!(
        matches!(answer.status, StatusCode::OK | StatusCode::NOT_FOUND),
        "GET {path}: {} {}",
        answer.status,
        answer.json
    );
    let records = answer.json["records"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(records.iter().filter_map(|record| record["deviceSeq"].as_u64()).collect())
}

/// What a machine said of one of its measures.
#[derive(Default)]
struct Said {
    measure: String,
    times: u64,
    first: Option<String>,
    last: Option<String>,
}

/// What machines measured of the first of their measures: the others came in the same messages.
fn measurements(sent: &[Sent]) -> BTreeMap<String, Said> {
    let mut all: BTreeMap<String, Said> = BTreeMap::new();
    for sent in sent.iter().filter(|sent| sent.topic == "telemetry" && !sent.again) {
        let message: Value = serde_json::from_slice(&sent.payload).unwrap_or_default();
        let sample = &message["samples"][0];
        let measures = sample["measures"].as_object();
        let (Some(at), Some(measure)) = (sample["at"].as_str(), measures.and_then(|all| all.keys().next()))
        else {
            continue;
        };
        let said = all.entry(sent.thing.clone()).or_default();
        said.measure.clone_from(measure);
        said.times += 1;
        said.first.get_or_insert_with(|| at.to_owned());
        said.last = Some(at.to_owned());
    }
    all
}

async fn known_measurements(api: &Api, thing: &str, measure: &str, (from, to): (&str, &str)) -> Result<u64> {
    // The last bin is that of `to`, which itself is not asked for.
    let to = to.parse::<jiff::Timestamp>()?.checked_add(jiff::SignedDuration::from_secs(1))?;
    let chart =
        api.get(&format!("/v1/things/{thing}/telemetry?measure={measure}&from={from}&to={to}")).await?;
    let bins = chart["items"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(bins.iter().filter_map(|bin| bin["count"].as_u64()).sum())
}
