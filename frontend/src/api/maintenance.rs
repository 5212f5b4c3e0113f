//! Maintenance: tasks, the schedules that make them, and the record of a machine.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use valmetal_domain::maintenance::{Interval, TaskState};

/// A part of a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The manufacturer's number.
    pub(crate) number: String,
    /// What it is.
    pub(crate) name: String,
    /// How many.
    pub(crate) quantity: u32,
}

/// Something to be done to a machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MaintenanceTask {
    /// Its id.
    pub(crate) id: String,
    /// The machine.
    pub(crate) entity_id: String,
    /// What is to be done.
    pub(crate) title: String,
    /// How.
    pub(crate) instructions: Option<String>,
    /// By when; nothing where it waits for running hours.
    pub(crate) due_on: Option<Date>,
    /// After how many running hours.
    pub(crate) due_after_hours: Option<u32>,
    /// What it takes.
    pub(crate) parts: Vec<Part>,
    /// How it stands today.
    pub(crate) state: TaskState,
    /// Who did it.
    pub(crate) done: Option<Done>,
    /// The schedule that made it.
    pub(crate) schedule_id: Option<String>,
    /// Which version the page shows.
    pub(crate) version: u64,
}

/// That a task was done.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Done {
    /// When.
    pub(crate) at: Timestamp,
    /// By whom: the id of the person.
    pub(crate) by: String,
    /// What they wrote.
    pub(crate) note: Option<String>,
    /// What it took.
    pub(crate) parts: Vec<Part>,
}

/// What makes a task again and again.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schedule {
    /// Its id.
    pub(crate) id: String,
    /// The machine.
    pub(crate) entity_id: String,
    /// What is to be done.
    pub(crate) title: String,
    /// How.
    pub(crate) instructions: Option<String>,
    /// How often.
    pub(crate) every: Interval,
    /// How many days before it is due people are told.
    pub(crate) remind_days: u16,
    /// What it takes.
    pub(crate) parts: Vec<Part>,
    /// Whether it makes no tasks for now.
    pub(crate) paused: bool,
    /// Which version the page shows.
    pub(crate) version: u64,
}

/// What was done and what was not, over a period.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MaintenanceReport {
    /// What was done.
    pub(crate) done: Vec<ReportedTask>,
    /// What is still to be done in time.
    pub(crate) due: Vec<ReportedTask>,
    /// What is late.
    pub(crate) overdue: Vec<ReportedTask>,
}

/// A task as a report has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportedTask {
    /// Its id.
    pub(crate) id: String,
    /// The machine.
    pub(crate) entity_id: String,
    /// What is to be done.
    pub(crate) title: String,
    /// By when.
    pub(crate) due_on: Option<Date>,
    /// Who did it.
    pub(crate) done: Option<Done>,
}

/// What is known of a machine.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EquipmentRecord {
    /// Who made it.
    pub(crate) manufacturer: Option<String>,
    /// Which one.
    pub(crate) model: Option<String>,
    /// Its number.
    pub(crate) serial: Option<String>,
    /// Who sold it.
    pub(crate) supplier: Option<String>,
    /// Since when it is there.
    pub(crate) installed_on: Option<Date>,
    /// Until when it is under warranty.
    pub(crate) warranty_until: Option<Date>,
    /// What else there is to say.
    pub(crate) note: Option<String>,
    /// Its spare parts.
    pub(crate) parts: Vec<Part>,
    /// Which version the page shows.
    pub(crate) version: u64,
}

/// A person of a farm.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MemberName {
    /// Who.
    pub(crate) user_id: String,
    /// What they are called.
    pub(crate) name: String,
}
