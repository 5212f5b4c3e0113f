mod cursor;
mod extractors;
mod lambda;
mod router;

use axum::{
    Router,
    body::{Body, to_bytes},
    response::Response,
};
use http::{Request, request::Builder};
use serde_json::Value;
use tower::ServiceExt;

use super::Route;
use crate::{claims::Claims, config::Env, error::Error, handler::Init};

/// What no handler of a test needs.
async fn nothing(_: Init) -> Result<(), Error> {
    Ok(())
}

fn init() -> Init {
    Init { env: Env::of([("MAX_BODY_BYTES", "256")]), ..Init::process() }
}

async fn app(routes: Vec<Route>) -> Router {
    super::router(routes, &init()).await.unwrap()
}

fn request(method: &str, uri: &str) -> Builder {
    Request::builder().method(method).uri(uri)
}

fn claims() -> Claims {
    let claims = [("token_use", "id"), ("sub", "user-1"), ("farms", "lakeside:f")];
    Claims::of_authorizer(&claims.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
}

/// The response to `request`, and its body where that is JSON.
async fn send(app: &Router, request: Request<Body>) -> (Response<()>, Value) {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (Response::from_parts(parts, ()), serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}
