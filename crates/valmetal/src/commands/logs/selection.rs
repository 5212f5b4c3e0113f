//! Which events of a log group that functions share are one function's, and which were printed before.

use std::collections::HashSet;

use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;
use serde::Deserialize;

use crate::local::functions::Function;

/// The one field of a log line that says who wrote it.
#[derive(Deserialize)]
struct Line {
    service: String,
}

/// The events of the streams that are a function's: AWS writes the function into the stream's name; where the name does not say,
/// a line of the function itself does.
pub(super) fn of_function(function: &Function, events: Vec<FilteredLogEvent>) -> Vec<FilteredLogEvent> {
    let named = format!("/{}[", function.name);
    let is_its = |event: &&FilteredLogEvent| {
        event.log_stream_name().is_some_and(|stream| stream.contains(&named))
            || serde_json::from_str::<Line>(event.message().unwrap_or_default())
                .is_ok_and(|line| line.service == function.handler)
    };
    let streams: HashSet<Option<String>> =
        events.iter().filter(is_its).map(|event| event.log_stream_name().map(str::to_owned)).collect();
    events.into_iter().filter(|event| streams.contains(&event.log_stream_name().map(str::to_owned))).collect()
}

/// What was printed already: everything before a time, and some events of that millisecond.
#[derive(Default)]
pub(super) struct Printed {
    since: i64,
    keys: HashSet<String>,
}

impl Printed {
    /// The time in milliseconds from which on there may be something new.
    pub(super) fn since(&self) -> i64 {
        self.since
    }

    /// Whether an event was not printed before; it counts as printed from now on.
    pub(super) fn is_new(&mut self, event: &FilteredLogEvent) -> bool {
        let time = event.timestamp().unwrap_or_default();
        if time > self.since {
            self.since = time;
            self.keys.clear();
        }
        // The emulator gives no ids.
        let id = event.event_id().map(str::to_owned);
        self.keys.insert(id.unwrap_or_else(|| format!("{:?} {:?}", event.log_stream_name(), event.message())))
    }
}

#[cfg(test)]
mod tests;
