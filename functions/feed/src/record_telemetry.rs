//! `record-telemetry`: takes what machines measure, many samples a message, and stores all of a batch at once.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use tracing::{debug, info};
use valmetal_domain::{
    dead_letter::{DeadLetterQueue, Rejection},
    feed::Envelope,
    telemetry::{Sample, TelemetryMessage},
};
use valmetal_runtime::{
    batch::{
        Outcome,
        sqs::{MessageHandler, SqsBatch},
    },
    error::Error,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

use crate::{ARCHIVED, MAX_RECEIVES};

/// `record-telemetry`.
pub struct RecordTelemetry {
    /// Stores samples.
    pub store: Arc<dyn valmetal_domain::telemetry::ports::RecordTelemetry>,
    /// Where those messages go that can never be taken.
    pub dead_letters: Arc<dyn DeadLetterQueue>,
    /// Counts.
    pub metrics: Metrics,
}

impl Function for RecordTelemetry {
    type Event = SqsEvent;
    type Answer = SqsBatchResponse;

    async fn handle(&self, event: SqsEvent, _: &Invocation) -> Result<SqsBatchResponse, Failure> {
        let batch = SqsBatch {
            dead_letters: &*self.dead_letters,
            max_receives: MAX_RECEIVES,
            metrics: &self.metrics,
        };
        batch.run(self, event).await
    }
}

impl MessageHandler for RecordTelemetry {
    type Message = Vec<Sample>;

    fn parse(&self, body: &str, _: &SqsMessage) -> Result<Vec<Sample>, Rejection> {
        let Envelope { payload, thing, received } = Envelope::parse(body)?;
        match TelemetryMessage::parse(&payload, received) {
            Ok(message) => Ok(message.samples(&thing).collect()),
            Err(rejection) => Err(rejection.thing(thing.as_str())),
        }
    }

    async fn take(&self, messages: &[Vec<Sample>]) -> Result<Vec<Outcome>, Error> {
        let samples = messages.concat();
        let stored = self.store.record_telemetry(&samples).await?;
        debug!(received = samples.len(), new = stored.new, "samples stored");
        for _ in 0..stored.archived {
            self.metrics.dead_letter(ARCHIVED);
        }
        for (device, measure) in &stored.unknown {
            info!(device = device.as_str(), measure = measure.as_str(), "a measure that no catalogue has");
        }
        Ok(messages.iter().map(|_| Outcome::Done).collect())
    }
}
