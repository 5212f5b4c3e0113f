//! Adding records up.

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::{
    alarm::ports::StoreError,
    feed::{
        CLOSE_KG, EXACT_SHARE, OUTLIER_SHARE, StorageUse, Totals, ports::ReadFeedTotals,
        ports::ReadStorageUse,
    },
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
                select width_bucket(event_end, $2::text[]::timestamptz[]) - 1 as day,
                    record_kind, feed_id, animal_set_id, currency,
                    case when record_kind = 'SEQUENCE' then outcome end as outcome,
                    count(*) as steps,
                    count(delivered - entitlement) as targeted,
                    coalesce(sum(entitlement) filter (where delivered is not null), 0) as entitlement,
                    coalesce(sum(delivered - entitlement), 0) as deviation,
                    coalesce(sum(delivered), 0) as delivered,
                    coalesce(sum(refused), 0) as refused,
                    coalesce(sum(delivered * dry_matter_percentage / 100), 0) as dry_matter,
                    coalesce(sum(total_cost), 0) as total_cost,
                    count(*) filter (where abs(delivered - entitlement) <= $3 * entitlement) as exact,
                    count(*) filter (where abs(delivered - entitlement) <= $4) as close,
                    count(*) filter (where abs(delivered - entitlement) > $5 * entitlement) as outliers,
                    coalesce(max(count_observed), 0) as head,
                    extract(epoch from sum(event_end - event_start))::double precision as seconds
                from feed_record
                where farm_id = $1
                    and event_end >= ($2::text[]::timestamptz[])[1]
                    and event_end < ($2::text[]::timestamptz[])[cardinality($2::text[])]
                group by 1, 2, 3, 4, 5, 6
            ) total"#,
            farm.as_str(),
            &days,
            EXACT_SHARE,
            CLOSE_KG,
            OUTLIER_SHARE
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
