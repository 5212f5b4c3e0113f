//! A transaction that is being put together: what it writes, on which conditions, and what its failure means.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::{DeleteBuilder, PutBuilder};
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::{FarmRole, Membership};
use valmetal_domain::idempotency::{self, Attempt, Outcome};

use super::item::{self, Item, n};
use super::keys::{self, Key};
use super::records;
use crate::error::{CallFailed, store_error, unbuildable};

const TRANSACT: &str = "dynamodb:TransactWriteItems";

/// What DynamoDB takes in one transaction.
const MAX_ITEMS: usize = 100;

/// The code of an item whose condition did not hold.
const CONDITION_FAILED: Option<&str> = Some("ConditionalCheckFailed");

/// What an item must still be for the transaction to happen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    /// Its version; 0 is "there must be none".
    pub(super) version: Option<u64>,
    /// A member's role.
    pub(super) role: Option<FarmRole>,
}

impl From<u64> for Guard {
    fn from(version: u64) -> Self {
        Self { version: Some(version), role: None }
    }
}

impl Guard {
    fn expression(self) -> &'static str {
        match (self.version, self.role) {
            (Some(0), _) => "attribute_not_exists(pk)",
            (Some(_), None) => "version = :version",
            (Some(_), Some(_)) => "version = :version AND #role = :role",
            (None, Some(_)) => "#role = :role",
            (None, None) => "attribute_exists(pk)",
        }
    }

    fn names(self) -> Option<HashMap<String, String>> {
        self.role.map(|_| [("#role".to_owned(), "role".to_owned())].into())
    }

    fn values(self) -> Result<Option<Item>, StoreError> {
        let mut values = Item::new();
        if let Some(version) = self.version.filter(|version| *version > 0) {
            values.insert(":version".to_owned(), n(version));
        }
        if let Some(role) = self.role {
            values.insert(":role".to_owned(), item::write_value(&role)?);
        }
        Ok(Some(values).filter(|values| !values.is_empty()))
    }
}

/// What is written, all or none, in one call.
///
/// The SDK gives each call a `ClientRequestToken`, the same for its own retries, so an attempt whose answer was lost is
/// not mistaken for a conflict.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    items: Vec<TransactWriteItem>,
    /// The request that is kept, with its place among the items.
    request: Option<(usize, Attempt)>,
    /// The place of the check of a membership.
    member: Option<usize>,
}

impl Transaction {
    /// A transaction of about so many items.
    pub(super) fn with_capacity(items: usize) -> Self {
        Self { items: Vec::with_capacity(items), ..Self::default() }
    }

    /// Writes `item` in place of the one that `guard` describes.
    pub(super) fn put_if(
        &mut self,
        table: &str,
        item: Item,
        guard: impl Into<Guard>,
    ) -> Result<(), StoreError> {
        let guard = guard.into();
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(item))
            .condition_expression(guard.expression())
            .set_expression_attribute_names(guard.names())
            .set_expression_attribute_values(guard.values()?);
        self.push_put(put)
    }

    /// Writes `item` whatever was there: another item of the transaction stands for it.
    pub(super) fn put(&mut self, table: &str, item: Item) -> Result<(), StoreError> {
        self.push_put(Put::builder().table_name(table).set_item(Some(item)))
    }

    /// Deletes the item that `guard` describes.
    pub(super) fn delete_if(
        &mut self,
        table: &str,
        key: &Key,
        guard: impl Into<Guard>,
    ) -> Result<(), StoreError> {
        let guard = guard.into();
        self.push_delete(
            Delete::builder()
                .table_name(table)
                .set_key(Some(key.attributes()))
                .condition_expression(guard.expression())
                .set_expression_attribute_names(guard.names())
                .set_expression_attribute_values(guard.values()?),
        )
    }

    /// Deletes an item whatever it is: another item of the transaction stands for it.
    pub(super) fn delete(&mut self, table: &str, key: &Key) -> Result<(), StoreError> {
        self.push_delete(Delete::builder().table_name(table).set_key(Some(key.attributes())))
    }

    /// Keeps an answered request, unless it was answered before. A record whose time is over may still be there.
    pub(super) fn keep_request(
        &mut self,
        table: Option<&str>,
        request: &idempotency::Record,
    ) -> Result<(), StoreError> {
        let Some(table) = table else {
            let detail = "this function keeps no requests";
            return Err(StoreError::Refused(CallFailed::new(TRANSACT, detail).into()));
        };
        let answered_at = request.expires_at.as_second() - idempotency::KEPT_SECONDS;
        self.request = Some((self.items.len(), request.attempt.clone()));
        self.push_put(
            Put::builder()
                .table_name(table)
                .set_item(Some(records::request(request)?))
                .condition_expression("attribute_not_exists(pk) OR expiresAt <= :now")
                .expression_attribute_values(":now", n(answered_at))
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
        )
    }

    /// Writes nothing unless this membership stands as it is here.
    pub(super) fn require_membership(
        &mut self,
        table: &str,
        membership: &Membership,
    ) -> Result<(), StoreError> {
        let key = keys::member(&membership.farm_id, &membership.user_id);
        self.member = Some(self.items.len());
        self.check(table, &key, Guard { version: None, role: Some(membership.role) })
    }

    /// Writes nothing unless this item is there.
    pub(super) fn require(&mut self, table: &str, key: &Key) -> Result<(), StoreError> {
        self.check(table, key, Guard { version: None, role: None })
    }

    fn check(&mut self, table: &str, key: &Key, guard: Guard) -> Result<(), StoreError> {
        let check = ConditionCheck::builder()
            .table_name(table)
            .set_key(Some(key.attributes()))
            .condition_expression(guard.expression())
            .set_expression_attribute_names(guard.names())
            .set_expression_attribute_values(guard.values()?)
            .build()
            .map_err(|error| unbuildable(TRANSACT, error))?;
        self.items.push(TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }

    fn push_put(&mut self, put: PutBuilder) -> Result<(), StoreError> {
        let put = put.build().map_err(|error| unbuildable(TRANSACT, error))?;
        self.items.push(TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    fn push_delete(&mut self, delete: DeleteBuilder) -> Result<(), StoreError> {
        let delete = delete.build().map_err(|error| unbuildable(TRANSACT, error))?;
        self.items.push(TransactWriteItem::builder().delete(delete).build());
        Ok(())
    }

    /// Writes it. A transaction of nothing is no call.
    pub(super) async fn write(self, client: &Client) -> Result<Outcome, StoreError> {
        let Self { items, request, member } = self;
        if items.is_empty() {
            return Ok(Outcome::Fresh);
        }
        if items.len() > MAX_ITEMS {
            let detail = format!("{} items to write, {MAX_ITEMS} are the most", items.len());
            return Err(StoreError::Refused(CallFailed::new(TRANSACT, detail).into()));
        }
        let Err(error) = client.transact_write_items().set_transact_items(Some(items)).send().await else {
            return Ok(Outcome::Fresh);
        };
        if let SdkError::ServiceError(service) = &error
            && let TransactWriteItemsError::TransactionCanceledException(canceled) = service.err()
            && let Some(verdict) = verdict(canceled.cancellation_reasons(), request.as_ref(), member)
        {
            return verdict;
        }
        Err(store_error(TRANSACT, error))
    }
}

/// What the reasons of a cancellation, one an item and in the items' order, mean for the caller. Nothing where they are
/// no conflict: then the call's own error says more.
fn verdict(
    reasons: &[CancellationReason],
    request: Option<&(usize, Attempt)>,
    member: Option<usize>,
) -> Option<Result<Outcome, StoreError>> {
    let failed = |place: usize| reasons.get(place).is_some_and(|reason| reason.code() == CONDITION_FAILED);
    // A repeat fails other conditions too, since its effect is there already: it is looked for first.
    if let Some((place, attempt)) = request
        && failed(*place)
    {
        let old = reasons[*place].item().cloned().unwrap_or_default();
        return Some(records::read_request(old, attempt).map(|record| record.repeat(attempt)));
    }
    let any = |code: &str| reasons.iter().any(|reason| reason.code() == Some(code));
    if any("ValidationError") || any("ItemCollectionSizeLimitExceeded") {
        let detail = reasons.iter().find_map(CancellationReason::message).unwrap_or("an item is invalid");
        return Some(Err(StoreError::Refused(CallFailed::new(TRANSACT, detail).into())));
    }
    if member.is_some_and(failed) {
        return Some(Err(StoreError::NotMember));
    }
    (any("ConditionalCheckFailed") || any("TransactionConflict")).then_some(Err(StoreError::Conflict))
}
