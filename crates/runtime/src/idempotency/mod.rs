//! The request's side of idempotency: the header `Idempotency-Key` and the hash by which a repeat is recognised.
//!
//! The rest is in [`valmetal_domain::idempotency`]: a store puts the record in the transaction of the change and answers a
//! repeat from the record that is there already.

#[cfg(test)]
mod tests;

use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};
use valmetal_domain::{
    idempotency::{Answer, Attempt, Outcome},
    names::UserId,
};

use crate::{
    error::Error,
    problem::{FieldError, Problem},
};

/// The header.
pub const HEADER: &str = "idempotency-key";

/// The header of an answer that was given before.
pub const REPLAYED: &str = "idempotent-replayed";

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
    Attempt { user_id: caller.clone(), key, hash: format!("{:x}", hash.finalize()) }
}

/// The answer that a request gets and that its record keeps.
pub fn answer(status: StatusCode, body: &impl Serialize) -> Result<Answer, Error> {
    Ok(Answer { status: status.as_u16(), body: serde_json::to_string(body)? })
}

/// What the caller gets once the store has said how the write ended: `answer` where it was fresh, the kept one with the
/// header `idempotent-replayed: true` where it was a repeat, and 422 where the key was used for another request.
pub fn respond(outcome: Outcome, answer: Answer) -> Result<Response, Problem> {
    let (answer, replayed) = match outcome {
        Outcome::Fresh => (answer, false),
        Outcome::Replayed(kept) => (kept, true),
        Outcome::Mismatch => {
            let detail = "This Idempotency-Key was used for another request.";
            return Err(Problem::unprocessable("idempotencyKeyReused", detail));
        }
    };
    let mut response = Response::builder().status(answer.status);
    if !answer.body.is_empty() {
        response = response.header(header::CONTENT_TYPE, "application/json");
    }
    if replayed {
        response = response.header(REPLAYED, "true");
    }
    Ok(response.body(answer.body.into())?)
}
