//! Passes a request on and its answer back, both as streams.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::{super::http, routes::Origins};

/// Headers that mean one connection and not the request (RFC 9110, 7.6.1).
const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

#[derive(Clone)]
struct FrontDoor {
    origins: Origins,
    client: http::HttpClient,
}

/// The service that answers every request.
pub(super) fn router(origins: Origins) -> Router {
    Router::new().fallback(pass).with_state(FrontDoor { origins, client: http::client() })
}

async fn pass(
    State(door): State<FrontDoor>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let Some(origin) = door.origins.of(request.uri().path()) else {
        return problem(StatusCode::NOT_FOUND, "no part of this deployment serves this address");
    };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let Ok(target) = format!("{origin}{path}").parse::<Uri>() else {
        return problem(StatusCode::BAD_REQUEST, "the address cannot be passed on");
    };
    *request.uri_mut() = target;
    let headers = request.headers_mut();
    let host = headers.remove(header::HOST);
    end_to_end(headers);
    forwarded(headers, client, host);
    match door.client.request(request).await {
        Ok(mut answer) => {
            end_to_end(answer.headers_mut());
            answer.map(Body::new)
        }
        Err(error) => {
            crate::output::note(format!("{origin}: {error}"));
            problem(StatusCode::BAD_GATEWAY, "the part that serves this address does not answer")
        }
    }
}

/// Leaves the headers that mean the request itself.
fn end_to_end(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|names| names.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.into_iter().chain(HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// Says who asked and for which host, as CloudFront does.
fn forwarded(headers: &mut HeaderMap, client: SocketAddr, host: Option<HeaderValue>) {
    let before = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let chain = before.map_or_else(|| client.ip().to_string(), |before| format!("{before}, {}", client.ip()));
    if let Ok(chain) = HeaderValue::from_str(&chain) {
        headers.insert("x-forwarded-for", chain);
    }
    headers.insert("x-forwarded-proto", HeaderValue::from_static("http"));
    if let Some(host) = host {
        headers.insert("x-forwarded-host", host);
    }
}

/// An answer of the front door itself (RFC 9457).
fn problem(status: StatusCode, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
