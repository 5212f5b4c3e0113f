//! Reading sequences.

use async_trait::async_trait;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::ports::{ReadSequence, ReadSequences, SequenceFilter, SequencePosition};
use valmetal_domain::feed::{FeedRecord, SequenceSummary};
use valmetal_domain::names::{FarmId, SequenceId, ThingName};

use super::FeedStore;
use super::sql::{FEED_COLUMNS, table, text, time};

impl FeedStore {
    /// The table, by its whole name.
    pub(super) fn table(&self) -> String {
        table(&self.0.names.database, &self.0.names.feed_table)
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
             FROM {} WHERE farm_id = {}{device} AND time >= {} AND time < {} GROUP BY device_id, sequence_id) \
             SELECT * FROM sequence{after} ORDER BY ended_at DESC, device_id DESC, sequence_id DESC LIMIT {limit}",
            sum("entitlement", "LOAD"),
            sum("delivered", "LOAD"),
            sum("delivered", "DELIVERY"),
            sum("refused", "REFUSAL"),
            self.table(),
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
        let sql = format!(
            "SELECT {FEED_COLUMNS} FROM {} WHERE farm_id = {} AND device_id = {} AND sequence_id = {} ORDER BY device_seq",
            self.table(),
            text(farm.as_str()),
            text(device.as_str()),
            text(sequence.as_str()),
        );
        self.0.ask(&sql).await
    }
}
