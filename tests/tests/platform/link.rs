//! Links that the platform hands out: whoever has one uses it without a token.

use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request, StatusCode, body::Bytes};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::Value;

/// What the store behind a link answers.
pub(crate) struct Fetched {
    pub(crate) status: StatusCode,
    pub(crate) headers: hyper::HeaderMap,
    pub(crate) body: Bytes,
}

impl Fetched {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Sends a request with nothing but `headers`.
pub(crate) async fn send(method: Method, url: &str, headers: &[(String, String)], body: Vec<u8>) -> Fetched {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request.body(Full::new(Bytes::from(body))).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    Fetched { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

/// Follows `link`, the method, the address and the headers that the platform answered, with this body.
pub(crate) async fn follow(link: &Value, body: Vec<u8>) -> Fetched {
    let method = link["method"].as_str().unwrap().parse().unwrap();
    send(method, link["url"].as_str().unwrap(), &headers(link), body).await
}

/// The headers that belong to `link`.
pub(crate) fn headers(link: &Value) -> Vec<(String, String)> {
    let headers = link["headers"].as_object().unwrap().iter();
    headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}
