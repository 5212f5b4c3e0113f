//! The migrations: each runs once, however many processes start at the same time, and the previous version of the code
//! survives every one of them. `migrations/README.md` has the rule.

use std::time::{Duration, Instant};

use sqlx::{Connection, Executor, PgConnection, migrate::Migrator};
use valmetal_domain::alarm::ports::StoreError;

use crate::{Database, error::store_error};

/// The migrations of this code. A database that is ahead of it, since the code was rolled back, is left as it is.
pub(crate) static MIGRATIONS: Migrator = {
    let mut migrations = sqlx::migrate!();
    migrations.ignore_missing = true;
    // See below: a lock that is waited for without an end, before short ones.
    migrations.locking = false;
    migrations
};

/// Whose lock is held while migrating: any number that nobody else takes.
const LOCK: i64 = 0x56_414c_4d45_5441;

/// How long a change of a table waits for those who use it. Longer, and everybody who comes later waits behind it.
const TABLE_LOCK: Duration = Duration::from_secs(5);

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// The newest migration that the database has had.
    pub version: i64,
    /// How many were applied by this run; none where another one was faster.
    pub applied: usize,
    /// How long it took, the wait for another run included.
    pub took: Duration,
}

/// Why the migrations did not run through. Those before the one that failed stay.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database is away or there is none.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A migration failed, or is another than the one that was applied under its number.
    #[error("a migration failed")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl Database {
    /// Brings the schema to what this code needs, then makes the partitions of the months ahead.
    ///
    /// # Errors
    /// As [`MigrateError`] says.
    pub async fn migrate(&self) -> Result<Migrated, MigrateError> {
        let began = Instant::now();
        // Beside the pool: a migration may take longer than any statement of a request.
        let mut connection = PgConnection::connect_with(&self.options().await?).await.map_err(store_error)?;
        let settings = "set statement_timeout = 0; set lock_timeout = 0; set idle_session_timeout = 0";
        connection.execute(settings).await.map_err(store_error)?;
        // Goes with the connection, also where this process dies.
        sqlx::query("select pg_advisory_lock($1)")
            .bind(LOCK)
            .execute(&mut connection)
            .await
            .map_err(store_error)?;
        let wait = format!("set lock_timeout = {}", TABLE_LOCK.as_millis());
        connection.execute(sqlx::AssertSqlSafe(wait)).await.map_err(store_error)?;

        let before = applied(&mut connection).await?;
        MIGRATIONS.run_direct(None, &mut connection, false).await?;
        let after = applied(&mut connection).await?;
        connection.close().await.map_err(store_error)?;
        self.make_partitions().await?;
        Ok(Migrated {
            version: after.last().copied().unwrap_or_default(),
            applied: after.len() - before.len(),
            took: began.elapsed(),
        })
    }
}

/// The migrations that the database has had, the oldest first.
async fn applied(connection: &mut PgConnection) -> Result<Vec<i64>, StoreError> {
    let there: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut *connection)
        .await
        .map_err(store_error)?;
    if !there {
        return Ok(Vec::new());
    }
    sqlx::query_scalar("select version from _sqlx_migrations where success order by version")
        .fetch_all(connection)
        .await
        .map_err(store_error)
}
