//! Reading the journal: of an alarm by its versions, of a farm by time.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::{ReadAlarmJournal, ReadFarmJournal, StoreError};
use valmetal_domain::alarm::{AlarmId, JournalRecord};
use valmetal_domain::names::FarmId;

use super::cursor::{self, FARM_JOURNAL};
use super::item::{self, s};
use super::table::{Table, page};
use super::{keys, times};

/// Reads journal records.
///
/// IAM: [`ReadAlarmJournal`] `dynamodb:Query` on `Alarms`; [`ReadFarmJournal`] on its `FarmJournalIndex`.
#[derive(Debug, Clone)]
pub struct Journal {
    alarms: Table,
}

impl Journal {
    /// The journal in this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadAlarmJournal for Journal {
    async fn read_alarm_journal(
        &self,
        alarm: &AlarmId,
        limit: u32,
        before: Option<u64>,
    ) -> Result<Vec<JournalRecord>, StoreError> {
        let before = before.map_or(keys::MAX_VERSION, |version| version.min(keys::MAX_VERSION));
        let query = self
            .alarms
            .query()
            .consistent_read(true)
            .key_condition_expression("pk = :alarm AND sk < :before")
            .expression_attribute_values(":alarm", s(keys::journal_partition(alarm)))
            .expression_attribute_values(":before", s(keys::version(before)))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let (items, _) = page(query).await?;
        item::read_all(&items)
    }
}

#[async_trait]
impl ReadFarmJournal for Journal {
    async fn read_farm_journal(
        &self,
        farm: &FarmId,
        from: Timestamp,
        to: Timestamp,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<JournalRecord>, Option<String>), StoreError> {
        if to <= from {
            return Ok((Vec::new(), None));
        }
        let start = cursor.map(|cursor| cursor::read(&cursor, FARM_JOURNAL, farm)).transpose()?;
        // `at` goes on with the alarm and the version after the time, so the text of `to` is before every record of it.
        let query = self
            .alarms
            .query()
            .index_name("FarmJournalIndex")
            .key_condition_expression("journalFarm = :farm AND #at BETWEEN :from AND :to")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":farm", s(farm.as_str()))
            .expression_attribute_values(":from", s(times::sortable(from)))
            .expression_attribute_values(":to", s(times::sortable(to)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start);
        let (items, next) = page(query).await?;
        let records = item::read_all(&items)?;
        Ok((records, next.map(|key| cursor::write(&key, FARM_JOURNAL))))
    }
}
