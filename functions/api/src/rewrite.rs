//! Writing to the database: computed from what was read, all or nothing, once more where somebody else was faster.

use axum::response::Response;
use jiff::Timestamp;
use valmetal_domain::{
    alarm::ports::StoreError,
    idempotency::{Answer, Attempt, Outcome, ReadAnswer, Record},
};
use valmetal_runtime::{idempotency::respond, problem::Problem};

use crate::{repeat::answered, store::unavailable, tries::Tries};

/// A request that may be repeated: its key, where it has one, and where answers are kept.
pub(crate) struct Repeatable<'a> {
    /// What a repeat is recognised by.
    pub attempt: Option<Attempt>,
    /// The answers.
    pub answers: &'a dyn ReadAnswer,
    /// The time.
    pub now: Timestamp,
}

/// Commits what `propose` proposes, with the answer for a repeat. A conflict with somebody else's change asks it again. A
/// repeat is answered before anything is proposed: what it changed may not be possible a second time.
pub(crate) async fn write<T, P, Proposing, C, Committing>(
    request: Repeatable<'_>,
    propose: P,
    commit: C,
) -> Result<Response, Problem>
where
    P: Fn() -> Proposing,
    Proposing: Future<Output = Result<(T, Answer), Problem>>,
    C: Fn(T, Option<Record>) -> Committing,
    Committing: Future<Output = Result<Outcome, StoreError>>,
{
    let Repeatable { attempt, answers, now } = request;
    if let Some(kept) = answered(answers, attempt.as_ref(), now).await? {
        return respond(Outcome::Replayed(kept.clone()), kept);
    }
    let mut tries = Tries::new();
    loop {
        let (changes, answer) = propose().await?;
        let record = attempt.clone().map(|attempt| Record::new(attempt, answer.clone(), now));
        match commit(changes, record).await {
            Ok(outcome) => return respond(outcome, answer),
            Err(StoreError::Conflict) if tries.again().await => {}
            Err(error) => return Err(unavailable(error)),
        }
    }
}
