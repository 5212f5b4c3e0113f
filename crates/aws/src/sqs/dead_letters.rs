//! Dead-letter queues.

use std::collections::BTreeMap;
use std::error::Error;

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::MessageAttributeValue;
use valmetal_domain::dead_letter::{DeadLetter, DeadLetterQueue, Rejection};

use crate::error::CallFailed;

#[cfg(test)]
mod tests;

/// What SQS takes with a message.
const MAX_ATTRIBUTES: usize = 10;

/// The longest attribute of ours in bytes: enough for a person, and no danger to the message's whole size.
const MAX_ATTRIBUTE_BYTES: usize = 2_048;

/// A dead-letter queue.
///
/// IAM: `sqs:SendMessage` on it.
#[derive(Debug, Clone)]
pub struct DeadLetters {
    client: Client,
    queue_url: String,
}

impl DeadLetters {
    /// The queue with this URL.
    pub fn new(client: Client, queue_url: impl Into<String>) -> Self {
        Self { client, queue_url: queue_url.into() }
    }
}

#[async_trait]
impl DeadLetterQueue for DeadLetters {
    async fn send(&self, letter: DeadLetter) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut message = self.client.send_message().queue_url(&self.queue_url);
        for (name, value) in attributes(letter.attributes, &letter.rejection, letter.receive_count) {
            let value = MessageAttributeValue::builder().data_type("String").string_value(value).build()?;
            message = message.message_attributes(name, value);
        }
        message
            .message_body(letter.body)
            .send()
            .await
            .map_err(|error| CallFailed::of("sqs:SendMessage", error))?;
        Ok(())
    }
}

/// The message's attributes: why it was given up, and as many of those that it came with as there is room for.
fn attributes(
    came_with: BTreeMap<String, String>,
    rejection: &Rejection,
    receive_count: u32,
) -> BTreeMap<String, String> {
    let ours = [
        ("reason", Some(rejection.reason.to_owned())),
        ("field", rejection.field.clone()),
        ("detail", Some(rejection.detail.clone())),
        ("schemaVersion", rejection.schema_version.map(|version| version.to_string())),
        ("thing", rejection.thing.clone()),
        ("receiveCount", Some(receive_count.to_string())),
    ];
    let mut attributes: BTreeMap<String, String> = ours
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), sendable(&value?))))
        // SQS takes no empty attribute.
        .filter(|(_, value)| !value.is_empty())
        .collect();
    for (name, value) in came_with {
        if attributes.len() == MAX_ATTRIBUTES {
            break;
        }
        attributes.entry(name).or_insert(value);
    }
    attributes
}

/// `text` without the characters that SQS refuses (those that XML has not), and not too long.
fn sendable(text: &str) -> String {
    let cut = &text[..text.floor_char_boundary(MAX_ATTRIBUTE_BYTES)];
    cut.replace(|c| !is_sendable(c), "\u{fffd}")
}

const fn is_sendable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
