//! Repeats of requests whose effect is no one transaction: their answer is read before anything is done.

use jiff::Timestamp;
use valmetal_domain::idempotency::{Answer, Attempt, Outcome, ReadAnswer, Record};
use valmetal_runtime::problem::Problem;

use crate::store::unavailable;

/// What `attempt` was answered before; none where it is the first or names no key. 422 where the key was used for another
/// request.
pub(crate) async fn answered(
    requests: &dyn ReadAnswer,
    attempt: Option<&Attempt>,
    now: Timestamp,
) -> Result<Option<Answer>, Problem> {
    let Some(attempt) = attempt else { return Ok(None) };
    let record = requests.read_answer(attempt).await.map_err(unavailable)?;
    kept(record, attempt, now)
}

/// What `record`, which is kept under the key of `attempt`, answers to it. One whose time is over may still be there.
pub(crate) fn kept(
    record: Option<Record>,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<Option<Answer>, Problem> {
    match record.filter(|record| record.expires_at > now).map(|record| record.repeat(attempt)) {
        Some(Outcome::Replayed(answer)) => Ok(Some(answer)),
        Some(Outcome::Mismatch) => {
            let detail = "This Idempotency-Key was used for another request.";
            Err(Problem::unprocessable("idempotencyKeyReused", detail))
        }
        Some(Outcome::Fresh) | None => Ok(None),
    }
}
