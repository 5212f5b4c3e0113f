//! Waiting before trying again: full jitter, so that those who met once do not meet again.

use std::time::Duration;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_up_to_the_cap() {
        let ceilings: Vec<_> = (0..7).map(|attempt| ceiling(attempt).as_millis()).collect();
        assert_eq!(ceilings, [20, 40, 80, 160, 320, 400, 400]);
        assert_eq!(ceiling(u32::MAX), CAP);
    }
}
