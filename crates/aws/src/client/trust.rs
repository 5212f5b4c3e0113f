//! Whom a TLS connection trusts.
//!
//! AWS endpoints chain to Amazon's own roots, so a function trusts these five and not the hundred and fifty of the
//! operating system: fewer to parse at every cold start, and none that could vouch for a false AWS.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::ClientError;

/// Amazon's roots in PEM; `roots/README.md` says where they come from.
pub(super) const AMAZON: &[u8] = include_bytes!("../../roots/amazon.pem");

/// The authorities to trust: Amazon's, or those in the file that `SSL_CERT_FILE` names.
///
/// # Errors
/// The file cannot be read, holds no certificate, or something that is none.
pub(super) fn authorities(file: Option<&str>) -> Result<RootCertStore, ClientError> {
    let Some(path) = file else {
        return Ok(parsed(AMAZON).expect("a test reads them"));
    };
    let pem = std::fs::read(path)
        .map_err(|source| ClientError::UnreadableAuthorities { path: path.into(), source })?;
    parsed(&pem).map_err(|fault| ClientError::BadAuthorities { path: path.into(), fault })
}

/// Certificates in PEM as a store, or what is wrong with them.
fn parsed(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        store.add(certificate).map_err(|error| format!("number {}: {error}", store.len() + 1))?;
    }
    if store.is_empty() { Err("there is none".to_owned()) } else { Ok(store) }
}
