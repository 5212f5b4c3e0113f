//! What is given up, with the reason.

use std::collections::HashMap;

use aws_sdk_sqs::{Client, types::MessageAttributeValue};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::cloud::{Cloud, eventually};

/// A dead letter.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) reason: String,
    pub(crate) field: Option<String>,
}

/// Waits for the letter of this payload in the queue that an output of the stack names. It stays where it is.
pub(crate) async fn letter_of(cloud: &Cloud, output: &str, payload: &[u8]) -> Letter {
    let sqs = Client::new(&cloud.target.aws());
    let queue = cloud.target.outputs[output].as_str();
    let payload = STANDARD.encode(payload);
    eventually("the dead letter", async || {
        let read = sqs
            .receive_message()
            .queue_url(queue)
            .max_number_of_messages(10)
            .visibility_timeout(2)
            .message_attribute_names("All");
        let messages = read.send().await.unwrap().messages.unwrap_or_default();
        messages.into_iter().find_map(|message| {
            let body: Value = serde_json::from_str(message.body()?).ok()?;
            let attributes = message.message_attributes.unwrap_or_default();
            (body["payload"] == payload.as_str()).then(|| letter(&attributes))
        })
    })
    .await
}

fn letter(attributes: &HashMap<String, MessageAttributeValue>) -> Letter {
    let text = |name: &str| attributes.get(name).and_then(|value| value.string_value().map(str::to_owned));
    Letter { reason: text("reason").unwrap(), field: text("field") }
}
