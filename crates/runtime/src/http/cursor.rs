//! Cursors: where the next page begins, opaque to the caller and bound to the query that it belongs to.
//!
//! A cursor is the position as JSON behind a hash of the query and the position. The hash needs no key, so it catches a cursor
//! of another query and a damaged one, not a forger: a store must make its keys from the query's own partition and take only
//! the place in it from the position.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{
    error::Error,
    problem::{FieldError, Problem},
};

const HASH_LENGTH: usize = 8;

/// The cursor of `position` in the answers to `query`: everything that decides which items there are and their order, so
/// the path's ids and the filters, but not the limit.
pub fn seal(query: &impl Serialize, position: &impl Serialize) -> Result<String, Error> {
    let position = serde_json::to_vec(position)?;
    let mut cursor = hash(query, &position)?.to_vec();
    cursor.extend(position);
    Ok(URL_SAFE_NO_PAD.encode(cursor))
}

/// The position that `cursor` holds; 400 where it is no cursor of `query`.
pub fn open<P: DeserializeOwned>(query: &impl Serialize, cursor: &str) -> Result<P, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
    let (sealed, position) = bytes.split_at_checked(HASH_LENGTH).ok_or_else(refused)?;
    if sealed != hash(query, position)? {
        return Err(refused());
    }
    serde_json::from_slice(position).map_err(|_| refused())
}

fn hash(query: &impl Serialize, position: &[u8]) -> Result<[u8; HASH_LENGTH], Error> {
    let query = serde_json::to_vec(query)?;
    let hash = Sha256::new()
        .chain_update((query.len() as u64).to_be_bytes())
        .chain_update(query)
        .chain_update(position);
    let mut short = [0; HASH_LENGTH];
    short.copy_from_slice(&hash.finalize()[..HASH_LENGTH]);
    Ok(short)
}

fn refused() -> Problem {
    let error = FieldError::new("cursor", "invalid", "Take it from an answer to the same query.");
    Problem::bad_request("invalidCursor", "The cursor does not belong to this query.").errors([error])
}
