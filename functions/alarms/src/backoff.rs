//! Trying again as long as there is time.

use std::time::Duration;

use tokio::time::Instant;
use valmetal_aws::jitter;

/// Longer than any single wait.
const LONGEST_WAIT: Duration = Duration::from_millis(400);

/// Waits of random, growing length that end before a deadline.
pub(crate) struct Backoff {
    attempt: u32,
    end: Instant,
}

impl Backoff {
    /// Waits that end within this time from now.
    pub(crate) fn within(time: Duration) -> Self {
        Self { attempt: 0, end: Instant::now() + time }
    }

    /// Waits once. Whether there is time for another try.
    pub(crate) async fn wait(&mut self) -> bool {
        if Instant::now() + LONGEST_WAIT > self.end {
            return false;
        }
        jitter::pause(self.attempt).await;
        self.attempt += 1;
        true
    }
}
