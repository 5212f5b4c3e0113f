//! The time, made at the edge: the domain takes it as a value.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock, to the microsecond: every store keeps that, so what is answered is what is read again.
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let now = Timestamp::now();
            Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
        }))
    }

    /// A clock that stands still.
    pub fn at(time: Timestamp) -> Self {
        Self(Arc::new(move || time))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}
