//! Finding the conditions that owe something.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::ports::{ReadOutstanding, StoreError};

use super::item::{self, s};
use super::table::{Table, page};
use super::{keys, times};

/// Reads `OutstandingIndex`, which lags the table a little: what it misses it has a minute later.
///
/// IAM: `dynamodb:Query` on `OutstandingIndex` of `Alarms`.
#[derive(Debug, Clone)]
pub struct OutstandingReader {
    alarms: Table,
}

impl OutstandingReader {
    /// The shards of the index, numbered from 0.
    pub const SHARDS: u8 = keys::OUTSTANDING_SHARDS;

    /// A reader of this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadOutstanding for OutstandingReader {
    async fn read_outstanding(
        &self,
        shard: u8,
        by: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConditionKey>, StoreError> {
        let query = self
            .alarms
            .query()
            .index_name("OutstandingIndex")
            .key_condition_expression("outstanding = :shard AND dueAt <= :by")
            .projection_expression("pk, sk")
            .expression_attribute_values(":shard", s(shard.to_string()))
            .expression_attribute_values(":by", s(times::sortable(by)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let (items, _) = page(query).await?;
        items
            .iter()
            .map(|item| {
                keys::condition_of(item)
                    .ok_or_else(|| StoreError::Unreadable(format!("{} is due", item::name(item))))
            })
            .collect()
    }
}
