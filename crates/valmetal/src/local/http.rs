//! Plain HTTP to the emulator's own endpoints, for what no AWS API has.

use anyhow::{Context as _, Result};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

/// The largest answer that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// A client that keeps connections open.
pub(crate) type HttpClient = Client<HttpConnector, Body>;

/// Makes a client.
pub(crate) fn client() -> HttpClient {
    Client::builder(TokioExecutor::new()).build_http()
}

/// Gets an address.
pub(crate) async fn get(url: &str) -> Result<Response<Body>> {
    send(Request::get(url).body(Body::empty())?).await
}

/// Posts JSON to an address.
pub(crate) async fn post(url: &str, json: String) -> Result<Response<Body>> {
    send(Request::post(url).header("content-type", "application/json").body(Body::from(json))?).await
}

/// Reads an answer's body.
pub(crate) async fn body(answer: Response<Body>) -> Result<Vec<u8>> {
    to_bytes(answer.into_body(), LARGEST).await.map(Bytes::into).context("the answer broke off")
}

async fn send(request: Request<Body>) -> Result<Response<Body>> {
    let uri = request.uri().clone();
    let answer = client().request(request).await.with_context(|| format!("{uri} does not answer"))?;
    Ok(answer.map(Body::new))
}
