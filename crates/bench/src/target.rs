//! What the measures must reach: the one table. Decision records say what each was when it was set, and what it costs to miss it.

use crate::report::Measure;

/// What a value is compared with.
#[derive(Debug, Clone, Copy)]
enum Limit {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// No more than so much of a peer's value in the same run.
    OfPeer(&'static str, f64),
    /// No less than so many times a peer's value in the same run.
    TimesPeer(&'static str, f64),
}

use Limit::{AtLeast, AtMost, OfPeer, TimesPeer};

/// The two functions that are written in every language.
const COMPARED: &[&str] = &["handle-alarms", "acknowledge-alarm"];
/// All subjects of a measure.
const ALL: &[&str] = &[];

/// Measure, subjects, limit.
const TARGETS: &[(&str, &[&str], Limit)] = &[
    // What somebody waits for at night: the first alarm after a quiet hour.
    ("cold.total", COMPARED, OfPeer("sdk-default", 0.20)),
    ("cold.total", COMPARED, OfPeer("node", 1.0 / 18.0)),
    ("cold.total", COMPARED, OfPeer("python", 1.0 / 30.0)),
    ("cold.total_128mb", COMPARED, OfPeer("sdk-default", 0.15)),
    ("cold.init", ALL, OfPeer("empty", 1.8)),
    // What Lambda bills and caches.
    ("memory.peak", ALL, AtMost(12.0)),
    ("package.zip", ALL, AtMost(2.5)),
    // What AWS bills and throttles. A batch of ten of one farm: a read, a write, and an execution each.
    ("calls.raise", ALL, AtMost(3.0)),
    ("calls.clear", ALL, AtMost(3.0)),
    ("calls.batch10", ALL, AtMost(12.0)),
    // What a flood costs.
    ("throughput.handle_alarms", ALL, AtLeast(4_000.0)),
    ("throughput.handle_alarms_batch10", ALL, AtLeast(10_000.0)),
    ("throughput.domain", ALL, AtLeast(200_000.0)),
    // What a farmer and a developer see.
    ("latency.device_to_api_p95", ALL, AtMost(1_500.0)),
    ("up.again", &["running"], AtMost(5_000.0)),
    ("up.again", &["stopped"], AtMost(30_000.0)),
    // Functions with PostgreSQL, their first query included.
    ("cold.first_query", ALL, AtMost(25.0)),
    // The long-running server, on two cores that it shares with its load.
    ("throughput.api_alarms", ALL, AtLeast(15_000.0)),
    ("throughput.api_alarms", ALL, TimesPeer("express", 4.0)),
    ("memory.api_idle", ALL, AtMost(25.0)),
    ("memory.api_streams_5000", ALL, AtMost(150.0)),
    // The web client, on two cores that it shares with its load and with what answers it; what a phone in a barn waits for.
    ("throughput.web_alarms", ALL, TimesPeer("next", 40.0)),
    ("throughput.web_page", ALL, AtLeast(20_000.0)),
    ("latency.web_alarms_p99", ALL, AtMost(5.0)),
    ("memory.idle", &["valmetal-web"], AtMost(20.0)),
    ("bytes.script", ALL, AtMost(20.0)),
    ("lighthouse.performance", ALL, AtLeast(95.0)),
    ("lighthouse.accessibility", ALL, AtLeast(95.0)),
    ("lighthouse.best_practices", ALL, AtLeast(95.0)),
    // PostgreSQL: what a chart waits for, and what a fleet's telemetry costs.
    ("query.feed_month", ALL, AtMost(50.0)),
    ("query.telemetry_year", ALL, AtMost(50.0)),
    ("throughput.record_telemetry", ALL, AtLeast(50_000.0)),
    ("throughput.record_telemetry", ALL, TimesPeer("single-inserts", 20.0)),
];

/// How a measure stands to one of its targets.
pub(crate) struct Verdict {
    /// The target in words: `≤ 0.20 × sdk-default`.
    pub(crate) target: String,
    /// What is compared with it: the value, or its ratio to the peer's.
    pub(crate) reached: f64,
    /// Whether that is a ratio.
    pub(crate) is_ratio: bool,
    /// Whether it is reached.
    pub(crate) met: bool,
}

/// How `measure` stands to its targets. One whose peer did not take part says nothing.
pub(crate) fn verdicts(measure: &Measure) -> Vec<Verdict> {
    let concerns = |(id, subjects, _): &&(&str, &[&str], Limit)| {
        *id == measure.id && (subjects.is_empty() || subjects.contains(&&*measure.subject))
    };
    TARGETS.iter().filter(concerns).filter_map(|(_, _, limit)| limit.verdict(measure)).collect()
}

impl Limit {
    fn verdict(self, measure: &Measure) -> Option<Verdict> {
        let ratio = |peer: &str| measure.peers.get(peer).map(|peer| measure.value / peer);
        let (target, reached, met) = match self {
            AtMost(most) => (format!("≤ {most}"), measure.value, measure.value <= most),
            AtLeast(least) => (format!("≥ {least}"), measure.value, measure.value >= least),
            OfPeer(peer, most) => {
                let ratio = ratio(peer)?;
                (format!("≤ {most:.3} × {peer}"), ratio, ratio <= most)
            }
            TimesPeer(peer, least) => {
                let ratio = ratio(peer)?;
                (format!("≥ {least} × {peer}"), ratio, ratio >= least)
            }
        };
        let is_ratio = matches!(self, OfPeer(..) | TimesPeer(..));
        Some(Verdict { target, reached, is_ratio, met })
    }
}

#[cfg(test)]
mod tests;
