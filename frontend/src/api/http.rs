//! The calls, over HTTP or in this very process. Connections are kept open; a call that takes too long is given up.

use std::{str::from_utf8, sync::Arc, time::Duration};

use axum::{
    BoxError,
    body::{Body, Bytes},
};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use tokio::time::timeout;
use tower::{Service, ServiceExt as _, util::BoxCloneSyncService};
use valmetal_domain::entity::Language;

use super::{ApiError, Problem};

/// How long a page waits for the API. API Gateway itself gives up after 30 seconds; nobody looks at an empty page that long.
const WITHIN: Duration = Duration::from_secs(8);

/// The largest answer that is read: what a Lambda can give.
const LARGEST: usize = 6 * 1024 * 1024;

/// What brings requests to the API and its answers back.
type Carrier = BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>;

/// The API.
#[derive(Clone)]
pub(crate) struct Api {
    url: Arc<str>,
    carrier: Carrier,
}

/// One person's access to it.
#[derive(Clone)]
pub(crate) struct As<'a> {
    api: &'a Api,
    id_token: &'a str,
    language: Language,
}

impl Api {
    /// At `url`, without `/v1`.
    pub(crate) fn new(url: &str) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has the cipher suites of TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
        let pool = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Self::over(url, pool.map_response(|answer: Response<_>| answer.map(Body::new)))
    }

    /// At `url`, which `service` answers for.
    pub(crate) fn over<S>(url: &str, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        Self { url: url.into(), carrier: Carrier::new(service.map_err(Into::into)) }
    }

    /// As the person with this token, who reads this language.
    pub(crate) fn with<'a>(&'a self, id_token: &'a str, language: Language) -> As<'a> {
        As { api: self, id_token, language }
    }
}

impl As<'_> {
    /// Reads.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        read(&self.get_bytes(path).await?)
    }

    /// Reads what is no JSON, such as a table for spreadsheets, or what [`read`] is to borrow from.
    pub(crate) async fn get_bytes(&self, path: &str) -> Result<Bytes, ApiError> {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Does something, at most once for each `key`.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        read(&self.send(Method::POST, path, &[("idempotency-key", key)], json(body)?).await?)
    }

    /// The same, if what it is done to is still the `version` that the person saw.
    pub(crate) async fn post_to<T: DeserializeOwned>(
        &self,
        path: &str,
        key: &str,
        version: u64,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let headers = [("idempotency-key", key), ("if-match", &etag(version))];
        read(&self.send(Method::POST, path, &headers, json(body)?).await?)
    }

    /// Changes a part of something (`PATCH`), if it is still the `version` that the person saw; none where it has none.
    pub(crate) async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        version: Option<u64>,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        self.changed(Method::PATCH, path, version, json(body)?).await
    }

    /// Puts something in its place (`PUT`), as [`Self::patch`] does.
    pub(crate) async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        version: Option<u64>,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        self.changed(Method::PUT, path, version, json(body)?).await
    }

    /// Ends something (`DELETE`), as [`Self::patch`] changes it.
    pub(crate) async fn delete(&self, path: &str, version: Option<u64>) -> Result<(), ApiError> {
        self.changed(Method::DELETE, path, version, Body::empty()).await.map(|_: IgnoredAny| ())
    }

    async fn changed<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        version: Option<u64>,
        body: Body,
    ) -> Result<T, ApiError> {
        let etag = version.map(etag);
        let headers: Vec<_> = etag.as_deref().map(|etag| ("if-match", etag)).into_iter().collect();
        read(&self.send(method, path, &headers, body).await?)
    }

    /// Opens a stream that goes on until one side ends it.
    pub(crate) async fn stream(&self, path: &str, last_event_id: Option<&str>) -> Result<Body, ApiError> {
        let mut request = self.request(Method::GET, path).header(header::ACCEPT, "text/event-stream");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let answer = self.answer(request.body(Body::empty()).map_err(away)?).await?;
        if answer.status() == StatusCode::OK {
            return Ok(answer.into_body());
        }
        let status = answer.status();
        Err(refused(status, &whole(answer.into_body()).await?))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Result<Bytes, ApiError> {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(body).map_err(away)?;
        timeout(WITHIN, async {
            let answer = self.answer(request).await?;
            let status = answer.status();
            let body = whole(answer.into_body()).await?;
            if status.is_success() { Ok(body) } else { Err(refused(status, &body)) }
        })
        .await
        .map_err(away)?
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}/v1{path}", self.api.url))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.id_token))
            .header(header::ACCEPT_LANGUAGE, self.language.as_str())
    }

    async fn answer(&self, request: Request<Body>) -> Result<Response<Body>, ApiError> {
        self.api.carrier.clone().oneshot(request).await.map_err(away)
    }
}

async fn whole(body: Body) -> Result<Bytes, ApiError> {
    Limited::new(body, LARGEST)
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .map_err(ApiError::Away)
}

fn json(body: &impl Serialize) -> Result<Body, ApiError> {
    serde_json::to_vec(body).map(Body::from).map_err(away)
}

/// The entity tag of a version.
fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// What an answer says, as far as `T` borrows from it without a copy.
pub(crate) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, ApiError> {
    // An act may answer nothing at all.
    let body = if body.is_empty() { "null" } else { from_utf8(body).map_err(away)? };
    serde_json::from_str(body).map_err(away)
}

/// A problem document; whoever else answers, such as the gateway, is told by its status.
fn refused(status: StatusCode, body: &[u8]) -> ApiError {
    if status.is_server_error() {
        return ApiError::Away(format!("it answers {status}").into());
    }
    let problem = serde_json::from_slice(body).unwrap_or_default();
    ApiError::Refused(Problem { status: status.as_u16(), ..problem })
}

fn away(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ApiError {
    ApiError::Away(error.into())
}
