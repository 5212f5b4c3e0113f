//! The HTTP client that all SDK clients of a process share: HTTP/1.1 over rustls with ring, made once.
//!
//! The SDK's own connector (`aws-smithy-http-client`) links HTTP/2, proxies and the operating system's certificates, and
//! makes a TLS configuration for every service's client and one more for its first call.

use std::error::Error;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{self, Client, connect};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tracing::{Level, debug, enabled};

use super::CONNECT_TIMEOUT;

/// A client that trusts `authorities` and nobody else.
pub(super) fn client(authorities: RootCertStore) -> SharedHttpClient {
    let connector = connector(authorities);
    http_client_fn(move |_, _| connector.clone())
}

/// The same, for requests that no SDK makes.
pub(super) fn connector(authorities: RootCertStore) -> SharedHttpConnector {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has the cipher suites of TLS 1.2 and 1.3")
        .with_root_certificates(authorities)
        .with_no_client_auth();
    let mut tcp = connect::HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    let connector =
        HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(tcp);

    let pool = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
    SharedHttpConnector::new(Pool(pool))
}

/// Connections by endpoint, kept open between calls.
#[derive(Debug)]
struct Pool(Client<HttpsConnector<connect::HttpConnector>, SdkBody>);

impl HttpConnector for Pool {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        // Every attempt is one: what a request cost its caller's quotas is in the log, beside the request's id.
        if enabled!(Level::DEBUG)
            && let Some((service, operation)) = call(&request)
        {
            debug!(service, operation, "AWS call");
        }
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let answer = self.0.request(request);
        HttpConnectorFuture::new(async {
            let answer = answer.await.map_err(classified)?;
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The service and the operation of a signed request, such as `dynamodb` and `TransactWriteItems`. The service is in the
/// signature; the operation in a header or in the body, by the protocol, and where it is in neither, the method stands for it.
fn call(request: &HttpRequest) -> Option<(&str, &str)> {
    let headers = request.headers();
    // Credential=AKID/20261121/us-east-1/sqs/aws4_request, …
    let service = match headers.get("authorization") {
        Some(signed) => signed.split_once("Credential=")?.1.split('/').nth(3)?,
        // What is sent to S3 is signed in its address.
        None => request.uri().split_once("X-Amz-Credential=")?.1.split("%2F").nth(3)?,
    };
    let target = headers.get("x-amz-target").and_then(|target| target.rsplit('.').next());
    let action = || {
        let body = std::str::from_utf8(request.body().bytes()?).ok()?;
        body.strip_prefix("Action=")?.split('&').next()
    };
    Some((service, target.or_else(action).unwrap_or_else(|| request.method())))
}

/// What went wrong, in the words by which the SDK decides whether to try again: whatever happened to the connection is
/// worth another attempt, a request that cannot be sent is not.
fn classified(error: legacy::Error) -> ConnectorError {
    let unsendable =
        error.source().and_then(|source| source.downcast_ref()).is_some_and(hyper::Error::is_user);
    if unsendable { ConnectorError::user(error.into()) } else { ConnectorError::io(error.into()) }
}
