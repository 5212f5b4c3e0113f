//! The keys of both tables, one function an item.

use aws_sdk_dynamodb::types::AttributeValue;
use valmetal_domain::alarm::{AlarmId, ConditionKey};
use valmetal_domain::audit::Scope;
use valmetal_domain::idempotency::Attempt;
use valmetal_domain::names::{
    AlarmCode, CommandId, Component, EntityId, FarmId, ThingName, UserId, WhatIfId,
};
use valmetal_domain::subscription::SubscriptionId;

use super::item::{self, Item};

/// The partition key of both tables.
pub(super) const PK: &str = "pk";
/// The sort key of both tables.
pub(super) const SK: &str = "sk";

/// What the partition keys of things begin with.
const THING_PREFIX: &str = "THING#";

/// What the sort keys of a thing's conditions begin with.
pub(super) const CONDITION_PREFIX: &str = "CONDITION#";

/// What the partition keys of journals begin with.
pub(super) const ALARM_PREFIX: &str = "ALARM#";

/// The sort key of a thing's place.
pub(super) const PLACE: &str = "PLACE";

/// What the sort keys of a thing's commands begin with.
pub(super) const COMMAND_PREFIX: &str = "COMMAND#";

/// The part of the `OutstandingIndex` with the pending commands.
pub(super) const PENDING_COMMANDS: &str = "command";

/// What the partition keys of definitions begin with.
pub(super) const DEFINITION_PREFIX: &str = "DEFINITION#";

/// The shards of the `OutstandingIndex`.
pub(super) const OUTSTANDING_SHARDS: u8 = 8;

/// The partitions of the fleet's list of farms in the `EntityAlarmIndicatorIndex`.
pub(super) const FLEET_SHARDS: u8 = 10;

/// What the sort keys of a farm's entities begin with.
pub(super) const ENTITY_PREFIX: &str = "ENTITY#";
/// What the sort keys of a farm's members begin with.
pub(super) const MEMBER_PREFIX: &str = "MEMBER#";
/// What the partition keys of farms, and the sort keys of a person's memberships, begin with.
pub(super) const FARM_PREFIX: &str = "FARM#";
/// The partition of the administrator's list of farms.
pub(super) const FARMS: &str = "FARMS";
/// The sort key of a farm beside what stands on it. Its entities are before it, its members after it.
pub(super) const FARM: &str = "FARM";
/// After the sort keys of a farm's members.
pub(super) const AFTER_MEMBERS: &str = "MEMBER$";

/// What the sort keys of a person's subscriptions begin with.
pub(super) const SUBSCRIPTION_PREFIX: &str = "SUBSCRIPTION#";

/// Above every version that twelve digits hold.
pub(super) const MAX_VERSION: u64 = 999_999_999_999;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl Key {
    /// The key's attributes.
    pub(super) fn into_attributes(self) -> Item {
        let (pk, sk) = (AttributeValue::S(self.pk), AttributeValue::S(self.sk));
        // Room for what most items have besides.
        let mut item = Item::with_capacity(8);
        item.insert(PK.to_owned(), pk);
        item.insert(SK.to_owned(), sk);
        item
    }

    /// The key's attributes.
    pub(super) fn attributes(&self) -> Item {
        self.clone().into_attributes()
    }
}

/// The partition of a thing, in both tables.
pub(super) fn thing_partition(thing: &ThingName) -> String {
    format!("{THING_PREFIX}{thing}")
}

/// A thing's place.
pub(super) fn place(thing: &ThingName) -> Key {
    Key { pk: thing_partition(thing), sk: PLACE.to_owned() }
}

/// The partition of a farm: its entities, members and numbers; also its part of the `EntityAlarmIndicatorIndex`.
pub(super) fn farm_partition(farm: &FarmId) -> String {
    format!("{FARM_PREFIX}{farm}")
}

/// A farm's row.
pub(super) fn farm(farm: &FarmId) -> Key {
    Key { pk: FARMS.to_owned(), sk: farm.to_string() }
}

/// A farm beside what stands on it.
pub(super) fn farm_itself(farm: &FarmId) -> Key {
    Key { pk: farm_partition(farm), sk: FARM.to_owned() }
}

/// An entity.
pub(super) fn entity(farm: &FarmId, id: &EntityId) -> Key {
    Key { pk: farm_partition(farm), sk: format!("{ENTITY_PREFIX}{id}") }
}

/// What a farm's row in the fleet's list is made from.
pub(super) fn roll_up(farm: &FarmId) -> Key {
    Key { pk: farm_partition(farm), sk: "ROLL_UP".to_owned() }
}

/// A farm's row in the fleet's list.
pub(super) fn farm_indicator(farm: &FarmId) -> Key {
    Key { pk: farm_partition(farm), sk: "INDICATOR".to_owned() }
}

/// A part of the fleet's list in the `EntityAlarmIndicatorIndex`.
pub(super) fn fleet_partition(shard: u8) -> String {
    format!("FLEET#{shard}")
}

/// The part of the fleet's list that a farm is in.
pub(super) fn fleet_shard(farm: &FarmId) -> u8 {
    shard(farm.as_str(), FLEET_SHARDS)
}

/// A member, on the farm's side.
pub(super) fn member(farm: &FarmId, user: &UserId) -> Key {
    Key { pk: farm_partition(farm), sk: format!("{MEMBER_PREFIX}{user}") }
}

/// The partition of a person's memberships.
pub(super) fn user_partition(user: &UserId) -> String {
    format!("USER#{user}")
}

/// A membership, on the person's side.
pub(super) fn membership(user: &UserId, farm: &FarmId) -> Key {
    Key { pk: user_partition(user), sk: format!("{FARM_PREFIX}{farm}") }
}

/// A subscription to the topic, on its person's side.
pub(super) fn subscription(user: &UserId, id: &SubscriptionId) -> Key {
    Key { pk: user_partition(user), sk: format!("{SUBSCRIPTION_PREFIX}{}", id.as_str()) }
}

/// Whose a subscription to the topic is.
pub(super) fn subscriber(id: &SubscriptionId) -> Key {
    Key { pk: format!("{SUBSCRIPTION_PREFIX}{}", id.as_str()), sk: "SUBSCRIBER".to_owned() }
}

/// Whether a person's channels work.
pub(super) fn reach(user: &UserId) -> Key {
    Key { pk: user_partition(user), sk: "REACH".to_owned() }
}

/// The partition of an audit.
pub(super) fn audit_partition(scope: &Scope) -> String {
    match scope {
        Scope::Farm(farm) => format!("AUDIT#{farm}"),
        // No farm's id has a colon.
        Scope::Platform => "AUDIT#:platform".to_owned(),
    }
}

/// A condition.
pub(super) fn condition(key: &ConditionKey) -> Key {
    Key { pk: thing_partition(&key.thing), sk: format!("{CONDITION_PREFIX}{}#{}", key.component, key.code) }
}

/// The condition that an item or an index's row is of.
pub(super) fn condition_of(item: &Item) -> Option<ConditionKey> {
    let thing = item::text(item, PK)?.strip_prefix(THING_PREFIX)?;
    let (component, code) = item::text(item, SK)?.strip_prefix(CONDITION_PREFIX)?.split_once('#')?;
    Some(ConditionKey {
        thing: ThingName::new(thing).ok()?,
        component: Component::new(component).ok()?,
        code: AlarmCode::new(code).ok()?,
    })
}

/// A command.
pub(super) fn command(thing: &ThingName, id: &CommandId) -> Key {
    Key { pk: thing_partition(thing), sk: format!("{COMMAND_PREFIX}{id}") }
}

/// The command that a thing has not answered yet.
pub(super) fn pending_command(thing: &ThingName) -> Key {
    Key { pk: thing_partition(thing), sk: "PENDING_COMMAND".to_owned() }
}

/// The thing whose partition an item or an index's row is in.
pub(super) fn thing_of(item: &Item) -> Option<ThingName> {
    ThingName::new(item::text(item, PK)?.strip_prefix(THING_PREFIX)?).ok()
}

/// The partition key of an answered request.
pub(super) fn request(attempt: &Attempt) -> String {
    format!("{}#{}", attempt.user_id, attempt.key)
}

/// A definition.
pub(super) fn definition(code: &AlarmCode) -> Key {
    Key { pk: format!("{DEFINITION_PREFIX}{code}"), sk: "DEFINITION".to_owned() }
}

/// Which catalogue is in force.
pub(super) fn catalogue() -> Key {
    Key { pk: "CATALOGUE".to_owned(), sk: "CURRENT".to_owned() }
}

/// A what-if that was asked.
pub(super) fn what_if(farm: &FarmId, id: &WhatIfId) -> Key {
    Key { pk: farm_partition(farm), sk: format!("WHAT_IF#{id}") }
}

/// The partition of an occurrence's claims.
pub(super) fn claim_partition(condition_id: &str, occurrence: u64) -> String {
    format!("CLAIM#{condition_id}#{occurrence}")
}

/// The partition of a condition's journal.
pub(super) fn journal_partition(alarm: &AlarmId) -> String {
    format!("{ALARM_PREFIX}{alarm}")
}

/// A journal record.
pub(super) fn journal_record(alarm: &AlarmId, number: u64) -> Key {
    Key { pk: journal_partition(alarm), sk: version(number) }
}

/// A version in twelve digits: the order of the texts is the order of the numbers.
pub(super) fn version(number: u64) -> String {
    format!("{number:012}")
}

/// Whether an item of `Alarms` is a definition.
pub(super) fn is_definition(item: &Item) -> bool {
    item::text(item, PK).is_some_and(|pk| pk.starts_with(DEFINITION_PREFIX))
}

/// The shard of the `OutstandingIndex` that a thing's conditions are in.
pub(super) fn outstanding_shard(thing: &ThingName) -> u8 {
    shard(thing.as_str(), OUTSTANDING_SHARDS)
}

/// One of `shards`, the same for a name for ever: by the hash FNV-1a with 64 bits.
fn shard(name: &str, shards: u8) -> u8 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    u8::try_from(hash % u64::from(shards)).expect("below a number of eight bits")
}
