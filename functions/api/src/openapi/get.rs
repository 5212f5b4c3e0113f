//! `GET /v1/openapi.json`: the OpenAPI document, for anybody.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use schemars::JsonSchema;

/// The document, as it was when this was built.
const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");

/// It changes with a deployment only.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// An `OpenAPI` 3.1 document.
#[derive(JsonSchema)]
#[schemars(rename = "OpenApiDocument")]
#[expect(dead_code, reason = "its schema is all that is wanted of it")]
pub(super) struct Document {
    /// The version of the specification.
    openapi: String,
    /// Every route.
    paths: serde_json::Map<String, serde_json::Value>,
}

/// Answers the document, or 304 to whoever has it.
pub(super) async fn get(headers: Headers) -> Response {
    let tag = tag();
    let mut answer = if headers.0.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], DOCUMENT).into_response()
    };
    let headers = answer.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, CACHE_CONTROL);
    answer
}

/// The document's length and a checksum of it (FNV-1a): it need not withstand anybody.
fn tag() -> HeaderValue {
    let sum = DOCUMENT
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    HeaderValue::try_from(format!("\"{:x}-{sum:x}\"", DOCUMENT.len()))
        .expect("hex in quotes is a header value")
}

/// The headers of a request.
pub(super) struct Headers(HeaderMap);

impl<S: Sync> axum::extract::FromRequestParts<S> for Headers {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.headers.clone()))
    }
}

impl valmetal_runtime::openapi::Input for Headers {
    fn describe(operation: &mut valmetal_runtime::openapi::Operation<'_>) {
        let schema = serde_json::json!({"type": "string"});
        operation.header("If-None-Match", "The `ETag` that is known already.", &schema);
    }
}
