//! Free text that people write: trimmed, of bounded length.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Text of 1 to `MAX` characters; of the control characters only line breaks and tabs, no space at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// Why something is no such text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must have 1 to {max} characters, and of the control characters only line breaks and tabs")]
pub struct TextError {
    max: usize,
}

impl<const MAX: usize> Text<MAX> {
    /// Checks `value`, without the spaces around it.
    ///
    /// # Errors
    /// When nothing is left, or too much, or it holds a control character.
    pub fn new(value: &str) -> Result<Self, TextError> {
        let value = value.trim();
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        let length = value.chars().count();
        if length == 0 || length > MAX || value.chars().any(control) {
            return Err(TextError { max: MAX });
        }
        Ok(Self(value.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextError;
    fn try_from(value: String) -> Result<Self, TextError> {
        Self::new(&value)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // At least one character that is no space, and no control character but line breaks and tabs.
        let pattern = concat!(
            r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f]",
            r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
        );
        json_schema!({"type": "string", "minLength": 1, "maxLength": MAX, "pattern": pattern})
    }
}
