//! Repeating a request without repeating its effect.
//!
//! The record of a request is written in the same transaction as its effect, on the condition that there is none yet.
//! A repeat fails that condition, gets the old record back with the failure, and is answered from it.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::alarm::ports::StoreError;
use crate::names::UserId;

/// How long an answer is kept, in seconds: 24 hours.
pub const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// What a repeat of a request is recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Who asked: the same key of two people is two requests.
    pub user_id: UserId,
    /// The client's key.
    pub key: String,
    /// A hash of method, path, body and caller, in lower-case hex.
    pub hash: String,
}

/// An answer that can be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; empty where there is none.
    pub body: String,
}

/// The item that is kept of a request with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What a repeat is recognised by.
    pub attempt: Attempt,
    /// What a repeat is answered.
    pub answer: Answer,
    /// When the store may forget the record.
    pub expires_at: Timestamp,
}

impl Record {
    /// The record of `attempt`, answered at `now` with `answer`.
    pub fn new(attempt: Attempt, answer: Answer, now: Timestamp) -> Self {
        let expires_at =
            now.checked_add(jiff::SignedDuration::from_secs(KEPT_SECONDS)).unwrap_or(Timestamp::MAX);
        Self { attempt, answer, expires_at }
    }

    /// What to answer to an attempt whose key this record already holds.
    pub fn repeat(self, attempt: &Attempt) -> Outcome {
        if self.attempt.hash == attempt.hash { Outcome::Replayed(self.answer) } else { Outcome::Mismatch }
    }
}

/// How a write with an idempotency record ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The effect happened now.
    Fresh,
    /// It had happened before: this was the answer.
    Replayed(Answer),
    /// The key was used for another request.
    Mismatch,
}

/// Reads what a request was answered before, for routes whose effect is no one transaction.
#[async_trait]
pub trait ReadAnswer: Send + Sync {
    /// The record under the key of `attempt`, where there is one, consistently. Its time may be over.
    async fn read_answer(&self, attempt: &Attempt) -> Result<Option<Record>, StoreError>;
}
