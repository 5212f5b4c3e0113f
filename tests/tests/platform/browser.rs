//! A browser that takes web push, and the service of its maker: they take what is posted, and read it.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    rand::SystemRandom,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

/// The browser's secret.
const SECRET: [u8; 16] = [7; 16];

/// A browser with its push service, on this machine.
pub(crate) struct Browser {
    service: Arc<TcpListener>,
    /// It opens one message.
    private: EphemeralPrivateKey,
    public: Vec<u8>,
}

/// A message that a push service was given.
pub(crate) struct Posted {
    /// The head, in small letters.
    pub(crate) head: String,
    body: Vec<u8>,
}

impl Browser {
    pub(crate) async fn open() -> Self {
        let service = Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let public = private.compute_public_key().unwrap().as_ref().to_vec();
        Self { service, private, public }
    }

    /// Where its service takes messages for it.
    pub(crate) fn endpoint(&self) -> String {
        format!(
            "http://{}/push/{}",
            self.service.local_addr().unwrap(),
            URL_SAFE_NO_PAD.encode(&self.public[1..9])
        )
    }

    /// What the page sends to the platform: `PushSubscription.toJSON()`.
    pub(crate) fn subscription(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "endpoint": self.endpoint(), "expirationTime": null,
            "keys": { "p256dh": encode(&self.public), "auth": encode(&SECRET) },
        })
    }

    /// Takes the next message, and answers it with this status.
    pub(crate) fn take(&self, status: &'static str) -> tokio::task::JoinHandle<Posted> {
        let service = self.service.clone();
        tokio::spawn(async move {
            let (stream, _) = service.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                stream.read_line(&mut head).await.unwrap();
            }
            let head = head.to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            let mut body = vec![0; length.parse().unwrap()];
            stream.read_exact(&mut body).await.unwrap();
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            Posted { head, body }
        })
    }

    /// Reads the message as RFC 8291 says.
    pub(crate) fn read(self, posted: &Posted) -> Value {
        let (salt, rest) = posted.body.split_at(16);
        let (sender, sealed) = rest[5..].split_at(65);
        let info = [b"WebPush: info\0".as_slice(), &self.public, sender].concat();
        let peer = UnparsedPublicKey::new(&ECDH_P256, sender);
        let agreed =
            agree_ephemeral(self.private, &peer, |shared| derived::<32>(&SECRET, shared, &info)).unwrap();
        let key = derived::<16>(salt, &agreed, b"Content-Encoding: aes128gcm\0");
        let nonce = derived::<12>(salt, &agreed, b"Content-Encoding: nonce\0");
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let mut sealed = sealed.to_vec();
        let text = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed).unwrap();
        // A record ends with a 2 where it is the last one.
        serde_json::from_slice(text.strip_suffix(&[2]).unwrap()).unwrap()
    }
}

/// So many bytes, by HKDF.
fn derived<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> [u8; N] {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = [0; N];
    let extracted = Salt::new(HKDF_SHA256, salt).extract(secret);
    extracted.expand(&[info], Length(N)).unwrap().fill(&mut bytes).unwrap();
    bytes
}
