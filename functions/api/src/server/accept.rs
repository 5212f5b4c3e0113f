//! Connections: how many there are, how long one may be idle, and how all of them end.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, Semaphore, watch},
    task::JoinSet,
};
use tower::ServiceExt;
use tracing::{debug, warn};

use super::series::Series;

/// The largest head of a request, as at an HTTP API.
const MAX_HEAD: usize = 10 * 1024;
/// How long it is waited before the next connection is accepted where none could be: files have run out.
const AFTER_FAILURE: Duration = Duration::from_millis(50);

/// What connections may.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// How many are open at once.
    pub(super) connections: usize,
    /// How long one may be idle, or send its head.
    pub(super) patience: Duration,
}

/// The connection that a request came by, among its extensions.
#[derive(Clone, Default)]
pub(super) struct Connection(Arc<Notify>);

impl Connection {
    /// Ends it, whatever is still to be sent.
    pub(super) fn cut(&self) {
        self.0.notify_one();
    }

    /// Waits until it is to be ended.
    pub(super) async fn ended(&self) {
        self.0.notified().await;
    }
}

/// Serves `routes` until `closing` says true, and then until the last connection has had its answer.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    limits: Limits,
    series: Arc<Series>,
    mut closing: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    loop {
        // Whoever finds no place waits in the listener's queue.
        let accepted = tokio::select! {
            _ = closing.wait_for(|closing| *closing) => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            accepted = async {
                let place = places.clone().acquire_owned().await;
                (listener.accept().await, place)
            } => accepted,
        };
        let (Ok((stream, _)), Ok(place)) = accepted else {
            warn!("a connection could not be accepted");
            tokio::time::sleep(AFTER_FAILURE).await;
            continue;
        };
        let (routes, closing, series) = (routes.clone(), closing.clone(), series.clone());
        connections.spawn(async move {
            series.connected();
            converse(stream, routes, limits.patience, closing).await;
            series.disconnected();
            drop(place);
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// One connection, to its end.
async fn converse(stream: TcpStream, routes: Router, patience: Duration, mut closing: watch::Receiver<bool>) {
    // It only delays small answers.
    let _ = stream.set_nodelay(true);
    let this = Connection::default();
    let asked = this.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(asked.clone());
        let routes = routes.clone();
        async move { routes.oneshot(request.map(Body::new)).await }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    let mut asked_to_end = false;
    loop {
        tokio::select! {
            ended = &mut serving => {
                if let Err(error) = ended {
                    debug!(%error, "a connection broke");
                }
                return;
            }
            _ = closing.wait_for(|closing| *closing), if !asked_to_end => {
                asked_to_end = true;
                serving.as_mut().graceful_shutdown();
            }
            () = this.ended() => return,
        }
    }
}
