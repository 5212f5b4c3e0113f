//! A task: one maintenance, to be done or done.

use jiff::{Timestamp, ToSpan, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Change, MAX_REMIND_DAYS, MaintenanceRefusal, REMIND_DAYS, Schedule};
use crate::{
    names::{EntityId, FarmId, ScheduleId, TaskId, ThingName, UserId},
    record::{Part, check_parts},
    text::Text,
};

/// How a task stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaskState {
    /// It is done.
    Done,
    /// Its day is over.
    Overdue,
    /// Its day has come, or is so near that people are reminded.
    Due,
    /// Later.
    Upcoming,
}

impl std::str::FromStr for TaskState {
    type Err = &'static str;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "done" => Ok(Self::Done),
            "overdue" => Ok(Self::Overdue),
            "due" => Ok(Self::Due),
            "upcoming" => Ok(Self::Upcoming),
            _ => Err("It must be done, overdue, due or upcoming."),
        }
    }
}

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The farm.
    pub farm_id: FarmId,
    /// The machine.
    pub entity_id: EntityId,
    /// The schedule that it comes from, where it comes from one.
    pub schedule_id: Option<ScheduleId>,
    /// What is to be done, in a line.
    pub title: Text<200>,
    /// How it is done.
    pub instructions: Option<Text<4_000>>,
    /// The day; of running hours known only once they are reached.
    pub due_on: Option<Date>,
    /// The running hours after which it comes due.
    pub due_after_hours: Option<u32>,
    /// Since when those are counted.
    pub counted_since: Option<Timestamp>,
    /// How many days before the day people are reminded.
    pub remind_days: u16,
    /// The parts that it is thought to take.
    pub parts: Vec<Part>,
    /// Who is to do it.
    pub assigned_to: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// That it was done.
    pub done: Option<Done>,
    /// When people were reminded by an alarm of the machine.
    pub reminded_at: Option<Timestamp>,
    /// The machine's thing, of which that alarm is.
    #[serde(skip)]
    pub reminded_thing: Option<ThingName>,
    /// Whether it was taken back: its schedule was changed, paused or deleted, or a person deleted it.
    #[serde(skip)]
    pub withdrawn: bool,
    /// Whether that alarm was ended since it was done or taken back.
    #[serde(skip)]
    pub told: bool,
    /// Grows with every change.
    pub version: u64,
}

/// That a task was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// The parts that it took.
    pub parts: Vec<Part>,
    /// What there was to say.
    pub note: Option<Text<4_000>>,
}

/// What a person says who has done a task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Completion {
    /// The parts that it took; those that were planned where nothing is said.
    #[serde(default)]
    pub parts: Option<Vec<Part>>,
    /// What there is to say.
    #[serde(default)]
    pub note: Option<Text<4_000>>,
}

/// A task that is to be made, of no schedule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTask {
    /// The machine.
    pub entity_id: EntityId,
    /// What is to be done, in a line.
    pub title: Text<200>,
    /// How it is done.
    #[serde(default)]
    pub instructions: Option<Text<4_000>>,
    /// The day.
    pub due_on: Date,
    /// How many days before the day people are reminded; 7 where nothing is said.
    #[serde(default)]
    pub remind_days: Option<u16>,
    /// The parts that it is thought to take.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Who is to do it.
    #[serde(default)]
    pub assigned_to: Option<UserId>,
}

/// What of an open task is to be changed; what is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskChange {
    /// Another day.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// Who is to do it.
    #[serde(default)]
    pub assigned_to: Option<UserId>,
}

/// Which tasks are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskFilter {
    /// In one of these states; all but `done` where it is empty.
    pub states: Vec<TaskState>,
    /// Of this machine.
    pub entity_id: Option<EntityId>,
}

impl NewTask {
    /// The task.
    pub fn make(self, id: TaskId, farm_id: FarmId, now: Timestamp) -> Result<Task, MaintenanceRefusal> {
        let remind_days = self.remind_days.unwrap_or(REMIND_DAYS);
        if remind_days > MAX_REMIND_DAYS {
            return Err(MaintenanceRefusal::RemindDays);
        }
        check_parts(&self.parts)?;
        Ok(Task {
            id,
            farm_id,
            entity_id: self.entity_id,
            schedule_id: None,
            title: self.title,
            instructions: self.instructions,
            due_on: Some(self.due_on),
            due_after_hours: None,
            counted_since: None,
            remind_days,
            parts: self.parts,
            assigned_to: self.assigned_to,
            created_at: now,
            done: None,
            reminded_at: None,
            reminded_thing: None,
            withdrawn: false,
            told: false,
            version: 1,
        })
    }
}

impl Task {
    /// How it stands on `today`.
    pub fn state(&self, today: Date) -> TaskState {
        match self.due_on {
            _ if self.done.is_some() => TaskState::Done,
            Some(day) if day < today => TaskState::Overdue,
            Some(day) if day <= today.saturating_add(i32::from(self.remind_days).days()) => TaskState::Due,
            None | Some(_) => TaskState::Upcoming,
        }
    }

    /// The task with `change`.
    pub fn revise(&self, change: TaskChange) -> Result<Self, MaintenanceRefusal> {
        if self.done.is_some() {
            return Err(MaintenanceRefusal::AlreadyDone);
        }
        Ok(Self {
            due_on: change.due_on.or(self.due_on),
            assigned_to: change.assigned_to.or_else(|| self.assigned_to.clone()),
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// That its running hours were reached on `today`.
    #[must_use]
    pub fn reached(&self, today: Date) -> Self {
        Self { due_on: self.due_on.or(Some(today)), version: self.version + 1, ..self.clone() }
    }

    /// Does it, at `now`, on the farm's `today`. The task as it is from now on and the next one of its schedule, whose id is
    /// `next`.
    pub fn complete(
        &self,
        completion: Completion,
        by: UserId,
        schedule: Option<&Schedule>,
        next: TaskId,
        (today, now): (Date, Timestamp),
    ) -> Result<(Self, Vec<Change>), MaintenanceRefusal> {
        if self.done.is_some() {
            return Err(MaintenanceRefusal::AlreadyDone);
        }
        let parts = completion.parts.unwrap_or_else(|| self.parts.clone());
        check_parts(&parts)?;
        let done = Done { at: now, by, parts, note: completion.note };
        let task = Self { done: Some(done), version: self.version + 1, ..self.clone() };
        // The open task ends before the next one begins: a schedule has one at a time.
        let mut changes = vec![Change::PutTask(task.clone())];
        if let Some(schedule) = schedule.filter(|schedule| !schedule.content.paused) {
            changes.push(Change::PutTask(schedule.next_task(next, today, None, now)));
        }
        Ok((task, changes))
    }

    /// Whether there is nothing left to do.
    pub const fn is_over(&self) -> bool {
        self.done.is_some() || self.withdrawn
    }

    /// That people were reminded at `now`, by an alarm of `thing`; of none where the machine is no thing.
    #[must_use]
    pub fn reminded(&self, thing: Option<ThingName>, now: Timestamp) -> Self {
        Self { reminded_at: Some(now), reminded_thing: thing, version: self.version + 1, ..self.clone() }
    }

    /// That its alarm was ended.
    #[must_use]
    pub fn told(&self) -> Self {
        Self { told: true, version: self.version + 1, ..self.clone() }
    }

    /// Takes it back: only a task of no schedule that is not done.
    pub fn withdraw(&self) -> Result<Change, MaintenanceRefusal> {
        if self.done.is_some() {
            return Err(MaintenanceRefusal::AlreadyDone);
        }
        if self.schedule_id.is_some() {
            return Err(MaintenanceRefusal::OfSchedule);
        }
        Ok(Change::WithdrawTask(self.id.clone(), self.version))
    }
}
