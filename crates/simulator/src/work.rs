//! What a machine says while nothing is wrong with it: what it measures, what it reports, what it fed.

use anyhow::Result;
use jiff::Timestamp;
use serde_json::json;
use valmetal_domain::{alarm::message::SCHEMA_VERSION, feed::RecordKind};

use crate::{device::Outgoing, measuring::measures, scenario::Feeding, shadow};

/// Room for the steps of a run between the numbers of two runs.
const STEPS: u64 = 100;

/// A machine at work.
#[derive(Debug)]
pub(crate) struct Working {
    thing: String,
    /// When it was switched on. Its numbers begin with the milliseconds since 1970, so that no number comes twice.
    began: Timestamp,
    said: u64,
    /// What is in it, while it is in a run.
    weight: Option<f64>,
}

impl Working {
    pub(crate) fn new(thing: &str, began: Timestamp) -> Self {
        Self { thing: thing.to_owned(), began, said: 0, weight: None }
    }

    /// What it measures.
    pub(crate) fn measure(&mut self, now: Timestamp) -> Outgoing {
        self.said += 1;
        let samples = [json!({ "at": now, "measures": measures(&self.thing, now, self.weight) })];
        let message = json!({
            "schemaVersion": SCHEMA_VERSION, "bootId": self.boot(), "seq": self.said, "samples": samples,
        });
        say("telemetry", &message)
    }

    /// The same for its shadow.
    pub(crate) fn report(&self, now: Timestamp) -> Outgoing {
        let telemetry = measures(&self.thing, now, self.weight);
        say(shadow::TOPIC, &json!({ "state": { "reported": { "telemetry": telemetry } } }))
    }

    /// A step of a run.
    pub(crate) fn feed(&mut self, feeding: &Feeding) -> Result<Outgoing> {
        let (boot, began) = (self.boot(), self.began.checked_add(feeding.begins)?);
        let sequence = format!("{boot}-{}", feeding.run + 1);
        let step = feeding.planned.at(&sequence, began, boot + feeding.run * STEPS)?;
        self.weight = step.weight_after.filter(|_| step.record_kind != RecordKind::Sequence);
        Ok(say("feed", &serde_json::to_value(step)?))
    }

    fn boot(&self) -> u64 {
        u64::try_from(self.began.as_millisecond()).unwrap_or_default()
    }
}

fn say(topic: &'static str, message: &serde_json::Value) -> Outgoing {
    Outgoing { topic, payload: message.to_string().into_bytes(), word: None }
}
