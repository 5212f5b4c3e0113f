//! Why no client could be made.

use std::path::PathBuf;

/// A fault of the environment that stops init.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A variable that Lambda sets is not there, or empty.
    #[error("{name} is not set: it must hold {expected}")]
    MissingVariable {
        /// The variable.
        name: &'static str,
        /// What it should have held.
        expected: &'static str,
    },
    /// A bucket, or the endpoint that it is at, that none can be called.
    #[error("no bucket can be {bucket:?}: {fault}")]
    BadBucket {
        /// The bucket.
        bucket: String,
        /// What is wrong with it.
        fault: String,
    },
    /// `SSL_CERT_FILE` names a file that cannot be read.
    #[error("SSL_CERT_FILE names {}, which cannot be read", path.display())]
    UnreadableAuthorities {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// `SSL_CERT_FILE` names a file that is not a list of PEM certificates.
    #[error("SSL_CERT_FILE names {}, which must be certificates in PEM: {fault}", path.display())]
    BadAuthorities {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: String,
    },
}
