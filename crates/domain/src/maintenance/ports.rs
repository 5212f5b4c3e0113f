//! What maintenance needs from outside, one small trait an operation.

use async_trait::async_trait;
use jiff::civil::Date;

use super::{Change, Period, Schedule, Task, TaskFilter};
pub use crate::alarm::ports::StoreError;
use crate::{
    idempotency::{Outcome, Record},
    names::{EntityId, FarmId, ScheduleId, TaskId},
};

/// Reads the schedules of a farm.
#[async_trait]
pub trait ReadSchedules: Send + Sync {
    /// At most `limit`, of `entity` where one is given, the oldest first, those after `after`.
    async fn read_schedules(
        &self,
        farm: &FarmId,
        entity: Option<&EntityId>,
        limit: u32,
        after: Option<&ScheduleId>,
    ) -> Result<Vec<Schedule>, StoreError>;
}

/// Reads one schedule.
#[async_trait]
pub trait ReadSchedule: Send + Sync {
    /// The schedule of this farm with its open task, where there are such.
    async fn read_schedule(
        &self,
        farm: &FarmId,
        id: &ScheduleId,
    ) -> Result<Option<(Schedule, Option<Task>)>, StoreError>;
}

/// Reads the tasks of a farm.
#[async_trait]
pub trait ReadTasks: Send + Sync {
    /// At most `limit` of those that `filter` wants on `today`: by their day, those without one last; done ones among
    /// themselves too. Those after the task `after`, which has that day.
    async fn read_tasks(
        &self,
        farm: &FarmId,
        filter: &TaskFilter,
        today: Date,
        limit: u32,
        after: Option<(Option<Date>, &TaskId)>,
    ) -> Result<Vec<Task>, StoreError>;
}

/// Reads one task.
#[async_trait]
pub trait ReadTask: Send + Sync {
    /// The task of this farm with its schedule, where there are such.
    async fn read_task(
        &self,
        farm: &FarmId,
        id: &TaskId,
    ) -> Result<Option<(Task, Option<Schedule>)>, StoreError>;
}

/// Reads what a report is made from.
#[async_trait]
pub trait ReadReportTasks: Send + Sync {
    /// The tasks that were done in `period`, by the days of the time zone `timezone`, and the open ones whose day is in it; at
    /// most `limit`.
    async fn read_report_tasks(
        &self,
        farm: &FarmId,
        period: Period,
        timezone: &str,
        limit: u32,
    ) -> Result<Vec<Task>, StoreError>;
}

/// Finds the tasks of all farms of which something is to be told.
#[async_trait]
pub trait ReadTasksToTell: Send + Sync {
    /// At most `limit` tasks after `after`: the open ones whose reminder is due on `today` and was not given, those that wait
    /// for running hours, and those that are over and whose alarm was not ended.
    async fn read_tasks_to_tell(
        &self,
        today: Date,
        limit: u32,
        after: Option<&TaskId>,
    ) -> Result<Vec<Task>, StoreError>;
}

/// Writes maintenance.
#[async_trait]
pub trait CommitMaintenance: Send + Sync {
    /// Writes `changes`, in this order, all or none: [`StoreError::Conflict`] where one was made from what has changed. A
    /// request that was answered before changes nothing and brings its old answer.
    async fn commit_maintenance(
        &self,
        changes: &[Change],
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError>;
}
