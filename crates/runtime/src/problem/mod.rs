//! Problem documents (RFC 9457): what an HTTP answer says when a request cannot be served.
//!
//! A problem has an outside and an inside. The outside, a status, a stable code and a text, is all that the document is made
//! from. The inside, the error that caused it, has no way out but the log: no accessor, no `Display`, no `Serialize`.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};
use tracing::error;

use crate::{
    error::{Error, chain},
    request_id::RequestId,
};

/// The media type of a problem document.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field as a path, such as `members[0].role`; empty for the body as a whole.
    pub field: String,
    /// The rule that it breaks, as a stable code, such as `unknownField`.
    pub code: &'static str,
    /// The rule in words.
    pub detail: String,
}

impl FieldError {
    /// What is wrong with `field`.
    pub fn new(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { field: field.into(), code, detail: detail.into() }
    }
}

/// Why a request is not served.
///
/// Every error converts into one with `?`: a 500 whose document says nothing of it.
pub struct Problem(Box<Parts>);

struct Parts {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    errors: Vec<FieldError>,
    members: Map<String, Value>,
    retry_after_seconds: Option<u32>,
    inside: Option<Error>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            members: Map::new(),
            retry_after_seconds: None,
            inside: None,
        }))
    }

    /// 400: the request cannot be read.
    pub fn bad_request(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401: nobody known asks.
    pub fn unauthorized(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    }

    /// 403: the caller's role does not allow it. Only for what the caller may see; else it is 404.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404: there is no such thing, or none that the caller may know of. `what` names its kind, such as `alarm`.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "notFound", format!("There is no such {what}."))
    }

    /// 409: the state does not allow it; name the state with [`Problem::state`].
    pub fn conflict(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 412: it was changed since the caller read it.
    pub fn precondition_failed() -> Self {
        let detail = "It was changed since you read it. Read it again and repeat with its new ETag.";
        Self::new(StatusCode::PRECONDITION_FAILED, "preconditionFailed", detail)
    }

    /// 413: the body is larger than `limit` bytes.
    pub fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "tooLarge",
            format!("The body may have at most {limit} bytes."),
        )
    }

    /// 415: the body is not of the media type `expected`.
    pub fn unsupported_media_type(expected: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupportedMediaType",
            format!("Send the body as {expected} and say so in Content-Type."),
        )
    }

    /// 422: it can be read, but breaks a rule.
    pub fn unprocessable(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 429: too many requests; come back after so many seconds.
    pub fn too_many_requests(retry_after_seconds: u32) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "tooManyRequests", "Too many requests.")
            .retry_after(retry_after_seconds)
    }

    /// 500: it is our fault. The document says only that.
    pub fn internal(inside: impl Into<Error>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
            .because(inside)
    }

    /// 501: this deployment cannot do it.
    pub fn not_implemented(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, code, detail)
    }

    /// 503: not now; come back after so many seconds.
    pub fn unavailable(retry_after_seconds: u32, inside: impl Into<Error>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is busy. Please try again.")
            .retry_after(retry_after_seconds)
            .because(inside)
    }

    pub(crate) fn unknown_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknownRoute", "There is no such route.")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "methodNotAllowed", "The route does not know this method.")
    }

    /// With what is wrong with single fields.
    #[must_use]
    pub fn errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// With the state that the resource is in, as the member `state`.
    #[must_use]
    pub fn state(self, state: impl Serialize) -> Self {
        self.member("state", state)
    }

    /// With a member of its own. What cannot be written as JSON is left out.
    #[must_use]
    pub fn member(mut self, name: &'static str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.0.members.insert(name.to_owned(), value);
        }
        self
    }

    /// With the error that caused it, for the log alone.
    #[must_use]
    pub fn because(mut self, inside: impl Into<Error>) -> Self {
        self.0.inside = Some(inside.into());
        self
    }

    fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// Writes the inside to the log, where there is one.
    pub(crate) fn log(&self) {
        if let Some(inside) = &self.0.inside {
            error!(code = self.code(), error = chain(&**inside), "request failed");
        }
    }

    /// The document, made from the outside alone.
    fn document(&self, request_id: Option<&RequestId>) -> Value {
        let parts = &*self.0;
        let mut document = parts.members.clone();
        document.insert("type".to_owned(), format!("urn:valmetal:problem:{}", parts.code).into());
        document.insert("title".to_owned(), parts.status.canonical_reason().unwrap_or_default().into());
        document.insert("status".to_owned(), parts.status.as_u16().into());
        document.insert("detail".to_owned(), parts.detail.clone().into());
        document.insert("code".to_owned(), parts.code.into());
        if let Some(id) = request_id {
            document.insert("requestId".to_owned(), id.as_str().into());
        }
        if !parts.errors.is_empty() {
            document.insert("errors".to_owned(), serde_json::json!(parts.errors));
        }
        document.into()
    }

    /// The answer to the request `request_id`.
    pub(crate) fn answer(&self, request_id: Option<&RequestId>) -> Response {
        let mut response = (self.status(), self.document(request_id).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        if let Some(seconds) = self.0.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A problem on its way out. The layer around all routes finds it in the response, logs its inside and adds the request's
/// id to its document.
#[derive(Clone)]
pub(crate) struct Raised(pub(crate) std::sync::Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.answer(None);
        response.extensions_mut().insert(Raised(self.into()));
        response
    }
}

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::internal(error)
    }
}

/// The outside alone, so that a test or a log can show a problem.
impl std::fmt::Debug for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.document(None))
    }
}
