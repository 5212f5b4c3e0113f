//! Writing to the table of alarms: what a transition changes, here; commands, in `commands`.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::SignedDuration;
use valmetal_domain::alarm::ports::{Changes, CommitChanges, StoreError};
use valmetal_domain::idempotency::Outcome;

use super::records;
use super::transaction::Transaction;

/// Writes conditions, journal records, places and answered requests: one `TransactWriteItems` of at most a hundred items,
/// each put on the condition that it still is the version that it was made from.
///
/// IAM: `dynamodb:PutItem` on `Alarms` and `EntityHierarchy`; on `Idempotency` too where [`Self::with_requests`] is used;
/// `dynamodb:ConditionCheckItem` on `EntityHierarchy` where changes rest on a membership.
#[derive(Debug, Clone)]
pub struct ChangeWriter {
    pub(super) client: Client,
    pub(super) alarm_table: String,
    pub(super) entity_table: String,
    pub(super) request_table: Option<String>,
    pub(super) journal_kept: SignedDuration,
}

impl ChangeWriter {
    /// A writer to these tables, whose journal records are kept for `journal_days`.
    pub fn new(
        client: Client,
        alarm_table: impl Into<String>,
        entity_table: impl Into<String>,
        journal_days: u32,
    ) -> Self {
        Self {
            client,
            alarm_table: alarm_table.into(),
            entity_table: entity_table.into(),
            request_table: None,
            journal_kept: SignedDuration::from_hours(i64::from(journal_days) * 24),
        }
    }

    /// The same writer, which also keeps the answers of requests that may be repeated.
    #[must_use]
    pub fn with_requests(mut self, request_table: impl Into<String>) -> Self {
        self.request_table = Some(request_table.into());
        self
    }
}

#[async_trait]
impl CommitChanges for ChangeWriter {
    async fn commit(&self, changes: &Changes) -> Result<Outcome, StoreError> {
        let Changes { conditions, records, places, request, member } = changes;
        let mut transaction = Transaction::with_capacity(conditions.len() + records.len() + places.len() + 2);
        if let Some(request) = request {
            transaction.keep_request(self.request_table.as_deref(), request)?;
        }
        for (from, condition) in conditions {
            transaction.put_if(&self.alarm_table, records::condition(condition)?, *from)?;
        }
        for record in records {
            let item = records::journal_record(record, self.journal_kept)?;
            transaction.put_if(&self.alarm_table, item, 0)?;
        }
        for (from, place) in places {
            transaction.put_if(&self.entity_table, records::place(place)?, *from)?;
        }
        if let Some(member) = member {
            transaction.require_membership(&self.entity_table, member)?;
        }
        transaction.write(&self.client).await
    }
}
