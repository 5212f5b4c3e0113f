//! The body of a request: JSON, read strictly, of bounded size.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
};
use http::{HeaderMap, StatusCode, header};
use schemars::JsonSchema;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use valmetal_domain::idempotency::Attempt;

use super::{DEFAULT_BODY_LIMIT, envelope::BodyLimit, fields};
use crate::{
    claims::Caller,
    idempotency,
    problem::{FieldError, Problem},
};

/// The code of a body that cannot be read, and what it says.
const INVALID: &str = "invalidBody";
const UNREADABLE: &str = "The body is not what this route takes.";
/// Below this every whole number is exact as a float.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON body. Let `T` deny unknown fields. A request without a body is read as `{}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body<T>(pub T);

/// The body of a request that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A JSON body and, where the request has an `Idempotency-Key`, what a repeat is recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed<T> {
    /// The body.
    pub body: T,
    /// None where the caller sent no key.
    pub attempt: Option<Attempt>,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let bytes = read(request, state).await?;
        parse(&headers, &bytes).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Keyed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let key = idempotency::key(request.headers())?;
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        let (headers, method, path) =
            (parts.headers.clone(), parts.method.clone(), parts.uri.path().to_owned());
        let bytes = read(Request::from_parts(parts, body), state).await?;
        let body = parse(&headers, &bytes)?;
        let attempt = key.map(|key| idempotency::attempt(key, &method, &path, &bytes, &caller.user_id));
        Ok(Self { body, attempt })
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let limit = request.extensions().get::<BodyLimit>().map_or(DEFAULT_BODY_LIMIT, |limit| limit.0);
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large(limit)
        } else {
            Problem::bad_request("unreadableBody", "The body could not be read.").because(rejection)
        }
    })
}

fn parse<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.is_empty() {
        b"{}"
    } else if is_json(headers) {
        bytes
    } else {
        return Err(Problem::unsupported_media_type("application/json"));
    };
    // A struct would be read from an array too, its fields by their order.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        let error = FieldError::new("", "invalid", "It must be an object.");
        return Err(Problem::bad_request(INVALID, UNREADABLE).errors([error]));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let body = match fields::read(&mut json, INVALID, UNREADABLE) {
        Ok(body) => body,
        Err(problem) => {
            return whole_numbers(bytes).and_then(|body| T::deserialize(body).ok()).ok_or(problem);
        }
    };
    let surplus = |_| Problem::bad_request(INVALID, "There is something after the body's JSON value.");
    json.end().map_err(surplus)?;
    Ok(body)
}

/// The body with `5` for every `5.0`, which is the same number in JSON; none where there is none such.
fn whole_numbers(bytes: &[u8]) -> Option<Value> {
    fn rewrite(value: &mut Value) -> bool {
        match value {
            Value::Number(number) => {
                let whole =
                    number.as_f64().filter(|_| number.is_f64()).filter(|number| number.fract() == 0.0);
                #[expect(clippy::cast_possible_truncation, reason = "it is looked at")]
                let integer = whole.filter(|whole| whole.abs() < MAX_EXACT).map(|whole| whole as i64);
                if let Some(integer) = integer {
                    *value = integer.into();
                }
                integer.is_some()
            }
            Value::Array(items) => items.iter_mut().fold(false, |any, item| rewrite(item) | any),
            Value::Object(members) => members.values_mut().fold(false, |any, member| rewrite(member) | any),
            _ => false,
        }
    }
    let mut value = serde_json::from_slice(bytes).ok()?;
    rewrite(&mut value).then_some(value)
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
