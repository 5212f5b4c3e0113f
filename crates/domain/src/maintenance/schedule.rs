//! A schedule: what is done again and again, and when.

use jiff::{Timestamp, ToSpan, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Change, MAX_DAYS, MAX_HOURS, MAX_REMIND_DAYS, MaintenanceRefusal, REMIND_DAYS, Task};
use crate::{
    names::{EntityId, FarmId, ScheduleId, TaskId, UserId},
    record::{Part, check_parts},
    text::Text,
};

/// How far apart two maintenances are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Interval {
    /// So many days.
    Days(u16),
    /// So many hours in which the machine ran.
    RunningHours(u32),
}

/// What a person says of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleContent {
    /// What is to be done, in a line.
    pub title: Text<200>,
    /// How it is done.
    #[serde(default)]
    pub instructions: Option<Text<4_000>>,
    /// How often.
    pub every: Interval,
    /// How many days before the day people are reminded; 7 where nothing is said.
    #[serde(default = "remind_days")]
    #[schemars(range(max = MAX_REMIND_DAYS))]
    pub remind_days: u16,
    /// The parts that it takes.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Whether nothing is due for the time being.
    #[serde(default)]
    pub paused: bool,
}

const fn remind_days() -> u16 {
    REMIND_DAYS
}

/// A schedule that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSchedule {
    /// What it is the schedule of.
    pub entity_id: EntityId,
    /// When it is done for the first time; after one interval where nothing is said.
    #[serde(default)]
    pub first_due_on: Option<Date>,
    /// What is to be done, in a line.
    pub title: Text<200>,
    /// How it is done.
    #[serde(default)]
    pub instructions: Option<Text<4_000>>,
    /// How often.
    pub every: Interval,
    /// How many days before the day people are reminded; 7 where nothing is said.
    #[serde(default = "remind_days")]
    pub remind_days: u16,
    /// The parts that it takes.
    #[serde(default)]
    pub parts: Vec<Part>,
}

impl NewSchedule {
    /// What it says, apart from whose it is and when it begins.
    pub fn content(self) -> ScheduleContent {
        ScheduleContent {
            title: self.title,
            instructions: self.instructions,
            every: self.every,
            remind_days: self.remind_days,
            parts: self.parts,
            paused: false,
        }
    }
}

/// A schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Its id.
    pub id: ScheduleId,
    /// The farm.
    pub farm_id: FarmId,
    /// What it is the schedule of.
    pub entity_id: EntityId,
    /// What it says.
    #[serde(flatten)]
    pub content: ScheduleContent,
    /// Grows with every change.
    pub version: u64,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Who changed it last.
    pub updated_by: UserId,
}

impl ScheduleContent {
    /// Whether a schedule may say this.
    pub fn check(&self) -> Result<(), MaintenanceRefusal> {
        let possible = match self.every {
            Interval::Days(days) => (1..=MAX_DAYS).contains(&days),
            Interval::RunningHours(hours) => (1..=MAX_HOURS).contains(&hours),
        };
        if !possible {
            return Err(MaintenanceRefusal::Interval);
        }
        if self.remind_days > MAX_REMIND_DAYS {
            return Err(MaintenanceRefusal::RemindDays);
        }
        Ok(check_parts(&self.parts)?)
    }
}

impl Schedule {
    /// The task that follows on what was done on `last`, or on the making of the schedule; `due_on` in place of one interval
    /// later. `id` is the task's.
    pub fn next_task(&self, id: TaskId, last: Date, due_on: Option<Date>, now: Timestamp) -> Task {
        let ScheduleContent { title, instructions, every, remind_days, parts, .. } = self.content.clone();
        let (due_on, due_after_hours, counted_since) = match every {
            Interval::Days(days) => {
                (Some(due_on.unwrap_or_else(|| last.saturating_add(i32::from(days).days()))), None, None)
            }
            Interval::RunningHours(hours) => (None, Some(hours), Some(now)),
        };
        Task {
            id,
            farm_id: self.farm_id.clone(),
            entity_id: self.entity_id.clone(),
            schedule_id: Some(self.id.clone()),
            title,
            instructions,
            due_on,
            due_after_hours,
            counted_since,
            remind_days,
            parts,
            assigned_to: None,
            created_at: now,
            done: None,
            reminded_at: None,
            reminded_thing: None,
            withdrawn: false,
            told: false,
            version: 1,
        }
    }

    /// This schedule with another content, with what that makes of its open task: `task` is the id of a new one, `today` the
    /// farm's day.
    pub fn revise(
        &self,
        content: ScheduleContent,
        open: Option<&Task>,
        task: TaskId,
        by: UserId,
        (today, now): (Date, Timestamp),
    ) -> Result<(Self, Vec<Change>), MaintenanceRefusal> {
        content.check()?;
        let next =
            Self { content, version: self.version + 1, updated_at: now, updated_by: by, ..self.clone() };
        let mut changes = vec![Change::PutSchedule(next.clone())];
        match open {
            Some(open) if next.content.paused || next.content.every != self.content.every => {
                changes.push(Change::WithdrawTask(open.id.clone(), open.version));
                if !next.content.paused {
                    changes.push(Change::PutTask(next.next_task(task, today, None, now)));
                }
            }
            Some(open) => {
                let ScheduleContent { title, instructions, remind_days, parts, .. } = next.content.clone();
                let version = open.version + 1;
                changes.push(Change::PutTask(Task {
                    title,
                    instructions,
                    remind_days,
                    parts,
                    version,
                    ..open.clone()
                }));
            }
            None if !next.content.paused => {
                changes.push(Change::PutTask(next.next_task(task, today, None, now)));
            }
            None => {}
        }
        Ok((next, changes))
    }

    /// Its end, and that of its open task. What was done stays.
    pub fn delete(&self, open: Option<&Task>) -> Vec<Change> {
        let mut changes = vec![Change::DeleteSchedule(self.id.clone(), self.version)];
        changes.extend(open.map(|open| Change::WithdrawTask(open.id.clone(), open.version)));
        changes
    }
}
