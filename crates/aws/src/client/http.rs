//! The HTTP client that all SDK clients of a process share: HTTP over rustls with ring, made once.

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};

use super::CONNECT_TIMEOUT;

/// A client that trusts `authorities` (certificates in PEM, known to parse) and nobody else.
///
/// The SDK's own builder makes a TLS configuration for every service's client and one more for its first call. This
/// one is made once, and connections are pooled together.
pub(super) fn client(authorities: &[u8]) -> SharedHttpClient {
    let trust = TlsContext::builder()
        .with_trust_store(TrustStore::empty().with_pem_certificate(authorities))
        .build()
        .expect("a trust store is all that a TLS context consists of");
    let connector = Connector::builder()
        .connector_settings(HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT).build())
        .sleep_impl(TokioSleep::new())
        .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust)
        .build();
    let connector = SharedHttpConnector::new(connector);
    http_client_fn(move |_, _| connector.clone())
}
