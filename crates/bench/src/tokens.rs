//! A user pool's stand-in: one key, published as a JSON Web Key Set, and ID tokens that are signed with it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

use crate::cloud::tls::openssl;
use crate::http::{self, Answer, Received};

/// For whom tokens are.
pub(crate) const CLIENT: &str = "bench";
/// Who signs them.
pub(crate) const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Valmetal1";
/// How long a token is good.
const GOOD_FOR: Duration = Duration::from_hours(1);

/// The user pool.
pub(crate) struct UserPool {
    key: RsaKeyPair,
    keys: SocketAddr,
}

/// Answers the key set, whatever is asked.
struct KeySet(Bytes);

impl Answer for KeySet {
    async fn answer(&self, _: Received) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.0.clone()));
        response
            .headers_mut()
            .insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
        response
    }
}

impl UserPool {
    /// A user pool with a key of its own, in `directory`.
    ///
    /// # Errors
    /// `openssl` is not there.
    pub(crate) fn start(directory: &Path) -> Result<Self> {
        let file = directory.join("user-pool.key");
        openssl(&format!("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out {}", file.display()))?;
        let der = PrivatePkcs8KeyDer::from_pem_file(&file)?;
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|error| anyhow!("{error}"))?;
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let public = PublicKeyComponents::<Vec<u8>>::from(key.public());
        let document = json!({ "keys": [{
            "kid": "bench", "kty": "RSA", "alg": "RS256", "use": "sig",
            "n": part(&public.n),
            "e": part(&public.e),
        }] });
        let keys = http::serve("user-pool", None, Arc::new(KeySet(Bytes::from(document.to_string()))))?;
        Ok(Self { key, keys })
    }

    /// Where its keys are published.
    pub(crate) fn keys_url(&self) -> String {
        format!("http://{}/.well-known/jwks.json", self.keys)
    }

    /// A worker's ID token.
    pub(crate) fn token(&self) -> Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).context("it is before 1970")?;
        let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = encode(json!({ "alg": "RS256", "kid": "bench", "typ": "JWT" }));
        let claims = encode(json!({
            "sub": "8476a536-e9f4-11e8-9739-2dfe598c3fcd", "token_use": "id", "iss": ISSUER, "aud": CLIENT,
            "iat": now.as_secs(), "exp": (now + GOOD_FOR).as_secs(), "email": "worker@example.com",
            "name": "A Worker", "cognito:groups": ["workers"], "farms": "farm-1:w",
        }));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                format!("{header}.{claims}").as_bytes(),
                &mut signature,
            )
            .map_err(|_| anyhow!("the token cannot be signed"))?;
        Ok(format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
