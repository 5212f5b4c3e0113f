//! Reading conditions with everything that a transition of theirs needs.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::{Known, ReadConditions, ReadThing, StoreError};
use valmetal_domain::alarm::{Condition, ConditionKey, Definition};
use valmetal_domain::entity::Place;
use valmetal_domain::names::{AlarmCode, ThingName};

use super::item::{self, Item};
use super::keys::{self, CONDITION_PREFIX, Key};
use super::records::RETIRED_BY;
use super::table::{self, BATCH_GET, MAX_KEYS, Table, batch_get, consistent};
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

    /// Reads at most a hundred items: those of `Alarms`, and those of `EntityHierarchy`.
    async fn read(
        &self,
        alarms: &HashSet<Key>,
        places: &HashSet<Key>,
    ) -> Result<(Vec<Item>, Vec<Item>), StoreError> {
        let mut wanted = HashMap::with_capacity(2);
        for (table, keys) in [(&self.alarms.name, alarms), (&self.entity_table, places)] {
            if !keys.is_empty() {
                wanted.insert(table.clone(), consistent(keys)?);
            }
        }
        let mut found = batch_get(&self.alarms.client, wanted).await?;
        let mut of = |table| found.remove(table).unwrap_or_default();
        Ok((of(&self.alarms.name), of(&self.entity_table)))
    }
}

/// Sorts items by what they are.
fn known(alarms: &[Item], places: &[Item]) -> Result<Known, StoreError> {
    let (definitions, conditions): (Vec<&Item>, Vec<&Item>) =
        alarms.iter().partition(|item| keys::is_definition(item));
    let places: Vec<Place> = places.iter().map(item::read).collect::<Result<_, _>>()?;
    let conditions: Vec<Condition> = conditions.into_iter().map(item::read).collect::<Result<_, _>>()?;
    let mut in_force = Vec::with_capacity(definitions.len());
    for item in definitions {
        let definition: Definition = item::read(item)?;
        // What the catalogue has no more lives on for the conditions that it once made, and makes no new ones.
        if !item.contains_key(RETIRED_BY) || conditions.iter().any(|known| known.key.code == definition.code)
        {
            in_force.push(definition);
        }
    }
    Ok(Known::new(places, conditions, in_force))
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
        let (alarms, places) = self.read(&alarms, &places).await?;
        known(&alarms, &places)
    }
}

#[async_trait]
impl ReadThing for ConditionReader {
    async fn read_thing(&self, thing: &ThingName, codes: &[AlarmCode]) -> Result<Known, StoreError> {
        let mut alarms =
            table::all(self.alarms.query_prefix(keys::thing_partition(thing), CONDITION_PREFIX)).await?;
        let mut wanted: HashSet<Key> = codes.iter().map(keys::definition).collect();
        for item in &alarms {
            wanted.extend(keys::condition_of(item).map(|key| keys::definition(&key.code)));
        }
        // A batch holds a hundred keys, the place among them.
        let mut first = wanted.into_iter();
        let batch: HashSet<Key> = first.by_ref().take(MAX_KEYS - 1).collect();
        let (definitions, places) = self.read(&batch, &HashSet::from([keys::place(thing)])).await?;
        alarms.extend(definitions);
        alarms.extend(self.alarms.get_all(first.collect()).await?);
        known(&alarms, &places)
    }
}
