//! `find-missed-feedings`: looks every few minutes which groups should have been fed by now.

use std::sync::Arc;

use jiff::SignedDuration;
use serde::Serialize;
use valmetal_domain::feed::{
    LEARNT_DAYS,
    ports::{ReadFeedings, TellAlarms},
};
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
};

/// `find-missed-feedings`.
pub struct FindMissedFeedings {
    /// Reads how groups were fed.
    pub feedings: Arc<dyn ReadFeedings>,
    /// Tells the alarm core.
    pub alarms: Arc<dyn TellAlarms>,
    /// The time.
    pub clock: Clock,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Found {
    /// How many groups are fed.
    pub groups: usize,
    /// How many of them should have been by now.
    pub overdue: usize,
}

impl Function for FindMissedFeedings {
    type Event = serde_json::Value;
    type Answer = Found;

    async fn handle(&self, _: serde_json::Value, _: &Invocation) -> Result<Found, Failure> {
        let now = self.clock.now();
        let from = now - SignedDuration::from_hours(24 * LEARNT_DAYS);
        let groups = self.feedings.read_feedings(from, now).await?;
        let words: Vec<_> =
            groups.iter().filter_map(|group| Some((group.device_id.clone(), group.word(now)?))).collect();
        if !words.is_empty() {
            self.alarms.tell_alarms(&words).await?;
        }
        Ok(Found { groups: groups.len(), overdue: words.len() })
    }
}
