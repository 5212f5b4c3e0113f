//! What is computed, on records that were made by hand.

mod alarms;
mod messages;
mod overdue;
mod sums;

use serde_json::{Value, json};

use super::{FeedRecord, FeedStep};
use crate::names::{EntityId, FarmId, ThingName};

/// A record of the robot, with `fields` instead of the usual ones.
fn record(seq: u64, kind: &str, fields: &Value) -> FeedRecord {
    let mut step = json!({
        "schemaVersion": 1, "deviceSeq": seq, "recordKind": kind, "stepNo": seq % 1_000 + 1, "sequenceId": "s-1",
        "eventStart": "2026-06-01T05:00:00Z", "eventEnd": "2026-06-01T05:01:00Z", "outcome": "COMPLETE",
    });
    for (name, value) in fields.as_object().unwrap() {
        step[name] = value.clone();
    }
    let step: FeedStep = serde_json::from_value(step).unwrap();
    FeedRecord {
        farm_id: FarmId::new("farm-1").unwrap(),
        location_id: EntityId::new("barn-1").unwrap(),
        device_id: ThingName::new("robot-01").unwrap(),
        step,
    }
}

fn load(seq: u64, feed: &str, entitlement: f64, delivered: f64) -> FeedRecord {
    record(seq, "LOAD", &json!({"feedId": feed, "entitlement": entitlement, "delivered": delivered}))
}
