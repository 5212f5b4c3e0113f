//! What a simulation ends with.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::{audit::Found, device::Sent};

/// The figures of a simulation.
#[derive(Debug, Clone)]
pub struct Report {
    /// Messages published, repetitions included.
    pub published: usize,
    /// Of these, published again.
    pub again: usize,
    /// Messages that were made and never published.
    pub lost: usize,
    /// Machines that published.
    pub machines: usize,
    /// How long publishing took.
    pub sending: Duration,
    /// From a machine's message to the API, of those that were watched, the shortest first.
    pub latencies: Vec<Duration>,
    /// What the platform made of it.
    pub found: Found,
}

impl Report {
    /// The figures of what was sent and found.
    pub fn new(
        sent: &[Sent],
        lost: usize,
        sending: Duration,
        latencies: Vec<Duration>,
        found: Found,
    ) -> Self {
        let machines: std::collections::BTreeSet<_> = sent.iter().map(|sent| &sent.thing).collect();
        Self {
            published: sent.len(),
            again: sent.iter().filter(|sent| sent.again).count(),
            lost,
            machines: machines.len(),
            sending,
            latencies,
            found,
        }
    }

    /// The latency that so many percent did not pass; none where nothing was watched.
    pub fn percentile(&self, percent: usize) -> Option<Duration> {
        let rank = (self.latencies.len() * percent).div_ceil(100);
        self.latencies.get(rank.saturating_sub(1)).copied()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { published, again, lost, machines, sending, latencies, found } = self;
        writeln!(
            f,
            "sent      {published} messages of {machines} machines in {:.1} s",
            sending.as_secs_f64()
        )?;
        writeln!(f, "          {again} of them again; {lost} more were lost on the way")?;
        writeln!(f, "journal   {} words found; {}", found.in_journals, words(&found.events))?;
        writeln!(f, "dead      {}", words(&found.dead_letters))?;
        writeln!(f, "alarms    {}", words(&found.states))?;
        writeln!(f, "escalated {}", words(&found.escalations))?;
        match (self.percentile(50), self.percentile(95), self.percentile(99)) {
            (Some(p50), Some(p95), Some(p99)) => writeln!(
                f,
                "latency   device to API p50 {} ms, p95 {} ms, p99 {} ms ({} messages watched)",
                p50.as_millis(),
                p95.as_millis(),
                p99.as_millis(),
                latencies.len()
            )?,
            _ => writeln!(f, "latency   no message was watched")?,
        }
        if found.is_complete() {
            return writeln!(f, "missing   nothing");
        }
        writeln!(
            f,
            "missing   {} messages, {} dead letters",
            found.missing.len(),
            found.missing_dead_letters
        )?;
        for missing in found.missing.iter().take(20) {
            writeln!(f, "          {missing}")?;
        }
        for disagreeing in found.disagreeing.iter().take(20) {
            writeln!(f, "          {disagreeing}")?;
        }
        Ok(())
    }
}

fn words(counts: &BTreeMap<String, usize>) -> String {
    if counts.is_empty() {
        return "none".to_owned();
    }
    counts.iter().map(|(word, n)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}
