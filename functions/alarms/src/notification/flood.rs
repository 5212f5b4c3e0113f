//! What is different while alarms flood a farm: what is not critical waits a moment and is told in one message.

use std::sync::Arc;

use futures::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use valmetal_domain::alarm::flood::{Flood, Pace, TOLD_EVERY, flood_at, is_told_together, pace};
use valmetal_domain::alarm::ports::{AlarmFilter, Known, ReadConditions, ReadFarmAlarms, StoreError};
use valmetal_domain::alarm::{Condition, ConditionKey, Definition, DerivedState, EscalationRef, Severity};
use valmetal_domain::names::FarmId;
use valmetal_domain::notification::Subject;

/// How far back alarms are looked for: a flood goes on for as long as it is fed, so longer than what is counted at once.
const LOOK_BACK: SignedDuration = SignedDuration::from_mins(30);

/// How many alarms are read at once.
const PAGE: u32 = 200;

/// How many are read at the most: far more than begin a flood.
const MOST: usize = 1_000;

/// How many conditions are read by key at once.
const KEYS: usize = 33;

/// Every state: an alarm that is over was an alarm.
const ALL_STATES: [DerivedState; 9] = [
    DerivedState::Unacknowledged,
    DerivedState::Acknowledged,
    DerivedState::LatchedUnacknowledged,
    DerivedState::LatchedAcknowledged,
    DerivedState::ReturnedUnacknowledged,
    DerivedState::Shelved,
    DerivedState::SuppressedByDesign,
    DerivedState::OutOfService,
    DerivedState::Normal,
];

/// Sees floods.
pub struct Floods {
    /// What was raised on a farm lately.
    pub alarms: Arc<dyn ReadFarmAlarms>,
}

impl Floods {
    /// How the alarm of `condition` is told at `now`.
    pub async fn pace(
        &self,
        condition: &Condition,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<Pace, StoreError> {
        if condition.severity() == Severity::Critical {
            return Ok(Pace::Now);
        }
        let recent = self.recent(&condition.farm_id, now).await?;
        let wanted = condition.escalation.as_ref().map_or(now, |escalation| escalation.since);
        let chatters = condition.regions.is_chattering(definition);
        Ok(pace(condition.severity(), wanted, flood(&recent, now), chatters, now))
    }

    /// What the message of `tick` tells of beside `condition`, as it is by now.
    pub(super) async fn rest(
        &self,
        conditions: &dyn ReadConditions,
        condition: &Condition,
        tick: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Subject>, StoreError> {
        let recent = self.recent(&condition.farm_id, now).await?;
        let others =
            recent.into_iter().filter(|other| other.key != condition.key && is_told_together(other, tick));
        let keys: Vec<ConditionKey> = others.map(|other| other.key).collect();
        let known = try_join_all(keys.chunks(KEYS).map(|keys| conditions.read_conditions(keys))).await?;
        Ok(known.iter().flat_map(|known| subjects(known, tick)).collect())
    }

    /// The alarms of a farm that were raised lately.
    async fn recent(&self, farm: &FarmId, now: Timestamp) -> Result<Vec<Condition>, StoreError> {
        let filter = AlarmFilter {
            states: ALL_STATES.to_vec(),
            from: Some(now - LOOK_BACK),
            ..AlarmFilter::default()
        };
        let mut recent = Vec::new();
        let mut cursor = None;
        loop {
            let (page, next) = self.alarms.read_farm_alarms(farm, &filter, PAGE, cursor).await?;
            recent.extend(page);
            cursor = next;
            if cursor.is_none() || recent.len() >= MOST {
                return Ok(recent);
            }
        }
    }
}

/// The flood that lasts at `now`.
///
/// Its ticks are taken from the clock and not from its beginning: that is found anew each time from alarms that may have been
/// raised again meanwhile, and all who tell of it must mean the same ticks.
fn flood(recent: &[Condition], now: Timestamp) -> Option<Flood> {
    let mut raises: Vec<_> = recent.iter().filter_map(|condition| condition.regions.raised_at).collect();
    raises.sort_unstable();
    flood_at(&raises, now).map(|flood| {
        let every = TOLD_EVERY.as_secs();
        let since = flood.since.as_second().div_euclid(every) * every;
        Flood { since: Timestamp::from_second(since).unwrap_or(flood.since), ..flood }
    })
}

fn subjects(known: &Known, tick: Timestamp) -> Vec<Subject> {
    let told = known.conditions.values().filter(|condition| is_told_together(condition, tick));
    told.filter_map(|condition| {
        let definition = known.definitions.get(&condition.key.code)?;
        let place = known.places.get(&condition.key.thing)?;
        Some(Subject::new(condition, definition, place, Vec::new()))
    })
    .collect()
}

/// What claims the messages of a flood's tick for all alarms that they tell of.
pub(super) fn shared_claim(farm: &FarmId, tick: Timestamp) -> EscalationRef {
    EscalationRef {
        condition_id: format!("flood-{farm}"),
        occurrence: u64::try_from(tick.as_second()).unwrap_or_default(),
        generation: 1,
    }
}
