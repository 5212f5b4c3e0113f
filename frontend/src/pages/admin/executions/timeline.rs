//! An execution as a line of time: what state the alarm was in, and how far people had been told.

use jiff::Timestamp;
use valmetal_domain::alarm::{DerivedState, journal::JournalEvent};

use crate::{
    api::{Execution, JournalEntry},
    words::{AdminWords, Words},
};

/// How wide the picture is, in its own units.
const WIDTH: f64 = 1000.0;
/// The narrowest that a span is drawn, so that it can be seen.
const NARROWEST: f64 = 3.0;

/// A line of the picture.
pub(super) struct Lane {
    /// What it tells of.
    pub(super) name: &'static str,
    /// What it was, one after the other.
    pub(super) spans: Vec<Span>,
}

/// What something was for a while.
#[derive(Debug)]
pub(super) struct Span {
    /// What, in words.
    pub(super) what: String,
    /// The style by which it is told from others.
    pub(super) class: &'static str,
    /// From when
    pub(super) from: Timestamp,
    /// to when.
    pub(super) to: Timestamp,
    /// Where it stands in the picture.
    pub(super) x: String,
    /// How wide it is there.
    pub(super) width: String,
}

impl Span {
    /// How long it lasted.
    pub(super) fn length(&self) -> String {
        let seconds = self.to.duration_since(self.from).as_secs();
        match seconds {
            ..120 => format!("{seconds} s"),
            120..7_200 => format!("{} min", (seconds + 30) / 60),
            _ => format!("{} h", (seconds + 1_800) / 3_600),
        }
    }
}

/// The lanes of an execution that ended, or goes on at `now`. The journal comes newest first.
pub(super) fn lanes(
    execution: &Execution,
    journal: &[JournalEntry],
    now: Timestamp,
    w: &Words,
    a: &AdminWords,
) -> Vec<Lane> {
    let (from, to) = (execution.started_at, execution.stopped_at.unwrap_or(now).max(execution.started_at));
    let mut states = Vec::new();
    let mut steps = vec![(from, (a.before_first_level.to_owned(), "step-0"))];
    let mut level = 0;
    for entry in journal.iter().rev().filter(|entry| entry.at <= to) {
        states.push((entry.at.max(from), (w.state_name(&entry.after).to_owned(), class_of(entry.after))));
        let step = match entry.event {
            JournalEvent::LevelNotified => {
                level += 1;
                Some((format!("{} {level}", a.level_told), "step-1"))
            }
            JournalEvent::LevelFailed => {
                level += 1;
                Some((format!("{} {level}", a.level_failed), "step-2"))
            }
            JournalEvent::EscalationExhausted => Some((a.everybody_told.to_owned(), "step-2")),
            _ => None,
        };
        match step {
            Some(step) if entry.at >= from => steps.push((entry.at, step)),
            // An earlier escalation of the alarm.
            Some(_) => level = 0,
            None => {}
        }
    }
    vec![
        Lane { name: a.the_alarm, spans: spans(states, from, to) },
        Lane { name: a.the_escalation, spans: spans(steps, from, to) },
    ]
}

const fn class_of(state: DerivedState) -> &'static str {
    match state {
        DerivedState::Unacknowledged | DerivedState::LatchedUnacknowledged => "state-2",
        DerivedState::Acknowledged
        | DerivedState::LatchedAcknowledged
        | DerivedState::ReturnedUnacknowledged => "state-1",
        _ => "state-0",
    }
}

/// The spans between changes, within `from` and `to`: equal neighbours are one, and what lasted no time is none.
fn spans(changes: Vec<(Timestamp, (String, &'static str))>, from: Timestamp, to: Timestamp) -> Vec<Span> {
    let whole = to.duration_since(from).as_secs_f64().max(0.001);
    let place = |at: Timestamp| at.duration_since(from).as_secs_f64() / whole * WIDTH;
    let mut spans: Vec<Span> = Vec::new();
    for (at, (what, class)) in changes {
        if let Some(last) = spans.last_mut() {
            if last.what == what {
                continue;
            }
            last.to = at;
        }
        spans.push(Span { what, class, from: at, to, x: String::new(), width: String::new() });
    }
    spans.retain(|span| span.to > span.from || span.from == to && span.from == from);
    for span in &mut spans {
        span.x = format!("{:.1}", place(span.from));
        span.width = format!("{:.1}", (place(span.to) - place(span.from)).max(NARROWEST));
    }
    spans
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::spans;

    #[test]
    fn spans_fill_the_time_and_equal_neighbours_are_one() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let change = |second, what: &str| (at(second), (what.to_owned(), "x"));
        let spans =
            spans(vec![change(0, "a"), change(0, "b"), change(25, "b"), change(50, "c")], at(0), at(100));
        let told: Vec<_> =
            spans.iter().map(|span| (span.what.as_str(), span.x.as_str(), span.width.as_str())).collect();
        assert_eq!(told, [("b", "0.0", "500.0"), ("c", "500.0", "500.0")]);
        assert_eq!(spans[0].length(), "50 s");
    }
}
