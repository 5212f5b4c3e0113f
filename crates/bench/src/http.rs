//! A small HTTP/1.1 server on loopback, on the stand-ins' core.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Collected, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::affinity::{self, Core};

/// A request with its body read.
pub(crate) struct Received {
    /// `GET`, `POST` …
    pub(crate) method: Method,
    /// The path without the query.
    pub(crate) path: String,
    /// The header.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
}

/// What answers requests.
pub(crate) trait Answer: Send + Sync + 'static {
    /// Answers one; it may take its time.
    fn answer(&self, received: Received) -> impl Future<Output = Response<Full<Bytes>>> + Send;
}

/// Serves `answerer` on a free port of loopback until the process ends, in a thread of its own.
pub(crate) fn serve(
    name: &str,
    tls: Option<Arc<ServerConfig>>,
    answerer: Arc<impl Answer>,
) -> Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("no free port on loopback")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new().name(name.to_owned()).spawn(move || {
        affinity::pin(Core::StandIn);
        runtime.block_on(accept(listener, tls.map(TlsAcceptor::from), answerer));
    })?;
    Ok(address)
}

async fn accept(listener: std::net::TcpListener, tls: Option<TlsAcceptor>, answerer: Arc<impl Answer>) {
    let listener = TcpListener::from_std(listener).expect("the listener is bound and does not block");
    loop {
        // A client that is gone before it is accepted is nobody's loss.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let (tls, answerer) = (tls.clone(), Arc::clone(&answerer));
        tokio::spawn(async move {
            match tls {
                None => connection(stream, answerer).await,
                // Who does not trust the certificate says so itself.
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        connection(stream, answerer).await;
                    }
                }
            }
        });
    }
}

async fn connection(stream: impl AsyncRead + AsyncWrite + Unpin, answerer: Arc<impl Answer>) {
    let service = service_fn(|request| {
        let answerer = Arc::clone(&answerer);
        async move { Ok::<_, Infallible>(answer(request, &*answerer).await) }
    });
    // A subject is killed in the middle of its connections.
    let _ =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, answerer: &impl Answer) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    // What was sent before a connection broke cannot be answered anyway.
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let received =
        Received { method: head.method, path: head.uri.path().to_owned(), headers: head.headers, body };
    answerer.answer(received).await
}
