//! Reading fields strictly, and saying of a bad one which it is and why.

use serde::{Deserializer, de::DeserializeOwned};

use crate::problem::{FieldError, Problem};

/// Deserialises `T`; what is wrong is a 400 with the field.
pub(super) fn read<'de, T, D>(deserializer: D, code: &'static str, detail: &'static str) -> Result<T, Problem>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
    D::Error: std::fmt::Display,
{
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        Problem::bad_request(code, detail).errors([field_error(&path, &error.into_inner().to_string())])
    })
}

/// The field and the rule from what serde says. The path ends above a field that is missing or there twice, whose name is
/// only in the text.
fn field_error(path: &str, message: &str) -> FieldError {
    // "… at line 1 column 7" helps nobody who sends JSON from a program.
    let message = message.split(" at line ").next().unwrap_or(message);
    let quoted = |prefix: &str| message.strip_prefix(prefix)?.split('`').next();
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if let Some(name) = quoted("missing field `") {
        return FieldError::new(below(name), "missingField", "It is required.");
    }
    if let Some(name) = quoted("duplicate field `") {
        return FieldError::new(below(name), "duplicateField", "It is there twice.");
    }
    if message.starts_with("unknown field `") {
        return FieldError::new(path, "unknownField", "There is no such field.");
    }
    FieldError::new(path, "invalid", message)
}
