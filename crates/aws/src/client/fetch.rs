//! Reading a small public document by HTTP, such as the keys of a user pool.

use std::time::Duration;

use aws_smithy_runtime_api::client::{
    http::{HttpConnector, SharedHttpConnector},
    orchestrator::HttpRequest,
    result::ConnectorError,
};
use aws_smithy_types::body::SdkBody;

use super::{ClientError, connector};

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Reads public documents.
#[derive(Debug, Clone)]
pub struct Fetch(SharedHttpConnector);

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none.
    #[error("not an address")]
    BadAddress(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nobody answered, or not in time.
    #[error("no answer")]
    Unanswered(#[source] Option<ConnectorError>),
    /// Another status than 200.
    #[error("the answer is {0}")]
    Refused(u16),
    /// The answer broke off.
    #[error("the answer broke off")]
    BrokeOff(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Fetch {
    /// Trusts whom [`super::from_lambda_environment`] trusts.
    ///
    /// # Errors
    /// `SSL_CERT_FILE` cannot be read or holds no certificate.
    pub fn new() -> Result<Self, ClientError> {
        Ok(Self(connector()?))
    }

    /// The document at `url`, within three seconds. `authorization` goes with the request where it is given.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn get(&self, url: &str, authorization: Option<String>) -> Result<Vec<u8>, FetchError> {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(url).map_err(|error| FetchError::BadAddress(error.into()))?;
        if let Some(authorization) = authorization {
            request
                .headers_mut()
                .try_insert("authorization", authorization)
                .map_err(|error| FetchError::BadAddress(error.into()))?;
        }
        let reading = async {
            let answer = self.0.call(request).await.map_err(|error| FetchError::Unanswered(Some(error)))?;
            if answer.status().as_u16() != 200 {
                return Err(FetchError::Refused(answer.status().as_u16()));
            }
            let body = aws_smithy_types::byte_stream::ByteStream::new(answer.into_body()).collect().await;
            Ok(body.map_err(|error| FetchError::BrokeOff(error.into()))?.to_vec())
        };
        tokio::time::timeout(PATIENCE, reading).await.unwrap_or(Err(FetchError::Unanswered(None)))
    }
}
