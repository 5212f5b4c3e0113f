//! SQS: messages that are given up, messages that come back later, and messages to the alarm core.

mod dead_letters;
mod presence;
mod timers;
mod words;

use aws_sdk_sqs::operation::send_message::builders::SendMessageFluentBuilder;
use valmetal_domain::alarm::ports::StoreError;

use crate::error::store_error;

pub use dead_letters::DeadLetters;
pub use presence::PresenceMessages;
pub use timers::{AlarmTimers, GraceTimers};
pub use words::AlarmWords;

/// Sends one message.
async fn send(message: SendMessageFluentBuilder) -> Result<(), StoreError> {
    message.send().await.map_err(|error| store_error("sqs:SendMessage", error))?;
    Ok(())
}
