//! What the items of the alarm core look like: the domain's values plus the attributes that only the indexes need.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::alarm::{Condition, Definition, JournalRecord};
use valmetal_domain::catalogue::CatalogueStatus;
use valmetal_domain::entity::{Entity, Farm, FarmIndicator, FarmRollUp, Member, Membership, Place, path};
use valmetal_domain::idempotency;

use super::item::{self, Item, s};
use super::keys::{self, Key};
use super::times;

/// A value under its key.
fn keyed<T: Serialize>(value: &T, key: &Key) -> Result<Item, StoreError> {
    let mut item = item::write(value)?;
    key.put_into(&mut item);
    Ok(item)
}

/// A condition with what `FarmAlarmsIndex` and `OutstandingIndex` need, each only while the condition belongs in it.
pub(super) fn condition(condition: &Condition) -> Result<Item, StoreError> {
    let mut item = keyed(condition, &keys::condition(&condition.key))?;
    if let Some(raised_at) = condition.regions.raised_at {
        item.insert("raisedAt".to_owned(), s(times::sortable(raised_at)));
    }
    if let Some(due_at) = condition.due_at {
        item.insert("dueAt".to_owned(), s(times::sortable(due_at)));
        item.insert("outstanding".to_owned(), s(keys::outstanding_shard(&condition.key.thing).to_string()));
    }
    Ok(item)
}

/// A place with what `EntityAlarmIndicatorIndex` needs, exactly while it has something to show.
pub(super) fn place(place: &Place) -> Result<Item, StoreError> {
    let mut item = keyed(place, &keys::place(&place.thing))?;
    if place.shows() {
        item.insert("indicatorPartition".to_owned(), s(keys::farm_partition(&place.farm_id)));
        item.insert("indicatorPath".to_owned(), s(place.path.clone()));
    }
    Ok(item)
}

/// A farm's row.
pub(super) fn farm(farm: &Farm) -> Result<Item, StoreError> {
    keyed(farm, &keys::farm(&farm.id))
}

/// An entity.
pub(super) fn entity(entity: &Entity) -> Result<Item, StoreError> {
    keyed(entity, &keys::entity(&entity.farm_id, &entity.id))
}

/// A member, on the farm's side.
pub(super) fn member(member: &Member) -> Result<Item, StoreError> {
    keyed(member, &keys::member(&member.farm_id, &member.user_id))
}

/// A membership, on the person's side.
pub(super) fn membership(membership: &Membership) -> Result<Item, StoreError> {
    keyed(membership, &keys::membership(&membership.user_id, &membership.farm_id))
}

/// What a farm's row in the fleet's list is made from.
pub(super) fn roll_up(roll_up: &FarmRollUp) -> Result<Item, StoreError> {
    keyed(roll_up, &keys::roll_up(&roll_up.farm_id))
}

/// A farm's row in the fleet's list: always in the index.
pub(super) fn farm_indicator(indicator: &FarmIndicator) -> Result<Item, StoreError> {
    let farm = &indicator.farm_id;
    let mut item = keyed(indicator, &keys::farm_indicator(farm))?;
    item.insert("indicatorPartition".to_owned(), s(keys::fleet_partition(keys::fleet_shard(farm))));
    item.insert("indicatorPath".to_owned(), s(path::of_farm(farm)));
    Ok(item)
}

/// A journal record, kept for `kept`. Its farm is the hash key of `FarmJournalIndex`, and `at` the range key with what
/// makes it one of a kind.
pub(super) fn journal_record(record: &JournalRecord, kept: SignedDuration) -> Result<Item, StoreError> {
    let mut item = keyed(record, &keys::journal_record(&record.alarm_id, record.version))?;
    if let Some(farm) = item.remove("farmId") {
        item.insert("journalFarm".to_owned(), farm);
    }
    let at = format!("{}#{}#{}", times::sortable(record.at), record.alarm_id, keys::version(record.version));
    item.insert("at".to_owned(), s(at));
    let forget_at = record.at.checked_add(kept).unwrap_or(Timestamp::MAX);
    item.insert("expiresAt".to_owned(), times::epoch_seconds(forget_at));
    Ok(item)
}

/// The record that [`journal_record`] stored.
pub(super) fn read_journal_record(mut item: Item) -> Result<JournalRecord, StoreError> {
    if let Some(farm) = item.remove("journalFarm") {
        item.insert("farmId".to_owned(), farm);
    }
    if let Some(at) = item::text(&item, "at").and_then(|at| at.split('#').next()).map(str::to_owned) {
        item.insert("at".to_owned(), s(at));
    }
    item::read(item)
}

/// A definition, as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredDefinition {
    pub(super) definition: Definition,
    catalogue_version: u64,
    /// The catalogue that has it no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) retired_by: Option<u64>,
}

/// A definition of the catalogue with this version.
pub(super) fn definition(definition: &Definition, catalogue_version: u64) -> Result<Item, StoreError> {
    let stored = StoredDefinition { definition: definition.clone(), catalogue_version, retired_by: None };
    keyed(&stored, &keys::definition(&definition.code))
}

/// The definition that [`definition`] stored.
pub(super) fn read_definition(item: Item) -> Result<StoredDefinition, StoreError> {
    item::read(item)
}

/// Which catalogue is in force.
pub(super) fn catalogue_status(status: &CatalogueStatus) -> Result<Item, StoreError> {
    keyed(status, &keys::catalogue())
}

/// An answered request, as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredRequest {
    pk: String,
    hash: String,
    status: u16,
    body: String,
    expires_at: i64,
}

/// The record of an answered request.
pub(super) fn request(record: &idempotency::Record) -> Result<Item, StoreError> {
    item::write(&StoredRequest {
        pk: format!("{}#{}", record.attempt.user_id, record.attempt.key),
        hash: record.attempt.hash.clone(),
        status: record.answer.status,
        body: record.answer.body.clone(),
        expires_at: record.expires_at.as_second(),
    })
}

/// The record that [`request`] stored under the key of `attempt`.
pub(super) fn read_request(
    item: Item,
    attempt: &idempotency::Attempt,
) -> Result<idempotency::Record, StoreError> {
    let stored: StoredRequest = item::read(item)?;
    Ok(idempotency::Record {
        attempt: idempotency::Attempt { hash: stored.hash, ..attempt.clone() },
        answer: idempotency::Answer { status: stored.status, body: stored.body },
        expires_at: Timestamp::from_second(stored.expires_at).unwrap_or(Timestamp::MAX),
    })
}
