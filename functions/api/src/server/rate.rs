//! How many requests a person may send: a bucket each, which fills at a rate and holds a burst.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// How many buckets there are before those that are full again are thrown away.
const MANY: usize = 10_000;

/// The buckets.
pub(super) struct Rates {
    /// How many a second.
    rate: f64,
    burst: f64,
    buckets: Mutex<HashMap<String, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

impl Rates {
    /// `rate` a second, `burst` at once.
    pub(super) fn new(rate: u32, burst: u32) -> Self {
        Self { rate: rate.into(), burst: burst.into(), buckets: Mutex::default() }
    }

    /// Takes one from the bucket of `who` at `now`; else in how many seconds there is one.
    pub(super) fn take(&self, who: &str, now: Instant) -> Result<(), u32> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| self.left(bucket, now) < self.burst);
        }
        if !buckets.contains_key(who) {
            buckets.insert(who.to_owned(), Bucket { left: self.burst, at: now });
        }
        let Some(bucket) = buckets.get_mut(who) else { return Ok(()) };
        bucket.left = self.left(bucket, now);
        bucket.at = now;
        if bucket.left < 1.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
            return Err((((1.0 - bucket.left) / self.rate).ceil() as u32).max(1));
        }
        bucket.left -= 1.0;
        Ok(())
    }

    fn left(&self, bucket: &Bucket, now: Instant) -> f64 {
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        since.mul_add(self.rate, bucket.left).min(self.burst)
    }
}
