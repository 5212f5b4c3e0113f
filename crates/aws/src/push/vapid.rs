//! Who sends: a token for one push service, signed with the platform's own key (VAPID, RFC 8292).

use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;

#[cfg(test)]
mod tests;

/// How long a token is good; the RFC allows a day.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(12);

/// The platform's key pair.
#[derive(Debug)]
pub struct Vapid(EcdsaKeyPair);

/// What is wrong with a key pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VapidError {
    /// It cannot be read.
    #[error("the VAPID key is no P-256 key pair in PKCS#8 and base64")]
    BadKey,
    /// It cannot be used now.
    #[error("the VAPID key cannot sign")]
    CannotSign,
}

impl Vapid {
    /// A new key pair, as PKCS#8 in base64.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn generate() -> Result<String, VapidError> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(STANDARD.encode(document.map_err(|_| VapidError::CannotSign)?))
    }

    /// The key pair in `pkcs8`, which is base64.
    ///
    /// # Errors
    /// It is none.
    pub fn new(pkcs8: &str) -> Result<Self, VapidError> {
        let document = STANDARD.decode(pkcs8.trim()).map_err(|_| VapidError::BadKey)?;
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &document, &SystemRandom::new());
        pair.map(Self).map_err(|_| VapidError::BadKey)
    }

    /// The public key as browsers take it: `applicationServerKey`.
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }

    /// The header `Authorization` of a message to the push service at `origin`.
    pub(super) fn authorization(
        &self,
        origin: &str,
        subject: &str,
        now: Timestamp,
    ) -> Result<String, VapidError> {
        let expires = now.checked_add(GOOD_FOR).unwrap_or(Timestamp::MAX).as_second();
        let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let header = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = part(json!({ "aud": origin, "exp": expires, "sub": subject }));
        let signed = format!("{header}.{claims}");
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.map_err(|_| VapidError::CannotSign)?);
        Ok(format!("vapid t={signed}.{signature}, k={}", self.public_key()))
    }
}
