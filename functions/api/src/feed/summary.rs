//! `GET /v1/farms/{farmId}/feed/summary`: what a farm fed day by day, by ingredient and by group.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    entity::ports::ReadFarm,
    feed::{Days, FeedSummary, ports::ReadFeedTotals},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Path, Query, State},
    problem::{FieldError, Problem},
};

use crate::{farm_access::allow, store::unavailable};

/// How many days there are where the query names none.
const USUAL_DAYS: i64 = 7;

/// What a summary needs.
#[derive(Clone)]
pub(super) struct Summaries {
    /// Reads the farm's time zone.
    pub farms: Arc<dyn ReadFarm>,
    /// Adds its records up.
    pub totals: Arc<dyn ReadFeedTotals>,
    /// The time.
    pub clock: Clock,
}

/// The days by the farm's clock, both included: the last seven where nothing is said, and at most 31.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
}

impl Wanted {
    /// The days that are wanted on a farm at `now`.
    pub(super) async fn days(
        &self,
        farms: &dyn ReadFarm,
        farm: &FarmId,
        now: Timestamp,
    ) -> Result<Days, Problem> {
        let farm =
            farms.read_farm(farm).await.map_err(unavailable)?.ok_or_else(|| Problem::not_found("farm"))?;
        let zone = TimeZone::get(farm.timezone.as_str())?;
        let to = self.to.unwrap_or_else(|| now.to_zoned(zone.clone()).date());
        let usual = || to.saturating_sub(jiff::Span::new().days(USUAL_DAYS - 1));
        Days::new(self.from.unwrap_or_else(usual), to, &zone).map_err(|fault| {
            let error = FieldError::new("from", "range", fault.to_string());
            Problem::bad_request("invalidQuery", "The query is not what this route takes.").errors([error])
        })
    }
}

/// Answers the summary.
pub(super) async fn summary(
    State(summaries): State<Summaries>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<FeedSummary>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let days = wanted.days(&*summaries.farms, &farm, summaries.clock.now()).await?;
    let totals = summaries.totals.read_feed_totals(&farm, &days.bounds).await.map_err(unavailable)?;
    Ok(Json(FeedSummary::of(&days.dates, &totals)))
}
