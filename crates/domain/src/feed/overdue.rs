//! Groups that should have been fed by now. Nobody writes a schedule down: the last days are the schedule.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::alarms;
use crate::{
    alarm::{
        ConditionKey, Severity,
        message::{AlarmMessage, DeviceState, SCHEMA_VERSION},
    },
    names::{AnimalSetId, FarmId, ThingName},
};

/// From how many days a group's schedule is learnt.
pub const LEARNT_DAYS: i64 = 8;
/// The fewest deliveries that make a schedule.
const LEAST_DELIVERIES: u64 = 4;
/// How much longer than the longest pause of these days a pause may be: by this factor,
const FACTOR: f64 = 1.25;
/// and this many seconds.
const GRACE_SECONDS: f64 = 1_800.0;

/// How a group was fed in the last days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupFeeding {
    /// The farm.
    pub farm_id: FarmId,
    /// The group.
    pub animal_set_id: AnimalSetId,
    /// The device that fed it last.
    pub device_id: ThingName,
    /// How often it was fed.
    pub deliveries: u64,
    /// What it got in all, in kg.
    pub delivered: f64,
    /// When it was fed first.
    pub first_at: Timestamp,
    /// When it was fed last.
    pub last_at: Timestamp,
    /// What it got last, in kg.
    pub last_delivered: f64,
    /// The longest pause between two feedings, in seconds.
    pub longest_gap: f64,
}

impl GroupFeeding {
    /// The condition that tells of it.
    pub fn condition(&self) -> ConditionKey {
        alarms::missed(&self.device_id, &self.animal_set_id)
    }

    /// What is to be said of the group at `now`: nothing where it was fed in time. The same word comes again as often as this
    /// is asked; saying it twice changes nothing.
    pub fn word(&self, now: Timestamp) -> Option<AlarmMessage> {
        let pause = now.duration_since(self.last_at).as_secs_f64();
        if self.deliveries < LEAST_DELIVERIES || pause <= self.longest_gap * FACTOR + GRACE_SECONDS {
            return None;
        }
        let due = SignedDuration::try_from_secs_f64(self.longest_gap).ok()?;
        let due = self.last_at.checked_add(due).ok()?;
        // Once nothing is left it is worse, which is one change more.
        let empty = self.hours_left(now) <= 0.0;
        let left = if empty { 0.0 } else { (self.hours_left(due) * 10.0).round() / 10.0 };
        let ConditionKey { component, code, .. } = self.condition();
        Some(AlarmMessage {
            schema_version: SCHEMA_VERSION,
            code,
            component,
            state: if empty { DeviceState::Changed } else { DeviceState::Raised },
            boot: u64::try_from(self.last_at.as_second()).unwrap_or_default(),
            activation: 1,
            seq: u64::from(empty),
            at: due,
            raised_at: None,
            severity: Some(if empty { Severity::Critical } else { Severity::High }),
            value: Some(left),
            limit: Some(0.0),
            unit: Some("h".to_owned()),
        })
    }

    /// For how many hours the group still has feed: what it got last, at the rate of these days.
    pub fn hours_left(&self, now: Timestamp) -> f64 {
        let hours = |from: Timestamp, to: Timestamp| to.duration_since(from).as_secs_f64() / 3_600.0;
        let span = hours(self.first_at, self.last_at);
        let eaten = self.delivered - self.last_delivered;
        if span <= 0.0 || eaten <= 0.0 {
            return 0.0;
        }
        self.last_delivered * span / eaten - hours(self.last_at, now)
    }
}
