//! The request's side of idempotency: the header `Idempotency-Key` and the hash by which a repeat is recognised.
//!
//! The rest is in [`valmetal_domain::idempotency`]: a store puts the record in the transaction of the change and answers a
//! repeat from the record that is there already.

#[cfg(test)]
mod tests;

use http::HeaderMap;
use sha2::{Digest, Sha256};
use valmetal_domain::{
    idempotency::{Answer, Attempt},
    names::UserId,
};

use crate::problem::{FieldError, Problem};

/// The header.
pub const HEADER: &str = "idempotency-key";

/// The longest key.
pub const MAX_KEY_LENGTH: usize = 128;

/// The key that a request carries: 1 to 128 visible ASCII characters. None where it has no such header.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let good =
        |key: &&str| (1..=MAX_KEY_LENGTH).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_graphic());
    match value.to_str().ok().filter(good) {
        Some(key) if values.next().is_none() => Ok(Some(key.to_owned())),
        _ => {
            let rule = format!("One key of 1 to {MAX_KEY_LENGTH} visible ASCII characters.");
            let error = FieldError::new("Idempotency-Key", "invalid", rule);
            Err(Problem::bad_request("invalidHeader", "The Idempotency-Key cannot be used.").errors([error]))
        }
    }
}

/// What a repeat of this request is recognised by.
pub fn attempt(key: String, method: &http::Method, path: &str, body: &[u8], caller: &UserId) -> Attempt {
    let mut hash = Sha256::new();
    // Each part with its length, so that no two requests are one text.
    for part in [method.as_str().as_bytes(), path.as_bytes(), body, caller.as_str().as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hash = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Attempt { user_id: caller.clone(), key, hash }
}

/// The key was used for another request.
pub fn mismatch() -> Problem {
    Problem::unprocessable("idempotencyKeyReused", "This Idempotency-Key was used for another request.")
}

/// The answer to a repeat, with the header `idempotent-replayed: true`.
pub fn replay(answer: Answer) -> Result<axum::response::Response, Problem> {
    let response = http::Response::builder().status(answer.status).header("idempotent-replayed", "true");
    let response = if answer.body.is_empty() {
        response
    } else {
        response.header(http::header::CONTENT_TYPE, "application/json")
    };
    Ok(response.body(answer.body.into())?)
}
