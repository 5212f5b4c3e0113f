//! What was measured: a file for programs, lines and a table for people.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::target;

/// One measure of one subject.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Measure {
    /// What is measured, such as `cold.init`.
    pub(crate) id: String,
    /// The function, or what else is measured.
    pub(crate) subject: String,
    /// The median of the runs, where the measure says nothing else.
    pub(crate) value: f64,
    /// Milliseconds, megabytes (10^6), calls, alarms per second or instructions.
    pub(crate) unit: String,
    /// How many runs.
    pub(crate) runs: usize,
    /// The same of others, by name.
    pub(crate) peers: BTreeMap<String, f64>,
    /// What one has to know to read the value rightly, where there is such a thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

impl Measure {
    /// One without peers.
    pub(crate) fn new(id: &str, subject: &str, value: f64, unit: &str, runs: usize) -> Self {
        Self {
            id: id.to_owned(),
            subject: subject.to_owned(),
            value,
            unit: unit.to_owned(),
            runs,
            peers: BTreeMap::new(),
            note: None,
        }
    }

    /// The same of another.
    pub(crate) fn peer(mut self, name: &str, value: f64) -> Self {
        self.peers.insert(name.to_owned(), value);
        self
    }

    /// What one has to know to read it rightly.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// What was to be measured and was not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NotMeasured {
    /// What: a part, a measure, a program.
    pub(crate) what: String,
    /// Why.
    pub(crate) reason: String,
}

/// All measures.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    measures: Vec<Measure>,
    #[serde(default)]
    not_measured: Vec<NotMeasured>,
}

impl Report {
    /// What an earlier run measured; nothing where there was none. What it could not measure is forgotten.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path)?;
        let report: Self =
            serde_json::from_str(&text).with_context(|| format!("{} holds no results", path.display()))?;
        Ok(Self { not_measured: Vec::new(), ..report })
    }

    /// Adds one, in place of an earlier one of the same, and prints it.
    pub(crate) fn add(&mut self, measure: Measure) {
        eprintln!("  {}", row(&measure));
        let same = |known: &&mut Measure| known.id == measure.id && known.subject == measure.subject;
        match self.measures.iter_mut().find(same) {
            Some(known) => *known = measure,
            None => self.measures.push(measure),
        }
    }

    /// Adds one without peers.
    pub(crate) fn add_alone(&mut self, id: &str, subject: &str, value: f64, unit: &str, runs: usize) {
        self.add(Measure::new(id, subject, value, unit, runs));
    }

    /// Says that something could not be measured, and why.
    pub(crate) fn fail(&mut self, what: impl Into<String>, error: &anyhow::Error) {
        let failure = NotMeasured { what: what.into(), reason: format!("{error:#}") };
        eprintln!("  NOT MEASURED {}: {}", failure.what, failure.reason);
        self.not_measured.push(failure);
    }

    /// Whether everything was measured that was to be.
    pub(crate) fn is_complete(&self) -> bool {
        self.not_measured.is_empty()
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }

    /// The table: a line a measure, with what it must reach and whether it does.
    pub(crate) fn table(&self) -> String {
        let mut lines = vec![HEAD.to_owned()];
        lines.extend(self.measures.iter().map(row));
        let verdicts = || {
            let all = |measure| target::verdicts(measure).into_iter().map(move |verdict| (measure, verdict));
            self.measures.iter().flat_map(all)
        };
        let missed: Vec<_> = verdicts().filter(|(_, verdict)| !verdict.met).collect();
        lines.push(String::new());
        lines.push(format!(
            "{} targets are reached, {} are not.",
            verdicts().count() - missed.len(),
            missed.len()
        ));
        lines.extend(missed.into_iter().map(|(measure, verdict)| {
            format!("  {} {}: {} {}", measure.id, measure.subject, verdict.target, number(verdict.reached))
        }));
        for NotMeasured { what, reason } in &self.not_measured {
            lines.push(format!("  NOT MEASURED {what}: {reason}"));
        }
        lines.join("\n")
    }

    /// The same for `docs/performance.md`.
    pub(crate) fn markdown(&self) -> String {
        let mut lines = vec![
            "| measure | of | value | beside it | to be reached |".to_owned(),
            "| --- | --- | ---: | --- | --- |".to_owned(),
        ];
        for measure in &self.measures {
            let Measure { id, subject, value, unit, .. } = measure;
            let peers: Vec<_> =
                measure.peers.iter().map(|(name, value)| format!("{name} {}", number(*value))).collect();
            let verdicts: Vec<_> = target::verdicts(measure)
                .into_iter()
                .map(|verdict| {
                    let reached = number(verdict.reached);
                    let mark = if verdict.met { "✓" } else { "✗" };
                    if verdict.is_ratio {
                        format!("{mark} {}: {reached}", verdict.target)
                    } else {
                        format!("{mark} {}", verdict.target)
                    }
                })
                .collect();
            lines.push(format!(
                "| `{id}` | {subject} | {} {unit} | {} | {} |",
                number(*value),
                peers.join(", "),
                verdicts.join("<br>")
            ));
        }
        let notes: Vec<_> = self
            .measures
            .iter()
            .filter_map(|measure| {
                Some(format!("- `{}` of {}: {}.", measure.id, measure.subject, measure.note.as_ref()?))
            })
            .collect();
        if !notes.is_empty() {
            lines.push(String::new());
            lines.extend(notes);
        }
        if !self.not_measured.is_empty() {
            lines.push(String::new());
            lines.push("Not measured in this run:".to_owned());
            lines.push(String::new());
            lines.extend(
                self.not_measured.iter().map(|NotMeasured { what, reason }| format!("- {what}: {reason}")),
            );
        }
        lines.join("\n") + "\n"
    }
}

/// The titles of what [`row`] writes.
const HEAD: &str = "measure                              subject                     value unit          runs  peers; target: reached";

/// A measure in one line.
fn row(measure: &Measure) -> String {
    let Measure { id, subject, value, unit, runs, peers, note } = measure;
    let mut remarks: Vec<_> =
        peers.iter().map(|(name, value)| format!("{name} {}", number(*value))).collect();
    for verdict in target::verdicts(measure) {
        let word = if verdict.met { "reached" } else { "NOT REACHED" };
        remarks.push(format!("{}: {} {word}", verdict.target, number(verdict.reached)));
    }
    remarks.extend(note.clone());
    let value = number(*value);
    format!("{id:<36} {subject:<22} {value:>10} {unit:<13} {runs:>4}  {}", remarks.join(", "))
}

/// A number with three or more significant digits.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests;
