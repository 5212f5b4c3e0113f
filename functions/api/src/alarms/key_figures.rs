//! `GET /v1/farms/{farmId}/alarms/key-figures`: how well the farm's alarms behave, day by day by the farm's clock.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    alarm::{
        Condition,
        ports::{AlarmFilter, ReadFarmAlarms, ReadFarmJournal, StoreError},
    },
    entity::ports::ReadFarm,
    figures::{Collector, KeyFigures, Rules},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Path, Query, State},
    problem::{FieldError, Problem},
};

use crate::{farm_access::allow, store::unavailable};

/// The period where the query names none.
const USUAL: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The longest period: its journal is read while the caller waits.
const LONGEST: SignedDuration = SignedDuration::from_hours(31 * 24);
/// How many records are read at once.
const PAGE: u32 = 1_000;

/// What the figures need.
#[derive(Clone)]
pub(super) struct Figures {
    /// Reads the farm's time zone.
    pub(super) farms: Arc<dyn ReadFarm>,
    /// Reads what is still active from before.
    pub(super) alarms: Arc<dyn ReadFarmAlarms>,
    /// Reads its journal.
    pub(super) journal: Arc<dyn ReadFarmJournal>,
    /// The time.
    pub(super) clock: Clock,
}

/// The period; the last seven days where nothing is said, and at most 31.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// Answers the figures.
pub(super) async fn key_figures(
    State(figures): State<Figures>,
    caller: Caller,
    Path(id): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<KeyFigures>, Problem> {
    allow(&caller, Operation::ReadKeyFigures, &id, "farm")?;
    let now = figures.clock.now();
    let (from, to) = period(&wanted, now)?;
    let (farm, older) =
        futures::try_join!(figures.farms.read_farm(&id), figures.older(&id, from)).map_err(unavailable)?;
    let farm = farm.ok_or_else(|| Problem::not_found("farm"))?;
    let zone = TimeZone::get(farm.timezone.as_str())?;

    let mut collector = Collector::new(from, to, &zone, Rules::default());
    for condition in &older {
        collector.know(condition);
    }
    let mut cursor = None;
    loop {
        let page = figures.journal.read_farm_journal(&id, from, to, PAGE, cursor).await;
        let (records, next) = page.map_err(unavailable)?;
        for record in &records {
            collector.take(record);
        }
        if next.is_none() {
            return Ok(Json(collector.finish(now)));
        }
        cursor = next;
    }
}

impl Figures {
    /// The alarms of `farm` that were raised before `from` and are not over yet, or not taken.
    async fn older(&self, farm: &FarmId, from: Timestamp) -> Result<Vec<Condition>, StoreError> {
        let filter = AlarmFilter { to: Some(from), ..AlarmFilter::default() };
        let mut older = Vec::new();
        let mut cursor = None;
        loop {
            let (conditions, next) = self.alarms.read_farm_alarms(farm, &filter, PAGE, cursor).await?;
            older.extend(conditions);
            if next.is_none() {
                return Ok(older);
            }
            cursor = next;
        }
    }
}

/// The period that is wanted.
fn period(wanted: &Wanted, now: Timestamp) -> Result<(Timestamp, Timestamp), Problem> {
    let to = wanted.to.unwrap_or(now);
    let from = wanted.from.unwrap_or(to - USUAL);
    let length = to.duration_since(from);
    if length <= SignedDuration::ZERO || length > LONGEST {
        let error = FieldError::new("from", "range", "It must be before `to`, and by at most 31 days.");
        return Err(
            Problem::bad_request("invalidQuery", "The query is not what this route takes.").errors([error])
        );
    }
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_week_unless_said_and_a_month_at_most() {
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        let day = |n: i64| Some(now - SignedDuration::from_hours(24 * n));
        let length = |from, to| period(&Wanted { from, to }, now).map(|(from, to)| to.duration_since(from));
        assert_eq!(length(None, None).unwrap(), USUAL);
        assert_eq!(length(day(31), None).unwrap(), LONGEST);
        for (from, to) in [(day(32), None), (day(0), None), (day(1), day(2))] {
            assert_eq!(length(from, to).unwrap_err().status(), 400);
        }
    }
}
