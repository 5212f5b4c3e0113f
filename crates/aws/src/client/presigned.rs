//! Putting something to a presigned address, which carries its own authorisation.

use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;

use super::{ClientError, connector};

/// Puts to presigned addresses.
#[derive(Debug, Clone)]
pub struct Presigned(SharedHttpConnector);

/// Why something could not be put.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The address is none, or the body is not one.
    #[error("not a presigned address")]
    BadAddress(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nobody answered.
    #[error("the presigned address does not answer")]
    Unanswered(#[source] ConnectorError),
    /// It was refused with this status.
    #[error("the presigned address answered {0}")]
    Refused(u16),
}

impl Presigned {
    /// Trusts whom [`super::from_lambda_environment`] trusts.
    ///
    /// # Errors
    /// `SSL_CERT_FILE` cannot be read or holds no certificate.
    pub fn from_lambda_environment() -> Result<Self, ClientError> {
        Ok(Self(connector()?))
    }

    /// Puts `body`. It is sent without a content type, since the signature covers none.
    ///
    /// # Errors
    /// See [`PutError`].
    pub async fn put(&self, url: &str, body: String) -> Result<(), PutError> {
        let mut request = HttpRequest::new(SdkBody::from(body.as_bytes()));
        request.set_method("PUT").map_err(|error| PutError::BadAddress(error.into()))?;
        request.set_uri(url).map_err(|error| PutError::BadAddress(error.into()))?;
        request.headers_mut().insert("content-length", body.len().to_string());
        let answer = self.0.call(request).await.map_err(PutError::Unanswered)?;
        let status = answer.status();
        if status.is_success() { Ok(()) } else { Err(PutError::Refused(status.as_u16())) }
    }
}
