//! What the emulator keeps of DynamoDB's streams between runs: how far each function has read, and not what was read.
//!
//! The records begin at nothing in the next run. A position of the last one would lie past their end, and its function would
//! hear of nothing until as many have come again. So the positions are forgotten with the records.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

/// Where the emulator keeps them, in the file of its functions.
const POSITIONS: &str = "/payload/dynamodb_stream_positions/data";

/// Lets every function read the streams from their beginning, before the emulator starts on what it kept in `state`.
///
/// # Errors
/// What is kept cannot be read or written.
pub(super) fn rewind(state: &Path) -> Result<()> {
    let file = state.join("lambda.json");
    if !file.exists() {
        return Ok(());
    }
    let kept = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut kept: Value =
        serde_json::from_slice(&kept).with_context(|| format!("{} is no JSON", file.display()))?;
    match kept.pointer_mut(POSITIONS) {
        Some(positions) if *positions != Value::Object(Map::new()) => {
            *positions = Value::Object(Map::new());
            fs::write(&file, kept.to_string())
                .with_context(|| format!("{} cannot be written", file.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forgets_the_positions_and_nothing_else() {
        let state = tempfile::tempdir().unwrap();
        let file = state.path().join("lambda.json");
        let with = |positions: Value| {
            json!({"__ministack_format__": 2, "payload": {
                "esms": {"data": {"a": {"UUID": "a", "StartingPosition": "TRIM_HORIZON"}}},
                "dynamodb_stream_positions": {"__account_region_scoped__": true, "data": positions},
            }})
        };
        fs::write(&file, with(json!({"a": 17})).to_string()).unwrap();
        rewind(state.path()).unwrap();
        let kept: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(kept, with(json!({})));
    }

    #[test]
    fn has_nothing_to_do_on_a_first_run() {
        let state = tempfile::tempdir().unwrap();
        rewind(state.path()).unwrap();
        assert!(!state.path().join("lambda.json").exists());
    }
}
