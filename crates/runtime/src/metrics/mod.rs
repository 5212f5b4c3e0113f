//! Metrics: counters and durations in CloudWatch's embedded metric format, one log line per invocation.
//!
//! The metrics are a fixed list of at most ten and have no dimension: ten custom metrics are free, and every combination of a
//! metric and its dimensions is billed as a metric of its own. What breaks them down, the service and the reasons of dead letters, are properties of the same log line
//! and found with a query of the logs.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The namespace of every metric.
pub const NAMESPACE: &str = "Valmetal";

/// The format takes at most this many values of one metric in a line.
const MAX_VALUES: usize = 100;

/// All metrics that functions emit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// First invocations of an execution environment.
    ColdStart,
    /// Records of queues and streams that were received.
    Records,
    /// Messages given up and sent to a dead-letter queue; their reasons are in `deadLettersByReason`.
    DeadLetters,
    /// Records reported as failed, to be received again.
    RecordFailures,
    /// Answers to HTTP requests that say 5xx.
    ServerErrors,
    /// From a device's own time to the end of the transaction that took its message.
    AlarmLatency,
    /// Transactions that conflicted and were tried again.
    TransactionConflicts,
    /// Escalations started.
    EscalationsStarted,
    /// Messages to persons that were handed to a channel.
    MessagesSent,
    /// Messages to persons that no channel took.
    MessagesFailed,
}

impl Metric {
    fn unit(self) -> &'static str {
        match self {
            Self::AlarmLatency => "Milliseconds",
            _ => "Count",
        }
    }
}

/// Collects the metrics of an invocation; clones share what they collect.
#[derive(Debug, Clone, Default)]
pub struct Metrics(Arc<Mutex<Collected>>);

#[derive(Debug, Default)]
struct Collected {
    counts: BTreeMap<Metric, u64>,
    durations: BTreeMap<Metric, Vec<f64>>,
    dead_letters: BTreeMap<&'static str, u64>,
}

impl Metrics {
    /// Adds `by` to a counter.
    pub fn count(&self, metric: Metric, by: u64) {
        self.with(|collected| *collected.counts.entry(metric).or_default() += by);
    }

    /// Records one duration. Beyond the hundredth of an invocation they are left out, a sample being as good.
    pub fn time(&self, metric: Metric, duration: Duration) {
        self.with(|collected| {
            let values = collected.durations.entry(metric).or_default();
            if values.len() < MAX_VALUES {
                values.push(duration.as_secs_f64() * 1e3);
            }
        });
    }

    /// Counts one message that went to a dead-letter queue for `reason`.
    pub fn dead_letter(&self, reason: &'static str) {
        self.with(|collected| {
            *collected.counts.entry(Metric::DeadLetters).or_default() += 1;
            *collected.dead_letters.entry(reason).or_default() += 1;
        });
    }

    /// Takes what was collected as a log line; none where nothing was.
    pub fn take(&self, service: &str, now: Timestamp) -> Option<String> {
        let Collected { counts, durations, dead_letters } = self.with(std::mem::take);
        if counts.is_empty() && durations.is_empty() {
            return None;
        }
        let mut definitions = Vec::new();
        let mut line = Map::new();
        let values = counts
            .into_iter()
            .map(|(metric, count)| (metric, Value::from(count)))
            .chain(durations.into_iter().map(|(metric, values)| (metric, Value::from(values))));
        for (metric, value) in values {
            let name = format!("{metric:?}");
            definitions.push(json!({ "Name": name, "Unit": metric.unit() }));
            line.insert(name, value);
        }
        line.insert(
            "_aws".to_owned(),
            json!({
                "Timestamp": now.as_millisecond(),
                "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": definitions }],
            }),
        );
        line.insert("service".to_owned(), service.into());
        if !dead_letters.is_empty() {
            line.insert("deadLettersByReason".to_owned(), json!(dead_letters));
        }
        Some(Value::Object(line).to_string())
    }

    fn with<T>(&self, change: impl FnOnce(&mut Collected) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
