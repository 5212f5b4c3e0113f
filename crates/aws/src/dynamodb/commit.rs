//! Writing what a transition changes: one transaction, all or nothing.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use jiff::SignedDuration;
use valmetal_domain::alarm::ports::{Changes, CommitChanges, StoreError};
use valmetal_domain::entity::Membership;
use valmetal_domain::idempotency::{self, Outcome};

use super::item::{self, Item, n};
use super::{keys, records};
use crate::error::{CallFailed, store_error, unbuildable};

const TRANSACT: &str = "dynamodb:TransactWriteItems";

/// What DynamoDB takes in one transaction.
const MAX_ITEMS: usize = 100;

/// Writes conditions, journal records, places and answered requests: one `TransactWriteItems` of at most a hundred items.
///
/// Every item is put on the condition that it is still the version that it was made from. The SDK gives each call a
/// `ClientRequestToken`, the same for its own retries, so an attempt whose answer was lost is not mistaken for a conflict.
///
/// IAM: `dynamodb:PutItem` on `Alarms` and `EntityHierarchy`; on `Idempotency` too where [`Self::with_requests`] is used;
/// `dynamodb:ConditionCheckItem` on `EntityHierarchy` where changes rest on a membership.
#[derive(Debug, Clone)]
pub struct ChangeWriter {
    client: Client,
    alarm_table: String,
    entity_table: String,
    request_table: Option<String>,
    journal_kept: SignedDuration,
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

    /// The puts of `changes`; the request's, if there is one, comes first, the check of the member last.
    fn puts(&self, changes: &Changes) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut puts = Vec::with_capacity(count(changes));
        if let Some(request) = &changes.request {
            puts.push(self.put_request(request)?);
        }
        for (from, condition) in &changes.conditions {
            puts.push(put_version(&self.alarm_table, records::condition(condition)?, *from)?);
        }
        for record in &changes.records {
            let item = records::journal_record(record, self.journal_kept)?;
            puts.push(put_version(&self.alarm_table, item, 0)?);
        }
        for (from, place) in &changes.places {
            puts.push(put_version(&self.entity_table, records::place(place)?, *from)?);
        }
        if let Some(member) = &changes.member {
            puts.push(require_member(&self.entity_table, member)?);
        }
        Ok(puts)
    }

    /// The put of an answered request, unless it was answered before. A record whose time is over may still be there.
    fn put_request(&self, request: &idempotency::Record) -> Result<TransactWriteItem, StoreError> {
        let Some(table) = &self.request_table else {
            let detail = "this function keeps no requests";
            return Err(StoreError::Refused(CallFailed::new(TRANSACT, detail).into()));
        };
        let answered_at = request.expires_at.as_second() - idempotency::KEPT_SECONDS;
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(records::request(request)?))
            .condition_expression("attribute_not_exists(pk) OR expiresAt <= :now")
            .expression_attribute_values(":now", n(answered_at))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        transact(put)
    }
}

#[async_trait]
impl CommitChanges for ChangeWriter {
    async fn commit(&self, changes: &Changes) -> Result<Outcome, StoreError> {
        let items = count(changes);
        if items == 0 {
            return Ok(Outcome::Fresh);
        }
        if items > MAX_ITEMS {
            let detail = format!("{items} items to write, {MAX_ITEMS} are the most");
            return Err(StoreError::Refused(CallFailed::new(TRANSACT, detail).into()));
        }
        let written =
            self.client.transact_write_items().set_transact_items(Some(self.puts(changes)?)).send().await;
        match written {
            Ok(_) => Ok(Outcome::Fresh),
            Err(error) => {
                if let SdkError::ServiceError(service) = &error
                    && let TransactWriteItemsError::TransactionCanceledException(canceled) = service.err()
                    && let Some(verdict) = verdict(changes, canceled.cancellation_reasons())
                {
                    return verdict;
                }
                Err(store_error(TRANSACT, error))
            }
        }
    }
}

/// How many items `changes` writes.
fn count(changes: &Changes) -> usize {
    usize::from(changes.request.is_some())
        + changes.conditions.len()
        + changes.records.len()
        + changes.places.len()
        + usize::from(changes.member.is_some())
}

/// A put of `item` in place of version `from`; 0 is "it was not there".
fn put_version(table: &str, item: Item, from: u64) -> Result<TransactWriteItem, StoreError> {
    let put = Put::builder().table_name(table).set_item(Some(item));
    transact(if from == 0 {
        put.condition_expression("attribute_not_exists(pk)")
    } else {
        put.condition_expression("version = :from").expression_attribute_values(":from", n(from))
    })
}

/// Nothing is written unless this membership still stands.
fn require_member(table: &str, member: &Membership) -> Result<TransactWriteItem, StoreError> {
    let role = item::write_value(&member.role)?;
    let check = ConditionCheck::builder()
        .table_name(table)
        .set_key(Some(keys::member(&member.farm_id, &member.user_id).attributes()))
        .condition_expression("#role = :role")
        .expression_attribute_names("#role", "role")
        .expression_attribute_values(":role", role)
        .build()
        .map_err(|error| unbuildable(TRANSACT, error))?;
    Ok(TransactWriteItem::builder().condition_check(check).build())
}

fn transact(put: aws_sdk_dynamodb::types::builders::PutBuilder) -> Result<TransactWriteItem, StoreError> {
    let put = put.build().map_err(|error| unbuildable(TRANSACT, error))?;
    Ok(TransactWriteItem::builder().put(put).build())
}

/// What the reasons of a cancellation, one an item and in the items' order, mean for the caller. Nothing where they are
/// no conflict: the call's own error says more.
fn verdict(changes: &Changes, reasons: &[CancellationReason]) -> Option<Result<Outcome, StoreError>> {
    const FAILED: Option<&str> = Some("ConditionalCheckFailed");
    if let (Some(request), Some(reason)) = (&changes.request, reasons.first())
        && reason.code() == FAILED
    {
        let old = reason.item().cloned().unwrap_or_default();
        return Some(
            records::read_request(old, &request.attempt).map(|record| record.repeat(&request.attempt)),
        );
    }
    let codes = || reasons.iter().map(CancellationReason::code);
    // What can never succeed goes first: trying again would only repeat it.
    if codes().any(|code| matches!(code, Some("ValidationError" | "ItemCollectionSizeLimitExceeded"))) {
        let detail = reasons.iter().find_map(CancellationReason::message).unwrap_or("an item is invalid");
        return Some(Err(StoreError::Refused(CallFailed::new(TRANSACT, detail).into())));
    }
    if changes.member.is_some() && reasons.last().is_some_and(|reason| reason.code() == FAILED) {
        return Some(Err(StoreError::NotMember));
    }
    codes()
        .any(|code| code == FAILED || code == Some("TransactionConflict"))
        .then_some(Err(StoreError::Conflict))
}
