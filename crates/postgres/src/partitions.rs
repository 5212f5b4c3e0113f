//! The monthly partitions of what grows with time. A row whose month has none is refused, so they are made well ahead.

use valmetal_domain::alarm::ports::StoreError;

use crate::{Database, error::store_error};

/// How many months ahead: enough for a schedule that has not run for weeks.
const MONTHS_AHEAD: i32 = 3;

impl Database {
    /// Makes the partitions that are missing, of this month and of the next three, and answers how many that were. Runs at the
    /// same time wait for each other.
    ///
    /// # Errors
    /// As of [`Database::acquire`].
    pub async fn make_partitions(&self) -> Result<u32, StoreError> {
        let made = sqlx::query_scalar!(r#"select make_partitions($1) as "made!""#, MONTHS_AHEAD)
            .fetch_one(&mut *self.acquire().await?)
            .await
            .map_err(store_error)?;
        Ok(made.unsigned_abs())
    }
}
