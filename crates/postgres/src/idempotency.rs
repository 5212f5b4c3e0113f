//! Requests that may be repeated: their answers are written in the transaction of what they changed.

use async_trait::async_trait;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use valmetal_domain::{
    alarm::ports::StoreError,
    idempotency::{Answer, Attempt, Outcome, ReadAnswer, Record},
};

use crate::{Database, columns::number, error::store_error};

/// The answers of requests that may be repeated.
#[derive(Clone)]
pub struct Requests(Database);

impl Requests {
    /// Those of `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl ReadAnswer for Requests {
    async fn read_answer(&self, attempt: &Attempt) -> Result<Option<Record>, StoreError> {
        let known = sqlx::query!(
            r#"select hash, status, body, expires_at as "expires_at: jiff_sqlx::Timestamp" from requests
               where user_id = $1 and key = $2"#,
            attempt.user_id.as_str(),
            attempt.key,
        )
        .fetch_optional(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        let Some(known) = known else { return Ok(None) };
        Ok(Some(Record {
            attempt: Attempt { hash: known.hash, ..attempt.clone() },
            answer: Answer { status: number("status", known.status)?, body: known.body },
            expires_at: known.expires_at.to_jiff(),
        }))
    }
}

/// How many forgotten answers each new one takes with it, so that they never pile up.
const SWEPT: i64 = 10;

/// Puts the answer of `request` into this transaction. None where the effect is to happen now; else how the request ends
/// without one. Two of the same key wait for each other here.
pub(crate) async fn claim(
    transaction: &mut PgConnection,
    request: Option<&Record>,
) -> Result<Option<Outcome>, StoreError> {
    let Some(Record { attempt, answer, expires_at }) = request else { return Ok(None) };
    let written = sqlx::query!(
        "insert into requests (user_id, key, hash, status, body, expires_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (user_id, key) do update
         set hash = excluded.hash, status = excluded.status, body = excluded.body, expires_at = excluded.expires_at
         where requests.expires_at < now()",
        attempt.user_id.as_str(),
        attempt.key,
        attempt.hash,
        number::<i16, _>("status", answer.status)?,
        answer.body,
        expires_at.to_sqlx() as _,
    )
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    if written.rows_affected() == 1 {
        sweep(transaction).await?;
        return Ok(None);
    }
    let known = sqlx::query!(
        "select hash, status, body from requests where user_id = $1 and key = $2",
        attempt.user_id.as_str(),
        attempt.key,
    )
    .fetch_one(transaction)
    .await
    .map_err(store_error)?;
    let kept = Record {
        attempt: Attempt { hash: known.hash, ..attempt.clone() },
        answer: Answer { status: number("status", known.status)?, body: known.body },
        expires_at: *expires_at,
    };
    Ok(Some(kept.repeat(attempt)))
}

async fn sweep(transaction: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from requests where ctid in
         (select ctid from requests where expires_at < now() limit $1 for update skip locked)",
        SWEPT
    )
    .execute(transaction)
    .await
    .map_err(store_error)?;
    Ok(())
}
