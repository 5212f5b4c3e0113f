//! Adding records up.

use std::fmt::Write as _;

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::ports::{ReadFeedTotals, ReadStorageUse};
use valmetal_domain::feed::{CLOSE_KG, EXACT_SHARE, OUTLIER_SHARE, StorageUse, Totals};
use valmetal_domain::names::FarmId;

use super::FeedStore;
use super::sql::{text, time};

#[async_trait]
impl ReadFeedTotals for FeedStore {
    async fn read_feed_totals(&self, farm: &FarmId, days: &[Timestamp]) -> Result<Vec<Totals>, StoreError> {
        let [begin, ends @ ..] = days else { return Ok(Vec::new()) };
        let Some(end) = ends.last() else { return Ok(Vec::new()) };
        let Some(table) = self.table().await? else { return Ok(Vec::new()) };
        let mut day = String::new();
        for (n, end) in ends.iter().enumerate() {
            let _ = write!(day, "WHEN time < {} THEN {n} ", time(*end));
        }
        let count = |condition: String| format!("SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)");
        let sql = format!(
            "WITH step AS (SELECT CASE {day}END AS day, record_kind, feed_id, animal_set_id, currency, \
             CASE WHEN record_kind = 'SEQUENCE' THEN outcome END AS outcome, entitlement, delivered, refused, \
             dry_matter_percentage, total_cost, count_observed, delivered - entitlement AS off, \
             date_diff('millisecond', from_iso8601_timestamp(event_start), time) AS milliseconds \
             FROM {table} WHERE farm_id = {} AND time >= {} AND time < {}) \
             SELECT day, record_kind, feed_id, animal_set_id, currency, outcome, COUNT(*) AS steps, COUNT(off) AS targeted, \
             COALESCE(SUM(CASE WHEN delivered IS NOT NULL THEN entitlement END), 0e0) AS entitlement, \
             COALESCE(SUM(off), 0e0) AS deviation, COALESCE(SUM(delivered), 0e0) AS delivered, \
             COALESCE(SUM(refused), 0e0) AS refused, \
             COALESCE(SUM(delivered * dry_matter_percentage / 1e2), 0e0) AS dry_matter, \
             COALESCE(SUM(total_cost), 0e0) AS total_cost, {} AS exact, {} AS close, {} AS outliers, \
             COALESCE(MAX(count_observed), 0) AS head, SUM(milliseconds) / 1e3 AS seconds \
             FROM step GROUP BY day, record_kind, feed_id, animal_set_id, currency, outcome",
            text(farm.as_str()),
            time(*begin),
            time(*end),
            count(format!("ABS(off) <= {EXACT_SHARE:e} * entitlement")),
            count(format!("ABS(off) <= {CLOSE_KG:e}")),
            count(format!("ABS(off) > {OUTLIER_SHARE:e} * entitlement")),
        );
        self.0.ask(&sql).await
    }
}

#[async_trait]
impl ReadStorageUse for FeedStore {
    async fn read_storage_use(
        &self,
        farm: &FarmId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<StorageUse>, StoreError> {
        let Some(table) = self.table().await? else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT storage_id, feed_id, SUM(delivered) AS used, MIN(time) AS first_at FROM {table} WHERE farm_id = {} \
             AND record_kind = 'LOAD' AND storage_id IS NOT NULL AND time >= {} AND time < {} GROUP BY storage_id, feed_id",
            text(farm.as_str()),
            time(from),
            time(to),
        );
        self.0.ask(&sql).await
    }
}
