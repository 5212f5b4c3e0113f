//! One table: gets, batches and queries with what every one of them must mind.

use std::collections::{HashMap, HashSet};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{KeysAndAttributes, WriteRequest};
use valmetal_domain::alarm::ports::StoreError;

use super::item::{Item, s};
use super::keys::Key;
use crate::error::{CallFailed, store_error, unbuildable};
use crate::jitter;

pub(super) const BATCH_GET: &str = "dynamodb:BatchGetItem";

/// What DynamoDB reads in one batch.
pub(super) const MAX_KEYS: usize = 100;

/// What DynamoDB writes in one batch.
const MAX_WRITES: usize = 25;

/// How often a batch is asked for before what is still unprocessed counts as a failure.
const BATCH_ATTEMPTS: u32 = 5;

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) client: Client,
    pub(super) name: String,
}

impl Table {
    pub(super) fn new(client: Client, name: impl Into<String>) -> Self {
        Self { client, name: name.into() }
    }

    /// An item, consistently, where there is one.
    pub(super) async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| store_error("dynamodb:GetItem", error))?;
        Ok(answer.item.filter(|item| !item.is_empty()))
    }

    /// The items that exist of `keys`, any number of them, consistently and in any order.
    pub(super) async fn get_all(&self, keys: HashSet<Key>) -> Result<Vec<Item>, StoreError> {
        let keys: Vec<Key> = keys.into_iter().collect();
        let mut found = Vec::with_capacity(keys.len());
        for part in keys.chunks(MAX_KEYS) {
            let wanted = [(self.name.clone(), consistent(part)?)].into();
            found.extend(batch_get(&self.client, wanted).await?.into_values().flatten());
        }
        Ok(found)
    }

    /// A query of this table, to be completed.
    pub(super) fn query(&self) -> QueryFluentBuilder {
        self.client.query().table_name(&self.name)
    }

    /// A consistent query of the items of a partition whose sort keys begin like this.
    pub(super) fn query_prefix(&self, partition: String, prefix: &str) -> QueryFluentBuilder {
        self.query()
            .consistent_read(true)
            .key_condition_expression("pk = :partition AND begins_with(sk, :prefix)")
            .expression_attribute_values(":partition", s(partition))
            .expression_attribute_values(":prefix", s(prefix))
    }

    /// A consistent query of the items of a partition whose sort keys are from `first` to `last`.
    pub(super) fn query_range(&self, partition: String, first: &str, last: &str) -> QueryFluentBuilder {
        self.query()
            .consistent_read(true)
            .key_condition_expression("pk = :partition AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":partition", s(partition))
            .expression_attribute_values(":first", s(first))
            .expression_attribute_values(":last", s(last))
    }
}

/// The items of one page of a query, and the key that the next one starts after.
pub(super) async fn page(query: QueryFluentBuilder) -> Result<(Vec<Item>, Option<Item>), StoreError> {
    let answer = query.send().await.map_err(|error| store_error("dynamodb:Query", error))?;
    Ok((answer.items.unwrap_or_default(), answer.last_evaluated_key.filter(|key| !key.is_empty())))
}

/// All items of a query, page after page.
pub(super) async fn all(query: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
    let (mut items, mut next) = page(query.clone()).await?;
    while next.is_some() {
        let (more, after) = page(query.clone().set_exclusive_start_key(next)).await?;
        items.extend(more);
        next = after;
    }
    Ok(items)
}

/// A consistent read of `keys`, which hold none twice.
pub(super) fn consistent<'a>(
    keys: impl IntoIterator<Item = &'a Key>,
) -> Result<KeysAndAttributes, StoreError> {
    KeysAndAttributes::builder()
        .consistent_read(true)
        .set_keys(Some(keys.into_iter().map(Key::attributes).collect()))
        .build()
        .map_err(|error| unbuildable(BATCH_GET, error))
}

/// The items that exist of at most a hundred keys, by table. What DynamoDB leaves unprocessed is asked for again.
pub(super) async fn batch_get(
    client: &Client,
    mut wanted: HashMap<String, KeysAndAttributes>,
) -> Result<HashMap<String, Vec<Item>>, StoreError> {
    let mut found: HashMap<String, Vec<Item>> = HashMap::new();
    for attempt in 0..BATCH_ATTEMPTS {
        if wanted.is_empty() {
            return Ok(found);
        }
        if let Some(repeat) = attempt.checked_sub(1) {
            jitter::pause(repeat).await;
        }
        let answer = client
            .batch_get_item()
            .set_request_items(Some(wanted))
            .send()
            .await
            .map_err(|error| store_error(BATCH_GET, error))?;
        for (table, items) in answer.responses.unwrap_or_default() {
            found.entry(table).or_default().extend(items);
        }
        wanted = answer.unprocessed_keys.unwrap_or_default();
    }
    if wanted.is_empty() {
        return Ok(found);
    }
    let left: usize = wanted.values().map(|keys| keys.keys.len()).sum();
    let detail = format!("{left} keys unprocessed after {BATCH_ATTEMPTS} attempts");
    Err(StoreError::Unavailable(CallFailed::new(BATCH_GET, detail).into()))
}

/// Writes any number of items, none twice. What DynamoDB leaves unprocessed is sent again.
pub(super) async fn batch_write(table: &Table, writes: Vec<WriteRequest>) -> Result<(), StoreError> {
    const BATCH_WRITE: &str = "dynamodb:BatchWriteItem";
    let mut left = writes;
    let mut fruitless = 0;
    while !left.is_empty() {
        let rest = left.split_off(left.len().min(MAX_WRITES));
        let sent = left.len();
        let answer = table
            .client
            .batch_write_item()
            .request_items(&table.name, left)
            .send()
            .await
            .map_err(|error| store_error(BATCH_WRITE, error))?;
        left = answer.unprocessed_items.unwrap_or_default().into_values().flatten().collect();
        let unprocessed = left.len();
        left.extend(rest);
        fruitless = if unprocessed < sent { 0 } else { fruitless + 1 };
        if fruitless == BATCH_ATTEMPTS {
            let detail = format!("{unprocessed} items unprocessed after {BATCH_ATTEMPTS} attempts");
            return Err(StoreError::Unavailable(CallFailed::new(BATCH_WRITE, detail).into()));
        }
        if unprocessed > 0 {
            jitter::pause(fruitless).await;
        }
    }
    Ok(())
}
