//! The lists of a farm's alarms.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::{SignedDuration, Timestamp};
use valmetal_domain::alarm::ports::{AlarmFilter, ReadFarmAlarms, StoreError};
use valmetal_domain::alarm::{Condition, DerivedState};
use valmetal_domain::names::FarmId;

use super::cursor::{self, FARM_ALARMS};
use super::item::{self, s};
use super::table::{Table, page};
use super::times;

/// How many conditions one query looks at.
const LOOKED_AT: i32 = 200;

/// How many queries one page costs at most: a filter that wants little of much ends in short pages, not in a slow one.
const MAX_QUERIES: usize = 5;

/// Reads `FarmAlarmsIndex`, which lags the table a little.
///
/// What is wanted is decided here and not by a filter expression: the state is derived and not stored, and a filter
/// would read, and cost, the same.
///
/// IAM: `dynamodb:Query` on `FarmAlarmsIndex` of `Alarms`.
#[derive(Debug, Clone)]
pub struct FarmAlarms {
    alarms: Table,
}

impl FarmAlarms {
    /// The lists in this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadFarmAlarms for FarmAlarms {
    async fn read_farm_alarms(
        &self,
        farm: &FarmId,
        filter: &AlarmFilter,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<Condition>, Option<String>), StoreError> {
        let from = filter.from.unwrap_or(Timestamp::UNIX_EPOCH);
        let until = filter.to.map_or(Timestamp::MAX, just_before);
        if until < from || limit == 0 {
            return Ok((Vec::new(), None));
        }
        let query = self
            .alarms
            .query()
            .index_name("FarmAlarmsIndex")
            .key_condition_expression("farmId = :farm AND raisedAt BETWEEN :from AND :until")
            .expression_attribute_values(":farm", s(farm.as_str()))
            .expression_attribute_values(":from", s(times::sortable(from)))
            .expression_attribute_values(":until", s(times::sortable(until)))
            .scan_index_forward(false)
            .limit(LOOKED_AT);
        let mut start = cursor.map(|cursor| cursor::read(&cursor, FARM_ALARMS, farm)).transpose()?;
        let mut wanted = Vec::new();
        for _ in 0..MAX_QUERIES {
            let (items, next) = page(query.clone().set_exclusive_start_key(start)).await?;
            let mut items = items.into_iter();
            while let Some(item) = items.next() {
                let position = cursor::write(&item, FARM_ALARMS);
                let condition: Condition = item::read(&item)?;
                if !is_wanted(&condition, filter) {
                    continue;
                }
                wanted.push(condition);
                if wanted.len() == limit as usize {
                    let more = items.len() > 0 || next.is_some();
                    return Ok((wanted, more.then_some(position)));
                }
            }
            start = next;
            if start.is_none() {
                return Ok((wanted, None));
            }
        }
        Ok((wanted, start.map(|key| cursor::write(&key, FARM_ALARMS))))
    }
}

/// The last time before `at` that a key can hold.
fn just_before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(at)
}

fn is_wanted(condition: &Condition, filter: &AlarmFilter) -> bool {
    let state = condition.derived_state();
    let states = &filter.states;
    (if states.is_empty() { state != DerivedState::Normal } else { states.contains(&state) })
        && (filter.severities.is_empty() || filter.severities.contains(&condition.severity()))
        && filter.machines.as_ref().is_none_or(|machines| machines.contains(&condition.entity_id))
}
