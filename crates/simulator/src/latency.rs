//! How long it takes from a machine's message to the API: for some messages, the API is asked until it knows them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};
use valmetal_domain::alarm::{ConditionKey, message::AlarmMessage, story::Position};

use crate::api::Api;

/// How many messages are watched at once: more would make the API itself wait.
const WATCHED: usize = 4;
/// How often the API is asked.
const EVERY: Duration = Duration::from_millis(50);
/// A message that took longer than this is left to the audit.
const AT_MOST: Duration = Duration::from_secs(30);

/// Watches some of the messages.
pub struct Watch {
    api: Arc<Api>,
    free: Arc<Semaphore>,
    seen: Arc<Mutex<Vec<Duration>>>,
    tasks: JoinSet<()>,
}

impl Watch {
    /// Asks with `api`, which must see all farms.
    pub fn new(api: Arc<Api>) -> Self {
        let free = Arc::new(Semaphore::new(WATCHED));
        Self { api, free, seen: Arc::default(), tasks: JoinSet::new() }
    }

    /// Watches a message that was published at `at`, unless enough are watched already.
    pub fn look(&mut self, key: &ConditionKey, message: &AlarmMessage, at: Instant) {
        let Ok(permit) = self.free.clone().try_acquire_owned() else { return };
        let (api, seen) = (self.api.clone(), self.seen.clone());
        let path = format!("/v1/alarms/{}?limit=20", key.alarm_id());
        let position = message.position();
        self.tasks.spawn(async move {
            while at.elapsed() < AT_MOST {
                if let Ok(alarm) = api.get(&path).await
                    && knows(&alarm, position)
                {
                    seen.lock().unwrap_or_else(PoisonError::into_inner).push(at.elapsed());
                    break;
                }
                sleep(EVERY).await;
            }
            drop(permit);
        });
    }

    /// Waits for what is watched, and answers all times, the shortest first.
    pub async fn finish(mut self) -> Vec<Duration> {
        while self.tasks.join_next().await.is_some() {}
        let mut times = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        times.sort();
        times
    }
}

/// Whether the alarm's journal has the word at `position`.
fn knows(alarm: &Value, position: Position) -> bool {
    let journal = alarm["journal"].as_array().map_or(&[][..], Vec::as_slice);
    journal.iter().filter_map(|record| position_of(&record["device"])).any(|known| known == position)
}

/// The position that a journal record's `device` has.
pub fn position_of(device: &Value) -> Option<Position> {
    Some(Position {
        boot: device["boot"].as_u64()?,
        activation: device["activation"].as_u64()?,
        phase: u8::try_from(device["phase"].as_u64()?).ok()?,
        seq: device["seq"].as_u64()?,
    })
}
