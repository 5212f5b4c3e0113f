//! The topics `valmetal/live/<farm>` of AWS IoT, by one MQTT connection over a WebSocket that the caller's own credentials
//! sign.
//!
//! The broker keeps nothing for us: what is published while nobody is connected is gone, and the reader has to be told.

mod signed;
mod socket;
#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::{
    ProvideCredentials, SharedCredentialsProvider, error::CredentialsError,
};
use aws_types::SdkConfig;
use bytes::Bytes;
use valmetal_domain::names::FarmId;

use socket::Socket;

/// What comes before a farm's id in its topic.
const TOPIC: &str = "valmetal/live/";
/// How often we say that we are there. The broker takes us for gone after one and a half of it.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// How long the broker may take to accept us.
const PATIENCE: Duration = Duration::from_secs(10);

/// An update of a farm as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveMessage {
    /// The farm.
    pub farm: FarmId,
    /// The update, one line of JSON.
    pub payload: Bytes,
}

/// Why there is no connection, or none any more.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The configuration lacks something.
    #[error("{0}")]
    Configuration(&'static str),
    /// This process has no credentials.
    #[error("no credentials to sign with")]
    Credentials(#[from] CredentialsError),
    /// The address cannot be signed.
    #[error("the address cannot be signed")]
    Signing(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The broker cannot be reached.
    #[error("the broker cannot be reached")]
    Unreachable(#[source] std::io::Error),
    /// It is no WebSocket, or it broke.
    #[error("the WebSocket failed")]
    Socket(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    /// It does not speak MQTT.
    #[error("the broker sent what is no MQTT: {0}")]
    Protocol(String),
    /// It refused the connection or the subscription.
    #[error("the broker refused: {0}")]
    Refused(String),
    /// It did not answer in time.
    #[error("the broker does not answer")]
    Silent,
    /// It ended the connection.
    #[error("the broker ended the connection")]
    Ended,
}

/// Where the broker is and who asks.
#[derive(Debug, Clone)]
pub struct LiveTopics {
    /// The name of the account's IoT endpoint, for which the address is signed.
    host: String,
    /// Where it is dialled: that name, or the configuration's endpoint.
    dial: Dial,
    region: String,
    credentials: SharedCredentialsProvider,
}

#[derive(Debug, Clone)]
struct Dial {
    host: String,
    port: u16,
    tls: bool,
}

impl LiveTopics {
    /// The topics of the endpoint `host`, such as `….iot.eu-west-1.amazonaws.com`.
    ///
    /// IAM: `iot:Connect` as the client, `iot:Subscribe` and `iot:Receive` on the topics.
    ///
    /// # Errors
    /// A configuration without a region or without credentials, or with an endpoint that cannot be read.
    pub fn new(config: &SdkConfig, host: String) -> Result<Self, LiveError> {
        let region = config.region().ok_or(LiveError::Configuration("there is no region"))?.to_string();
        let credentials =
            config.credentials_provider().ok_or(LiveError::Configuration("there are no credentials"))?;
        let dial = match config.endpoint_url() {
            None => Dial { host: host.clone(), port: 443, tls: true },
            Some(url) => dialled(url).ok_or(LiveError::Configuration("the endpoint is no address"))?,
        };
        Ok(Self { host, dial, region, credentials })
    }

    /// Connects as `client_id`, which nobody else may use, and subscribes to the topics of all farms.
    ///
    /// # Errors
    /// See [`LiveError`].
    pub async fn subscribe(&self, client_id: &str) -> Result<Subscription, LiveError> {
        let identity = self.credentials.provide_credentials().await?;
        let address = signed::address(&self.host, &self.region, identity, SystemTime::now())?;
        let opening = async {
            let mut socket = Socket::open(&self.dial.host, self.dial.port, self.dial.tls, &address).await?;
            socket.connect(client_id, KEEP_ALIVE).await?;
            socket.subscribe(&format!("{TOPIC}+")).await?;
            Ok(Subscription { socket, alive: tokio::time::interval(KEEP_ALIVE), unanswered: false })
        };
        tokio::time::timeout(PATIENCE, opening).await.unwrap_or(Err(LiveError::Silent))
    }
}

/// An open subscription.
pub struct Subscription {
    socket: Socket,
    alive: tokio::time::Interval,
    /// We have asked whether the broker is there, and it has not said so yet.
    unanswered: bool,
}

impl Subscription {
    /// The next update. After an error there are no more. It may be dropped while it waits and called again.
    ///
    /// # Errors
    /// See [`LiveError`].
    pub async fn next(&mut self) -> Result<LiveMessage, LiveError> {
        loop {
            tokio::select! {
                packet = self.socket.next() => match packet? {
                    socket::Packet::Publish(publish) => {
                        let farm = publish.topic.strip_prefix(TOPIC).and_then(|farm| FarmId::new(farm).ok());
                        if let Some(farm) = farm {
                            return Ok(LiveMessage { farm, payload: publish.payload });
                        }
                    }
                    socket::Packet::PingResp => self.unanswered = false,
                    socket::Packet::Disconnect => return Err(LiveError::Ended),
                    _ => {}
                },
                _ = self.alive.tick() => {
                    if self.unanswered {
                        return Err(LiveError::Silent);
                    }
                    self.unanswered = true;
                    self.socket.ping().await?;
                }
            }
        }
    }
}

/// Host, port and whether by TLS.
fn dialled(url: &str) -> Option<Dial> {
    let (tls, rest) = match url.split_once("://")? {
        ("https", rest) => (true, rest),
        ("http", rest) => (false, rest),
        _ => return None,
    };
    let authority = rest.split('/').next()?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, if tls { 443 } else { 80 }),
    };
    Some(Dial { host: host.to_owned(), port, tls })
}
