//! A bucket: requests of it signed, sent and sent again.

use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_types::SdkConfig;
use rusty_s3::actions::{GetObject, PutObject};
use rusty_s3::{Credentials, Method, S3Action, UrlStyle};
use url::Url;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::file::ports::Link;

use crate::client::{self, ATTEMPT_TIMEOUT, ATTEMPTS, ClientError};
use crate::error::CallFailed;
use crate::jitter;

/// How long the signature of a request is good that is sent at once.
const SENT_WITHIN: Duration = Duration::from_mins(1);

/// How much of an answer that refuses is told.
const MAX_TOLD: usize = 300;

/// One bucket.
///
/// What is sent is `s3:PutObject`, `s3:GetObject`, `s3:HeadObject`, `s3:ListObjectsV2` and `s3:DeleteObject`; each is tried
/// three times as the SDK's calls are.
#[derive(Debug, Clone)]
pub struct Bucket {
    place: rusty_s3::Bucket,
    credentials: SharedCredentialsProvider,
    connector: SharedHttpConnector,
}

/// What S3 answered.
pub(super) struct Answer {
    pub(super) headers: Headers,
    pub(super) body: Vec<u8>,
}

/// An attempt that came to nothing.
struct Failed {
    error: CallFailed,
    /// Whether another may do better.
    may_pass: bool,
}

impl Bucket {
    /// The bucket with this name, in the region and at the endpoint of `config`.
    ///
    /// # Errors
    /// An endpoint that is no address, a name that no bucket has, a faulty `SSL_CERT_FILE`.
    ///
    /// # Panics
    /// `config` has no credentials.
    pub fn open(config: &SdkConfig, name: impl Into<String>) -> Result<Self, ClientError> {
        let name = name.into();
        let region = config.region().map(ToString::to_string).unwrap_or_default();
        let credentials = config.credentials_provider().expect("whoever signs has credentials");
        let (endpoint, style) = match client::endpoint_of(config, "S3") {
            Some(endpoint) => (endpoint, UrlStyle::Path),
            None => (regional(&region), UrlStyle::VirtualHost),
        };
        let bad = |fault: String| ClientError::BadBucket { bucket: name.clone(), fault };
        let endpoint = Url::parse(&endpoint).map_err(|error| bad(format!("{endpoint}: {error}")))?;
        let place = rusty_s3::Bucket::new(endpoint, style, name.clone(), region)
            .map_err(|error| bad(error.to_string()))?;
        Ok(Self { place, credentials, connector: client::connector()? })
    }

    /// Keeps `content` under `key`. IAM: `s3:PutObject`.
    ///
    /// # Errors
    /// S3 did not take it.
    pub async fn put(&self, key: &str, media_type: &str, content: Vec<u8>) -> Result<(), StoreError> {
        let credentials = self.credentials().await?;
        let mut put = self.place.put_object(Some(&credentials), key);
        put.headers_mut().insert("content-length", content.len().to_string());
        put.headers_mut().insert("content-type", media_type);
        self.send("s3:PutObject", put, content).await.map(drop)
    }

    /// A link by which anybody puts an object with just these headers under `key`.
    pub(super) async fn link_put(
        &self,
        key: &str,
        headers: &[(&'static str, String)],
        valid: Duration,
    ) -> Result<Link, StoreError> {
        let credentials = self.credentials().await?;
        let mut put: PutObject<'_> = self.place.put_object(Some(&credentials), key);
        for (name, value) in headers {
            put.headers_mut().insert(*name, value.clone());
        }
        Ok(link(put, valid))
    }

    /// A link by which anybody gets the object under `key`, answered with these query parameters' headers.
    pub(super) async fn link_get(
        &self,
        key: &str,
        answered: &[(&'static str, String)],
        valid: Duration,
    ) -> Result<Link, StoreError> {
        let credentials = self.credentials().await?;
        let mut get: GetObject<'_> = self.place.get_object(Some(&credentials), key);
        for (name, value) in answered {
            get.query_mut().insert(*name, value.clone());
        }
        Ok(link(get, valid))
    }

    /// The bucket as actions are made of it.
    pub(super) const fn actions(&self) -> &rusty_s3::Bucket {
        &self.place
    }

    /// What requests are signed with now.
    pub(super) async fn credentials(&self) -> Result<Credentials, StoreError> {
        let given = self.credentials.provide_credentials().await.map_err(|error| {
            StoreError::Unavailable(CallFailed::new("s3", format!("no credentials: {error}")).into())
        })?;
        let (key, secret) = (given.access_key_id(), given.secret_access_key());
        Ok(match given.session_token() {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        })
    }

    /// Sends what `action` asks.
    ///
    /// # Errors
    /// No attempt was answered with success.
    pub(super) async fn send<'a, A: S3Action<'a>>(
        &self,
        operation: &'static str,
        action: A,
        body: Vec<u8>,
    ) -> Result<Answer, StoreError> {
        self.find(operation, action, body).await?.ok_or_else(|| {
            StoreError::Unavailable(CallFailed::new(operation, "404: no such bucket or object").into())
        })
    }

    /// Sends what `action` asks; nothing where nothing is there.
    ///
    /// # Errors
    /// No attempt was answered with success or 404.
    pub(super) async fn find<'a, A: S3Action<'a>>(
        &self,
        operation: &'static str,
        mut action: A,
        body: Vec<u8>,
    ) -> Result<Option<Answer>, StoreError> {
        let headers = headers_of(&mut action);
        let url = action.sign(SENT_WITHIN);
        let mut attempt = 0;
        loop {
            let request = request(A::METHOD, &url, &headers, body.clone())
                .map_err(|fault| StoreError::Refused(CallFailed::new(operation, fault).into()))?;
            let sent = tokio::time::timeout(ATTEMPT_TIMEOUT, self.attempt(operation, request)).await;
            match sent.unwrap_or_else(|_| Err(passing(operation, "timed out"))) {
                Ok(answer) => return Ok(answer),
                Err(Failed { may_pass: true, .. }) if attempt + 1 < ATTEMPTS => jitter::pause(attempt).await,
                // A missing right may be given: what waits in a queue waits for that.
                Err(Failed { error, .. }) => return Err(StoreError::Unavailable(error.into())),
            }
            attempt += 1;
        }
    }

    async fn attempt(&self, operation: &'static str, request: HttpRequest) -> Result<Option<Answer>, Failed> {
        let answer = self.connector.call(request).await.map_err(|error| Failed {
            may_pass: !error.is_user(),
            error: CallFailed { operation, detail: "no answer".to_owned(), source: Some(error.into()) },
        })?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = ByteStream::new(answer.into_body()).collect().await;
        let body = body.map_err(|_| passing(operation, "the answer broke off"))?.to_vec();
        match status.as_u16() {
            200..300 => Ok(Some(Answer { headers, body })),
            404 => Ok(None),
            status => {
                let told: String = String::from_utf8_lossy(&body).chars().take(MAX_TOLD).collect();
                let error = CallFailed::new(operation, format!("{status}: {told}"));
                Err(Failed { error, may_pass: status >= 500 || status == 429 })
            }
        }
    }
}

fn passing(operation: &'static str, detail: &str) -> Failed {
    Failed { error: CallFailed::new(operation, detail), may_pass: true }
}

/// Where S3 is in a region.
fn regional(region: &str) -> String {
    let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
    format!("https://s3.{region}.amazonaws.com{suffix}")
}

fn headers_of<'a>(action: &mut impl S3Action<'a>) -> Vec<(String, String)> {
    action.headers_mut().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn link<'a, A: S3Action<'a>>(mut action: A, valid: Duration) -> Link {
    let headers = headers_of(&mut action);
    let headers = headers.into_iter().collect();
    Link { method: A::METHOD.to_str().to_owned(), url: action.sign(valid).into(), headers }
}

fn request(
    method: Method,
    url: &Url,
    headers: &[(String, String)],
    body: Vec<u8>,
) -> Result<HttpRequest, String> {
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method(method.to_str()).map_err(|error| error.to_string())?;
    request.set_uri(url.as_str()).map_err(|error| error.to_string())?;
    for (name, value) in headers {
        let set = request.headers_mut().try_insert(name.clone(), value.clone());
        set.map_err(|error| error.to_string())?;
    }
    Ok(request)
}

#[cfg(test)]
mod tests;
