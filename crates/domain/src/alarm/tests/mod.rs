//! The alarm core as a whole: the table of transitions, the invariants, and a model checked in every interleaving.

mod escalation;
mod invariants;
mod model;
mod order;
mod table;
mod world;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::definition::{Chatter, Definition, EscalationPolicy, FixCard, Level, ReAlarm, Texts};
use super::message::{AlarmMessage, DeviceState, SCHEMA_VERSION};
use super::regions::{OutOfService, Shelf};
use super::{Action, Actor, Condition, ConditionKey, Severity};
use crate::entity::{Connectivity, Counts, FarmRole, Place, SnapshotMark};
use crate::names::{AlarmCode, Component, EntityId, FarmId, ThingName, UserId};

/// So many seconds after the tests' beginning of time.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap() + SignedDuration::from_secs(seconds)
}

/// Neither delays nor a latch, acknowledged by people, medium.
pub(super) fn plain() -> Definition {
    let card = FixCard {
        title: "Motor overload".to_owned(),
        cause: "A stone in the auger".to_owned(),
        consequence: "The motor stops".to_owned(),
        steps: vec!["Switch off".to_owned()],
    };
    Definition {
        code: AlarmCode::new("MOTOR_OVERLOAD").unwrap(),
        severity: Severity::Medium,
        texts: Texts { en: card.clone(), fr: card },
        on_delay_seconds: 0,
        off_delay_seconds: 0,
        deadband: None,
        latching: false,
        acknowledgement_required: true,
        safety_critical: false,
        longest_shelf_seconds: Some(8 * 3600),
        re_alarm: None,
        suppression_causes: BTreeSet::from(["parent_offline".to_owned(), "maintenance".to_owned()]),
        chatter: Chatter { activations: 3, within_seconds: 60, off_delay_seconds: 0 },
        policy: EscalationPolicy {
            name: "standard".to_owned(),
            levels: vec![Level { roles: BTreeSet::from([FarmRole::Worker]), wait_seconds: 300 }],
            repeats: 1,
        },
    }
}

/// Told again when it is still active `after_seconds` after its acknowledgement.
pub(super) fn re_alarming(after_seconds: u32, at_most: u32) -> Definition {
    Definition { re_alarm: Some(ReAlarm { after_seconds, at_most }), ..plain() }
}

pub(super) fn key(component: &str) -> ConditionKey {
    ConditionKey {
        thing: ThingName::new("mixer-01").unwrap(),
        component: Component::new(component).unwrap(),
        code: AlarmCode::new("MOTOR_OVERLOAD").unwrap(),
    }
}

pub(super) fn place() -> Place {
    Place {
        thing: ThingName::new("mixer-01").unwrap(),
        farm_id: FarmId::new("farm-1").unwrap(),
        entity_id: EntityId::new("entity-1").unwrap(),
        path: "/farm-1/site-1/barn-1/entity-1".to_owned(),
        name: "Mixer".to_owned(),
        gateway: None,
        connectivity: Connectivity::default(),
        suppressed_by: BTreeSet::new(),
        retiring: BTreeSet::new(),
        last_snapshot: None,
        counts: Counts::default(),
        version: 1,
    }
}

/// A condition that was never raised.
pub(super) fn fresh(definition: &Definition) -> Condition {
    Condition::new(key("auger-motor"), "0198c1".to_owned(), &place(), definition)
}

/// What a device says of boot 1.
pub(super) fn word(state: DeviceState, activation: u64, seq: u64, seconds: i64) -> AlarmMessage {
    AlarmMessage {
        schema_version: SCHEMA_VERSION,
        code: AlarmCode::new("MOTOR_OVERLOAD").unwrap(),
        component: Component::new("auger-motor").unwrap(),
        state,
        boot: 1,
        activation,
        seq,
        at: at(seconds),
        raised_at: None,
        severity: None,
        value: None,
        limit: None,
        unit: None,
    }
}

/// A snapshot of this boot, taken at this second.
pub(super) fn taken(boot: u64, seconds: i64) -> SnapshotMark {
    SnapshotMark { boot, at: at(seconds) }
}

pub(super) fn raise(activation: u64, seconds: i64) -> AlarmMessage {
    word(DeviceState::Raised, activation, 0, seconds)
}

pub(super) fn change(activation: u64, seq: u64, seconds: i64, severity: Severity) -> AlarmMessage {
    AlarmMessage { severity: Some(severity), ..word(DeviceState::Changed, activation, seq, seconds) }
}

pub(super) fn clear(activation: u64, raised: i64, seconds: i64) -> AlarmMessage {
    AlarmMessage { raised_at: Some(at(raised)), ..word(DeviceState::Cleared, activation, 0, seconds) }
}

/// The same, measured.
pub(super) fn measured(message: AlarmMessage, value: f64, limit: f64) -> AlarmMessage {
    AlarmMessage { value: Some(value), limit: Some(limit), unit: Some("°C".to_owned()), ..message }
}

pub(super) fn user() -> Actor {
    Actor::User { user_id: UserId::new("anna").unwrap(), name: None }
}

pub(super) fn acknowledge(occurrence: u64) -> Action {
    Action::Acknowledge { occurrence, comment: None }
}

pub(super) fn shelve(until: i64) -> Action {
    let shelf = Shelf::Timed { until: at(until) };
    Action::Shelve { shelf, reason: "noise".to_owned(), technician: false }
}

pub(super) fn shelve_once(until: i64) -> Action {
    let shelf = Shelf::OneShot { until: at(until) };
    Action::Shelve { shelf, reason: "noise".to_owned(), technician: false }
}

pub(super) fn suppress(cause: &str) -> Action {
    Action::Suppress { cause: cause.to_owned(), reason: None }
}

pub(super) fn unsuppress(cause: &str) -> Action {
    Action::Unsuppress { cause: cause.to_owned(), reason: None }
}

pub(super) fn take_out_of_service() -> Action {
    let order = OutOfService { work_order: "WO-1".to_owned(), review_at: at(7 * 24 * 3600) };
    Action::TakeOutOfService { order, reason: None }
}
