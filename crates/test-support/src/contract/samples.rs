//! Steps and samples, made by hand. Weights are sums of halves and quarters, so that no sum of them depends on the order.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use valmetal_domain::{
    feed::FeedRecord,
    names::{FarmId, Measure, SequenceId, ThingName},
    telemetry::Sample,
};

/// A moment: so many seconds after the contract's morning.
pub(super) fn at(seconds: i64) -> Timestamp {
    "2026-06-01T05:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

/// A step of a minute that ended at `end`, of `robot-01` on `farm-1` and its sequence `s-1`, with `fields` beside or instead.
pub(super) fn step(seq: u64, kind: &str, end: Timestamp, fields: &Value) -> FeedRecord {
    let mut record = json!({
        "farmId": "farm-1", "locationId": "barn-1", "deviceId": "robot-01", "schemaVersion": 1, "deviceSeq": seq,
        "recordKind": kind, "stepNo": seq % 100 + 1, "sequenceId": "s-1", "outcome": "COMPLETE",
        "eventStart": end - SignedDuration::from_mins(1), "eventEnd": end,
    });
    for (name, value) in fields.as_object().unwrap() {
        record[name] = value.clone();
    }
    serde_json::from_value(record).unwrap()
}

/// An ingredient that was loaded, in kg.
pub(super) fn load(seq: u64, end: Timestamp, feed: &str, entitlement: f64, delivered: f64) -> FeedRecord {
    let fields = json!({"feedId": feed, "entitlement": entitlement, "delivered": delivered});
    step(seq, "LOAD", end, &fields)
}

/// A group that was fed, in kg.
pub(super) fn delivery(seq: u64, end: Timestamp, group: &str, delivered: f64) -> FeedRecord {
    step(seq, "DELIVERY", end, &json!({"animalSetId": group, "delivered": delivered}))
}

pub(super) fn farm(id: &str) -> FarmId {
    FarmId::new(id).unwrap()
}

pub(super) fn thing(name: &str) -> ThingName {
    ThingName::new(name).unwrap()
}

pub(super) fn sequence(id: &str) -> SequenceId {
    SequenceId::new(id).unwrap()
}

pub(super) fn measure(name: &str) -> Measure {
    Measure::new(name).unwrap()
}

/// What `mixer-01` measured.
pub(super) fn sample(name: &str, at: Timestamp, value: f64) -> Sample {
    Sample { device_id: thing("mixer-01"), measure: measure(name), at, value, seq: 1 }
}
