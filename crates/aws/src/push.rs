//! Web push: messages to browsers, through the services of their makers.
//!
//! Those are no AWS services. The message is encrypted for the browser (RFC 8291), so its maker cannot read it, and carries a
//! token that says who sends it (VAPID, RFC 8292). With ring, which every function links for TLS anyway.

mod encryption;
mod vapid;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{HttpConnector as _, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use jiff::Timestamp;
use tokio::sync::OnceCell;
use valmetal_domain::alarm::Severity;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::contact::{PushHosts, PushSubscription};
use valmetal_domain::notification::ports::SendPush;
use valmetal_domain::notification::{PushPayload, SendError};

use crate::client::{ClientError, push_connector};
use crate::ssm::SecureParameter;

pub use vapid::{Vapid, VapidError};

/// How long a push service keeps a message for a browser that is away, in seconds: a night.
const TIME_TO_LIVE: &str = "43200";

/// How long a push service may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Sends messages to browsers.
///
/// IAM: what [`SecureParameter`] needs.
pub struct WebPush {
    connector: SharedHttpConnector,
    hosts: PushHosts,
    key: SecureParameter,
    subject: String,
    vapid: OnceCell<Vapid>,
}

impl WebPush {
    /// Web push to `hosts` and no others, signed with the `key` that the parameter holds (PKCS#8, base64), which is read when
    /// the first message is sent. `subject` is whom a push service writes to when something is wrong: a `mailto:` or
    /// `https:` address.
    ///
    /// # Errors
    /// `SSL_CERT_FILE` cannot be read or holds no certificate.
    pub fn new(
        hosts: PushHosts,
        key: SecureParameter,
        subject: impl Into<String>,
    ) -> Result<Self, ClientError> {
        let (connector, vapid) = (push_connector()?, OnceCell::new());
        Ok(Self { connector, hosts, key, subject: subject.into(), vapid })
    }

    async fn vapid(&self) -> Result<&Vapid, SendError> {
        let read = async || {
            let key = self.key.read().await.map_err(|error| match error {
                StoreError::Refused(source) => SendError::Refused(source.to_string()),
                other => SendError::Unavailable(other.into()),
            })?;
            Vapid::new(&key).map_err(|error| SendError::Refused(error.to_string()))
        };
        self.vapid.get_or_try_init(read).await
    }

    async fn request(&self, to: &PushSubscription, payload: &PushPayload) -> Result<HttpRequest, SendError> {
        let vapid = self.vapid().await?;
        let unusable = |what: &str| SendError::Refused(format!("{what} cannot be used"));
        let text = serde_json::to_vec(payload).map_err(|error| SendError::Refused(error.to_string()))?;
        let body = encryption::encrypt(to, &text).map_err(|error| SendError::Refused(error.to_string()))?;
        let token = vapid.authorization(to.endpoint.origin(), &self.subject, Timestamp::now());
        let length = body.len().to_string();
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").map_err(|_| unusable("the method"))?;
        request.set_uri(to.endpoint.as_str()).map_err(|_| unusable("the endpoint"))?;
        let headers = request.headers_mut();
        headers.insert("authorization", token.map_err(|error| SendError::Refused(error.to_string()))?);
        headers.insert("content-encoding", "aes128gcm");
        headers.insert("content-length", length);
        headers.insert("ttl", TIME_TO_LIVE);
        headers.insert("urgency", urgency(payload.severity));
        Ok(request)
    }
}

/// How much of a sleeping phone's battery a message is worth.
const fn urgency(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "high",
        Severity::Medium => "normal",
        Severity::Low => "low",
    }
}

#[async_trait]
impl SendPush for WebPush {
    async fn send_push(&self, to: &PushSubscription, payload: &PushPayload) -> Result<(), SendError> {
        if !self.hosts.include(&to.endpoint) {
            return Err(SendError::Refused("the endpoint is no known push service".to_owned()));
        }
        let request = self.request(to, payload).await?;
        let answer = tokio::time::timeout(ANSWER_WITHIN, self.connector.call(request)).await;
        let answer = match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) if error.is_user() => return Err(SendError::Refused(error.to_string())),
            Ok(Err(error)) => return Err(SendError::Unanswered(error.into())),
            Err(elapsed) => return Err(SendError::Unanswered(elapsed.into())),
        };
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            404 | 410 => Err(SendError::Gone),
            status @ (429 | 500..=599) => {
                Err(SendError::Unavailable(format!("the push service answered {status}").into()))
            }
            status => Err(SendError::Refused(format!("the push service answered {status}"))),
        }
    }
}

impl fmt::Debug for WebPush {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebPush").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}
