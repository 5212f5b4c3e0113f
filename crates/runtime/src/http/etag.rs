//! Entity tags: the version of what two people can edit.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponseParts, ResponseParts},
};
use http::{HeaderValue, header, request::Parts};

use crate::problem::{FieldError, Problem};

/// The header `ETag` of a version, as a part of an answer: `(ETag(version), Json(entity))`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ETag(pub u64);

impl IntoResponseParts for ETag {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        let value =
            HeaderValue::try_from(format!("\"{}\"", self.0)).expect("digits in quotes are a header value");
        response.headers_mut().insert(header::ETAG, value);
        Ok(response)
    }
}

/// The version that the caller read, by `If-Match`; none where it sent no such header or `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl IfMatch {
    /// 412 unless the caller read the version `current`.
    pub fn check(self, current: u64) -> Result<(), Problem> {
        match self.0 {
            Some(version) if version != current => Err(Problem::precondition_failed()),
            _ => Ok(()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let tag = value.to_str().unwrap_or_default().trim();
        if tag == "*" {
            return Ok(Self(None));
        }
        let strong = tag.strip_prefix("W/").unwrap_or(tag);
        let quoted = strong.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        let Some(opaque) = quoted.filter(|opaque| !opaque.contains('"')) else {
            let error = FieldError::new("If-Match", "invalid", "One ETag in its quotes, or *.");
            return Err(Problem::bad_request("invalidHeader", "The If-Match cannot be read.").errors([error]));
        };
        // A weak tag never matches, and one that is no version is none that we gave.
        let version = opaque.parse().ok().filter(|_| strong == tag);
        version.map(|version| Self(Some(version))).ok_or_else(Problem::precondition_failed)
    }
}
