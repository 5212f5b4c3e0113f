//! Delayed messages: on- and off-delays.

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::ports::{SetTimer, StoreError};

use crate::error::store_error;

/// The longest delay of a message.
const MAX_DELAY_SECONDS: i64 = 900;

/// Sends a condition's timer messages on the alarm queue.
///
/// IAM: `sqs:SendMessage` on the queue.
#[derive(Debug, Clone)]
pub struct AlarmTimers {
    client: Client,
    queue_url: String,
}

impl AlarmTimers {
    /// Timers on the queue with this URL.
    pub fn new(client: Client, queue_url: impl Into<String>) -> Self {
        Self { client, queue_url: queue_url.into() }
    }
}

#[async_trait]
impl SetTimer for AlarmTimers {
    async fn set_timer(
        &self,
        key: &ConditionKey,
        version: u64,
        due: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let body = json!({"timer": {"alarmId": key.alarm_id(), "version": version}});
        self.client
            .send_message()
            .queue_url(&self.queue_url)
            .delay_seconds(delay_seconds(due.duration_since(now)))
            .message_body(body.to_string())
            .send()
            .await
            .map_err(|error| store_error("sqs:SendMessage", error))?;
        Ok(())
    }
}

/// `wait` in whole seconds, rounded up so that nothing arrives too early, and within what SQS takes.
fn delay_seconds(wait: SignedDuration) -> i32 {
    let seconds = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
    i32::try_from(seconds.clamp(0, MAX_DELAY_SECONDS)).expect("at most 900")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_rounded_up_and_within_fifteen_minutes() {
        let cases = [(-5_000, 0), (0, 0), (1, 1), (1_000, 1), (1_001, 2), (900_000, 900), (3_600_000, 900)];
        for (milliseconds, expected) in cases {
            assert_eq!(
                delay_seconds(SignedDuration::from_millis(milliseconds)),
                expected,
                "{milliseconds} ms"
            );
        }
    }
}
