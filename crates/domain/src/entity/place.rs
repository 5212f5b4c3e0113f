//! Where a thing stands, whether it is connected, and how many of its conditions are in which state.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Counts;
use crate::alarm::Condition;
use crate::names::{EntityId, FarmId, ThingName};

/// A thing's place in a farm: the part of its entity that the hot path reads and writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The thing.
    pub thing: ThingName,
    /// The farm it stands on.
    pub farm_id: FarmId,
    /// The equipment entity it is.
    pub entity_id: EntityId,
    /// `/<farm>/<site>/<barn>/<equipment>`, by ids.
    pub path: String,
    /// What people call it.
    pub name: String,
    /// The thing through which this one is connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<ThingName>,
    /// Whether it is connected, as far as is known.
    #[serde(default)]
    pub connectivity: Connectivity,
    /// What suppresses the conditions of this thing by design, such as `parent_offline`; a new condition starts with them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suppressed_by: BTreeSet<String>,
    /// The certificates of a thing that is being retired, by their ARNs: what of it is left to be ended.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub retiring: BTreeSet<String>,
    /// The last list of what is active that was taken of it. What is heard later, but began before, is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_snapshot: Option<SnapshotMark>,
    /// The counts of its conditions.
    #[serde(default)]
    pub counts: Counts,
    /// Grows with every change, for conditional writes.
    pub version: u64,
}

/// When a device listed what is active on it. Of two the greater was taken later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotMark {
    /// The device's start.
    pub boot: u64,
    /// When it was taken, by the device.
    pub at: Timestamp,
}

/// What is known of a thing's connection. AWS IoT's session ids order nothing, so the session is kept whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Connectivity {
    /// Never seen, connected or not.
    pub status: ConnectivityStatus,
    /// The session that the last event was of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// AWS IoT's `versionNumber` of the last event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_number: Option<u64>,
    /// When the last event happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Why it was disconnected, in AWS IoT's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The last time that it was not connected, over or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outage: Option<Outage>,
}

/// A time without a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outage {
    /// Grows with every outage of the thing: the time of its beginning in seconds since 1970, or one more than the last.
    /// To the connectivity alarm it is what a boot is to a device's alarms.
    pub number: u64,
    /// When it began.
    pub since: Timestamp,
    /// It outlasted its grace, and the connectivity alarm was told.
    pub announced: bool,
}

/// Whether a thing is connected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConnectivityStatus {
    /// No event was ever seen.
    #[default]
    Unknown,
    /// Connected.
    Connected,
    /// Disconnected.
    Disconnected,
}

impl Place {
    /// Whether the index shows it: it has something to tell.
    pub fn shows(&self) -> bool {
        !self.counts.is_empty() || self.connectivity.status == ConnectivityStatus::Disconnected
    }

    /// Moves one condition from the state it was counted in to the one it is in now. Whether anything changed.
    pub fn recount(&mut self, before: Option<&Condition>, after: &Condition) -> bool {
        let old = before.and_then(Condition::counted);
        let new = after.counted();
        if old == new {
            return false;
        }
        if let Some((severity, state)) = old {
            self.counts.remove(severity, state);
        }
        if let Some((severity, state)) = new {
            self.counts.add(severity, state);
        }
        true
    }
}
