//! A message encrypted for one browser: RFC 8291 in the content encoding `aes128gcm` of RFC 8188, in one record.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use valmetal_domain::entity::contact::PushSubscription;

#[cfg(test)]
mod tests;

/// The size that the one record declares; push services take 4096 bytes in all.
const RECORD_SIZE: u32 = 4096;

/// The header: salt, record size, the key's length and the key.
const HEADER: usize = 16 + 4 + 1 + 65;

/// The longest text: what is left of a record after the header, the delimiter and the tag.
const MAX_TEXT: usize = RECORD_SIZE as usize - HEADER - 1 - 16;

/// Why nothing could be encrypted.
#[derive(Debug, thiserror::Error)]
pub(super) enum EncryptionError {
    /// There is too much to say.
    #[error("a push message has at most {MAX_TEXT} bytes")]
    TooLong,
    /// The browser's key is no point of the curve, or the system has no random numbers.
    #[error("the message cannot be encrypted for this browser")]
    Crypto,
}

impl From<ring::error::Unspecified> for EncryptionError {
    fn from(_: ring::error::Unspecified) -> Self {
        Self::Crypto
    }
}

/// `text`, readable by the browser alone.
pub(super) fn encrypt(to: &PushSubscription, text: &[u8]) -> Result<Vec<u8>, EncryptionError> {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| EncryptionError::Crypto);
    let (browser, secret) = (decode(to.p256dh.as_str())?, decode(to.auth.as_str())?);
    let random = SystemRandom::new();
    let mut salt = [0; 16];
    random.fill(&mut salt)?;
    let private = EphemeralPrivateKey::generate(&ECDH_P256, &random)?;
    let sender = private.compute_public_key()?;
    let parties = Parties { browser: &browser, secret: &secret, sender: sender.as_ref() };
    let peer = UnparsedPublicKey::new(&ECDH_P256, &browser);
    agreement::agree_ephemeral(private, &peer, |shared| seal(&parties, shared, salt, text))?
}

/// The public half of the agreement.
struct Parties<'a> {
    browser: &'a [u8],
    secret: &'a [u8],
    sender: &'a [u8],
}

/// What the agreed secret and the salt make of `text`.
fn seal(
    parties: &Parties<'_>,
    shared: &[u8],
    salt: [u8; 16],
    text: &[u8],
) -> Result<Vec<u8>, EncryptionError> {
    if text.len() > MAX_TEXT {
        return Err(EncryptionError::TooLong);
    }
    let mut key_material = [0; 32];
    Salt::new(HKDF_SHA256, parties.secret)
        .extract(shared)
        .expand(&[b"WebPush: info\0", parties.browser, parties.sender], Bytes(32))?
        .fill(&mut key_material)?;
    let derived = Salt::new(HKDF_SHA256, &salt).extract(&key_material);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    derived.expand(&[b"Content-Encoding: aes128gcm\0"], Bytes(16))?.fill(&mut key)?;
    derived.expand(&[b"Content-Encoding: nonce\0"], Bytes(12))?.fill(&mut nonce)?;

    let mut sealed = Vec::with_capacity(text.len() + 17);
    sealed.extend_from_slice(text);
    // The delimiter of the last record.
    sealed.push(2);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)?;

    let mut message = Vec::with_capacity(HEADER + sealed.len());
    message.extend_from_slice(&salt);
    message.extend_from_slice(&RECORD_SIZE.to_be_bytes());
    message.push(u8::try_from(parties.sender.len()).map_err(|_| EncryptionError::Crypto)?);
    message.extend_from_slice(parties.sender);
    message.extend_from_slice(&sealed);
    Ok(message)
}

/// A number of derived bytes.
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}
