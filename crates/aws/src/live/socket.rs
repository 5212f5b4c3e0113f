//! MQTT 3.1.1 over a WebSocket: as much of it as a subscriber at most once needs.

use std::{io, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use futures::{SinkExt, StreamExt};
use rumqttc::mqttbytes::{
    Error, QoS,
    v4::{Connect, ConnectReturnCode, Subscribe, SubscribeReasonCode},
};
use rustls::{ClientConfig, crypto::ring, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::LiveError;
use crate::client::authorities;

pub(super) use rumqttc::mqttbytes::v4::Packet;

/// The longest packet that AWS IoT sends: 128 KiB of payload with topic and header.
const MAX_PACKET: usize = 132 * 1024;

/// What carries the WebSocket.
trait Carrier: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Carrier for T {}

/// An open connection.
pub(super) struct Socket {
    stream: WebSocketStream<Box<dyn Carrier>>,
    received: BytesMut,
}

impl Socket {
    /// Dials `host` and asks there for the WebSocket `address`, whose own host may be called otherwise.
    pub(super) async fn open(host: &str, port: u16, tls: bool, address: &str) -> Result<Self, LiveError> {
        let tcp = TcpStream::connect((host, port)).await.map_err(LiveError::Unreachable)?;
        tcp.set_nodelay(true).map_err(LiveError::Unreachable)?;
        let carrier: Box<dyn Carrier> = if tls { Box::new(secured(host, tcp).await?) } else { Box::new(tcp) };
        let mut request = address.into_client_request().map_err(Box::new)?;
        request.headers_mut().insert("sec-websocket-protocol", http::HeaderValue::from_static("mqtt"));
        let (stream, _) = client_async(request, carrier).await.map_err(Box::new)?;
        Ok(Self { stream, received: BytesMut::new() })
    }

    /// Introduces us as `client_id`, with nothing kept from before.
    pub(super) async fn connect(&mut self, client_id: &str, keep_alive: Duration) -> Result<(), LiveError> {
        let mut connect = Connect::new(client_id);
        connect.keep_alive = u16::try_from(keep_alive.as_secs()).unwrap_or(u16::MAX);
        connect.clean_session = true;
        self.send(&Packet::Connect(connect)).await?;
        match self.next().await? {
            Packet::ConnAck(answer) if answer.code == ConnectReturnCode::Success => Ok(()),
            other => Err(LiveError::Refused(format!("{other:?}"))),
        }
    }

    /// Subscribes to what `filter` takes, at most once.
    pub(super) async fn subscribe(&mut self, filter: &str) -> Result<(), LiveError> {
        let mut subscribe = Subscribe::new(filter, QoS::AtMostOnce);
        subscribe.pkid = 1;
        self.send(&Packet::Subscribe(subscribe)).await?;
        match self.next().await? {
            Packet::SubAck(answer)
                if answer.return_codes.iter().all(|code| *code != SubscribeReasonCode::Failure) =>
            {
                Ok(())
            }
            other => Err(LiveError::Refused(format!("{other:?}"))),
        }
    }

    /// Asks whether the broker is there.
    pub(super) async fn ping(&mut self) -> Result<(), LiveError> {
        self.send(&Packet::PingReq).await
    }

    /// The next packet. A packet may come in several messages, and a message may hold several.
    pub(super) async fn next(&mut self) -> Result<Packet, LiveError> {
        loop {
            match Packet::read(&mut self.received, MAX_PACKET) {
                Ok(packet) => return Ok(packet),
                Err(Error::InsufficientBytes(_)) => {}
                Err(error) => return Err(LiveError::Protocol(error.to_string())),
            }
            match self.stream.next().await {
                Some(Ok(Message::Binary(bytes))) => self.received.extend_from_slice(&bytes),
                Some(Ok(Message::Close(_))) | None => return Err(LiveError::Ended),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(Box::new(error).into()),
            }
        }
    }

    async fn send(&mut self, packet: &Packet) -> Result<(), LiveError> {
        let mut bytes = BytesMut::new();
        packet.write(&mut bytes, MAX_PACKET).map_err(|error| LiveError::Protocol(error.to_string()))?;
        Ok(self.stream.send(Message::Binary(Bytes::from(bytes))).await.map_err(Box::new)?)
    }
}

/// TLS to `host`, trusting whom the SDK's clients trust.
async fn secured(
    host: &str,
    tcp: TcpStream,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, LiveError> {
    let unreachable = |error: String| LiveError::Unreachable(io::Error::other(error));
    let authorities = authorities().map_err(|error| unreachable(error.to_string()))?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unreachable(error.to_string()))?
        .with_root_certificates(authorities)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| unreachable(error.to_string()))?;
    TlsConnector::from(Arc::new(config)).connect(name, tcp).await.map_err(LiveError::Unreachable)
}
