//! Telling the alarm core of a thing's connection, and of its end.

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::alarm::queue::{PresenceMessage, RetiredMessage};
use valmetal_domain::presence::ports::{TellPresence, TellRetired};

use super::send;

/// Puts what becomes of things into the alarm queue.
///
/// IAM: `sqs:SendMessage` on the queue.
#[derive(Debug, Clone)]
pub struct PresenceMessages {
    client: Client,
    queue_url: String,
}

impl PresenceMessages {
    /// Messages to the queue with this URL.
    pub fn new(client: Client, queue_url: impl Into<String>) -> Self {
        Self { client, queue_url: queue_url.into() }
    }

    async fn send(&self, body: String) -> Result<(), StoreError> {
        send(self.client.send_message().queue_url(&self.queue_url).message_body(body)).await
    }
}

#[async_trait]
impl TellPresence for PresenceMessages {
    async fn tell_presence(&self, message: &PresenceMessage) -> Result<(), StoreError> {
        self.send(message.to_body()).await
    }
}

#[async_trait]
impl TellRetired for PresenceMessages {
    async fn tell_retired(&self, message: &RetiredMessage) -> Result<(), StoreError> {
        self.send(message.to_body()).await
    }
}
