//! What the emulator keeps of DynamoDB's streams between runs: how far each function has read, and not what was read.
//!
//! The records begin at nothing in the next run. A position of the last one would lie past their end, and its function would
//! hear of nothing until as many have come again. So the positions are forgotten with the records.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use crate::local::state;

/// Where the emulator keeps them, in the file of its functions.
const POSITIONS: &str = "/payload/dynamodb_stream_positions/data";

/// Lets every function read the streams from their beginning, before the emulator starts on what it kept in `folder`.
///
/// # Errors
/// What is kept cannot be read or written.
pub(super) fn rewind(folder: &Path) -> Result<()> {
    let file = folder.join("lambda.json");
    let Some(mut kept) = state::read::<Value>(&file)? else { return Ok(()) };
    match kept.pointer_mut(POSITIONS).and_then(Value::as_object_mut) {
        Some(positions) if !positions.is_empty() => {
            positions.clear();
            state::write(&file, &kept)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    #[test]
    fn forgets_the_positions_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lambda.json");
        let with = |positions: Value| {
            json!({"__ministack_format__": 2, "payload": {
                "esms": {"data": {"a": {"UUID": "a", "StartingPosition": "TRIM_HORIZON"}}},
                "dynamodb_stream_positions": {"__account_region_scoped__": true, "data": positions},
            }})
        };
        fs::write(&file, with(json!({"a": 17})).to_string()).unwrap();
        rewind(folder.path()).unwrap();
        let kept: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(kept, with(json!({})));
    }

    #[test]
    fn has_nothing_to_do_on_a_first_run() {
        let folder = tempfile::tempdir().unwrap();
        rewind(folder.path()).unwrap();
        assert!(!folder.path().join("lambda.json").exists());
    }
}
