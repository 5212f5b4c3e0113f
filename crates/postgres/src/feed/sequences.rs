//! Reading sequences.

use async_trait::async_trait;
use valmetal_domain::{
    alarm::ports::StoreError,
    feed::{
        FeedRecord, SequenceSummary,
        ports::{ReadSequence, ReadSequences, SequenceFilter, SequencePosition},
    },
    names::{FarmId, SequenceId, ThingName},
};

use super::FeedStore;
use crate::{error::store_error, rows};

#[async_trait]
impl ReadSequences for FeedStore {
    async fn read_sequences(
        &self,
        filter: &SequenceFilter,
        after: Option<&SequencePosition>,
        limit: u32,
    ) -> Result<Vec<SequenceSummary>, StoreError> {
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(sequence) as "row!" from (
                select device_id, sequence_id, max(ration_id) as ration_id,
                    min(event_start) as started_at, max(event_end) as ended_at, count(*) as steps,
                    coalesce(sum(entitlement) filter (where record_kind = 'LOAD'), 0) as entitlement,
                    coalesce(sum(delivered) filter (where record_kind = 'LOAD'), 0) as loaded,
                    coalesce(sum(delivered) filter (where record_kind = 'DELIVERY'), 0) as delivered,
                    coalesce(sum(refused) filter (where record_kind = 'REFUSAL'), 0) as refused,
                    max(outcome) filter (where record_kind = 'SEQUENCE') as outcome
                from feed_record
                where farm_id = $1 and ($2::text is null or device_id = $2)
                    and event_end >= $3::text::timestamptz and event_end < $4::text::timestamptz
                group by device_id, sequence_id
                having $5::text is null
                    or (max(event_end), device_id, sequence_id) < ($5::text::timestamptz, $6::text, $7::text)
                order by max(event_end) desc, device_id desc, sequence_id desc
                limit $8
            ) sequence"#,
            filter.farm_id.as_str(),
            filter.device_id.as_ref().map(ThingName::as_str),
            filter.from.to_string(),
            filter.to.to_string(),
            after.map(|after| after.ended_at.to_string()),
            after.map(|after| after.device_id.as_str()),
            after.map(|after| after.sequence_id.as_str()),
            i64::from(limit)
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        rows::read(found)
    }
}

#[async_trait]
impl ReadSequence for FeedStore {
    async fn read_sequence(
        &self,
        farm: &FarmId,
        device: &ThingName,
        sequence: &SequenceId,
    ) -> Result<Vec<FeedRecord>, StoreError> {
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(feed_record) as "row!" from feed_record
            where device_id = $1 and sequence_id = $2 and farm_id = $3
            order by device_seq"#,
            device.as_str(),
            sequence.as_str(),
            farm.as_str()
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        rows::read(found)
    }
}
