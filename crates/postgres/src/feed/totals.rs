//! Adding records up: what a summary is made from by quarters of an hour, which are kept up as records come, since a month has
//! many records. Days begin on quarters everywhere.

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::{
    alarm::ports::StoreError,
    feed::{StorageUse, Totals, ports::ReadFeedTotals, ports::ReadStorageUse},
    names::FarmId,
};

use super::FeedStore;
use crate::{error::store_error, rows};

#[async_trait]
impl ReadFeedTotals for FeedStore {
    async fn read_feed_totals(&self, farm: &FarmId, days: &[Timestamp]) -> Result<Vec<Totals>, StoreError> {
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(total) as "row!" from (
                select width_bucket(at, (select $2::text[]::timestamptz[])) - 1 as day,
                    record_kind, feed_id, animal_set_id, currency, outcome,
                    sum(steps)::bigint as steps, sum(targeted)::bigint as targeted, sum(entitlement) as entitlement,
                    sum(deviation) as deviation, sum(delivered) as delivered, sum(refused) as refused,
                    sum(dry_matter) as dry_matter, sum(total_cost) as total_cost, sum(exact)::bigint as exact,
                    sum(close)::bigint as close, sum(outliers)::bigint as outliers, max(head) as head,
                    sum(seconds) as seconds
                from feed_quarter
                where farm_id = $1
                    and at >= ($2::text[]::timestamptz[])[1]
                    and at < ($2::text[]::timestamptz[])[cardinality($2::text[])]
                group by 1, 2, 3, 4, 5, 6
            ) total"#,
            farm.as_str(),
            &days
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        rows::read(found)
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
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(storage) as "row!" from (
                select storage_id, feed_id, sum(delivered) as used, min(event_end) as first_at
                from feed_record
                where farm_id = $1 and record_kind = 'LOAD' and storage_id is not null
                    and event_end >= $2::text::timestamptz and event_end < $3::text::timestamptz
                group by storage_id, feed_id
            ) storage"#,
            farm.as_str(),
            from.to_string(),
            to.to_string()
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        rows::read(found)
    }
}
