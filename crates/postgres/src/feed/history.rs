//! Reading records one by one, and how groups were fed.

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::{
    alarm::ports::StoreError,
    feed::{
        FeedRecord, GroupFeeding,
        ports::{ReadFeedRecords, ReadFeedings},
    },
    names::{FarmId, ThingName},
};

use super::FeedStore;
use crate::{error::store_error, rows};

#[async_trait]
impl ReadFeedRecords for FeedStore {
    async fn read_feed_records(
        &self,
        farm: &FarmId,
        from: Timestamp,
        to: Timestamp,
        after: Option<(Timestamp, &ThingName, u64)>,
        limit: u32,
    ) -> Result<Vec<FeedRecord>, StoreError> {
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(feed_record) as "row!" from feed_record
            where farm_id = $1 and event_end >= $2::text::timestamptz and event_end < $3::text::timestamptz
                and ($4::text is null
                    or (event_end, device_id, device_seq) > ($4::text::timestamptz, $5::text, $6::bigint))
            order by event_end, device_id, device_seq
            limit $7"#,
            farm.as_str(),
            after.map_or(from, |(at, ..)| at).to_string(),
            to.to_string(),
            after.map(|(at, ..)| at.to_string()),
            after.map(|(_, device, _)| device.as_str()),
            after.and_then(|(.., seq)| i64::try_from(seq).ok()),
            i64::from(limit)
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        rows::read(found)
    }
}

#[async_trait]
impl ReadFeedings for FeedStore {
    async fn read_feedings(&self, from: Timestamp, to: Timestamp) -> Result<Vec<GroupFeeding>, StoreError> {
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(feeding) as "row!" from (
                select farm_id, animal_set_id,
                    (array_agg(device_id order by event_end desc, device_seq desc))[1] as device_id,
                    count(*) as deliveries, sum(delivered) as delivered,
                    min(event_end) as first_at, max(event_end) as last_at,
                    (array_agg(delivered order by event_end desc, device_seq desc))[1] as last_delivered,
                    coalesce(max(gap), 0) as longest_gap
                from (
                    select farm_id, animal_set_id, device_id, device_seq, event_end, delivered,
                        extract(epoch from event_end - lag(event_end) over fed)::double precision as gap
                    from feed_record
                    where record_kind = 'DELIVERY' and delivered > 0
                        and event_end >= $1::text::timestamptz and event_end < $2::text::timestamptz
                    window fed as (partition by farm_id, animal_set_id order by event_end, device_seq)
                ) delivery
                group by farm_id, animal_set_id
            ) feeding"#,
            from.to_string(),
            to.to_string()
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        rows::read(found)
    }
}
