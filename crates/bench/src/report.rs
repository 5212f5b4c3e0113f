//! What was measured: a file for programs, a table for people.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::Serialize;

/// One measure of one function.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Measure {
    /// What is measured, such as `cold.init`.
    pub(crate) id: String,
    /// The function.
    pub(crate) subject: String,
    /// The median of the runs.
    pub(crate) value: f64,
    /// Milliseconds, megabytes (10^6), calls, alarms per second or instructions.
    pub(crate) unit: &'static str,
    /// How many runs.
    pub(crate) runs: usize,
    /// The same of others, by name.
    pub(crate) peers: BTreeMap<&'static str, f64>,
}

/// All measures.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    measures: Vec<Measure>,
}

impl Report {
    /// Adds one.
    pub(crate) fn add(&mut self, measure: Measure) {
        self.measures.push(measure);
    }

    /// Adds one without peers.
    pub(crate) fn add_alone(&mut self, id: &str, subject: &str, value: f64, unit: &'static str, runs: usize) {
        self.add(Measure {
            id: id.to_owned(),
            subject: subject.to_owned(),
            value,
            unit,
            runs,
            peers: BTreeMap::new(),
        });
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }

    /// The table.
    pub(crate) fn table(&self) -> String {
        let header = ["measure", "subject", "value", "unit", "runs", "peers"].map(str::to_owned);
        let rows = self.measures.iter().map(|Measure { id, subject, value, unit, runs, peers }| {
            let peers: Vec<_> = peers
                .iter()
                .map(|(name, peer)| format!("{name} {} (×{:.3})", number(*peer), value / peer))
                .collect();
            [
                id.clone(),
                subject.clone(),
                number(*value),
                (*unit).to_owned(),
                runs.to_string(),
                peers.join(", "),
            ]
        });
        let lines = std::iter::once(header).chain(rows).map(|[id, subject, value, unit, runs, peers]| {
            format!("{id:<36} {subject:<22} {value:>10} {unit:<13} {runs:>4}  {peers}")
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A number with three or four significant digits.
fn number(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
