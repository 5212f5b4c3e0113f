//! A task as clients see it, on the farm's day.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    entity::{Farm, ports::ReadFarm},
    maintenance::{Task, TaskState},
    names::FarmId,
};
use valmetal_runtime::problem::Problem;

use crate::store::unavailable;

/// A task, and how it stands today.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "MaintenanceTask")]
pub(super) struct TaskView {
    #[serde(flatten)]
    task: Task,
    state: TaskState,
}

impl TaskView {
    /// `task` on `today`.
    pub(super) fn of(task: Task, today: Date) -> Self {
        Self { state: task.state(today), task }
    }
}

/// The time zone of a farm. A name that the database of time zones does not know keeps UTC.
pub(super) fn zone(farm: &Farm) -> TimeZone {
    TimeZone::get(farm.timezone.as_str()).unwrap_or(TimeZone::UTC)
}

/// The farm's day at `now`.
pub(super) fn day(farm: &Farm, now: Timestamp) -> Date {
    zone(farm).to_datetime(now).date()
}

/// The day on `farm` at `now`.
pub(super) async fn today(farms: &dyn ReadFarm, farm: &FarmId, now: Timestamp) -> Result<Date, Problem> {
    let farm = farms.read_farm(farm).await.map_err(unavailable)?;
    Ok(day(&farm.ok_or_else(|| Problem::not_found("farm"))?, now))
}
