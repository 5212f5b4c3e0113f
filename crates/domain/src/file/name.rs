//! What a file is called.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::names::NameError;

/// The longest name, in characters.
const MAX_CHARS: usize = 100;

/// The name of a file, without any path: letters of any script, digits, spaces and `-_.,()&+'`. It does not begin with a
/// dot or a space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

impl FileName {
    /// Checks `value`.
    pub fn new(value: impl Into<String>) -> Result<Self, NameError> {
        let value = value.into();
        let allowed = |c: char| c.is_alphanumeric() || " -_.,()&+'".contains(c);
        let length = value.chars().count();
        let good = (1..=MAX_CHARS).contains(&length)
            && value.chars().all(allowed)
            && !value.starts_with(['.', ' '])
            && !value.ends_with(['.', ' ']);
        if good {
            Ok(Self(value))
        } else {
            let rule = "1 to 100 letters, digits, spaces or any of -_.,()&+', with no path";
            Err(NameError { kind: "file name", rule })
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl JsonSchema for FileName {
    fn schema_name() -> Cow<'static, str> {
        "FileName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "maxLength": MAX_CHARS, "pattern": r"^[\p{L}\p{N}_,()&+'-][\p{L}\p{N} _.,()&+'-]*$",
            "description": "A name without a path. It begins and ends with neither a dot nor a space.",
        })
    }
}

impl TryFrom<String> for FileName {
    type Error = NameError;
    fn try_from(value: String) -> Result<Self, NameError> {
        Self::new(value)
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> String {
        name.0
    }
}
