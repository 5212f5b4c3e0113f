//! Free text in a request: trimmed, of bounded length.

use valmetal_runtime::problem::{FieldError, Problem};

/// Text that must be there, of 1 to `max` characters.
pub(crate) fn required(field: &'static str, text: String, max: usize) -> Result<String, Problem> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.chars().count() > max {
        let error = FieldError::new(field, "length", format!("It must have 1 to {max} characters."));
        return Err(
            Problem::bad_request("invalidBody", "The body is not what this route takes.").errors([error])
        );
    }
    Ok(if trimmed.len() == text.len() { text } else { trimmed.to_owned() })
}

/// Text that may be missing; empty is missing.
pub(crate) fn optional(
    field: &'static str,
    text: Option<String>,
    max: usize,
) -> Result<Option<String>, Problem> {
    text.filter(|text| !text.trim().is_empty()).map(|text| required(field, text, max)).transpose()
}
