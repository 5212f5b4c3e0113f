//! What was done on a farm in a period, what is due, and which parts that took and will take.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Task, TaskState};
use crate::{names::FarmId, record::Part, text::Text};

/// The longest period of a report, in days.
pub const MAX_REPORT_DAYS: i32 = 366;
/// The most tasks of a report.
pub const MAX_REPORT_TASKS: u32 = 2_000;

/// Days of a farm, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The farm.
    pub farm_id: FarmId,
    /// The period.
    #[serde(flatten)]
    pub period: Period,
    /// The farm's day on which it was made: what is overdue is so on this day.
    pub today: Date,
    /// What was done in the period, the earliest first.
    pub done: Vec<Task>,
    /// What of the period is due and whose day is not over.
    pub due: Vec<Task>,
    /// What of the period is not done although its day is over.
    pub overdue: Vec<Task>,
    /// The parts that were used, each with all its pieces, by number.
    pub parts_used: Vec<Part>,
    /// The parts that what is due and overdue will take.
    pub parts_needed: Vec<Part>,
}

impl Report {
    /// The report of `tasks`: those that were done in the period, and the open ones whose day is in it.
    pub fn of(farm_id: FarmId, period: Period, today: Date, tasks: Vec<Task>) -> Self {
        let mut report = Self {
            farm_id,
            period,
            today,
            done: Vec::new(),
            due: Vec::new(),
            overdue: Vec::new(),
            parts_used: Vec::new(),
            parts_needed: Vec::new(),
        };
        for task in tasks {
            match task.state(today) {
                TaskState::Done => report.done.push(task),
                TaskState::Overdue => report.overdue.push(task),
                TaskState::Due | TaskState::Upcoming => report.due.push(task),
            }
        }
        report.done.sort_by_key(|task| task.done.as_ref().map(|done| done.at));
        report.due.sort_by_key(|task| task.due_on);
        report.overdue.sort_by_key(|task| task.due_on);
        report.parts_used =
            sum(report.done.iter().filter_map(|task| task.done.as_ref()).flat_map(|done| &done.parts));
        report.parts_needed = sum(report.overdue.iter().chain(&report.due).flat_map(|task| &task.parts));
        report
    }
}

/// Each part once, by number, with all its pieces. The name is the one that it has first.
fn sum<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<Part> {
    let mut sums: BTreeMap<&Text<64>, Part> = BTreeMap::new();
    for part in parts {
        sums.entry(&part.number)
            .and_modify(|sum| sum.quantity = sum.quantity.saturating_add(part.quantity))
            .or_insert_with(|| part.clone());
    }
    sums.into_values().collect()
}
