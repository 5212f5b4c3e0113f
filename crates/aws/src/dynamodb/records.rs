//! What the items of the alarm core look like: the domain's values plus the attributes that only the indexes need.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::alarm::{Condition, Definition, JournalRecord};
use valmetal_domain::entity::Place;
use valmetal_domain::idempotency;

use super::item::{self, Item, s};
use super::{keys, times};

/// A condition with what `FarmAlarmsIndex` and `OutstandingIndex` need, each only while the condition belongs in it.
pub(super) fn condition(condition: &Condition) -> Result<Item, StoreError> {
    let mut item = item::write(condition)?;
    keys::condition(&condition.key).put_into(&mut item);
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
    let mut item = item::write(place)?;
    keys::place(&place.thing).put_into(&mut item);
    if place.shows() {
        item.insert("indicatorPartition".to_owned(), s(format!("FARM#{}", place.farm_id)));
        item.insert("indicatorPath".to_owned(), s(place.path.clone()));
    }
    Ok(item)
}

/// A journal record, kept for `kept`. Its farm is the hash key of `FarmJournalIndex`, and `at` the range key with what
/// makes it one of a kind.
pub(super) fn journal_record(record: &JournalRecord, kept: SignedDuration) -> Result<Item, StoreError> {
    let mut item = item::write(record)?;
    keys::journal_record(&record.alarm_id, record.version).put_into(&mut item);
    if let Some(farm) = item.remove("farmId") {
        item.insert("journalFarm".to_owned(), farm);
    }
    let at = format!("{}#{}#{:012}", times::sortable(record.at), record.alarm_id, record.version);
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

/// The definition in a catalogue's item.
pub(super) fn read_definition(item: Item) -> Result<Definition, StoreError> {
    #[derive(Deserialize)]
    struct Stored {
        definition: Definition,
    }
    Ok(item::read::<Stored>(item)?.definition)
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
