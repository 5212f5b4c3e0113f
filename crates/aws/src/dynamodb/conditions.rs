//! Reading conditions with everything that a transition of theirs needs.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use valmetal_domain::alarm::ports::{Known, ReadConditions, ReadThing, StoreError};
use valmetal_domain::alarm::{Condition, ConditionKey};
use valmetal_domain::entity::Place;
use valmetal_domain::names::{AlarmCode, ThingName};

use super::item::{self, Item, s};
use super::keys::{self, CONDITION_PREFIX, Key, PK};
use super::records;
use crate::error::{CallFailed, store_error, unbuildable};
use crate::jitter;

const BATCH_GET: &str = "dynamodb:BatchGetItem";
const QUERY: &str = "dynamodb:Query";

/// The most conditions of one read: each may bring a place and a definition, and a batch holds a hundred keys.
const MAX_CONDITIONS: usize = 33;

/// How often a batch is asked for before what is still unprocessed counts as a failure.
const BATCH_ATTEMPTS: u32 = 5;

/// Reads conditions with their places and definitions: one `BatchGetItem` over both tables.
///
/// IAM: `dynamodb:BatchGetItem` on `Alarms` and `EntityHierarchy`; [`ReadThing`] also `dynamodb:Query` on `Alarms`.
#[derive(Debug, Clone)]
pub struct ConditionReader {
    client: Client,
    alarm_table: String,
    entity_table: String,
}

impl ConditionReader {
    /// A reader of these tables.
    pub fn new(client: Client, alarm_table: impl Into<String>, entity_table: impl Into<String>) -> Self {
        Self { client, alarm_table: alarm_table.into(), entity_table: entity_table.into() }
    }

    /// Reads these items, consistently, and sorts them by what they are.
    async fn read(&self, alarms: HashSet<Key>, places: HashSet<Key>) -> Result<Known, StoreError> {
        let mut wanted = HashMap::with_capacity(2);
        for (table, keys) in [(&self.alarm_table, alarms), (&self.entity_table, places)] {
            if !keys.is_empty() {
                wanted.insert(table.clone(), consistent(&keys)?);
            }
        }
        let mut known = Known::default();
        for attempt in 0..BATCH_ATTEMPTS {
            if wanted.is_empty() {
                return Ok(known);
            }
            if attempt > 0 {
                jitter::pause(attempt - 1).await;
            }
            let answer = self
                .client
                .batch_get_item()
                .set_request_items(Some(wanted))
                .send()
                .await
                .map_err(|error| store_error(BATCH_GET, error))?;
            for (table, items) in answer.responses.unwrap_or_default() {
                let is_place = table == self.entity_table;
                for item in items {
                    if is_place { known_place(&mut known, item)? } else { known_alarm(&mut known, item)? }
                }
            }
            wanted = answer.unprocessed_keys.unwrap_or_default();
        }
        if wanted.is_empty() {
            return Ok(known);
        }
        let left: usize = wanted.values().map(|keys| keys.keys.len()).sum();
        let detail = format!("{left} keys unprocessed after {BATCH_ATTEMPTS} attempts");
        Err(StoreError::Unavailable(CallFailed::new(BATCH_GET, detail).into()))
    }

    /// Every condition of `thing`, page by page.
    async fn read_conditions_of(&self, thing: &ThingName) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.alarm_table)
                .consistent_read(true)
                .key_condition_expression("pk = :thing AND begins_with(sk, :prefix)")
                .expression_attribute_values(":thing", s(keys::thing_partition(thing)))
                .expression_attribute_values(":prefix", s(CONDITION_PREFIX))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(|error| store_error(QUERY, error))?;
            items.extend(page.items.unwrap_or_default());
            match page.last_evaluated_key {
                Some(key) if !key.is_empty() => start = Some(key),
                _ => return Ok(items),
            }
        }
    }
}

#[async_trait]
impl ReadConditions for ConditionReader {
    async fn read_conditions(&self, keys: &[ConditionKey]) -> Result<Known, StoreError> {
        if keys.len() > MAX_CONDITIONS {
            let detail = format!("{} conditions asked for, {MAX_CONDITIONS} are the most", keys.len());
            return Err(StoreError::Refused(CallFailed::new(BATCH_GET, detail).into()));
        }
        let mut alarms = HashSet::with_capacity(keys.len() * 2);
        let mut places = HashSet::with_capacity(keys.len());
        for key in keys {
            alarms.insert(keys::condition(key));
            alarms.insert(keys::definition(&key.code));
            places.insert(keys::place(&key.thing));
        }
        self.read(alarms, places).await
    }
}

#[async_trait]
impl ReadThing for ConditionReader {
    async fn read_thing(&self, thing: &ThingName, codes: &[AlarmCode]) -> Result<Known, StoreError> {
        let mut conditions = HashMap::new();
        for item in self.read_conditions_of(thing).await? {
            let condition: Condition = item::read(item)?;
            conditions.insert(condition.key.clone(), condition);
        }
        let codes: HashSet<_> = codes.iter().chain(conditions.keys().map(|key| &key.code)).collect();
        let definitions = codes.into_iter().map(keys::definition).collect();
        let known = self.read(definitions, HashSet::from([keys::place(thing)])).await?;
        Ok(Known { conditions, ..known })
    }
}

/// A consistent read of `keys`.
fn consistent(keys: &HashSet<Key>) -> Result<KeysAndAttributes, StoreError> {
    KeysAndAttributes::builder()
        .consistent_read(true)
        .set_keys(Some(keys.iter().map(Key::attributes).collect()))
        .build()
        .map_err(|error| unbuildable(BATCH_GET, error))
}

fn known_place(known: &mut Known, item: Item) -> Result<(), StoreError> {
    let place: Place = item::read(item)?;
    known.places.insert(place.thing.clone(), place);
    Ok(())
}

fn known_alarm(known: &mut Known, item: Item) -> Result<(), StoreError> {
    if item::text(&item, PK).is_some_and(|pk| pk.starts_with(keys::DEFINITION_PREFIX)) {
        let definition = records::read_definition(item)?;
        known.definitions.insert(definition.code.clone(), definition);
    } else {
        let condition: Condition = item::read(item)?;
        known.conditions.insert(condition.key.clone(), condition);
    }
    Ok(())
}
