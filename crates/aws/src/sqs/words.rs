//! Telling the alarm core what was found about machines.

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use valmetal_domain::alarm::message::AlarmMessage;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::alarm::queue::{DeviceEnvelope, PayloadKind};
use valmetal_domain::feed::ports::TellAlarms;
use valmetal_domain::names::ThingName;

use super::send;

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
        // One by one: what is found is little, and of a batch it would have to be looked which part failed.
        for (thing, word) in words {
            let message =
                self.client.send_message().queue_url(&self.queue_url).message_body(body(thing, word)?);
            send(message).await?;
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
