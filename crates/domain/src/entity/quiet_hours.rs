//! The hours of the day in which a person wants to be told of nothing but what is critical.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// A span of every day, in the person's own time zone. It may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// When it begins, such as `22:00`.
    pub from: Time,
    /// When it ends; this minute is not quiet any more.
    pub to: Time,
}

impl QuietHours {
    /// Whether `time` is quiet. Hours that end as they begin are never quiet.
    pub fn contain(self, time: Time) -> bool {
        if self.from <= self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}
