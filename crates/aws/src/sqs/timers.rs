//! Messages that come back later: a condition's timers, the grace of a lost connection.

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use jiff::{SignedDuration, Timestamp};
use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::ports::{SetTimer, StoreError};
use valmetal_domain::alarm::queue::TimerMessage;
use valmetal_domain::presence::GraceOver;
use valmetal_domain::presence::ports::StartGrace;

use super::send;

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
        let body = TimerMessage { key: key.clone(), version }.to_body();
        let delay = delay_seconds(due.duration_since(now));
        send(self.client.send_message().queue_url(&self.queue_url).delay_seconds(delay).message_body(body))
            .await
    }
}

/// Brings a lost connection back on the thing events' queue when its grace is over.
///
/// IAM: `sqs:SendMessage` on the queue.
#[derive(Debug, Clone)]
pub struct GraceTimers {
    client: Client,
    queue_url: String,
    grace: SignedDuration,
}

impl GraceTimers {
    /// Graces of `seconds`, at most 900, on the queue with this URL.
    pub fn new(client: Client, queue_url: impl Into<String>, seconds: u32) -> Self {
        Self { client, queue_url: queue_url.into(), grace: SignedDuration::from_secs(seconds.into()) }
    }
}

#[async_trait]
impl StartGrace for GraceTimers {
    async fn start_grace(&self, grace: &GraceOver, now: Timestamp) -> Result<(), StoreError> {
        let over = grace.at.checked_add(self.grace).unwrap_or(Timestamp::MAX);
        let delay = delay_seconds(over.duration_since(now));
        let body = grace.to_body();
        send(self.client.send_message().queue_url(&self.queue_url).delay_seconds(delay).message_body(body))
            .await
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
