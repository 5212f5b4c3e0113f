//! What was measured: a file for programs, a table for people.

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
}

/// All measures.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    measures: Vec<Measure>,
}

impl Report {
    /// What an earlier run wrote; nothing where there was none.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path)?;
        serde_json::from_str(&text).with_context(|| format!("{} holds no results", path.display()))
    }

    /// Adds one, in place of an earlier one of the same.
    pub(crate) fn add(&mut self, measure: Measure) {
        let same = |known: &&mut Measure| known.id == measure.id && known.subject == measure.subject;
        match self.measures.iter_mut().find(same) {
            Some(known) => *known = measure,
            None => self.measures.push(measure),
        }
    }

    /// Adds one without peers.
    pub(crate) fn add_alone(&mut self, id: &str, subject: &str, value: f64, unit: &str, runs: usize) {
        self.add(Measure {
            id: id.to_owned(),
            subject: subject.to_owned(),
            value,
            unit: unit.to_owned(),
            runs,
            peers: BTreeMap::new(),
        });
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }

    /// The table: a line a measure, with what it must reach and whether it does.
    pub(crate) fn table(&self) -> String {
        let mut lines =
            vec![line(["measure", "subject", "value", "unit", "runs", "peers, and what is to be reached"])];
        let (mut met, mut missed) = (0, Vec::new());
        for measure in &self.measures {
            let peers = measure.peers.iter().map(|(name, value)| format!("{name} {}", number(*value)));
            let mut remarks: Vec<_> = peers.collect();
            for verdict in target::verdicts(measure) {
                let word = if verdict.met { "met" } else { "NOT MET" };
                remarks.push(format!("{}: {} {word}", verdict.target, number(verdict.reached)));
                if verdict.met {
                    met += 1;
                } else {
                    missed.push(format!("{} {}: {}", measure.id, measure.subject, verdict.target));
                }
            }
            let Measure { id, subject, value, unit, runs, .. } = measure;
            lines.push(line([id, subject, &number(*value), unit, &runs.to_string(), &remarks.join(", ")]));
        }
        lines.push(String::new());
        lines.push(format!("{met} targets are met, {} are not.", missed.len()));
        lines.extend(missed);
        lines.join("\n")
    }
}

fn line([id, subject, value, unit, runs, remarks]: [&str; 6]) -> String {
    format!("{id:<36} {subject:<22} {value:>10} {unit:<13} {runs:>4}  {remarks}")
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
