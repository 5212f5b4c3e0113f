//! What is around every route: the request's id, the log, problem documents, security headers.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tracing::{Instrument, info, info_span};

use crate::{
    metrics::{Metric, Metrics},
    problem::{Problem, Raised},
    request_id::{self, RequestId},
};

/// What all requests share.
pub(super) struct Envelope {
    pub(super) metrics: Metrics,
    pub(super) body_limit: usize,
}

/// The body limit as an extractor finds it, to say it in a 413.
#[derive(Clone, Copy)]
pub(super) struct BodyLimit(pub(super) usize);

/// The id that the gateway in front gave to the request, for a request that brought none.
#[derive(Debug, Clone)]
pub struct GatewayRequestId(pub String);

/// The headers of every answer, unless the handler says otherwise.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

pub(super) async fn enclose(
    State(envelope): State<Arc<Envelope>>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let gateway = request.extensions().get::<GatewayRequestId>().map(|id| id.0.clone());
    let id = RequestId::of(request.headers(), gateway.as_deref());
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = info_span!("request", request_id = id.as_str(), method = request.method().as_str(), route);
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(BodyLimit(envelope.body_limit));

    async {
        // The panic itself is in the log already, by the hook that `logs` sets.
        let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        let mut response =
            answered.unwrap_or_else(|_| Problem::internal("the handler panicked").answer(Some(&id)));
        let raised = response.extensions_mut().remove::<Raised>();
        if let Some(Raised(problem)) = &raised {
            problem.log();
            response = with_headers_of(problem.answer(Some(&id)), response.headers());
        }
        for (name, value) in HEADERS {
            response.headers_mut().entry(name).or_insert(value);
        }
        if let Ok(value) = id.as_str().parse() {
            response.headers_mut().insert(request_id::HEADER, value);
        }
        if response.status().is_server_error() {
            envelope.metrics.count(Metric::ServerErrors, 1);
        }
        info!(
            status = response.status().as_u16(),
            code = raised.as_ref().map(|raised| raised.0.code()),
            duration_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
            "request answered"
        );
        response
    }
    .instrument(span)
    .await
}

/// `response`, with what `headers` says besides, such as the `Allow` of a 405.
fn with_headers_of(mut response: Response, headers: &HeaderMap) -> Response {
    for (name, value) in headers {
        if name != header::CONTENT_LENGTH && !response.headers().contains_key(name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}
