//! What the items look like: the domain's values with the attributes that indexes and conditions need.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::alarm::{Condition, Definition, JournalRecord};
use valmetal_domain::audit::AuditRecord;
use valmetal_domain::catalogue::CatalogueStatus;
use valmetal_domain::command::Command;
use valmetal_domain::entity::{Entity, Farm, FarmIndicator, FarmRollUp, Member, Membership, Place, path};
use valmetal_domain::idempotency;
use valmetal_domain::replay::WhatIfJob;

use super::item::{self, Item, n, s};
use super::keys::Key;
use super::{keys, times};

/// A condition with what `FarmAlarmsIndex` and `OutstandingIndex` need, each only while the condition belongs in it.
pub(super) fn condition(condition: &Condition) -> Result<Item, StoreError> {
    let mut item = item::write_version(keys::condition(&condition.key), condition, condition.version)?;
    if let Some(raised_at) = condition.regions.raised_at {
        item.insert("farmId".to_owned(), s(condition.farm_id.as_str()));
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
    let mut item = item::write_version(keys::place(&place.thing), place, place.version)?;
    if place.shows() {
        item.insert("indicatorPartition".to_owned(), s(keys::farm_partition(&place.farm_id)));
        item.insert("indicatorPath".to_owned(), s(place.path.clone()));
    }
    Ok(item)
}

/// A farm's row.
pub(super) fn farm(farm: &Farm) -> Result<Item, StoreError> {
    item::write_version(keys::farm(&farm.id), farm, farm.version)
}

/// A farm beside what stands on it: the same.
pub(super) fn farm_itself(farm: &Farm) -> Result<Item, StoreError> {
    item::write(keys::farm_itself(&farm.id), farm)
}

/// An entity.
pub(super) fn entity(entity: &Entity) -> Result<Item, StoreError> {
    item::write_version(keys::entity(&entity.farm_id, &entity.id), entity, entity.version)
}

/// A member, on the farm's side, with the role that changes rest on.
pub(super) fn member(member: &Member) -> Result<Item, StoreError> {
    let mut item =
        item::write_version(keys::member(&member.farm_id, &member.user_id), member, member.version)?;
    item.insert("role".to_owned(), item::write_value(&member.role)?);
    Ok(item)
}

/// A membership, on the person's side.
pub(super) fn membership(membership: &Membership) -> Result<Item, StoreError> {
    item::write(keys::membership(&membership.user_id, &membership.farm_id), membership)
}

/// What a farm's row in the fleet's list is made from.
pub(super) fn roll_up(roll_up: &FarmRollUp) -> Result<Item, StoreError> {
    item::write_version(keys::roll_up(&roll_up.farm_id), roll_up, roll_up.version)
}

/// A farm's row in the fleet's list: always in the index.
pub(super) fn farm_indicator(indicator: &FarmIndicator) -> Result<Item, StoreError> {
    let farm = &indicator.farm_id;
    let mut item = item::write_version(keys::farm_indicator(farm), indicator, indicator.version)?;
    item.insert("indicatorPartition".to_owned(), s(keys::fleet_partition(keys::fleet_shard(farm))));
    item.insert("indicatorPath".to_owned(), s(path::of_farm(farm)));
    Ok(item)
}

/// A journal record, kept for `kept`. The range key of `FarmJournalIndex` goes on after the time with what makes it one of
/// a kind.
pub(super) fn journal_record(record: &JournalRecord, kept: SignedDuration) -> Result<Item, StoreError> {
    let mut item = item::write(keys::journal_record(&record.alarm_id, record.version), record)?;
    let at = format!("{}#{}#{}", times::sortable(record.at), record.alarm_id, keys::version(record.version));
    item.insert("journalFarm".to_owned(), s(record.farm_id.as_str()));
    item.insert("at".to_owned(), s(at));
    // What the filters of the stream look at.
    item.insert("event".to_owned(), item::write_value(&record.event)?);
    let forget_at = record.at.checked_add(kept).unwrap_or(Timestamp::MAX);
    item.insert("expiresAt".to_owned(), times::epoch_seconds(forget_at));
    Ok(item)
}

/// What marks a definition that the catalogue in force has no more: that catalogue's version.
pub(super) const RETIRED_BY: &str = "retiredBy";

/// A definition of the catalogue with this version.
pub(super) fn definition(definition: &Definition, catalogue_version: u64) -> Result<Item, StoreError> {
    let mut item = item::write(keys::definition(&definition.code), definition)?;
    item.insert("catalogueVersion".to_owned(), n(catalogue_version));
    Ok(item)
}

/// Which catalogue is in force.
pub(super) fn catalogue_status(status: &CatalogueStatus) -> Result<Item, StoreError> {
    item::write(keys::catalogue(), status)
}

/// A what-if that was asked, forgotten after its time.
pub(super) fn what_if(job: &WhatIfJob) -> Result<Item, StoreError> {
    let key = keys::what_if(&job.reference.farm_id, &job.reference.what_if_id);
    let mut item = item::write_version(key, job, job.version)?;
    item.insert("expiresAt".to_owned(), times::epoch_seconds(job.kept_until()));
    Ok(item)
}

/// How long the record of a change is kept: the journal's usual time.
const AUDIT_KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// The record of a change, in the order of its time.
pub(super) fn audit(record: &AuditRecord) -> Result<Item, StoreError> {
    let at = record.entry.at;
    let sk = format!("{}#{}", times::sortable(at), record.id);
    let mut item = item::write(Key { pk: keys::audit_partition(&record.scope), sk }, &record.entry)?;
    let forget_at = at.checked_add(AUDIT_KEPT).unwrap_or(Timestamp::MAX);
    item.insert("expiresAt".to_owned(), times::epoch_seconds(forget_at));
    Ok(item)
}

/// A command, kept for `kept` after it was given.
pub(super) fn command(command: &Command, kept: SignedDuration) -> Result<Item, StoreError> {
    let key = keys::command(&command.thing_name, &command.id);
    let mut item = item::write_version(key, command, command.version)?;
    let forget_at = command.requested_at.checked_add(kept).unwrap_or(Timestamp::MAX);
    item.insert("expiresAt".to_owned(), times::epoch_seconds(forget_at));
    Ok(item)
}

/// The copy of a command that stands while it is pending, with what `OutstandingIndex` needs.
pub(super) fn pending_command(command: &Command) -> Result<Item, StoreError> {
    let key = keys::pending_command(&command.thing_name);
    let mut item = item::write_version(key, command, command.version)?;
    item.insert("dueAt".to_owned(), s(times::sortable(command.expires_at)));
    item.insert("outstanding".to_owned(), s(keys::PENDING_COMMANDS));
    Ok(item)
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
    item::write_attributes(&StoredRequest {
        pk: keys::request(&record.attempt),
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
    let stored: StoredRequest = item::read_attributes(item)?;
    Ok(idempotency::Record {
        attempt: idempotency::Attempt { hash: stored.hash, ..attempt.clone() },
        answer: idempotency::Answer { status: stored.status, body: stored.body },
        expires_at: Timestamp::from_second(stored.expires_at).unwrap_or(Timestamp::MAX),
    })
}
