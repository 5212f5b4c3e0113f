//! The certificate of the stand-in: an RSA-2048 leaf, as AWS endpoints have, under an authority of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where Linux distributions keep the certificates that the SDK's defaults load; on Lambda it is the second.
const SYSTEM_BUNDLES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// Amazon's roots, as the functions carry them.
const AMAZON: &str = include_str!("../../../aws/roots/amazon.pem");

/// A certificate authority with the certificate of `localhost`, and what the subjects are given to trust it.
pub(crate) struct Authority {
    /// The authority alone, added by Node to what it carries.
    pub(crate) alone: PathBuf,
    /// With Amazon's roots: what a function of ours trusts on AWS, and one more.
    pub(crate) with_amazon: PathBuf,
    /// With the system's: what the SDK's defaults and Python load on AWS, and one more.
    pub(crate) with_system: PathBuf,
    leaf: PathBuf,
    key: PathBuf,
}

impl Authority {
    /// The authority in `directory`, made with `openssl` the first time.
    pub(crate) fn in_directory(directory: &Path) -> Result<Self> {
        let file = |name: &str| directory.join(name);
        let authority = Self {
            alone: file("authority.pem"),
            with_amazon: file("with-amazon.pem"),
            with_system: file("with-system.pem"),
            leaf: file("localhost.pem"),
            key: file("localhost.key"),
        };
        if !authority.with_system.exists() {
            fs::create_dir_all(directory)?;
            authority.make(&file("authority.key"), &file("localhost.csr"), &file("localhost.ext"))?;
        }
        Ok(authority)
    }

    fn make(&self, authority_key: &Path, request: &Path, extensions: &Path) -> Result<()> {
        let path = |path: &Path| path.display().to_string();
        openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=bench -keyout {} -out {}",
            path(authority_key),
            path(&self.alone),
        ))?;
        openssl(&format!(
            "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout {} -out {}",
            path(&self.key),
            path(request),
        ))?;
        fs::write(extensions, "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n")?;
        openssl(&format!(
            "x509 -req -days 365 -CAcreateserial -in {} -CA {} -CAkey {} -extfile {} -out {}",
            path(request),
            path(&self.alone),
            path(authority_key),
            path(extensions),
            path(&self.leaf),
        ))?;
        let alone = fs::read_to_string(&self.alone)?;
        fs::write(&self.with_amazon, format!("{AMAZON}{alone}"))?;
        let system = SYSTEM_BUNDLES.iter().find_map(|bundle| fs::read_to_string(bundle).ok());
        let system = system.with_context(|| format!("none of {} is there", SYSTEM_BUNDLES.join(", ")))?;
        fs::write(&self.with_system, format!("{system}{alone}"))?;
        Ok(())
    }

    /// What the stand-in serves with.
    pub(crate) fn server_config(&self) -> Result<Arc<ServerConfig>> {
        let chain = CertificateDer::pem_file_iter(&self.leaf)?.collect::<Result<_, _>>()?;
        let key = PrivateKeyDer::from_pem_file(&self.key)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        Ok(Arc::new(config))
    }
}

/// Runs `openssl` with arguments of which none holds a space.
pub(crate) fn openssl(arguments: &str) -> Result<()> {
    let output = Command::new("openssl")
        .args(arguments.split(' '))
        .output()
        .context("openssl is not there: install it (on Debian: apt-get install openssl)")?;
    ensure!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
