//! Waiting before trying again: full jitter, so that those who met once do not meet again.

use std::time::Duration;

use tokio::time::Instant;

/// The longest wait before the first repeat.
const BASE: Duration = Duration::from_millis(20);

/// The longest wait of all.
const CAP: Duration = Duration::from_millis(400);

/// The wait before repeat number `attempt` (from 0) is at most this long: it doubles until it reaches the cap.
fn ceiling(attempt: u32) -> Duration {
    BASE.saturating_mul(2_u32.saturating_pow(attempt)).min(CAP)
}

/// Sleeps for a random time between nothing and the ceiling of this attempt, counted from 0.
pub async fn pause(attempt: u32) {
    tokio::time::sleep(ceiling(attempt).mul_f64(fastrand::f64())).await;
}

/// Pauses before one try after the other, as long as there is time.
#[derive(Debug)]
pub struct Backoff {
    attempt: u32,
    end: Instant,
}

impl Backoff {
    /// Pauses that all end within `time` from now.
    pub fn within(time: Duration) -> Self {
        Self { attempt: 0, end: Instant::now() + time }
    }

    /// Pauses once. Whether there is time for another try.
    pub async fn pause(&mut self) -> bool {
        if Instant::now() + ceiling(self.attempt) > self.end {
            return false;
        }
        pause(self.attempt).await;
        self.attempt += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_up_to_the_cap() {
        let ceilings: Vec<_> = (0..7).map(|attempt| ceiling(attempt).as_millis()).collect();
        assert_eq!(ceilings, [20, 40, 80, 160, 320, 400, 400]);
        assert_eq!(ceiling(u32::MAX), CAP);
    }

    #[tokio::test]
    async fn a_backoff_ends_in_time() {
        let time = Duration::from_millis(100);
        let began = Instant::now();
        let mut backoff = Backoff::within(time);
        while backoff.pause().await {}
        assert!(began.elapsed() <= time + CAP, "no pause begins that could end too late");
        assert!(backoff.attempt >= 2);
    }
}
