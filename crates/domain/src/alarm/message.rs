//! What devices say about alarms: one message on `valmetal/<thing>/alarms`, the list of what is active on
//! `valmetal/<thing>/alarms/snapshot`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ConditionKey, Severity};
use crate::entity::SnapshotMark;
use crate::names::{AlarmCode, Component};

/// The version of the messages that this code reads.
pub const SCHEMA_VERSION: u64 = 1;
/// The longest alarm message, in bytes.
pub const MAX_ALARM_BYTES: usize = 8 * 1024;
/// The longest snapshot, in bytes.
pub const MAX_SNAPSHOT_BYTES: usize = 64 * 1024;
/// The most conditions that a snapshot lists.
pub const MAX_SNAPSHOT_CONDITIONS: usize = 40;
/// How far a device's clock may be ahead of the platform's.
pub const MAX_CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The longest unit, in characters.
pub const MAX_UNIT_CHARS: usize = 16;
/// The greatest boot, activation or seq: the last integer that every JSON reader keeps exact, 2^53 - 1.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;

/// An alarm message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlarmMessage {
    /// Always [`SCHEMA_VERSION`].
    pub schema_version: u64,
    /// What it is about, by the catalogue.
    pub code: AlarmCode,
    /// The part of the machine.
    pub component: Component,
    /// What happened.
    pub state: DeviceState,
    /// The device's start: grows with each.
    pub boot: u64,
    /// The activation of this condition in this boot, from 1.
    pub activation: u64,
    /// Counts the changes of one activation up.
    #[serde(default)]
    pub seq: u64,
    /// When it happened, by the device.
    pub at: Timestamp,
    /// On a clear: when the activation began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_at: Option<Timestamp>,
    /// The severity now, where it is not the catalogue's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The measured value behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The limit that the value passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// The unit of both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What a device says of an activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeviceState {
    /// It began.
    Raised,
    /// Its severity or value changed.
    Changed,
    /// It ended.
    Cleared,
}

/// Everything that is active on a device, said on every connect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Snapshot {
    /// Always [`SCHEMA_VERSION`].
    pub schema_version: u64,
    /// The device's start that it speaks of.
    pub boot: u64,
    /// When it was taken, by the device.
    pub at: Timestamp,
    /// What is active, a condition at most once.
    pub active: Vec<ActiveCondition>,
}

/// One active condition in a snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActiveCondition {
    /// What it is about.
    pub code: AlarmCode,
    /// The part of the machine.
    pub component: Component,
    /// Its activation in the snapshot's boot.
    pub activation: u64,
    /// The number of its last change.
    #[serde(default)]
    pub seq: u64,
    /// When it began.
    pub raised_at: Timestamp,
    /// Its severity now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Its value now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The limit that it passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// The unit of both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What a snapshot says of one condition.
#[derive(Debug, Clone, PartialEq)]
pub enum SnapshotWord {
    /// It is active, in the words of the message that was last sent of it ([`super::Condition::learn_active`]).
    Active(AlarmMessage),
    /// It is not active ([`super::Condition::learn_absent`]).
    Absent {
        /// The component that it is of.
        component: Component,
        /// Its code.
        code: AlarmCode,
    },
}

impl Snapshot {
    /// Which of the device's snapshots this is.
    pub const fn mark(&self) -> SnapshotMark {
        SnapshotMark { boot: self.boot, at: self.at }
    }

    /// What this says, condition by condition: of those it lists in its own order, then of those of `known` that it does
    /// not list.
    pub fn words<'a>(
        &'a self,
        known: impl IntoIterator<Item = &'a ConditionKey> + 'a,
    ) -> impl Iterator<Item = SnapshotWord> + 'a {
        let listed = |key: &ConditionKey| {
            self.active.iter().any(|active| active.component == key.component && active.code == key.code)
        };
        let absent = known.into_iter().filter(move |key| !listed(key));
        self.active.iter().map(|active| SnapshotWord::Active(active.as_message(self.boot))).chain(
            absent
                .map(|key| SnapshotWord::Absent { component: key.component.clone(), code: key.code.clone() }),
        )
    }
}

impl ActiveCondition {
    /// The message of `boot` that says the same: a raise, or the last change.
    pub fn as_message(&self, boot: u64) -> AlarmMessage {
        AlarmMessage {
            schema_version: SCHEMA_VERSION,
            code: self.code.clone(),
            component: self.component.clone(),
            state: if self.seq == 0 { DeviceState::Raised } else { DeviceState::Changed },
            boot,
            activation: self.activation,
            seq: self.seq,
            at: self.raised_at,
            raised_at: Some(self.raised_at),
            severity: self.severity,
            value: self.value,
            limit: self.limit,
            unit: self.unit.clone(),
        }
    }
}

/// The stable reasons with which messages are given up ([`crate::dead_letter::Rejection::reason`]).
pub mod reason {
    /// The queue's message is not what the rules make.
    pub const BAD_ENVELOPE: &str = "badEnvelope";
    /// More bytes than allowed.
    pub const OVERSIZED: &str = "oversized";
    /// No JSON, or no JSON object.
    pub const NOT_JSON: &str = "notJson";
    /// Another `schemaVersion`.
    pub const UNKNOWN_SCHEMA_VERSION: &str = "unknownSchemaVersion";
    /// A field is missing, unknown, of the wrong kind or out of range.
    pub const BAD_FIELD: &str = "badField";
    /// The catalogue has no such code.
    pub const UNKNOWN_CODE: &str = "unknownCode";
    /// No such thing stands on a farm.
    pub const UNKNOWN_THING: &str = "unknownThing";
    /// A time is too far ahead of the platform's clock.
    pub const TIME_IN_FUTURE: &str = "timeInFuture";
    /// It failed on every try; the detail is the last error.
    pub const GAVE_UP: &str = "gaveUp";
}
