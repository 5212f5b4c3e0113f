//! `keep-history`: makes room for the months to come, and ends samples and bins that are older than they are kept.

use std::sync::Arc;

use serde::Serialize;
use tracing::info;
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
};

/// `keep-history`.
pub struct KeepHistory {
    /// The store.
    pub store: Arc<dyn valmetal_domain::telemetry::ports::KeepHistory>,
    /// The time.
    pub clock: Clock,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// How many partitions were made.
    pub made: u32,
    /// The partitions that were dropped.
    pub dropped: Vec<String>,
}

impl Function for KeepHistory {
    type Event = serde_json::Value;
    type Answer = Done;

    async fn handle(&self, _: serde_json::Value, _: &Invocation) -> Result<Done, Failure> {
        let kept = self.store.keep_history(self.clock.now()).await?;
        info!(made = kept.made, dropped = kept.dropped.len(), "history kept");
        Ok(Done { made: kept.made, dropped: kept.dropped })
    }
}
