//! The hours of the day in which a person wants to be told of nothing but what is critical.

use jiff::civil::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A time of the day, to the minute or the second.
const TIME: &str = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";

/// A span of every day, in the person's own time zone. It may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// When it begins, such as `22:00`.
    #[schemars(with = "String", regex(pattern = TIME))]
    pub from: Time,
    /// When it ends; this minute is not quiet any more.
    #[schemars(with = "String", regex(pattern = TIME))]
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
