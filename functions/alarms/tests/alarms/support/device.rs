//! What devices and the platform put into the alarm queue.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use valmetal_domain::alarm::ConditionKey;

use super::farm::start;

/// The time so many seconds after the beginning.
pub(crate) fn at(seconds: i64) -> Timestamp {
    start() + seconds.seconds()
}

/// A body of the queue with these bytes of a device.
pub(crate) fn bytes(thing: &str, kind: &str, payload: &[u8]) -> String {
    let received = at(3600).as_millisecond();
    json!({"payload": STANDARD.encode(payload), "thing": thing, "received": received, "kind": kind})
        .to_string()
}

/// A device's word about one condition: its activation begins at second `raised`, and this is said at second `said`.
pub(crate) fn word(key: &ConditionKey, state: &str, activation: u64, raised: i64, said: i64) -> Value {
    let mut word = json!({
        "schemaVersion": 1, "code": key.code, "component": key.component, "state": state, "boot": 1,
        "activation": activation, "at": at(said),
    });
    if state == "cleared" {
        word["raisedAt"] = json!(at(raised));
    }
    word
}

pub(crate) fn raise(key: &ConditionKey, activation: u64, raised: i64) -> String {
    said(key, &word(key, "raised", activation, raised, raised))
}

pub(crate) fn clear(key: &ConditionKey, activation: u64, raised: i64, cleared: i64) -> String {
    said(key, &word(key, "cleared", activation, raised, cleared))
}

pub(crate) fn said(key: &ConditionKey, word: &Value) -> String {
    bytes(key.thing.as_str(), "alarm", word.to_string().as_bytes())
}

/// A snapshot of these conditions, each with the number of its activation and the second at which it began.
pub(crate) fn snapshot(thing: &str, taken: i64, active: &[(&ConditionKey, u64, i64)]) -> String {
    let active: Vec<_> = active
        .iter()
        .map(|(key, activation, raised)| {
            json!({
                "code": key.code, "component": key.component, "activation": activation, "raisedAt": at(*raised),
            })
        })
        .collect();
    let payload = json!({"schemaVersion": 1, "boot": 1, "at": at(taken), "active": active});
    bytes(thing, "snapshot", payload.to_string().as_bytes())
}

pub(crate) fn timer(key: &ConditionKey, version: u64) -> String {
    json!({"timer": {"alarmId": key.alarm_id(), "version": version}}).to_string()
}

pub(crate) fn presence(thing: &str, state: &str, activation: u64, seconds: i64) -> String {
    presence_of(1, thing, state, activation, seconds)
}

pub(crate) fn retired(thing: &str, seconds: i64) -> String {
    json!({"retired": {"thing": thing, "at": at(seconds)}}).to_string()
}

/// The same, of the outage of this number.
pub(crate) fn presence_of(outage: u64, thing: &str, state: &str, activation: u64, seconds: i64) -> String {
    json!({"presence": {
        "thing": thing, "state": state, "at": at(seconds), "sessionId": "s-1", "boot": outage,
        "activation": activation,
    }})
    .to_string()
}
