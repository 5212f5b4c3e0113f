//! Finding the conditions that owe something.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::ports::{ReadOutstanding, StoreError};

use super::item::{self, s};
use super::times;
use crate::error::store_error;

const QUERY: &str = "dynamodb:Query";

/// Reads `OutstandingIndex`, which lags the table a little: what it misses it has a minute later.
///
/// IAM: `dynamodb:Query` on `OutstandingIndex` of `Alarms`.
#[derive(Debug, Clone)]
pub struct OutstandingReader {
    client: Client,
    alarm_table: String,
}

impl OutstandingReader {
    /// The shards of the index, from 0.
    #[allow(clippy::cast_possible_truncation)] // 8
    pub const SHARDS: u8 = super::keys::OUTSTANDING_SHARDS as u8;

    /// A reader of this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { client, alarm_table: alarm_table.into() }
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
        let page = self
            .client
            .query()
            .table_name(&self.alarm_table)
            .index_name("OutstandingIndex")
            .key_condition_expression("outstanding = :shard AND dueAt <= :by")
            .projection_expression("pk, sk, thing, component, code")
            .expression_attribute_values(":shard", s(shard.to_string()))
            .expression_attribute_values(":by", s(times::sortable(by)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| store_error(QUERY, error))?;
        page.items.unwrap_or_default().into_iter().map(item::read).collect()
    }
}
