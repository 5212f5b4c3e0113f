//! The connector to browsers' push services, which no SDK talks to.

use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use rustls::RootCertStore;

use super::environment::Environment;
use super::{ClientError, http, trust};

/// A connector that trusts the public authorities: those services are not Amazon's. Where `SSL_CERT_FILE` names others, it
/// trusts those instead, as every client does.
///
/// # Errors
/// `SSL_CERT_FILE` cannot be read or holds no certificate.
pub(crate) fn push_connector() -> Result<SharedHttpConnector, ClientError> {
    let environment = Environment::of_process();
    let authorities = match environment.optional("SSL_CERT_FILE") {
        Some(file) => trust::authorities(Some(&file))?,
        None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
    };
    Ok(http::connector(authorities))
}
