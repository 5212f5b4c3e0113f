//! Between the events of an HTTP API (payload format 2.0) and the router.
//!
//! `lambda_http` does this too. It is not used: it panics at a `Host` that is no host and at a body that is no base64, and its
//! tables of character sets add a sixth to a function's package.

use aws_lambda_events::{
    apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpRequestContext, ApiGatewayV2httpResponse},
    encodings::Body as EventBody,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, Request, Uri, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use tower::ServiceExt;

use super::GatewayRequestId;
use crate::{claims::Claims, error::Error, problem::Problem};

/// What a gateway decodes in a path and a URI cannot hold.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Answers the event of one request.
pub(super) async fn answer(
    router: Router,
    event: ApiGatewayV2httpRequest,
) -> Result<ApiGatewayV2httpResponse, Error> {
    let response = match request(event) {
        Ok(request) => router.oneshot(request).await.into_response(),
        Err(problem) => problem.into_response(),
    };
    event_response(response).await
}

/// The request that the event speaks of, with what the gateway knows of it as extensions.
fn request(event: ApiGatewayV2httpRequest) -> Result<Request<Body>, Problem> {
    let unreadable = || Problem::bad_request("unreadableRequest", "The request could not be read.");
    let body = match event.body {
        Some(body) if event.is_base64_encoded => {
            Body::from(STANDARD.decode(body).map_err(|error| unreadable().because(error))?)
        }
        Some(body) => Body::from(body),
        None => Body::empty(),
    };
    let uri = uri(event.raw_path.as_deref(), event.raw_query_string.as_deref());
    let mut request = Request::new(body);
    *request.method_mut() = event.request_context.http.method.clone();
    *request.uri_mut() = uri.map_err(|error| unreadable().because(error))?;

    let claims = claims(&event.request_context);
    #[cfg(feature = "sam-local")]
    let claims = claims.or_else(|| crate::claims::sam_local(&event.headers));
    *request.headers_mut() = event.headers;
    let extensions = request.extensions_mut();
    if let Some(claims) = claims {
        extensions.insert(claims);
    }
    if let Some(id) = event.request_context.request_id {
        extensions.insert(GatewayRequestId(id));
    }
    Ok(request)
}

fn uri(path: Option<&str>, query: Option<&str>) -> Result<Uri, http::uri::InvalidUri> {
    let path = utf8_percent_encode(path.filter(|path| path.starts_with('/')).unwrap_or("/"), NOT_IN_A_PATH);
    match query {
        Some(query) if !query.is_empty() => format!("{path}?{query}").parse(),
        _ => path.to_string().parse(),
    }
}

/// What the API's JWT authorizer found in the token.
fn claims(context: &ApiGatewayV2httpRequestContext) -> Option<Claims> {
    Some(Claims::of_authorizer(&context.authorizer.as_ref()?.jwt.as_ref()?.claims))
}

async fn event_response(response: Response) -> Result<ApiGatewayV2httpResponse, Error> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await?;
    let mut event = ApiGatewayV2httpResponse::default();
    event.status_code = parts.status.as_u16().into();
    event.headers = joined(&parts.headers)?;
    // Text goes as it is; anything else the event's body encodes itself.
    event.body = match String::from_utf8(bytes.into()) {
        Ok(text) if text.is_empty() => None,
        Ok(text) => Some(EventBody::Text(text)),
        Err(binary) => {
            event.is_base64_encoded = true;
            Some(EventBody::Binary(binary.into_bytes()))
        }
    };
    Ok(event)
}

/// One value for each header, since the event has no place for more.
fn joined(headers: &HeaderMap) -> Result<HeaderMap, Error> {
    let mut joined = HeaderMap::with_capacity(headers.keys_len());
    for name in headers.keys().filter(|name| *name != header::CONTENT_LENGTH) {
        let values: Vec<_> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
        joined.insert(name, HeaderValue::from_bytes(&values.join(&b", "[..]))?);
    }
    Ok(joined)
}
