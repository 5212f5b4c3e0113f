//! Telling the alarm core what was found about machines.

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use valmetal_domain::alarm::message::AlarmMessage;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::alarm::queue::{DeviceEnvelope, PayloadKind};
use valmetal_domain::feed::ports::TellAlarms;
use valmetal_domain::names::ThingName;

use crate::error::{CallFailed, store_error, unbuildable};

const OPERATION: &str = "sqs:SendMessageBatch";
/// The most messages of a call.
const AT_ONCE: usize = 10;

/// Puts messages into the alarm queue as a device's own.
///
/// IAM: `sqs:SendMessage` on the queue.
#[derive(Debug, Clone)]
pub struct AlarmWords {
    client: Client,
    queue_url: String,
}

impl AlarmWords {
    /// Messages to the queue with this URL.
    pub fn new(client: Client, queue_url: impl Into<String>) -> Self {
        Self { client, queue_url: queue_url.into() }
    }
}

#[async_trait]
impl TellAlarms for AlarmWords {
    async fn tell_alarms(&self, words: &[(ThingName, AlarmMessage)]) -> Result<(), StoreError> {
        for some in words.chunks(AT_ONCE) {
            let mut call = self.client.send_message_batch().queue_url(&self.queue_url);
            for (n, (thing, word)) in some.iter().enumerate() {
                let entry = SendMessageBatchRequestEntry::builder()
                    .id(n.to_string())
                    .message_body(body(thing, word)?);
                call = call.entries(entry.build().map_err(|error| unbuildable(OPERATION, error))?);
            }
            let sent = call.send().await.map_err(|error| store_error(OPERATION, error))?;
            if let Some(failed) = sent.failed().first() {
                let detail = format!("{} of {} messages: {}", sent.failed().len(), some.len(), failed.code());
                return Err(StoreError::Unavailable(CallFailed::new(OPERATION, detail).into()));
            }
        }
        Ok(())
    }
}

/// The message as the rules of AWS IoT would bring it.
fn body(thing: &ThingName, word: &AlarmMessage) -> Result<String, StoreError> {
    let payload = serde_json::to_vec(word).map_err(|error| StoreError::Refused(error.into()))?;
    let envelope =
        DeviceEnvelope { payload, thing: thing.clone(), received: word.at, kind: PayloadKind::Alarm };
    Ok(envelope.to_body())
}
