//! Whom a TLS connection trusts.
//!
//! AWS endpoints chain to Amazon's own roots, so a function trusts these five and not the hundred and fifty of the
//! operating system: fewer to parse at every cold start, and none that could vouch for a false AWS.

use std::borrow::Cow;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::ClientError;

/// Amazon's roots in PEM; `roots/README.md` says where they come from.
pub(super) const AMAZON: &[u8] = include_bytes!("../../roots/amazon.pem");

/// The authorities to trust, in PEM: Amazon's, or those in the file that `SSL_CERT_FILE` names.
///
/// # Errors
/// The file cannot be read, holds no certificate, or something that is none.
pub(super) fn authorities(file: Option<&str>) -> Result<Cow<'static, [u8]>, ClientError> {
    let Some(path) = file else {
        return Ok(AMAZON.into());
    };
    let pem = std::fs::read(path)
        .map_err(|source| ClientError::UnreadableAuthorities { path: path.into(), source })?;
    let bad = |fault: String| ClientError::BadAuthorities { path: path.into(), fault };
    let mut parsed = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| bad(error.to_string()))?;
        parsed.add(certificate).map_err(|error| bad(format!("number {}: {error}", parsed.len() + 1)))?;
    }
    if parsed.is_empty() {
        return Err(bad("it holds none".to_owned()));
    }
    Ok(pem.into())
}
