//! The journal: one record for every transition, and for everything that a device said.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::story::{Position, Reading};
use super::{Actor, AlarmId, ConditionKey, DerivedState, Severity};
use crate::names::FarmId;

/// What happened to a condition, by whom and why, with the state before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JournalRecord {
    /// The condition.
    pub alarm_id: AlarmId,
    /// The same, in words.
    #[serde(flatten)]
    pub key: ConditionKey,
    /// The farm it was on.
    pub farm_id: FarmId,
    /// Where it stood then.
    pub entity_path: String,
    /// The version of the condition that this made: the record's number.
    pub version: u64,
    /// When the platform took it.
    pub at: Timestamp,
    /// What happened.
    pub event: JournalEvent,
    /// Who or what.
    pub actor: Actor,
    /// Why, in the actor's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The state before.
    pub before: DerivedState,
    /// The state after.
    pub after: DerivedState,
    /// The occurrence after.
    pub occurrence: u64,
    /// The severity after.
    pub severity: Severity,
    /// What the device said, where it was the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceWord>,
}

/// What a device said, as far as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeviceWord {
    /// Where it stands in the device's story.
    #[serde(flatten)]
    pub position: Position,
    /// When it happened, by the device.
    pub at: Timestamp,
    /// When the activation began, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_at: Option<Timestamp>,
    /// The value, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// It was learnt from a snapshot and not from a message of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_snapshot: bool,
}

/// The kinds of journal records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum JournalEvent {
    /// The device raised it.
    Raised,
    /// The device changed its severity or value.
    Changed,
    /// The device cleared it.
    Cleared,
    /// The device said again what was known.
    Repeated,
    /// The device's word came after later ones.
    Late,
    /// It was over before its on-delay.
    Fleeting,
    /// The on-delay was over.
    OnDelayOver,
    /// The off-delay was over.
    OffDelayOver,
    /// A person took it.
    Acknowledged,
    /// A latch was reset.
    Reset,
    /// Put aside.
    Shelved,
    /// Taken back by a person.
    Unshelved,
    /// The shelf ended by itself.
    ShelfEnded,
    /// Acknowledged too long ago.
    ReAlarmed,
    /// Suppressed by design.
    Suppressed,
    /// A cause of suppression ended.
    Unsuppressed,
    /// Taken out of service.
    TakenOutOfService,
    /// Put back in service.
    ReturnedToService,
    /// Somebody said something.
    Commented,
    /// Given to somebody.
    Assigned,
    /// Its source was lost.
    SourceLost,
    /// Its source is back.
    SourceRestored,
    /// Its machine was retired, and it ended with it.
    Retired,
    /// The escalation's workflow runs.
    EscalationStarted,
    /// A level was told.
    LevelNotified,
    /// A level could not be told.
    LevelFailed,
    /// Everybody was told, and nobody took it.
    EscalationExhausted,
    /// The escalation's workflow failed.
    EscalationFailed,
}
