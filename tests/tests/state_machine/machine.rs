//! The state machine as the repository holds it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The folder of the state machine and its cases.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../statemachines")
}

/// Reads a JSON file.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The definition, with a made-up function in every place that the template fills in.
pub(crate) fn definition() -> Value {
    fn fill(value: &mut Value) {
        match value {
            Value::String(text) if text.starts_with("${") => {
                "arn:aws:lambda:us-east-1:000000000000:function:task".clone_into(text);
            }
            Value::Array(items) => items.iter_mut().for_each(fill),
            Value::Object(fields) => fields.values_mut().for_each(fill),
            _ => {}
        }
    }
    let mut definition = read(&folder().join("escalate-alarm.asl.json"));
    fill(&mut definition);
    definition
}

/// The states by their names.
pub(crate) fn states(definition: &Value) -> &Map<String, Value> {
    definition["States"].as_object().expect("a state machine has states")
}

/// An escalation, as an execution gets it.
pub(crate) fn escalation() -> Value {
    json!({
        "alarmId": "bWl4ZXItMDEvbW90b3IvTU9UT1JfT1ZFUkxPQUQ",
        "thing": "mixer-01",
        "component": "motor",
        "code": "MOTOR_OVERLOAD",
        "conditionId": "0198c1f2a3b47c5d8e9f0a1b2c3d4e5f",
        "occurrence": 3,
        "generation": 2
    })
}

/// What the `lambda:invoke` integration answers for a task that answered this.
pub(crate) fn invoked(answer: &Value) -> Value {
    json!({ "StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": answer })
}
