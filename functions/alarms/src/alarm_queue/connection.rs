//! The connectivity alarm: a condition like any other, whose story the platform tells in the device's stead.

use jiff::Timestamp;
use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::message::{AlarmMessage, DeviceState, SCHEMA_VERSION};
use valmetal_domain::alarm::queue::{PresenceMessage, PresenceState};
use valmetal_domain::catalogue::CONNECTIVITY_LOST;
use valmetal_domain::names::{AlarmCode, Component, ThingName};

/// The component that it is of.
const COMPONENT: &str = "connection";

/// The cause that suppresses what is connected through a thing whose connection is lost.
pub(super) const PARENT_OFFLINE: &str = "parent_offline";

/// The connectivity alarm of a thing.
pub(super) fn of(thing: &ThingName) -> ConditionKey {
    ConditionKey { thing: thing.clone(), component: component(), code: code() }
}

/// Whether `key` is the connectivity alarm of its thing.
pub(super) fn is_of(key: &ConditionKey) -> bool {
    key.code.as_str() == CONNECTIVITY_LOST && key.component.as_str() == COMPONENT
}

/// The code of the connectivity alarm.
pub(super) fn code() -> AlarmCode {
    AlarmCode::new(CONNECTIVITY_LOST).expect("the constant is an alarm code")
}

fn component() -> Component {
    Component::new(COMPONENT).expect("the constant is a component")
}

/// What the presence message says, in the words of a device. The number of an outage is the second in which it began, so
/// that a return whose loss was never heard of still tells how long it lasted.
pub(super) fn word(presence: &PresenceMessage) -> AlarmMessage {
    AlarmMessage {
        schema_version: SCHEMA_VERSION,
        code: code(),
        component: component(),
        state: match presence.state {
            PresenceState::Lost => DeviceState::Raised,
            PresenceState::Restored => DeviceState::Cleared,
        },
        boot: presence.boot,
        activation: presence.activation,
        seq: 0,
        at: presence.at,
        raised_at: began(presence),
        severity: None,
        value: None,
        limit: None,
        unit: None,
    }
}

fn began(presence: &PresenceMessage) -> Option<Timestamp> {
    let began = i64::try_from(presence.boot).ok().and_then(|second| Timestamp::from_second(second).ok());
    // Outages that follow each other within a second are numbered on, and none begins after it ended.
    began.filter(|_| presence.state == PresenceState::Restored).map(|began| began.min(presence.at))
}
