//! `sweep-outstanding`: each minute, whatever a condition owes and nobody did.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use serde::Serialize;
use serde_json::Value;
use tracing::warn;
use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::ports::{ReadOutstanding, StoreError};
use valmetal_runtime::{
    batch::Outcome,
    error::{Error, chain},
    handler::{Failure, Function, Invocation},
};

use crate::alarm_queue::{AlarmIntake, Message};

/// The shards of what is outstanding.
const SHARDS: u8 = 8;

/// How many conditions are read and written at once.
const AT_ONCE: usize = 25;

/// How many conditions of one shard a sweep sees to; what is left is older in the next minute.
const PER_SHARD: u32 = 500;

/// What a sweep leaves for the last conditions to end.
const RESERVE: Duration = Duration::from_secs(5);

/// `sweep-outstanding`.
pub struct SweepOutstanding {
    /// Finds what is due.
    pub outstanding: Arc<dyn ReadOutstanding>,
    /// Sees to it.
    pub intake: AlarmIntake,
}

/// How a sweep went.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Conditions that were seen to.
    pub served: usize,
    /// Conditions that were not: the next sweep finds them again.
    pub failed: usize,
}

impl Function for SweepOutstanding {
    type Event = Value;
    type Answer = Swept;

    async fn handle(&self, _: Value, invocation: &Invocation) -> Result<Swept, Failure> {
        let shards = join_all((0..SHARDS).map(|shard| self.sweep(shard, invocation))).await;
        let mut all = Swept::default();
        let mut unread = None;
        for shard in shards {
            match shard {
                Ok(swept) => {
                    all.served += swept.served;
                    all.failed += swept.failed;
                }
                Err(error) => unread = Some(error),
            }
        }
        unread.map_or(Ok(all), |error| Err(error.into()))
    }
}

impl SweepOutstanding {
    async fn sweep(&self, shard: u8, invocation: &Invocation) -> Result<Swept, StoreError> {
        let now = self.intake.clock.now();
        let due = self.outstanding.read_outstanding(shard, now, PER_SHARD).await?;
        let mut swept = Swept::default();
        for keys in due.chunks(AT_ONCE) {
            let left = invocation.remaining(self.intake.clock.now()).saturating_sub(RESERVE);
            if left.is_zero() {
                swept.failed += keys.len();
                continue;
            }
            let failed = if let Ok(failed) = self.serve(keys, left).await {
                failed
            } else {
                // One of them is at fault: the others must not wait for it.
                let mut failed = 0;
                for key in keys.chunks(1) {
                    failed += self.serve(key, left).await.unwrap_or_else(|error| {
                        warn_of(&key[0], &chain(&*error));
                        1
                    });
                }
                failed
            };
            swept.failed += failed;
            swept.served += keys.len() - failed;
        }
        Ok(swept)
    }

    /// Sees to some conditions and says of how many of them it could not. A panic is an error.
    async fn serve(&self, keys: &[ConditionKey], time_left: Duration) -> Result<usize, Error> {
        let messages: Vec<_> =
            keys.iter().map(|key| Message::Timer { key: key.clone(), version: None }).collect();
        let taking = AssertUnwindSafe(self.intake.take(&messages, time_left));
        let outcomes = taking.catch_unwind().await.unwrap_or_else(|_| Err("panicked".into()))?;
        let mut failed = 0;
        for (outcome, key) in outcomes.into_iter().zip(keys) {
            if let Outcome::Failed(error) = outcome {
                warn_of(key, &chain(&*error));
                failed += 1;
            }
        }
        Ok(failed)
    }
}

fn warn_of(key: &ConditionKey, error: &str) {
    let alarm_id = key.alarm_id();
    warn!(alarm_id = alarm_id.as_str(), thing = key.thing.as_str(), error, "outstanding alarm not served");
}
