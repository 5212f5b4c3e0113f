//! Ending what is older than it is kept.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use valmetal_domain::{
    alarm::ports::StoreError,
    telemetry::ports::{KeepHistory, Kept},
};

use super::TelemetryStore;
use crate::error::store_error;

#[async_trait]
impl KeepHistory for TelemetryStore {
    async fn keep_history(&self, now: Timestamp) -> Result<Kept, StoreError> {
        let made = self.database.make_partitions().await?;
        let mut dropped = Vec::new();
        let kept = [
            ("telemetry_sample", self.retention.sample_days),
            ("telemetry_minute", self.retention.minute_days),
        ];
        for (table, days) in kept {
            let cutoff = now - SignedDuration::from_hours(24 * i64::from(days));
            let ended = sqlx::query_scalar!(
                r#"select end_partitions($1, $2::text::timestamptz) as "ended!""#,
                table,
                cutoff.to_string()
            )
            .fetch_one(&mut *self.database.acquire().await?)
            .await
            .map_err(store_error)?;
            dropped.extend(ended);
        }
        Ok(Kept { made, dropped })
    }
}
