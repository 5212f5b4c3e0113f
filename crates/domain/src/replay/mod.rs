//! "What if": the journal run again with another on-delay, off-delay or deadband for one code.
//!
//! Every machine's story is told twice by the rules of the alarm core themselves ([`crate::alarm::Regions`]): once with the
//! definition as it is, once as it would be. What is compared is when an alarm would have called for people, so what
//! people did (acknowledged, shelved) plays no part. The longer off-delay of what chatters is left out of both tellings,
//! since the question is what the definition alone does.
//!
//! A replay takes one record after the other and can be put aside between any two: a long one runs page by page in the
//! background, and says how far it is.

pub mod job;
pub mod ports;
mod run;
mod what_if;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::alarm::definition::Chatter;
use crate::alarm::journal::JournalEvent;
use crate::alarm::{AlarmId, Definition, JournalRecord};
use crate::catalogue::{Fault, limits};

pub use job::{Question, Stage, WhatIfJob, WhatIfRef};
use run::{Delays, Run};
pub use what_if::{AlarmChange, WhatIf};

/// What is asked: the code's definition with other numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// Another on-delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_delay_seconds: Option<u32>,
    /// Another off-delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_delay_seconds: Option<u32>,
    /// Another deadband, in the value's unit. It changes nothing for a device that sends no value with its clears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadband: Option<f64>,
}

impl Change {
    /// Refuses what the catalogue would not take either.
    pub fn check(&self) -> Result<(), Fault> {
        let delays = [("onDelaySeconds", self.on_delay_seconds), ("offDelaySeconds", self.off_delay_seconds)];
        for (path, delay) in delays {
            if delay.is_some_and(|delay| !limits::DELAY_SECONDS.contains(&delay)) {
                let range = limits::DELAY_SECONDS;
                let problem = format!("must be a whole number from {} to {}", range.start(), range.end());
                return Err(Fault::new(path, problem));
            }
        }
        if self.deadband.is_some_and(|band| !limits::DEADBAND.contains(&band)) {
            let range = limits::DEADBAND;
            let problem = format!("must be a number from {} to {}", range.start(), range.end());
            return Err(Fault::new("deadband", problem));
        }
        Ok(())
    }

    fn of(&self, definition: &Definition) -> Definition {
        Definition {
            on_delay_seconds: self.on_delay_seconds.unwrap_or(definition.on_delay_seconds),
            off_delay_seconds: self.off_delay_seconds.unwrap_or(definition.off_delay_seconds),
            deadband: self.deadband.or(definition.deadband),
            ..definition.clone()
        }
    }
}

/// A replay under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replay {
    change: Change,
    before: Definition,
    after: Definition,
    from: Timestamp,
    to: Timestamp,
    reached: Timestamp,
    records: u64,
    runs: BTreeMap<AlarmId, Run>,
    delays: Delays,
}

/// How far a replay is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// How many records it has taken.
    pub records: u64,
    /// The share of the period that it has gone through, from 0 to 1.
    pub share: f64,
}

impl Replay {
    /// A replay of the journal from `from` until before `to`, for the code of `definition`.
    pub fn new(definition: &Definition, change: Change, from: Timestamp, to: Timestamp) -> Self {
        let before = Definition {
            chatter: Chatter { activations: 0, ..Chatter::default() },
            re_alarm: None,
            ..definition.clone()
        };
        Self {
            change,
            after: change.of(&before),
            before,
            from,
            to,
            reached: from,
            records: 0,
            runs: BTreeMap::new(),
            delays: Delays::default(),
        }
    }

    /// Takes the next record of the farm's journal, in the journal's order. One of another code counts for the progress
    /// only.
    pub fn take(&mut self, record: &JournalRecord) {
        self.records += 1;
        self.reached = self.reached.max(record.at);
        if record.key.code != self.before.code {
            return;
        }
        if record.event == JournalEvent::Retired
            && let Some(run) = self.runs.get_mut(&record.alarm_id)
        {
            run.retire(record.at, &self.before, &self.after, &mut self.delays);
        }
        let Some(word) = &record.device else { return };
        let run = self
            .runs
            .entry(record.alarm_id.clone())
            .or_insert_with(|| Run::new(&record.key, &self.before, &self.after));
        run.hear(record, word);
        run.settle(&self.before, &self.after, &mut self.delays);
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let whole = self.to.duration_since(self.from).as_secs_f64();
        let done = self.reached.duration_since(self.from).as_secs_f64();
        let share = if whole > 0.0 { (done / whole).clamp(0.0, 1.0) } else { 1.0 };
        Progress { records: self.records, share }
    }

    /// The answer, once the journal's last record is taken. What is still within its on-delay then counts as lasting.
    pub fn finish(mut self) -> WhatIf {
        for run in self.runs.values_mut() {
            run.end(&self.before, &self.after, &mut self.delays);
        }
        WhatIf::new(self.before.code, self.change, self.records, &self.runs, &self.delays)
    }
}
