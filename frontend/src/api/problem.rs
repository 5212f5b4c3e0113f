//! What the API has against a request.

use serde::Deserialize;

/// A problem document (RFC 9457), as far as a page needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Problem {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The stable code.
    pub(crate) code: String,
    /// What is wrong, in English.
    pub(crate) detail: String,
    /// What is wrong with single fields.
    pub(crate) errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct FieldProblem {
    /// The field's path.
    pub(crate) field: String,
    /// The rule that it breaks, as a stable code.
    pub(crate) code: String,
    /// The rule in words.
    pub(crate) detail: String,
}

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The API says no.
    #[error("the API refused: {} {}", .0.status, .0.code)]
    Refused(Problem),
    /// The API cannot be reached, is too slow, or fails.
    #[error("the API does not answer")]
    Away(#[source] Box<dyn std::error::Error + Send + Sync>),
}
