//! The id of a request: taken from the caller or made, answered, in every log line and in every problem document.

#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use http::HeaderMap;

use crate::ids;

/// The header that carries it in both directions.
pub const HEADER: &str = "x-request-id";

const MAX_LENGTH: usize = 128;

/// The id of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// An id as another party made it; none unless it is 1 to 128 letters, digits, `-`, `_`, `.`, `:`, `=`, `/` or `+`.
    pub fn new(value: &str) -> Option<Self> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || b"-_.:=/+".contains(&c);
        (!value.is_empty() && value.len() <= MAX_LENGTH && value.bytes().all(allowed))
            .then(|| Self(value.into()))
    }

    /// A new id.
    pub fn make() -> Self {
        Self(ids::new_id().into())
    }

    /// The caller's id where it sent a good one, else the gateway's, else a new one.
    pub fn of(headers: &HeaderMap, gateway: Option<&str>) -> Self {
        let caller = headers.get(HEADER).and_then(|value| value.to_str().ok());
        caller.and_then(Self::new).or_else(|| gateway.and_then(Self::new)).unwrap_or_else(Self::make)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
