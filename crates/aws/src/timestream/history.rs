//! Reading records one by one, and how groups were fed.

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::ports::{ReadFeedRecords, ReadFeedings};
use valmetal_domain::feed::{FeedRecord, GroupFeeding};
use valmetal_domain::names::{FarmId, ThingName};

use super::FeedStore;
use super::sql::{feed_record, text, time};

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
        let Some(table) = self.table().await? else { return Ok(Vec::new()) };
        let rest = after.map_or_else(String::new, |(at, device, seq)| {
            let (at, device) = (time(at), text(device.as_str()));
            format!(
                " AND (time > {at} OR (time = {at} AND (device_id > {device} \
                 OR (device_id = {device} AND device_seq > {seq}))))"
            )
        });
        let sql = format!(
            "SELECT {} FROM {table} WHERE farm_id = {} AND time >= {} AND time < {}{rest} \
             ORDER BY time, device_id, device_seq LIMIT {limit}",
            feed_record(),
            text(farm.as_str()),
            time(after.map_or(from, |(at, ..)| at)),
            time(to),
        );
        self.0.ask(&sql).await
    }
}

#[async_trait]
impl ReadFeedings for FeedStore {
    async fn read_feedings(&self, from: Timestamp, to: Timestamp) -> Result<Vec<GroupFeeding>, StoreError> {
        let Some(table) = self.table().await? else { return Ok(Vec::new()) };
        let sql = format!(
            "WITH delivery AS (SELECT farm_id, animal_set_id, device_id, device_seq, time, delivered, \
             date_diff('millisecond', LAG(time) OVER (PARTITION BY farm_id, animal_set_id ORDER BY time, device_seq), time) \
             AS gap FROM {table} WHERE record_kind = 'DELIVERY' AND delivered > 0e0 AND time >= {} AND time < {}) \
             SELECT farm_id, animal_set_id, MAX_BY(device_id, time) AS device_id, COUNT(*) AS deliveries, \
             SUM(delivered) AS delivered, MIN(time) AS first_at, MAX(time) AS last_at, \
             MAX_BY(delivered, time) AS last_delivered, COALESCE(MAX(gap), 0) / 1e3 AS longest_gap \
             FROM delivery GROUP BY farm_id, animal_set_id",
            time(from),
            time(to),
        );
        self.0.ask(&sql).await
    }
}
