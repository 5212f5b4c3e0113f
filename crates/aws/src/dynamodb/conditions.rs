//! Reading conditions with everything that a transition of theirs needs.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::{Known, ReadConditions, ReadDefinitions, ReadThing, StoreError};
use valmetal_domain::alarm::{Condition, ConditionKey, Definition};
use valmetal_domain::entity::Place;
use valmetal_domain::names::{AlarmCode, ThingName};

use super::item::{self, Item};
use super::keys::{self, CONDITION_PREFIX, Key};
use super::records;
use super::table::{self, Table, batch_get, consistent};
use crate::error::CallFailed;

/// The most conditions of one read: each may bring a place and a definition, and a batch holds a hundred keys.
const MAX_CONDITIONS: usize = 33;

/// Reads conditions with their places and definitions: one `BatchGetItem` over both tables.
///
/// IAM: `dynamodb:BatchGetItem` on `Alarms` and `EntityHierarchy`; [`ReadThing`] also `dynamodb:Query` on `Alarms`.
#[derive(Debug, Clone)]
pub struct ConditionReader {
    alarms: Table,
    entity_table: String,
}

impl ConditionReader {
    /// A reader of these tables.
    pub fn new(client: Client, alarm_table: impl Into<String>, entity_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table), entity_table: entity_table.into() }
    }

    /// Reads these items and sorts them by what they are.
    async fn read(&self, alarms: HashSet<Key>, places: HashSet<Key>) -> Result<Known, StoreError> {
        let mut wanted = HashMap::with_capacity(2);
        for (table, keys) in [(&self.alarms.name, alarms), (&self.entity_table, places)] {
            if !keys.is_empty() {
                wanted.insert(table.clone(), consistent(&keys)?);
            }
        }
        let mut found = batch_get(&self.alarms.client, wanted).await?;
        let mut known = Known::default();
        for item in found.remove(&self.entity_table).unwrap_or_default() {
            let place: Place = item::read(item)?;
            known.places.insert(place.thing.clone(), place);
        }
        for item in found.remove(&self.alarms.name).unwrap_or_default() {
            if keys::is_definition(&item) {
                let definition = records::read_definition(item)?;
                known.definitions.insert(definition.code.clone(), definition);
            } else {
                let condition: Condition = item::read(item)?;
                known.conditions.insert(condition.key.clone(), condition);
            }
        }
        Ok(known)
    }
}

#[async_trait]
impl ReadConditions for ConditionReader {
    async fn read_conditions(&self, keys: &[ConditionKey]) -> Result<Known, StoreError> {
        if keys.len() > MAX_CONDITIONS {
            let detail = format!("{} conditions asked for, {MAX_CONDITIONS} are the most", keys.len());
            return Err(StoreError::Refused(CallFailed::new("dynamodb:BatchGetItem", detail).into()));
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
        let query = self.alarms.query_prefix(keys::thing_partition(thing), CONDITION_PREFIX);
        let mut conditions = HashMap::new();
        for item in table::all(query).await? {
            let condition: Condition = item::read(item)?;
            conditions.insert(condition.key.clone(), condition);
        }
        let codes: HashSet<_> = codes.iter().chain(conditions.keys().map(|key| &key.code)).collect();
        let mut definitions: Vec<Key> = codes.into_iter().map(keys::definition).collect();
        // A batch holds a hundred keys, the place among them.
        let rest = definitions.split_off(definitions.len().min(table::MAX_KEYS - 1));
        let mut known =
            self.read(definitions.into_iter().collect(), HashSet::from([keys::place(thing)])).await?;
        known.definitions.extend(read_definitions(&self.alarms, rest).await?);
        Ok(Known { conditions, ..known })
    }
}

/// Reads definitions.
///
/// IAM: `dynamodb:BatchGetItem` on `Alarms`.
#[derive(Debug, Clone)]
pub struct DefinitionReader {
    alarms: Table,
}

impl DefinitionReader {
    /// A reader of this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadDefinitions for DefinitionReader {
    async fn read_definitions(
        &self,
        codes: &[AlarmCode],
    ) -> Result<HashMap<AlarmCode, Definition>, StoreError> {
        read_definitions(&self.alarms, codes.iter().map(keys::definition)).await
    }
}

async fn read_definitions(
    alarms: &Table,
    keys: impl IntoIterator<Item = Key>,
) -> Result<HashMap<AlarmCode, Definition>, StoreError> {
    let items: Vec<Item> = alarms.get_all(keys.into_iter().collect()).await?;
    items
        .into_iter()
        .map(|item| records::read_definition(item).map(|definition| (definition.code.clone(), definition)))
        .collect()
}
