//! Maintenance: what is to be done to a machine, by the calendar or by the hours that it runs, and what was done.
//!
//! A schedule has one open task at a time. Doing it makes the next one; both are written together. A task that comes due is
//! an alarm of low severity of the machine, which ends when it is done.

pub mod alarm;
pub mod export;
pub mod ports;
pub mod report;
mod schedule;
mod task;
#[cfg(test)]
mod tests;

pub use report::{Period, Report};
pub use schedule::{Interval, NewSchedule, Schedule, ScheduleContent};
pub use task::{Completion, Done, NewTask, Task, TaskChange, TaskFilter, TaskState};

use crate::{
    names::{ScheduleId, TaskId},
    record::RecordRefusal,
};

/// The longest interval by the calendar, in days.
pub const MAX_DAYS: u16 = 3_660;
/// The longest interval by running hours.
pub const MAX_HOURS: u32 = 100_000;
/// How many days before a task is due people are reminded at most.
pub const MAX_REMIND_DAYS: u16 = 365;
/// The same where nothing is said.
pub const REMIND_DAYS: u16 = 7;

/// What maintenance does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MaintenanceRefusal {
    /// The interval is none.
    #[error("the interval must be 1 to {MAX_DAYS} days or 1 to {MAX_HOURS} running hours")]
    Interval,
    /// The reminder is too early.
    #[error("people are reminded at most {MAX_REMIND_DAYS} days before")]
    RemindDays,
    /// Running hours are counted of a thing.
    #[error("running hours are counted of equipment that is a thing")]
    NoThing,
    /// The first day is of a schedule by the calendar.
    #[error("running hours come due by themselves: give no first day")]
    FirstDayOfHours,
    /// A task was done.
    #[error("the task is done")]
    AlreadyDone,
    /// A task of a schedule is not done before its machine is; the schedule is deleted or paused instead.
    #[error("the task belongs to a schedule: pause or delete that")]
    OfSchedule,
    /// A list of parts is wrong.
    #[error(transparent)]
    Parts(#[from] RecordRefusal),
}

impl MaintenanceRefusal {
    /// The stable word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Interval => "interval",
            Self::RemindDays => "remindDays",
            Self::NoThing => "noThing",
            Self::FirstDayOfHours => "firstDayOfHours",
            Self::AlreadyDone => "alreadyDone",
            Self::OfSchedule => "taskOfSchedule",
            Self::Parts(refusal) => refusal.code(),
        }
    }

    /// The field that is wrong; none where the state forbids it.
    pub fn field(self) -> Option<String> {
        match self {
            Self::Interval => Some("every".to_owned()),
            Self::RemindDays => Some("remindDays".to_owned()),
            Self::NoThing => Some("entityId".to_owned()),
            Self::FirstDayOfHours => Some("firstDueOn".to_owned()),
            Self::AlreadyDone | Self::OfSchedule => None,
            Self::Parts(refusal) => Some(refusal.field()),
        }
    }
}

/// One change of what is stored; several are written together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Writes a schedule, if it still has the version before (0: there is none).
    PutSchedule(Schedule),
    /// Deletes a schedule of this version.
    DeleteSchedule(ScheduleId, u64),
    /// Writes a task, if it still has the version before (0: there is none).
    PutTask(Task),
    /// Takes back an open task of this version: nobody sees it any more, and its alarm ends.
    WithdrawTask(TaskId, u64),
}
