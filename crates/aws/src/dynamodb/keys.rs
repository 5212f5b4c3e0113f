//! The keys of both tables, one function an item.

use aws_sdk_dynamodb::types::AttributeValue;
use valmetal_domain::alarm::{AlarmId, ConditionKey};
use valmetal_domain::names::{AlarmCode, FarmId, ThingName, UserId};

use super::item::Item;

/// The partition key of both tables.
pub(super) const PK: &str = "pk";
/// The sort key of both tables.
pub(super) const SK: &str = "sk";

/// What the sort keys of a thing's conditions begin with.
pub(super) const CONDITION_PREFIX: &str = "CONDITION#";

/// What the partition keys of definitions begin with.
pub(super) const DEFINITION_PREFIX: &str = "DEFINITION#";

/// The shards of the `OutstandingIndex`.
pub(super) const OUTSTANDING_SHARDS: u64 = 8;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl Key {
    /// The key's attributes.
    pub(super) fn attributes(&self) -> Item {
        let mut item = Item::with_capacity(2);
        self.put_into(&mut item);
        item
    }

    /// Adds the key's attributes to `item`.
    pub(super) fn put_into(&self, item: &mut Item) {
        item.insert(PK.to_owned(), AttributeValue::S(self.pk.clone()));
        item.insert(SK.to_owned(), AttributeValue::S(self.sk.clone()));
    }
}

/// The partition of a thing, in both tables.
pub(super) fn thing_partition(thing: &ThingName) -> String {
    format!("THING#{thing}")
}

/// A thing's place.
pub(super) fn place(thing: &ThingName) -> Key {
    Key { pk: thing_partition(thing), sk: "PLACE".to_owned() }
}

/// A person's membership, on the farm's side.
pub(super) fn member(farm: &FarmId, user: &UserId) -> Key {
    Key { pk: format!("FARM#{farm}"), sk: format!("MEMBER#{user}") }
}

/// A condition.
pub(super) fn condition(key: &ConditionKey) -> Key {
    Key { pk: thing_partition(&key.thing), sk: format!("{CONDITION_PREFIX}{}#{}", key.component, key.code) }
}

/// A definition.
pub(super) fn definition(code: &AlarmCode) -> Key {
    Key { pk: format!("{DEFINITION_PREFIX}{code}"), sk: "DEFINITION".to_owned() }
}

/// The partition of a condition's journal.
pub(super) fn journal_partition(alarm: &AlarmId) -> String {
    format!("ALARM#{alarm}")
}

/// A journal record.
pub(super) fn journal_record(alarm: &AlarmId, version: u64) -> Key {
    Key { pk: journal_partition(alarm), sk: format!("{version:012}") }
}

/// The shard of the `OutstandingIndex` that a thing's conditions are in: FNV-1a of its name.
pub(super) fn outstanding_shard(thing: &ThingName) -> u64 {
    fnv1a(thing.as_str()) % OUTSTANDING_SHARDS
}

/// The hash FNV-1a with 64 bits: spreads names over shards the same way for ever.
pub(super) fn fnv1a(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
