//! A report for spreadsheets: CSV by RFC 4180, a line a task.

use super::{Report, Task, TaskState};
use crate::record::Part;

/// The first line.
const HEAD: &str = "state,due_on,done_on,entity,title,done_by,note,parts";

/// The report as CSV.
pub fn csv(report: &Report) -> String {
    let mut text = format!("{HEAD}\r\n");
    let tasks = report.overdue.iter().chain(&report.due).chain(&report.done);
    for task in tasks {
        let done = task.done.as_ref();
        let parts = done.map_or(&task.parts, |done| &done.parts);
        let fields = [
            word(task.state(report.today)).to_owned(),
            task.due_on.map(|day| day.to_string()).unwrap_or_default(),
            done.map(|done| done.at.to_string()).unwrap_or_default(),
            task.entity_id.to_string(),
            task.title.to_string(),
            done.map(|done| done.by.to_string()).unwrap_or_default(),
            note(task),
            parts.iter().map(part).collect::<Vec<_>>().join("; "),
        ];
        text += &fields.map(|field| quoted(&field)).join(",");
        text += "\r\n";
    }
    text
}

fn note(task: &Task) -> String {
    task.done.as_ref().and_then(|done| done.note.as_ref()).map(ToString::to_string).unwrap_or_default()
}

fn part(part: &Part) -> String {
    format!("{} × {} {}", part.quantity, part.number, part.name)
}

const fn word(state: TaskState) -> &'static str {
    match state {
        TaskState::Done => "done",
        TaskState::Overdue => "overdue",
        TaskState::Due => "due",
        TaskState::Upcoming => "upcoming",
    }
}

/// A field. What a spreadsheet would take for a formula gets an apostrophe, by which it is text.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
