//! Trying a write again after somebody else was faster.

use std::time::Duration;

/// How often a write is tried.
const TRIES: u32 = 5;
/// The first wait is at most this long; each further one at most twice the last.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// The tries of one write.
pub(crate) struct Tries {
    made: u32,
}

impl Tries {
    /// Before the first.
    pub(crate) const fn new() -> Self {
        Self { made: 1 }
    }

    /// Waits a random time up to a growing bound, so that two who met do not meet again. False where it was the last try.
    pub(crate) async fn again(&mut self) -> bool {
        if self.made >= TRIES {
            return false;
        }
        let bound = FIRST_WAIT * 2u32.pow(self.made - 1);
        self.made += 1;
        tokio::time::sleep(bound.mul_f64(fastrand::f64())).await;
        true
    }
}
