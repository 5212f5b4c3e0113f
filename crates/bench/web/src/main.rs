//! `valmetal-web` as it is, but for the API: that answers in this very process, from what `ANSWERS_FILE` says of each path. So a page
//! costs what the web client makes of it, and no call.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs::File;
use std::future::ready;
use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::Result;
use axum::body::{Body, Bytes};
use frontend::{config::Config, router_over};
use http::{Request, Response, StatusCode};
use mimalloc::MiMalloc;
use tokio::net::TcpListener;
use tower::service_fn;
use valmetal_runtime::{config::Env, logs};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> Result<()> {
    let env = Env::process();
    logs::start("valmetal-bench-web", &env)?;
    let said: HashMap<String, String> = serde_json::from_reader(File::open(env.text("ANSWERS_FILE")?)?)?;
    let answers: HashMap<_, _> = said.into_iter().map(|(path, body)| (path, Bytes::from(body))).collect();
    let answers = Arc::new(answers);
    let api = service_fn(move |request: Request<Body>| {
        let mut answer = Response::new(Body::empty());
        match answers.get(request.uri().path()) {
            Some(body) => *answer.body_mut() = Body::from(body.clone()),
            None => *answer.status_mut() = StatusCode::NOT_FOUND,
        }
        ready(Ok::<_, Infallible>(answer))
    });
    let config = Config::read(&env)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    Ok(axum::serve(listener, router_over(config, api)?).await?)
}
