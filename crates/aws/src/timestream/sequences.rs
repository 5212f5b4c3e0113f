//! Reading sequences.

use async_trait::async_trait;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::ports::{ReadSequence, ReadSequences, SequenceFilter, SequencePosition};
use valmetal_domain::feed::{FeedRecord, SequenceSummary};
use valmetal_domain::names::{FarmId, SequenceId, ThingName};

use super::FeedStore;
use super::sql::{FEED_COLUMNS, feed_record, text, time};

impl FeedStore {
    /// The table, as a query may read it.
    pub(super) async fn table(&self) -> Result<Option<String>, StoreError> {
        self.0.source(&self.0.names.feed_table, &FEED_COLUMNS).await
    }
}

#[async_trait]
impl ReadSequences for FeedStore {
    async fn read_sequences(
        &self,
        filter: &SequenceFilter,
        after: Option<&SequencePosition>,
        limit: u32,
    ) -> Result<Vec<SequenceSummary>, StoreError> {
        let Some(table) = self.table().await? else { return Ok(Vec::new()) };
        let device = filter
            .device_id
            .as_ref()
            .map(|id| format!(" AND device_id = {}", text(id.as_str())))
            .unwrap_or_default();
        let sum = |column: &str, kind: &str| {
            format!("COALESCE(SUM(CASE WHEN record_kind = '{kind}' THEN {column} END), 0e0)")
        };
        let after = after.map_or_else(String::new, |after| {
            let (at, device) = (time(after.ended_at), text(after.device_id.as_str()));
            let sequence = text(after.sequence_id.as_str());
            format!(
                " WHERE ended_at < {at} OR (ended_at = {at} AND (device_id < {device} \
                 OR (device_id = {device} AND sequence_id < {sequence})))"
            )
        });
        let sql = format!(
            "WITH sequence AS (SELECT device_id, sequence_id, MAX(ration_id) AS ration_id, \
             MIN(event_start) AS started_at, MAX(time) AS ended_at, COUNT(*) AS steps, \
             {} AS entitlement, {} AS loaded, {} AS delivered, {} AS refused, \
             MAX(CASE WHEN record_kind = 'SEQUENCE' THEN outcome END) AS outcome \
             FROM {table} WHERE farm_id = {}{device} AND time >= {} AND time < {} GROUP BY device_id, sequence_id) \
             SELECT * FROM sequence{after} ORDER BY ended_at DESC, device_id DESC, sequence_id DESC LIMIT {limit}",
            sum("entitlement", "LOAD"),
            sum("delivered", "LOAD"),
            sum("delivered", "DELIVERY"),
            sum("refused", "REFUSAL"),
            text(filter.farm_id.as_str()),
            time(filter.from),
            time(filter.to),
        );
        self.0.ask(&sql).await
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
        let Some(table) = self.table().await? else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {} FROM {table} WHERE farm_id = {} AND device_id = {} AND sequence_id = {} ORDER BY device_seq",
            feed_record(),
            text(farm.as_str()),
            text(device.as_str()),
            text(sequence.as_str()),
        );
        self.0.ask(&sql).await
    }
}
