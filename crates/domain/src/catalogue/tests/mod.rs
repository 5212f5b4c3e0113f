//! What is a catalogue, what is not, and that the schema never refuses what is.

mod faults;
mod schema;
mod shipped;
mod status;

use serde_json::{Value, json};

use super::Catalogue;

/// The catalogue that the project ships.
const SHIPPED: &[u8] = include_bytes!("../../../../../sam/catalogue.json");
/// The schema beside it.
const SCHEMA: &[u8] = include_bytes!("../../../../../sam/catalogue.schema.json");

/// A small good document: every field is there at least once.
fn document() -> Value {
    let card = json!({"title": "t", "cause": "c", "consequence": "q", "steps": ["s"]});
    json!({
        "version": 3,
        "policies": [
            {"name": "critical", "levels": [{"roles": ["worker", "farmer"], "waitSeconds": 300}], "repeats": 2},
            {"name": "plain", "levels": [{"roles": ["worker"], "waitSeconds": 600}]},
        ],
        "definitions": [
            {
                "code": "EMERGENCY_STOP", "severity": "critical", "texts": {"en": card, "fr": card},
                "onDelaySeconds": 1, "offDelaySeconds": 2, "deadband": 0.5, "latching": true,
                "acknowledgementRequired": true, "safetyCritical": true, "longestShelfSeconds": 3600,
                "reAlarm": {"afterSeconds": 600, "atMost": 3}, "suppressionCauses": ["parent_offline", "maintenance"],
                "chatter": {"activations": 4, "withinSeconds": 30, "offDelaySeconds": 90}, "policy": "critical",
            },
            {"code": "CONNECTIVITY_LOST", "severity": "high", "texts": {"en": card, "fr": card}, "policy": "plain"},
        ],
    })
}

/// The small document with one change.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = document();
    change(&mut document);
    document
}

/// The faults of a document, as people read them.
fn faults(document: &Value) -> Vec<String> {
    match Catalogue::parse(document.to_string().as_bytes()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.as_slice().iter().map(ToString::to_string).collect(),
    }
}
