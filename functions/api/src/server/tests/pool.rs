//! A user pool that signs tokens: its keys are served by HTTP, as Cognito serves them.

use std::{
    collections::BTreeMap,
    process::Command,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{Router, body::Body, routing::get};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::{
    rand::SystemRandom,
    rsa::PublicKeyComponents,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch};

use super::super::{accept, series::Series};

pub(super) const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool";
pub(super) const CLIENT: &str = "web-client";

/// Keys that are made when the tests run, each once it is asked for.
static KEYS: [LazyLock<Vec<u8>>; 2] = [LazyLock::new(made_key), LazyLock::new(made_key)];

/// The pool.
pub(super) struct Pool {
    published: Arc<Mutex<BTreeMap<String, Value>>>,
    pub(super) asked: Arc<AtomicUsize>,
    pub(super) keys_url: String,
    _open: watch::Sender<bool>,
}

/// A private key as PKCS #8. The program makes it: `ring` uses RSA keys and makes none.
fn made_key() -> Vec<u8> {
    let arguments = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048";
    let made = Command::new("openssl").args(arguments.split(' ')).output().expect("openssl is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    // As DER, some versions write another format.
    let pem = String::from_utf8(made.stdout).unwrap();
    let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(base64).unwrap()
}

/// The private key of that number.
pub(super) fn key(number: usize) -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(&KEYS[number]).unwrap()
}

impl Pool {
    /// A pool that publishes its first key as `first`.
    pub(super) async fn start() -> Self {
        let published: Arc<Mutex<BTreeMap<String, Value>>> = Arc::default();
        let asked = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let keys_url = format!("http://{}/keys", listener.local_addr().unwrap());
        let answer = {
            let (published, asked) = (published.clone(), asked.clone());
            move || {
                asked.fetch_add(1, SeqCst);
                let keys: Vec<_> = published.lock().unwrap().values().cloned().collect();
                std::future::ready(Body::from(json!({"keys": keys}).to_string()))
            }
        };
        let (open, closing) = watch::channel(false);
        // Longer than the clock is put forward: an idle connection is asked again.
        let limits = accept::Limits { connections: 10, patience: std::time::Duration::from_mins(10) };
        let routes = Router::new().route("/keys", get(answer));
        tokio::spawn(accept::serve(listener, routes, limits, Arc::new(Series::default()), closing));
        let pool = Self { published, asked, keys_url, _open: open };
        pool.publish("first", 0);
        pool
    }

    /// Publishes the public key of that number.
    pub(super) fn publish(&self, id: &str, number: usize) {
        let components = PublicKeyComponents::<Vec<u8>>::from(key(number).public());
        let key = json!({
            "kid": id, "kty": "RSA", "alg": "RS256", "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(&components.n), "e": URL_SAFE_NO_PAD.encode(&components.e),
        });
        self.published.lock().unwrap().insert(id.to_owned(), key);
    }
}

/// Now, in seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The claims of a good token, for an hour.
pub(super) fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "sub": "user-1", "token_use": "id", "exp": now() + 3600,
        "cognito:groups": ["farmers"], "farms": "lakeside:f", "email": "f@example.com",
    })
}

/// A token with this header and these claims, signed with the key of that number.
pub(super) fn signed(header: &Value, claims: &Value, number: usize) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let key = key(number);
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token with these claims, signed with the first key.
pub(super) fn token(claims: &Value) -> String {
    signed(&json!({"alg": "RS256", "kid": "first", "typ": "JWT"}), claims, 0)
}
