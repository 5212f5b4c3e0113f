//! Reading what a request was answered before.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::idempotency::{Attempt, ReadAnswer, Record};

use super::item::s;
use super::keys::{self, PK};
use super::records;
use crate::error::store_error;

/// Reads `Idempotency`, consistently.
///
/// IAM: `dynamodb:GetItem` on `Idempotency`.
#[derive(Debug, Clone)]
pub struct AnsweredRequests {
    client: Client,
    table: String,
}

impl AnsweredRequests {
    /// The requests in this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }
}

#[async_trait]
impl ReadAnswer for AnsweredRequests {
    async fn read_answer(&self, attempt: &Attempt) -> Result<Option<Record>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .key(PK, s(keys::request(attempt)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| store_error("dynamodb:GetItem", error))?;
        let item = answer.item.filter(|item| !item.is_empty());
        item.map(|item| records::read_request(item, attempt)).transpose()
    }
}
