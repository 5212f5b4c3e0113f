//! Feed sequences and telemetry: `record-feed`, `record-telemetry`, `find-missed-feedings`, `keep-history`.
//!
//! What a step means is `valmetal_domain::feed`; here it is read, stored, and what it says is told to the alarm core.

mod find_missed_feedings;
mod keep_history;
mod record_feed;
mod record_telemetry;

pub use find_missed_feedings::FindMissedFeedings;
pub use keep_history::KeepHistory;
pub use record_feed::RecordFeed;
pub use record_telemetry::RecordTelemetry;

/// How often the queues deliver a message: their redrive policies say the same.
const MAX_RECEIVES: u32 = 5;

/// Under which reason that is counted which the store does not take: it is in the archive and not in a dead-letter queue.
const ARCHIVED: &str = "archived";
