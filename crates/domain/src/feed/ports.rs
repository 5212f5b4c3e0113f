//! What feeding needs from its store, one small trait an operation.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FeedRecord, GroupFeeding, SequenceSummary, StorageUse, Totals};
pub use crate::alarm::ports::StoreError;
use crate::names::{FarmId, SequenceId, ThingName};

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// It is stored. A store that takes the same again in silence says this of a repeat, too.
    New,
    /// It was stored before, with the same values.
    Repeated,
    /// Another one is stored under its key, with other values. This one is kept beside it.
    Conflict,
    /// The store does not take it; it is in the archive. The reason is the store's.
    Archived(String),
}

/// Stores records.
#[async_trait]
pub trait RecordFeed: Send + Sync {
    /// Stores `records` and says what became of each, in their order: those that are not taken stand in the way of no other. A
    /// record that was stored before changes nothing; of several with other values the first stays.
    async fn record_feed(&self, records: &[FeedRecord]) -> Result<Vec<Recorded>, StoreError>;
}

/// Which sequences are wanted: those with steps that ended from `from` until before `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SequenceFilter {
    /// Of this farm.
    pub farm_id: FarmId,
    /// Of this device; of all where it is missing.
    pub device_id: Option<ThingName>,
    /// The beginning.
    pub from: Timestamp,
    /// The end.
    pub to: Timestamp,
}

/// A place in the list of sequences: after this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SequencePosition {
    /// When it ended.
    pub ended_at: Timestamp,
    /// Its device.
    pub device_id: ThingName,
    /// Its id.
    pub sequence_id: SequenceId,
}

/// Lists sequences.
#[async_trait]
pub trait ReadSequences: Send + Sync {
    /// The sequences that `filter` wants, the last to end first, from after `after` on, at most `limit`. A sequence is summed
    /// up from its steps within the filter's time.
    async fn read_sequences(
        &self,
        filter: &SequenceFilter,
        after: Option<&SequencePosition>,
        limit: u32,
    ) -> Result<Vec<SequenceSummary>, StoreError>;
}

/// Reads one sequence.
#[async_trait]
pub trait ReadSequence: Send + Sync {
    /// Its steps in the order of the device's numbers; none where there is no such sequence on the farm.
    async fn read_sequence(
        &self,
        farm: &FarmId,
        device: &ThingName,
        sequence: &SequenceId,
    ) -> Result<Vec<FeedRecord>, StoreError>;
}

/// Adds records up.
#[async_trait]
pub trait ReadFeedTotals: Send + Sync {
    /// The sums of the farm's records by the days that begin at `days`, the last of which is the period's end: as
    /// [`Totals::of`] adds them, in any order.
    async fn read_feed_totals(&self, farm: &FarmId, days: &[Timestamp]) -> Result<Vec<Totals>, StoreError>;
}

/// Reads what was taken from storages.
#[async_trait]
pub trait ReadStorageUse: Send + Sync {
    /// What was taken from the farm's storages from `from` until before `to`, by storage and feed, in any order.
    async fn read_storage_use(
        &self,
        farm: &FarmId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<StorageUse>, StoreError>;
}

/// Reads records one by one.
#[async_trait]
pub trait ReadFeedRecords: Send + Sync {
    /// The farm's records from `from` until before `to` in the order of time, device and number: at most `limit`, after the
    /// record `after` with its time.
    async fn read_feed_records(
        &self,
        farm: &FarmId,
        from: Timestamp,
        to: Timestamp,
        after: Option<(Timestamp, &ThingName, u64)>,
        limit: u32,
    ) -> Result<Vec<FeedRecord>, StoreError>;
}

/// Reads how groups were fed.
#[async_trait]
pub trait ReadFeedings: Send + Sync {
    /// How every group of every farm was fed from `from` until before `to`, in any order.
    async fn read_feedings(&self, from: Timestamp, to: Timestamp) -> Result<Vec<GroupFeeding>, StoreError>;
}

/// Tells the alarm core what was found about machines.
#[async_trait]
pub trait TellAlarms: Send + Sync {
    /// Sends `words`, each of the thing beside it, as the device's own messages.
    async fn tell_alarms(
        &self,
        words: &[(ThingName, crate::alarm::message::AlarmMessage)],
    ) -> Result<(), StoreError>;
}

/// Everything that the feed store of a deployment does. The contract in `valmetal-test-support` tries each store on all of it.
pub trait FeedStore:
    RecordFeed + ReadSequences + ReadSequence + ReadFeedTotals + ReadStorageUse + ReadFeedRecords + ReadFeedings
{
}

impl<T> FeedStore for T where
    T: RecordFeed
        + ReadSequences
        + ReadSequence
        + ReadFeedTotals
        + ReadStorageUse
        + ReadFeedRecords
        + ReadFeedings
{
}

/// Keeps what was exported for whoever asked for it.
#[async_trait]
pub trait KeepExport: Send + Sync {
    /// Keeps `content` under `name` and answers a link by which anybody can fetch it for `valid`.
    async fn keep_export(
        &self,
        name: &str,
        media_type: &str,
        content: Vec<u8>,
        valid: std::time::Duration,
    ) -> Result<String, StoreError>;
}
