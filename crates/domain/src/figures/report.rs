//! The figures as clients read them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::alarm::AlarmId;
use crate::entity::indicator::BySeverity;
use crate::names::{AlarmCode, UserId};

/// The key figures of a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyFigures {
    /// The farm, day by day.
    pub days: Vec<FarmFigures>,
    /// Everybody who was told of anything, day by day.
    pub persons: Vec<PersonFigures>,
}

/// A farm on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FarmFigures {
    /// What people are measured by as well.
    #[serde(flatten)]
    pub day: DayFigures,
    /// How many conditions chattered.
    pub chattering: u32,
    /// How many activations were part of chatter.
    pub chattering_activations: u32,
    /// How many activations were over at once and did not come back.
    pub fleeting: u32,
    /// How many conditions were stale at some time of the day.
    pub stale: u32,
    /// How many escalations told everybody, and nobody took the alarm.
    pub escalations_exhausted: u32,
}

/// A person in a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonFigures {
    /// The person.
    pub user_id: UserId,
    /// Day by day; an alarm is here one that the person was told of, each time it was.
    pub days: Vec<DayFigures>,
}

/// What one day asked of people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayFigures {
    /// The day by the farm's clock.
    pub date: Date,
    /// How many alarms there were.
    pub alarms: u32,
    /// The same per hour of the day that lies in the period.
    pub alarms_per_hour: f64,
    /// How many floods began.
    pub floods: u32,
    /// How long it was in flood, in seconds.
    pub flood_seconds: u64,
    /// The ten most frequent alarms.
    pub top_ten: Vec<Frequent>,
    /// Their share of all, from 0 to 1.
    pub top_ten_share: f64,
    /// The alarms by severity.
    pub by_severity: BySeverity,
    /// The same in percent of all, to be held against [`super::WISHED_SPLIT`].
    pub split: Split,
    /// How fast alarms were taken.
    pub time_to_acknowledge: Acknowledgement,
}

/// An alarm and how often it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Frequent {
    /// The alarm.
    pub alarm_id: AlarmId,
    /// Its code.
    pub code: AlarmCode,
    /// How often.
    pub count: u32,
}

/// Percent of all alarms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Split {
    /// Low.
    pub low: f64,
    /// Medium.
    pub medium: f64,
    /// High and critical together.
    pub high: f64,
}

/// How fast alarms were taken, in seconds from the call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Acknowledgement {
    /// How many were taken.
    pub count: u32,
    /// Half were taken as fast as this.
    pub p50_seconds: Option<u64>,
    /// 95 of 100 were taken as fast as this.
    pub p95_seconds: Option<u64>,
}
